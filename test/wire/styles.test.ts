import { describe, expect, it } from "vitest";
import { type Api, apiOf } from "./document-client.js";

/* The table "Style Examples" of OpenAPI 3.1.2 (4.8.12.4), as a server receives it; and what stands beside the table. */

const schemas = {
  string: { type: "string" },
  array: { type: "array", items: { type: "string" } },
  object: { type: "object", additionalProperties: { type: "integer" } },
} as const;
type Kind = keyof typeof schemas;
const values = { string: "blue", array: ["blue", "black", "brown"], object: { R: 100, G: 200, B: 150 } } as const;

interface Row {
  readonly place: "path" | "query" | "header" | "cookie";
  readonly style?: string;
  readonly explode?: boolean;
  readonly more?: object;
  readonly schema?: object;
  readonly kind: Kind;
  readonly value?: unknown;
  readonly expected: string | undefined;
}

const table: readonly [
  style: string,
  explode: boolean,
  empty: string,
  string: string,
  array: string,
  object: string,
][] = [
  ["matrix", false, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  ["matrix", true, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ["label", false, "", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["label", true, "", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["simple", false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["simple", true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["form", true, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  ["spaceDelimited", false, "", "", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
  ["pipeDelimited", false, "", "", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
  ["deepObject", true, "", "", "", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
];

const ofTable = table.flatMap(([style, explode, empty, ...others]): Row[] => {
  const place = ["matrix", "label", "simple"].includes(style) ? "path" : "query";
  const kinds = ["string", "array", "object"] as const;
  const rows = kinds.map((kind, index): Row => ({ place, style, explode, kind, expected: others[index]! }));
  const ofEmpty: Row = { place, style, explode, kind: "string", value: "", expected: empty };
  // What the table calls undefined, and what no URL can have as a segment, is tested below.
  return [ofEmpty, ...rows].filter(({ expected }) => expected !== "");
});

const reserved = ":/?#[]@!$&'()*+,;= %";
const encoded = "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25";
const half = ":/?%23[]@!$%26%27()*%2B,;=%20%25";
const pageable = {
  type: "object",
  properties: { page: { type: "integer" }, sort: { type: "array", items: { type: "string" } } },
};

const others: readonly Row[] = [
  // Reserved characters, in every style that a query has.
  { place: "query", kind: "string", value: reserved, expected: `color=${encoded}` },
  { place: "query", explode: false, kind: "array", value: ["a,b", reserved], expected: `color=a%2Cb,${encoded}` },
  { place: "query", kind: "object", value: { "a&b": "=" }, expected: "a%26b=%3D" },
  {
    place: "query",
    style: "pipeDelimited",
    explode: false,
    kind: "array",
    value: ["a|b", "c"],
    expected: "color=a%7Cb%7Cc",
  },
  { place: "query", style: "deepObject", kind: "object", value: { "a b": "&" }, expected: "color%5Ba%20b%5D=%26" },
  { place: "query", kind: "string", more: { allowReserved: true }, value: reserved, expected: `color=${half}` },
  { place: "query", kind: "array", more: { allowReserved: true }, value: ["a/b", "c"], expected: "color=a/b&color=c" },
  {
    place: "query",
    explode: false,
    kind: "array",
    more: { allowReserved: true },
    value: ["a/b", "c"],
    expected: "color=a/b,c",
  },
  {
    place: "query",
    explode: false,
    kind: "object",
    more: { allowReserved: true },
    value: { R: "/" },
    expected: "color=R,/",
  },
  {
    place: "query",
    kind: "object",
    more: { allowReserved: true },
    value: { R: "/", G: ["a:b", "c"] },
    expected: "R=/&G=a:b&G=c",
  },
  { place: "path", kind: "string", value: "a/b?#;,", expected: "a%2Fb%3F%23%3B%2C" },
  { place: "path", style: "matrix", explode: true, kind: "array", value: ["a;b", ""], expected: ";color=a%3Bb;color" },
  // What is not there.
  { place: "query", kind: "array", value: [], expected: undefined },
  { place: "query", explode: false, kind: "array", value: [], expected: undefined },
  { place: "query", kind: "object", value: {}, expected: undefined },
  { place: "query", explode: false, kind: "object", value: {}, expected: undefined },
  { place: "query", style: "deepObject", kind: "object", value: {}, expected: undefined },
  { place: "query", kind: "object", value: { R: undefined, G: 1, B: null }, expected: "G=1" },
  { place: "query", explode: false, kind: "object", value: { R: undefined, G: 1, B: null }, expected: "color=G,1" },
  {
    place: "query",
    style: "deepObject",
    kind: "object",
    value: { R: undefined, G: 1, B: null },
    expected: "color%5BG%5D=1",
  },
  { place: "query", explode: false, kind: "array", value: ["", ""], expected: "color=," },
  // What frameworks read, where OpenAPI leaves it open: Spring's Pageable, brackets of Express, PHP, Rails and Stripe.
  {
    place: "query",
    kind: "object",
    schema: pageable,
    value: { page: 0, sort: ["a,asc", "b"] },
    expected: "page=0&sort=a%2Casc&sort=b",
  },
  { place: "query", kind: "object", schema: pageable, value: { page: 0, sort: [] }, expected: "page=0" },
  {
    place: "query",
    style: "deepObject",
    kind: "object",
    schema: pageable,
    value: { sort: ["a", "b"] },
    expected: "color%5Bsort%5D%5B%5D=a&color%5Bsort%5D%5B%5D=b",
  },
  {
    place: "query",
    style: "deepObject",
    kind: "array",
    schema: { type: "array", items: { type: "object" } },
    value: [{ a: 1, b: 2 }, { a: 3 }],
    expected: "color%5B0%5D%5Ba%5D=1&color%5B0%5D%5Bb%5D=2&color%5B1%5D%5Ba%5D=3",
  },
  {
    place: "query",
    style: "deepObject",
    kind: "object",
    value: { a: { b: { c: 1 } } },
    expected: "color%5Ba%5D%5Bb%5D%5Bc%5D=1",
  },
  // A schema behind a reference, or one of several, is no other parameter.
  {
    place: "query",
    kind: "array",
    explode: false,
    schema: { $ref: "#/components/schemas/Colors" },
    expected: "color=blue,black,brown",
  },
  {
    place: "query",
    kind: "object",
    schema: { allOf: [{ $ref: "#/components/schemas/Shades" }] },
    expected: "R=100&G=200&B=150",
  },
  {
    place: "query",
    kind: "array",
    explode: false,
    schema: { type: "array", nullable: true, items: {} },
    expected: "color=blue,black,brown",
  },
  {
    place: "query",
    kind: "array",
    explode: false,
    schema: { oneOf: [schemas.string, schemas.array] },
    expected: "color=blue,black,brown",
  },
  // Headers and cookies are not percent-encoded, or are.
  { place: "header", kind: "string", value: "a b,c", expected: "a b,c" },
  { place: "header", kind: "array", expected: "blue,black,brown" },
  { place: "header", kind: "object", expected: "R,100,G,200,B,150" },
  { place: "header", explode: true, kind: "object", expected: "R=100,G=200,B=150" },
  { place: "cookie", kind: "string", value: "a b", expected: "color=a%20b" },
  { place: "cookie", explode: false, kind: "array", expected: "color=blue,black,brown" },
  { place: "cookie", kind: "object", expected: "R=100; G=200; B=150" },
  // `content`: the media type says how the value is written.
  {
    place: "query",
    kind: "object",
    more: { content: { "application/json": { schema: schemas.object } } },
    value: { k: 1 },
    expected: "color=%7B%22k%22%3A1%7D",
  },
  {
    place: "query",
    kind: "array",
    more: { content: { "application/json": { schema: { $ref: "#/components/schemas/Colors" } } } },
    value: ["a"],
    expected: "color=%5B%22a%22%5D",
  },
  {
    place: "query",
    kind: "string",
    more: { content: { "application/json": { schema: schemas.string } } },
    value: "a",
    expected: "color=%22a%22",
  },
  {
    place: "query",
    kind: "string",
    more: { content: { "text/plain": { schema: schemas.string } } },
    value: "plain text",
    expected: "color=plain%20text",
  },
  {
    place: "query",
    kind: "object",
    more: { content: { "application/vnd.acme+json": { schema: schemas.object } } },
    value: { k: 1 },
    expected: "color=%7B%22k%22%3A1%7D",
  },
  {
    place: "path",
    kind: "object",
    more: { content: { "application/json": { schema: schemas.object } } },
    value: { k: 1 },
    expected: "%7B%22k%22%3A1%7D",
  },
  {
    place: "path",
    kind: "string",
    more: { content: { "text/plain": { schema: schemas.string } } },
    value: "a b",
    expected: "a%20b",
  },
  {
    place: "header",
    kind: "object",
    more: { content: { "application/json": { schema: schemas.object } } },
    value: { k: "é" },
    expected: '{"k":"\\u00e9"}',
  },
  {
    place: "header",
    kind: "string",
    more: { content: { "text/plain": { schema: schemas.string } } },
    value: "a b",
    expected: "a b",
  },
  {
    place: "cookie",
    kind: "object",
    more: { content: { "application/json": { schema: schemas.object } } },
    value: { k: 1 },
    expected: "color=%7B%22k%22%3A1%7D",
  },
];

const rows = [...ofTable, ...others];

function documentOf(all: readonly Row[]): object {
  const paths = all.map(({ place, style, explode, more = {}, schema, kind }, index) => {
    const parameter = {
      name: "color",
      in: place,
      required: place === "path",
      ...(style && { style }),
      ...(explode !== undefined && { explode }),
      ...(!("content" in more) && { schema: schema ?? schemas[kind] }),
      ...more,
    };
    const operation = { operationId: `op${index}`, parameters: [parameter], responses: { 204: { description: "ok" } } };
    return [`/${index}/${place === "path" ? "{color}" : "it"}`, { get: operation }];
  });
  const named = { Colors: schemas.array, Shades: schemas.object };
  return { paths: Object.fromEntries(paths) as object, components: { schemas: named } };
}

async function arrivalOf(
  api: Api,
  index: number,
  { place, kind, value = values[kind] }: Row,
): Promise<string | undefined> {
  await api.call(`op${index}`, { [place]: { color: value } });
  const { url, headers } = api.last;
  if (place === "header") return headers["color"] as string | undefined;
  if (place === "cookie") return headers.cookie;
  return place === "path" ? url.split("/")[2] : url.replace(/^[^?]*\??/, "") || undefined;
}

describe("a parameter arrives as OpenAPI's examples and the frameworks have it", async () => {
  let api: Api | undefined;
  it("in every place", async () => {
    api = await apiOf(documentOf(rows));
    for (const [index, row] of rows.entries()) {
      const { place, style = "", explode = "", value = values[row.kind] } = row;
      const what = `${place} ${style} ${explode} ${JSON.stringify(row.more ?? row.schema ?? "")} ${JSON.stringify(value)}`;
      expect.soft(await arrivalOf(api, index, row), what).toBe(row.expected);
    }
  });
});

const swagger = (parameters: readonly object[], more: object = {}): object => ({
  openapi: undefined,
  swagger: "2.0",
  info: { title: "Test", version: "1" },
  host: "api.test",
  schemes: ["https"],
  paths: {
    "/it/{ids}": { post: { operationId: "send", parameters, responses: { 204: { description: "ok" } }, ...more } },
  },
});

describe("Swagger 2's collectionFormat", () => {
  const items = { type: "array", items: { type: "string" } };
  const ids = { name: "ids", in: "path", required: true, ...items };
  it.for<[format: string | undefined, query: string, path: string, header: string | undefined]>([
    [undefined, "q=a,b", "a,b", "a,b"],
    ["csv", "q=a,b", "a,b", "a,b"],
    ["ssv", "q=a%20b", "a%20b", "a b"],
    ["tsv", "q=a%09b", "a%09b", "a\tb"],
    ["pipes", "q=a%7Cb", "a%7Cb", "a|b"],
    ["multi", "q=a&q=b", "a,b", "a,b"],
  ])("%s is kept in queries, paths, headers and forms", async ([collectionFormat, query, path, header]) => {
    const format = collectionFormat && { collectionFormat };
    const api = await apiOf(
      swagger(
        [
          { ...ids, ...format },
          { name: "q", in: "query", ...items, ...format },
          { name: "h", in: "header", ...items, ...format },
          { name: "q", in: "formData", ...items, ...format },
        ],
        { consumes: ["application/x-www-form-urlencoded"] },
      ),
    );
    const list = ["a", "b"];
    await api.call("send", { path: { ids: list }, query: { q: list }, header: { h: list }, body: { q: list } });
    expect(api.last.url).toBe(`/it/${path}?${query}`);
    expect(api.last.headers["h"]).toBe(header);
    expect(api.last.body.toString()).toBe(query);
  });
});

describe("null, and a list of nothing (RFC 6570, 2.3)", () => {
  const nullable = { type: ["string", "null"] };
  const list = { type: "array", items: nullable };
  const places = ["query", "header", "cookie"] as const;
  const parameters = places.flatMap((place) => [
    { name: `${place}-one`, in: place, schema: nullable },
    { name: `${place}-list`, in: place, schema: list },
    { name: `${place}-object`, in: place, schema: { type: "object", additionalProperties: nullable } },
  ]);
  const document = {
    openapi: "3.1.0",
    paths: { "/it": { get: { operationId: "read", parameters, responses: { 204: { description: "ok" } } } } },
  };
  const with_ = (one: unknown, items: unknown, object: unknown): object =>
    Object.fromEntries(
      places.map((place) => [place, { [`${place}-one`]: one, [`${place}-list`]: items, [`${place}-object`]: object }]),
    );
  const sent = ({ url, headers: { cookie, ...headers } }: Api["last"]): object => ({
    query: url.split("?")[1],
    header: Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("header-"))),
    cookie,
  });

  it.for([
    [null, null, null],
    [undefined, [], {}],
    [null, [null, undefined], { a: null }],
  ])("are not sent: %j", async ([one, items, object]) => {
    const api = await apiOf(document);
    await api.call("read", with_(one, items, object));
    expect(sent(api.last)).toEqual({ query: undefined, header: {}, cookie: undefined });
  });

  it("among others leave those, and a text of no characters is one", async () => {
    const api = await apiOf(document);
    await api.call("read", with_("", ["a", null, ""], { a: null, b: "1" }));
    expect(sent(api.last)).toEqual({
      query: "query-one=&query-list=a&query-list=&b=1",
      header: { "header-one": "", "header-list": "a,", "header-object": "b,1" },
      cookie: "cookie-one=; cookie-list=a; cookie-list=; b=1",
    });
  });
});
