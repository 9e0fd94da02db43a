/** Applying overlays as Overlay 1.0 says; the cases follow the sections of the specification. */
import { describe, expect, test } from "vitest";
import { applyOverlay } from "../../generator/patch/apply.js";
import { jsonPath, quoted } from "../../generator/enrich/json-path.js";
import { checkOverlay, type OverlayAction } from "../../generator/patch/overlay.js";
import { query } from "jsonpath-rfc9535";

const info = { title: "t", version: "1" };
const apply = (document: Record<string, unknown>, ...actions: OverlayAction[]) =>
  applyOverlay(document, checkOverlay({ overlay: "1.0.0", info, actions }, "o.yml"), "o.yml");

describe("actions", () => {
  const pets = () => ({
    paths: {
      "/": {
        get: {
          summary: "root",
          parameters: [
            { name: "filter", in: "query" },
            { name: "dummy", in: "query" },
          ],
        },
      },
      "/pets": { get: { summary: "pets", parameters: [] } },
    },
    components: { schemas: {} },
  });

  test("one structured update: merged in depth, and a key without a value says nothing", () => {
    const update = { paths: { "/": { summary: "The root", get: { "x-rate": 1 } } }, components: null };
    const { value } = apply(pets(), { target: "$", update });
    expect(value).toEqual({
      ...pets(),
      paths: { ...pets().paths, "/": { summary: "The root", get: { ...pets().paths["/"].get, "x-rate": 1 } } },
    });
  });

  test("targets and wildcards select several, and actions see what those before them did", () => {
    const { value } = apply(
      pets(),
      { target: "$.paths.*.get", update: { "x-safe": true } },
      { target: "$.paths[*].get[?@.name == 'filter']", update: { schema: { type: "string" } } },
      { target: "$.paths['/'].get.parameters[?@.name=='filter' && @.in=='query']", update: { schema: {} } },
      { target: "$.paths['/']", update: { get: { "x-safe": false } } },
    );
    expect(query(value as never, "$.paths.*.get['x-safe']")).toEqual([false, true]);
    expect(query(value as never, "$.paths['/'].get.parameters[0].schema")).toEqual([{}]);
  });

  test("a list takes one entry more; removing goes from the last to the first", () => {
    const { value } = apply(
      pets(),
      { target: "$.paths.*.get.parameters", update: { name: "new", in: "query" } },
      { target: "$.paths.*.get.parameters[?@.in == 'query' && @.name != 'new']", remove: true, update: { name: "no" } },
    );
    expect(query(value as never, "$.paths.*.get.parameters")).toEqual([
      [{ name: "new", in: "query" }],
      [{ name: "new", in: "query" }],
    ]);
  });

  test("names with quotes and slashes are found, for removal too", () => {
    const document = { "a'b": { "c/d\\": { x: 1 }, e: 1 } };
    expect(apply(document, { target: "$['a\\'b']['c/d\\\\']", remove: true }).value).toEqual({ "a'b": { e: 1 } });
    expect(document["a'b"]).toHaveProperty(["c/d\\"]);
  });

  test("what selects nothing is told, unless it removes", () => {
    const { unmatched } = apply(
      pets(),
      { target: "$.paths['/gone']", remove: true },
      { target: "$.paths['/gone']", update: { get: {} } },
    );
    expect(unmatched).toEqual([1]);
  });

  test("no prototype is set", () => {
    const update = JSON.parse('{"__proto__": {"polluted": true}}') as unknown;
    const { value } = apply(pets(), { target: "$", update });
    expect("polluted" in value).toBe(false);
  });
});

test.for([
  [{ overlay: "1.0.0", info, actions: [] }, "actions is missing, or empty"],
  [{ overlay: "2.0.0", info, actions: [{}] }, "overlay 2.0.0 is not supported"],
  [{ openapi: "3.0.0" }, "is not an overlay"],
  [{ overlay: "1.0.0", info: { title: "t" }, actions: [{}] }, "info.version is missing"],
  [{ overlay: "1.0.0", info, actions: [{ update: {} }] }, "actions[0].target is missing"],
  [{ overlay: "1.0.0", info, actions: [{ target: "$" }] }, "actions[0] has neither update nor remove"],
] as const)("%j is refused", ([value, message]) => {
  expect(() => checkOverlay(value, "o.yml")).toThrow(`o.yml: ${message}`);
});

test("an expression that is none, and a target that cannot be updated, are named", () => {
  expect(() => apply({}, { target: "$.[", update: {} })).toThrow("o.yml: actions[0].target is no JSONPath");
  expect(() => apply({ a: 1 }, { target: "$.a", update: {} })).toThrow("neither an object nor a list");
  expect(() => apply({ a: {} }, { target: "$.a", update: [] })).toThrow("update is no object");
});

test("a pointer becomes an expression that finds its place, whatever the names are", () => {
  const names = [
    "plain",
    "/api/jobs/{job_id}/",
    "it's",
    'a"b',
    "back\\slash",
    "line\nbreak",
    "~tilde",
    "\u2028",
    "emoji \u{1f600}",
  ];
  const root: Record<string, unknown> = { list: [{ x: "second" }, { x: "first" }] };
  for (const name of names) root[name] = { "a b": name };
  for (const name of names) {
    const segment = name.replaceAll("~", "~0").replaceAll("/", "~1");
    expect(query(root as never, jsonPath(root, `#/${segment}/a b`))).toEqual([name]);
  }
  expect(jsonPath(root, "#/list/1/x")).toBe("$.list[1].x");
  expect(jsonPath(root, "#/~1api~1jobs~1{job_id}~1/a b")).toBe("$['/api/jobs/{job_id}/']['a b']");
  expect(quoted("it's")).toBe("'it\\'s'");
});
