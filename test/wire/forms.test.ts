import { describe, expect, it } from "vitest";
import { apiOf, type Arrival } from "./document-client.js";

/* Forms as a server receives them (OpenAPI, Encoding Object; RFC 7578). */

interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The parts of a multipart body, by its bytes. */
function partsOf({ headers, body }: Arrival): Part[] {
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"]!)![1]!;
  const [preamble, ...parts] = body.toString("latin1").split(`--${boundary}`);
  expect(preamble).toBe("");
  expect(parts.pop()).toBe("--\r\n");
  return parts.map((part) => {
    const end = part.indexOf("\r\n\r\n");
    const lines = part.slice(2, end).split("\r\n");
    const named = lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 2),
    ]);
    return { headers: Object.fromEntries(named) as Record<string, string>, body: part.slice(end + 4, -2) };
  });
}

const text = (name: string, body: string, type?: string): Part => ({
  headers: { "content-disposition": `form-data; name="${name}"`, ...(type && { "content-type": type }) },
  body,
});
const file = (name: string, body: string, fileName: string, type: string): Part => ({
  headers: { "content-disposition": `form-data; name="${name}"; filename="${fileName}"`, "content-type": type },
  body,
});

const string = { type: "string" };
const binary = { type: "string", format: "binary" };
const Meta = { type: "object", required: ["name"], properties: { name: string } };
const ref = { $ref: "#/components/schemas/Meta" };

const taking = (
  schema: object,
  encoding: object | undefined,
  type = "multipart/form-data",
  more: object = {},
): object => ({
  paths: {
    "/it": {
      post: {
        operationId: "send",
        requestBody: { required: true, content: { [type]: { schema, ...(encoding && { encoding }) } } },
        responses: { 204: { description: "ok" } },
      },
    },
  },
  components: {
    schemas: { Meta, Tags: { type: "array", items: ref }, Form: { type: "object", properties: { meta: ref } } },
  },
  ...more,
});
const form = (properties: object, encoding?: object, type?: string, more?: object): object =>
  taking({ type: "object", properties }, encoding, type, more);

describe("multipart/form-data", () => {
  it.for<[what: string, document: object, body: object, parts: readonly Part[]]>([
    [
      "texts and numbers have no Content-Type",
      form({ a: string, n: { type: "integer" } }),
      { a: "é", n: 1 },
      [text("a", "Ã©"), text("n", "1")],
    ],
    [
      "an object is JSON by default",
      form({ meta: ref }),
      { meta: { name: "n" } },
      [text("meta", '{"name":"n"}', "application/json")],
    ],
    [
      "an array of objects is a part for each",
      form({ items: { type: "array", items: ref } }),
      { items: [{ name: "a" }, { name: "b" }] },
      [text("items", '{"name":"a"}', "application/json"), text("items", '{"name":"b"}', "application/json")],
    ],
    [
      "an array behind a reference, too",
      form({ items: { $ref: "#/components/schemas/Tags" } }),
      { items: [{ name: "a" }] },
      [text("items", '{"name":"a"}', "application/json")],
    ],
    [
      "an array of texts is a field for each",
      form({ tags: { type: "array", items: string } }),
      { tags: ["a", "b"] },
      [text("tags", "a"), text("tags", "b")],
    ],
    [
      "an object that may be null is JSON",
      form({ meta: { allOf: [ref], nullable: true } }),
      { meta: { name: "n" } },
      [text("meta", '{"name":"n"}', "application/json")],
    ],
    [
      "fields of an inherited schema",
      taking({ allOf: [{ $ref: "#/components/schemas/Form" }] }, undefined),
      { meta: { name: "n" } },
      [text("meta", '{"name":"n"}', "application/json")],
    ],
    [
      "fields of an alternative",
      taking(
        { oneOf: [{ $ref: "#/components/schemas/Form" }, { type: "object", properties: { a: string } }] },
        undefined,
      ),
      { meta: { name: "n" } },
      [text("meta", '{"name":"n"}', "application/json")],
    ],
    [
      "objects that the schema does not name",
      taking({ type: "object", additionalProperties: true }, undefined),
      { x: { y: 1 } },
      [text("x", '{"y":1}', "application/json")],
    ],
    [
      "a text with a media type of its own",
      form({ a: string }, { a: { contentType: "text/markdown; charset=utf-8" } }),
      { a: "#" },
      [text("a", "#", "text/markdown; charset=utf-8")],
    ],
    [
      "a text that is JSON",
      form({ a: string }, { a: { contentType: "application/json" } }),
      { a: "x" },
      [text("a", '"x"', "application/json")],
    ],
    [
      "JSON of a vendor's",
      form({ meta: ref }, { meta: { contentType: "application/vnd.acme+json" } }),
      { meta: { name: "n" } },
      [text("meta", '{"name":"n"}', "application/vnd.acme+json")],
    ],
    [
      "a style",
      form({ meta: ref }, { meta: { style: "deepObject", explode: true } }),
      { meta: { name: "n&" } },
      [text("meta[name]", "n&")],
    ],
    [
      "a list by a delimiter",
      form({ ids: { type: "array", items: string } }, { ids: { style: "form", explode: false } }),
      { ids: ["a", "b"] },
      [text("ids", "a,b")],
    ],
    [
      "names that would end their quotes",
      form({ 'a"\r\nb': ref }),
      { 'a"\r\nb': { name: "n" } },
      [text("a%22%0D%0Ab", '{"name":"n"}', "application/json")],
    ],
    [
      "an empty field for null",
      form({ a: { type: "string", nullable: true }, meta: ref }),
      { a: null },
      [text("a", "")],
    ],
    ["nothing for undefined", form({ a: string, meta: ref }), { a: undefined }, []],
  ])("has %s", async ([, document, body, parts]) => {
    const api = await apiOf(document);
    await api.call("send", { body });
    expect(partsOf(api.last)).toEqual(parts);
  });

  it.for<[declared: string | undefined, own: string, sent: string]>([
    [undefined, "image/gif", "image/gif"],
    [undefined, "", "application/octet-stream"],
    ["image/png", "image/gif", "image/png"],
    ["image/png, image/jpeg", "image/gif", "image/gif"],
    ["image/png, image/jpeg", "", "image/png"],
    ["image/*", "image/gif", "image/gif"],
    ["image/*", "", "application/octet-stream"],
  ])("with contentType %s sends a file of type %j as %s", async ([contentType, type, sent]) => {
    const api = await apiOf(
      form({ a: binary, meta: ref }, contentType === undefined ? undefined : { a: { contentType } }),
    );
    const body = { a: new File(["\xff"], 'x".png', { type }), meta: { name: "n" } };
    await api.call("send", { body });
    expect(partsOf(api.last)).toEqual([
      file("a", "Ã¿", "x%22.png", sent),
      text("meta", '{"name":"n"}', "application/json"),
    ]);
  });

  it("has the headers that the document gives its parts, as the caller fills them", async () => {
    const integer = { type: "integer" };
    const headers = {
      "X-Rate-Limit": { description: "A minute.", required: true, schema: integer },
      "X-Tags": { schema: { type: "array", items: string } },
      "Content-Type": { schema: string },
    };
    const api = await apiOf(form({ file: binary, meta: ref }, { file: { contentType: "image/png", headers } }));
    const printed = api.file("operations/default.ts").replace(/\s+/g, " ");
    const comment = "/** A minute. */";
    expect(printed).toContain(
      `partHeaders?: | { file?: | { ${comment} "X-Rate-Limit": number; "X-Tags"?: string[] | undefined; } | undefined; } | undefined;`,
    );
    const body = { file: new Blob(["1"]), meta: { name: "n" } };
    await api.call("send", { body, partHeaders: { file: { "X-Rate-Limit": 3, "X-Tags": ["a", "b"] } } });
    const sent = { ...file("file", "1", "blob", "image/png").headers, "x-rate-limit": "3", "x-tags": "a,b" };
    expect(partsOf(api.last)).toEqual([{ headers: sent, body: "1" }, text("meta", '{"name":"n"}', "application/json")]);
    const injected = { file: { "X-Rate-Limit": "1\r\nX-Other: 2" } };
    await expect(api.call("send", { body, partHeaders: injected })).rejects.toThrow(TypeError);
    expect(api.arrivals).toHaveLength(1);
  });

  it("is read as it was sent by a parser that is not ours", async () => {
    const api = await apiOf(form({ meta: ref, files: { type: "array", items: binary }, note: string }));
    const files = [
      new File([new Uint8Array([0, 13, 10, 45, 45, 255])], "a.bin"),
      new Blob(["b"], { type: "text/plain" }),
    ];
    await api.call("send", { body: { meta: { name: "ü" }, files, note: "n" } });
    const { body, headers } = api.last;
    const parsed = await new Response(new Uint8Array(body), {
      headers: { "content-type": headers["content-type"]! },
    }).formData();
    expect(JSON.parse(parsed.get("meta") as string)).toEqual({ name: "ü" });
    expect(parsed.get("note")).toBe("n");
    const [first, second] = parsed.getAll("files") as File[];
    expect([first!.name, second!.name, second!.type]).toEqual(["a.bin", "blob", "text/plain"]);
    expect(new Uint8Array(await first!.arrayBuffer())).toEqual(new Uint8Array([0, 13, 10, 45, 45, 255]));
  });

  it("says when an object cannot be written as the document wants it", async () => {
    const api = await apiOf(form({ meta: ref }, { meta: { contentType: "application/xml" } }));
    expect(api.model.diagnostics.map(({ code }) => code)).toContain("encoding-left-out");
    await api.call("send", { body: { meta: { name: "n" } } });
    expect(partsOf(api.last)).toEqual([text("meta", '{"name":"n"}', "application/json")]);
  });

  it("of texts and files alone is left to FormData", async () => {
    const api = await apiOf(form({ a: string, files: { type: "array", items: binary } }));
    expect(api.file("operations/default.ts")).toContain('"multipart/form-data": multipart }');
  });
});

describe("application/x-www-form-urlencoded", () => {
  it("that is documented as a text is sent as it is", async () => {
    const content = { "application/x-www-form-urlencoded": { schema: string } };
    const send = { operationId: "send", requestBody: { content }, responses: { 204: { description: "ok" } } };
    const api = await apiOf({ paths: { "/it": { post: send } } });
    await api.call("send", { body: "a=b&c=%20d" });
    expect(api.last.body.toString()).toBe("a=b&c=%20d");
    expect(api.last.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  const map = { type: "object", additionalProperties: string };
  const ids = { type: "array", items: { type: "integer" } };
  it.for<[what: string, properties: object, encoding: object | undefined, body: object, sent: string]>([
    ["repeats arrays", { ids }, undefined, { ids: [1, 2] }, "ids=1&ids=2"],
    ["sends objects as JSON", { map }, undefined, { map: { k: "v" } }, "map=%7B%22k%22%3A%22v%22%7D"],
    [
      "writes Stripe's metadata",
      { map },
      { map: { style: "deepObject", explode: true } },
      { map: { k: "v&" } },
      "map%5Bk%5D=v%26",
    ],
    [
      "writes Stripe's lines",
      { lines: { type: "array", items: { type: "object", properties: { price: string } } } },
      { lines: { style: "deepObject", explode: true } },
      { lines: [{ price: "p" }, { price: "q" }] },
      "lines%5B0%5D%5Bprice%5D=p&lines%5B1%5D%5Bprice%5D=q",
    ],
    [
      "writes Stripe's expand",
      { expand: { type: "array", items: string } },
      { expand: { style: "deepObject", explode: true } },
      { expand: ["a"] },
      "expand%5B%5D=a",
    ],
    ["joins a list", { ids }, { ids: { style: "form", explode: false } }, { ids: [1, 2] }, "ids=1,2"],
    ["joins by pipes", { ids }, { ids: { style: "pipeDelimited", explode: false } }, { ids: [1, 2] }, "ids=1%7C2"],
    ["joins by spaces", { ids }, { ids: { style: "spaceDelimited", explode: false } }, { ids: [1, 2] }, "ids=1%202"],
    ["spreads an object", { map }, { map: { style: "form", explode: true } }, { map: { a: "1", b: "2" } }, "a=1&b=2"],
    ["takes explode alone", { ids }, { ids: { explode: false } }, { ids: [1, 2] }, "ids=1,2"],
    ["keeps reserved characters", { a: string }, { a: { allowReserved: true } }, { a: "a/b?c&d" }, "a=a/b?c%26d"],
    ["writes JSON texts", { a: string }, { a: { contentType: "application/json" } }, { a: "x" }, "a=%22x%22"],
    [
      "leaves others as they are",
      { ids, a: string, n: { type: "string", nullable: true } },
      { ids: { explode: false } },
      { ids: [1], a: "b c", n: null, u: undefined },
      "ids=1&a=b%20c&n=",
    ],
  ])("%s", async ([, properties, encoding, body, sent]) => {
    const api = await apiOf(form(properties, encoding, "application/x-www-form-urlencoded"));
    await api.call("send", { body });
    expect(api.last.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(api.last.body.toString()).toBe(sent);
  });
});

describe("uploads are Blobs in every spelling", () => {
  const octets = "application/octet-stream";
  it.for<[what: string, version: string, property: object]>([
    ["3.0", "3.0.3", binary],
    ["3.1", "3.1.0", { type: "string", contentMediaType: octets }],
    ["3.1 without a type", "3.1.0", { contentMediaType: "image/png" }],
    ["3.1 that may be null", "3.1.0", { type: ["string", "null"], contentMediaType: octets }],
    [
      "3.1 with binary as its encoding",
      "3.1.0",
      { type: "string", contentMediaType: octets, contentEncoding: "binary" },
    ],
    ["Swagger's type in OpenAPI 3", "3.0.3", { type: "file" }],
    ["FastAPI's optional file", "3.1.0", { anyOf: [{ type: "string", contentMediaType: octets }, { type: "null" }] }],
    ["one of several", "3.0.3", { oneOf: [binary, { type: "string" }] }],
  ])("%s", async ([, openapi, property]) => {
    const properties = { file: property, files: { type: "array", items: property } };
    const api = await apiOf(form(properties, undefined, undefined, { openapi }));
    expect(api.file("operations/default.ts")).toMatch(/file\?: (?:Blob|\(?Blob \|)/);
    const body = { file: new File(["1"], "a"), files: [new File(["2"], "b")] };
    await api.call("send", { body });
    expect(partsOf(api.last).map(({ body: bytes }) => bytes)).toEqual(["1", "2"]);
    expect(partsOf(api.last)[0]!.headers["content-disposition"]).toBe('form-data; name="file"; filename="a"');
  });

  it.for<[what: string, property: object]>([
    ["base64 in JSON", { type: "string", contentEncoding: "base64", contentMediaType: "image/png" }],
    ["HTML in JSON", { type: "string", contentMediaType: "text/html" }],
    ["JSON in JSON", { type: "string", contentMediaType: "application/json" }],
  ])("but %s is a string", async ([, property]) => {
    const api = await apiOf(form({ a: property }, undefined, "application/json", { openapi: "3.1.0" }));
    expect(api.file("operations/default.ts")).toContain("a?: string");
  });

  it("and a binary string in JSON, which cannot hold a Blob, is a string", async () => {
    const File = { type: "object", properties: { bytes: binary } };
    const inline = await apiOf(form({ a: binary }, undefined, "application/json"));
    expect(inline.file("operations/default.ts")).toMatch(/\ba\?: string/);
    const document = taking({ $ref: "#/components/schemas/File" }, undefined, "application/json");
    const named = await apiOf({ ...document, components: { schemas: { File } } });
    expect(named.file("models.ts")).toMatch(/bytes\?: string/);
    await named.call("send", { body: { bytes: "abc" } });
    expect(named.last.body.toString()).toBe('{"bytes":"abc"}');
  });

  it("and are sent as a form where JSON stands beside it, as Django REST framework's are", async () => {
    const schema = { type: "object", required: ["file"], properties: { file: binary } };
    const content = {
      "application/json": { schema },
      "application/x-www-form-urlencoded": { schema },
      "multipart/form-data": { schema },
    };
    const post = {
      operationId: "send",
      requestBody: { required: true, content },
      responses: { 204: { description: "ok" } },
    };
    const api = await apiOf({ paths: { "/it": { post } } });
    await api.call("send", { body: { file: new File(["1"], "a") } });
    expect(partsOf(api.last).map(({ body }) => body)).toEqual(["1"]);
    expect(api.file("operations/default.ts")).toMatch(/body: \{\s+[^}]*file: Blob;?\s+\};\s+contentType\?:/);
  });

  it("Swagger 2", async () => {
    const parameters = [
      { name: "file", in: "formData", type: "file", required: true },
      {
        name: "tags",
        in: "formData",
        type: "array",
        items: { type: "string", enum: ["a", "b"] },
        collectionFormat: "multi",
      },
      { $ref: "#/parameters/Note" },
    ];
    const api = await apiOf({
      openapi: undefined,
      swagger: "2.0",
      host: "api.test",
      parameters: { Note: { name: "note", in: "formData", type: "string" } },
      paths: { "/it": { post: { operationId: "send", parameters, responses: { 204: { description: "ok" } } } } },
    });
    expect(api.file("operations/default.ts")).toContain('tags?: ("a" | "b")[]');
    await api.call("send", { body: { file: new File(["1"], "a"), tags: ["a", "b"], note: "n" } });
    expect(partsOf(api.last).map(({ body: bytes }) => bytes)).toEqual(["1", "a", "b", "n"]);
  });
});
