/** Which operation of a contract a request performs. */
import fc from "fast-check";
import type { Contract } from "ifmatch/runtime/contract";
import { afterEach, describe, expect, test, vi } from "vitest";
import { matcherOf } from "../../runtime/contract/match.js";

const contractOf = (...operations: readonly string[]): Contract => ({
  version: 1,
  resources: {},
  operations: Object.fromEntries(
    operations.map((text) => {
      const [method = "", path = ""] = text.split(" ");
      return [text, { method, path, role: "none" }];
    }),
  ),
});
const matching = (...operations: readonly string[]) => matcherOf(contractOf(...operations));
afterEach(() => vi.unstubAllGlobals());

describe("of templates that fit, the more specific one", () => {
  test.each([
    ["/jobs/status-choices/", ["GET /jobs/{id}/", "GET /jobs/status-choices/"], "GET /jobs/status-choices/"],
    ["/jobs/7/", ["GET /jobs/{id}/", "GET /jobs/status-choices/"], "GET /jobs/{id}/"],
    ["/jobs/7.json", ["GET /jobs/{id}", "GET /jobs/{id}.json"], "GET /jobs/{id}.json"],
    ["/a/b/c", ["GET /{x}/b/{y}", "GET /a/{x}/c"], "GET /a/{x}/c"],
    ["/jobs/x:stop", ["GET /jobs/{id}:start", "GET /jobs/{id}:stop"], "GET /jobs/{id}:stop"],
  ])("%s", (url, operations, id) => {
    expect(matching(...operations)("GET", url)?.id).toBe(id);
    expect(matching(...operations.toReversed())("GET", url)?.id).toBe(id);
  });

  test("has to have the method", () => {
    const match = matching("GET /jobs/search", "PUT /jobs/{id}");
    expect(match("put", "/jobs/search")).toMatchObject({ id: "PUT /jobs/{id}", path: { id: "search" } });
    expect(match("DELETE", "/jobs/search")).toBeUndefined();
  });
});

describe("a URL", () => {
  const match = matching("PUT /api/jobs/{id}/", "PUT /api/café/{name}");
  test.each([
    ["https://api.example/api/jobs/7/", "", "https://api.example"],
    ["https://API.example:443/api/jobs/7?x=/api", "https://api.example/", "https://API.example:443"],
    ["/api/jobs/7/#top", "/api", ""],
    ["/gateway/api/jobs/7/", "/gateway", "/gateway"],
    ["https://api.example/gateway/api/jobs/7/", "https://api.example/gateway/api", "https://api.example/gateway"],
    ["/api/x/../jobs/./%37/", "", ""],
    ["/api/x/%2E%2e/jobs/7", "", ""],
    ["https://ada:secret@api.example/api/jobs/7/", "https://api.example", "https://ada:secret@api.example"],
  ])("%s below %s", (url, baseUrl, base) => {
    expect(match("PUT", url, baseUrl)).toEqual(expect.objectContaining({ path: { id: "7" }, base }));
  });

  test.each([
    ["https://other.example/api/jobs/7/", "https://api.example"],
    ["http://api.example/api/jobs/7/", "https://api.example"],
    ["/api/jobs/7/parts/", ""],
    ["/api/jobs//", ""],
    ["/api/jobs", ""],
    ["/other/api/jobs/7/", "/gateway"],
  ])("%s below %s is none", (url, baseUrl) => expect(match("PUT", url, baseUrl)).toBeUndefined());

  test("is compared as it is meant, not as it is written", () => {
    expect(match("PUT", "/api/caf%C3%A9/a%2Fb")?.path).toEqual({ name: "a/b" });
    expect(match("PUT", "/api/café/100%")?.path).toEqual({ name: "100%" });
  });

  test("without an origin is that of the page", () => {
    vi.stubGlobal("location", { origin: "https://page.example", protocol: "https:" });
    expect(match("PUT", "/api/jobs/7/", "https://api.example")).toBeUndefined();
    expect(match("PUT", "https://api.example/api/jobs/7/", "/api")).toBeUndefined();
    expect(match("PUT", "//page.example/api/jobs/7/", "/api")?.path).toEqual({ id: "7" });
  });
});

test("a parameter of any name", () => {
  const { path } = matching("GET /{__proto__}/{constructor}")("GET", "/a/b")!;
  expect([path["__proto__"], path["constructor"]]).toEqual(["a", "b"]);
});

test("a template filled in is found again, with what it was filled with", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const name = fc.stringMatching(/^[a-z]\w{0,5}$/);
  // Dots alone are a path of their own, whatever they are percent-encoded as.
  const value = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/^\.+$/.test(text) && isText(text));
  const segment = fc.oneof(
    word.map((text) => ({ text, names: [] as string[] })),
    name.map((one) => ({ text: `{${one}}`, names: [one] })),
    fc.tuple(name, word).map(([one, text]) => ({ text: `{${one}}.${text}`, names: [one] })),
  );
  const template = fc
    .uniqueArray(segment, { minLength: 1, maxLength: 5, selector: ({ names, text }) => names[0] ?? `=${text}` })
    .map((segments) => ({
      path: `/${segments.map(({ text }) => text).join("/")}`,
      names: segments.flatMap(({ names }) => names),
    }));
  const base = fc.constantFrom("", "https://api.example", "https://api.example/v1", "/v1");
  const law = fc.property(
    template,
    fc.array(value, { minLength: 5, maxLength: 5 }),
    base,
    fc.constantFrom("", "/"),
    fc.constantFrom("", "?a=/b", "#c"),
    ({ path, names }, values, before, slash, after) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, one: string) => encodeURIComponent(values[names.indexOf(one)]!));
      const found = matching(`GET ${path}`)("GET", `${before}${filled}${slash}${after}`, before);
      expect(found?.id).toBe(`GET ${path}`);
      expect({ ...found?.path }).toEqual(Object.fromEntries(names.map((one, index) => [one, values[index]])));
      expect(found?.base).toBe(before);
    },
  );
  fc.assert(law, { numRuns: 1000 });
});

/** A lone surrogate has no percent-encoding. */
function isText(text: string): boolean {
  try {
    return encodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}
