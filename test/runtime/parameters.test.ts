import fc from "fast-check";
import {
  cookieHeader,
  deepObject,
  form,
  formObject,
  formReserved,
  headerExploded,
  headerList,
  jsonParameter,
  label,
  labelExploded,
  matrix,
  matrixExploded,
  type Operation,
  type ParameterStyle,
  pipeDelimited,
  send,
  simple,
  simpleExploded,
  spaceDelimited,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, notesClient } from "./note-operations.js";
import { json, stubFetch } from "./stub-fetch.js";

/** The values of the style examples in the OpenAPI specification, 4.8.12.4. */
const primitive = "blue";
const array = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

describe("parameter styles", () => {
  it.each<[string, ParameterStyle, string, string, string]>([
    ["form", form, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
    ["form, exploded", formObject, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
    ["form, reserved", formReserved, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
    ["spaceDelimited", spaceDelimited, "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
    ["pipeDelimited", pipeDelimited, "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
    [
      "deepObject",
      deepObject,
      "color=blue",
      "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
      "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
    ],
    ["simple", simple, "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ["simple, exploded", simpleExploded, "blue", "blue,black,brown", "R=100,G=200,B=150"],
    ["label", label, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
    ["label, exploded", labelExploded, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
    ["matrix", matrix, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
    ["matrix, exploded", matrixExploded, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
    ["a header", headerList, "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ["a header, exploded", headerExploded, "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ])("%s writes what the OpenAPI examples show", (_name, style, one, several, named) => {
    expect(style("color", primitive)).toBe(one);
    expect(style("color", array)).toBe(several);
    expect(style("color", object)).toBe(named);
  });

  it("JSON content writes one encoded JSON value", () => {
    expect(jsonParameter("filter", { a: ["x&y"] })).toBe(`filter=${encodeURIComponent('{"a":["x&y"]}')}`);
  });

  it("deepObject nests its brackets, and gives arrays some of their own", () => {
    expect(decodeURIComponent(deepObject("f", { a: { b: 1 }, c: ["x", "y"], d: undefined }))).toBe(
      "f[a][b]=1&f[c][]=x&f[c][]=y",
    );
  });

  it("allowReserved leaves reserved characters, save those that would change the query", () => {
    expect(formReserved("q", ":/?[]@!$'()*,;=")).toBe("q=:/?[]@!$'()*,;=");
    expect(formReserved("q", "#&+ %")).toBe("q=%23%26%2B%20%25");
  });

  it("headers are not percent-encoded", () => {
    expect(headerList("x", ["a b", "ü"])).toBe("a b,ü");
    expect(headerExploded("x", { a: "b c" })).toBe("a=b c");
  });

  it("values are encoded, names as well, and dates travel in ISO format", () => {
    expect(form("a b", ["x,y", "é"])).toBe("a%20b=x%2Cy,%C3%A9");
    expect(simple("d", new Date(0))).toBe(encodeURIComponent("1970-01-01T00:00:00.000Z"));
    expect(matrixExploded("a b", "c;d")).toBe(";a%20b=c%3Bd");
  });

  it("properties that are undefined are left out", () => {
    expect(formObject("o", { a: 1, b: undefined })).toBe("a=1");
    expect(label("o", { a: 1, b: undefined })).toBe(".a,1");
  });

  it("are looked up by a parameter's own name, also where every object has such a property", async () => {
    const stub = stubFetch(json(200, {}));
    const operation: Operation = {
      id: "search",
      method: "GET",
      path: "/search/{toString}",
      segments: { ids: simple },
      query: { ids: form },
      header: { "X-Ids": headerList },
      cookie: (values, headers) => cookieHeader(values, headers, { ids: form }),
      responses: [200],
    };
    const parts = {
      path: { toString: "p" },
      query: { constructor: "q", valueOf: [1, 2] },
      header: { constructor: "h" },
      cookie: { constructor: "c" },
    };
    await send(notesClient({ fetch: stub.fetch }), operation, parts as object);
    const [{ url, headers }] = stub.requests as [Request];
    expect(url).toBe(`${base}/search/p?constructor=q&valueOf=1&valueOf=2`);
    expect([headers.get("constructor"), headers.get("cookie")]).toEqual(["h", "constructor=c"]);
  });

  it("cookies are separated by semicolons, exploded arrays too", () => {
    const headers = { cookie: "sessionid=s" };
    cookieHeader({ a: 1, b: ["x", "y"], c: undefined, d: ["p", "q"] }, headers, { d: form });
    expect(headers.cookie).toBe("sessionid=s; a=1; b=x; b=y; d=p,q");
  });

  it.each<[string, ParameterStyle]>([
    ["form", form],
    ["form, exploded", formObject],
    ["form, reserved", formReserved],
    ["deepObject", deepObject],
  ])("whatever the value, %s stays one query parameter, and decodes to what was given", (_name, style) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme", minLength: 1 }), (value, name) => {
        const url = new URL(`${base}/?before=1&${style(name, value)}&after=2`);
        expect([...url.searchParams]).toEqual([
          ["before", "1"],
          [name, value],
          ["after", "2"],
        ]);
        expect(url.hash).toBe("");
      }),
    );
  });
});

describe("path parameters", () => {
  const reading = (style?: ParameterStyle): Operation => ({
    id: "file_read",
    method: "GET",
    path: "/files/{file}/meta",
    ...(style && { segments: { file: style } }),
    responses: [200],
  });

  async function urlOf(file: unknown, style?: ParameterStyle): Promise<URL> {
    const stub = stubFetch(json(200, {}));
    await send(notesClient({ fetch: stub.fetch }), reading(style), { path: { file } });
    return new URL(stub.requests[0]!.url);
  }

  it.each(["", ".", "..", undefined, null, [], [".."]])(
    "refuses %j, which would name another resource",
    async (file) => {
      await expect(urlOf(file, Array.isArray(file) ? simple : undefined)).rejects.toMatchObject({
        name: "UsageError",
        code: "path-parameter",
        message: expect.stringMatching(/^file_read: .*file/) as unknown,
      });
    },
  );

  it.each([
    [label, ""],
    [label, "."],
    [labelExploded, [""]],
  ])("refuses what a style makes a dot segment of", async (style, file) => {
    await expect(urlOf(file, style)).rejects.toMatchObject({ code: "path-parameter" });
  });

  it("refuses a name that only the prototype has", async () => {
    const operation = { ...reading(), path: "/files/{constructor}" };
    await expect(send(notesClient({ fetch: stubFetch().fetch }), operation, { path: {} })).rejects.toMatchObject({
      code: "path-parameter",
    });
  });

  it("keeps whatever else is given inside its own segment", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          unit: fc.oneof(
            fc.constantFrom("/", "\\", ".", "%", "?", "#", ";", "2", "e"),
            fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
          ),
          minLength: 1,
        }),
        async (file) => {
          fc.pre(file !== "." && file !== "..");
          const url = await urlOf(file);
          const [, root, segment, meta, ...more] = url.pathname.split("/");
          expect([root, decodeURIComponent(segment!), meta, more]).toEqual(["files", file, "meta", []]);
          expect(url.search + url.hash).toBe("");
        },
      ),
    );
  });
});
