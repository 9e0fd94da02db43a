import { describe, expect, test } from "vitest";
import { loadDocument } from "../../generator/load/load.js";
import { follow } from "../../generator/load/pointer.js";
import { workspace } from "../cli/workspace.js";
import { generateWith } from "../config/generate-with.js";

/* What Swagger 2.0 says in one place for many operations, and in its own words, as OpenAPI 3 says it. */

const schema = { $ref: "#/definitions/Job" };
const definitions = { Job: { type: "object", properties: { title: { type: "string" } } } };
const json = { "application/json": { schema: { $ref: "#/components/schemas/Job" } } };

async function convert(
  swagger: object,
  others: Readonly<Record<string, object>> = {},
): Promise<(at: string) => unknown> {
  const document = { swagger: "2.0", info: { title: "Test", version: "1" }, definitions, ...swagger };
  const folder = workspace({ "swagger.json": document, ...others });
  const { root } = await loadDocument(`${folder}/swagger.json`);
  return (at) => follow(root, at);
}

describe("a body that several operations share", () => {
  const responses = { 204: { description: "ok" } };
  const Body = { name: "body", in: "body", required: true, schema };
  const Id = { name: "id", in: "path", required: true, type: "string" };
  const required = { required: true, content: json };
  const bodyOf = async (item: object, more: object = {}, others = {}): Promise<unknown> =>
    (await convert({ parameters: { Body, Id }, paths: { "/jobs/{id}": item }, ...more }, others))(
      "#/paths/~1jobs~1{id}/put/requestBody",
    );
  const ref = { $ref: "#/parameters/Body" };

  test.for<[where: string, item: object]>([
    ["by the operation", { put: { parameters: [{ $ref: "#/parameters/Id" }, ref], responses } }],
    ["by its path", { parameters: [{ $ref: "#/parameters/Id" }, ref], put: { responses } }],
    ["by its path, which is written last", { put: { responses }, parameters: [ref] }],
    ["by its path, as it stands", { put: { responses }, parameters: [Body] }],
  ])("is named %s", async ([, item]) => {
    expect(await bodyOf(item)).toEqual(required);
  });

  test("stands in another file", async () => {
    const put = { parameters: [{ $ref: "shared.json#/parameters/Body" }], responses };
    expect(await bodyOf({ put }, {}, { "shared.json": { parameters: { Body }, definitions } })).toEqual(required);
  });

  test("is named by a parameter that is a reference itself, with a name that is encoded", async () => {
    const parameters = { "The body": Body, Other: { $ref: "#/parameters/The%20body" } };
    const put = { parameters: [{ $ref: "#/parameters/Other" }], responses };
    expect(await bodyOf({ put }, { parameters })).toEqual(required);
  });

  test("is sent as each operation consumes it", async () => {
    const operation = (consumes: string[]): object => ({ consumes, parameters: [ref], responses });
    const item = { put: operation(["application/xml"]), post: operation(["text/csv"]), patch: { responses } };
    const at = await convert({ consumes: ["application/json"], parameters: { Body }, paths: { "/jobs": item } });
    expect(Object.keys(at("#/paths/~1jobs/put/requestBody/content") as object)).toEqual(["application/xml"]);
    expect(Object.keys(at("#/paths/~1jobs/post/requestBody/content") as object)).toEqual(["text/csv"]);
    expect(at("#/paths/~1jobs/patch/requestBody")).toBeUndefined();
  });

  test("gives way to the operation's own", async () => {
    const put = { parameters: [{ ...Body, required: false }], responses };
    expect(await bodyOf({ parameters: [ref], put })).toEqual({ required: false, content: json });
  });
});

describe("a response that several operations share", () => {
  const Job = { description: "A job", schema, headers: { ETag: { type: "string" } } };
  const Csv = { description: "A table", schema: { type: "file" } };
  const ref = { $ref: "#/responses/Job" };
  const contentOf = async (operation: object, more: object = {}, others = {}): Promise<unknown> => {
    const document = { responses: { Job, Csv, Other: ref }, paths: { "/jobs": { get: operation } }, ...more };
    const at = await convert(document, others);
    const response = at("#/paths/~1jobs/get/responses/200") as { $ref?: string; content?: object };
    return (response.$ref === undefined ? response : (at(response.$ref) as typeof response)).content;
  };
  const produces = ["application/json"];

  test("has what the operation produces, and its headers", async () => {
    const get = { produces: ["text/csv", "application/pdf"], responses: { 200: { $ref: "#/responses/Csv" } } };
    const binary = { schema: { type: "string", format: "binary" } };
    expect(await contentOf(get, { produces })).toEqual({ "text/csv": binary, "application/pdf": binary });
    const put = { produces: ["application/xml"], responses: { default: ref } };
    const at = await convert({ produces, responses: { Job }, paths: { "/jobs": { put } } });
    expect(at("#/paths/~1jobs/put/responses/default")).toEqual({
      description: "A job",
      headers: { ETag: { schema: { type: "string" } } },
      content: { "application/xml": { schema: { $ref: "#/components/schemas/Job" } } },
    });
  });

  test("is named by a response that is a reference itself, or stands in another file", async () => {
    const xml = { "application/xml": { schema: { $ref: "#/components/schemas/Job" } } };
    const get = (to: string): object => ({ produces: ["application/xml"], responses: { 200: { $ref: to } } });
    expect(await contentOf(get("#/responses/Other"), { produces })).toEqual(xml);
    const shared = { responses: { Job }, definitions };
    expect(await contentOf(get("shared.json#/responses/Job"), { produces }, { "shared.json": shared })).toEqual(xml);
  });

  test("has what the document produces where the operation says nothing", async () => {
    expect(await contentOf({ responses: { 200: ref } }, { produces: ["text/json"] })).toEqual({
      "text/json": { schema: { $ref: "#/components/schemas/Job" } },
    });
    expect(await contentOf({ responses: { 200: ref } })).toEqual(json);
  });

  test("is as each operation produces it, though both have the same object by an alias of YAML", async () => {
    const operation = (type: string): string => `{ produces: [${type}], responses: *shared }`;
    const folder = workspace({
      "swagger.yml": `swagger: "2.0"
info: { title: Test, version: "1" }
x-shared: &shared { 200: { description: ok, schema: { type: string } } }
paths: { /jobs: { get: ${operation("text/csv")}, put: ${operation("text/html")} } }
`,
    });
    const { root } = await loadDocument(`${folder}/swagger.yml`);
    const typesOf = (method: string): string[] =>
      Object.keys(follow(root, `#/paths/~1jobs/${method}/responses/200/content`) as object);
    expect([typesOf("get"), typesOf("put")]).toEqual([["text/csv"], ["text/html"]]);
  });
});

describe("null", () => {
  const typesOf = async (properties: object, more: object = {}): Promise<string> => {
    const A = { type: "object", required: Object.keys(properties), properties };
    const responses = { 200: { description: "ok", schema: { $ref: "#/definitions/A" } } };
    const paths = { "/a": { get: { operationId: "getA", responses } } };
    const document = { openapi: undefined, swagger: "2.0", info: { title: "Test", version: "1" }, paths };
    const { files } = await generateWith({}, { ...document, definitions: { ...definitions, A }, ...more });
    return /type A = \{ (.*) \};/.exec(files.get("models.ts")!)![1]!;
  };

  test.for<[schema: object, type: string]>([
    [{ type: "string", "x-nullable": true }, "string | null"],
    [{ type: "string", enum: ["x", "y"], "x-nullable": true }, '"x" | "y" | null'],
    [{ type: "array", items: { type: "integer", "x-nullable": true } }, "(number | null)[]"],
    [{ allOf: [schema], "x-nullable": true }, "Job | null"],
    [{ type: "string", "x-nullable": false }, "string"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: ["integer", "string", "null"] }, "number | string | null"],
    [{ type: ["array", "null"], items: { type: ["string"] } }, "string[] | null"],
    // Draft 4, 5.5.1: null is none of the values.
    [{ type: ["string", "null"], enum: ["x", "y"] }, '"x" | "y"'],
    [{ type: ["string", "null"], enum: ["x", null] }, '"x" | null'],
    // OpenAPI 3.0's `nullable` says nothing beside a reference either.
    [{ ...schema, "x-nullable": true }, "Job"],
  ])("%j is %s", async ([property, type]) => {
    expect(await typesOf({ a: property })).toBe(`a: ${type}`);
  });

  test("of x-nullable in a body, a form and a property of that name, and not in an example", async () => {
    const nullable = { type: "string", "x-nullable": true };
    expect(await typesOf({ "x-nullable": nullable })).toBe('"x-nullable": string | null');
    const example = { "x-nullable": true };
    expect((await convert({ paths: {}, definitions: { A: { example } } }))("#/components/schemas/A")).toEqual({
      example,
    });
    const responses = { 204: { description: "ok" } };
    const operation = (parameter: object): object => ({ parameters: [{ name: "it", ...parameter }], responses });
    const put = operation({ in: "body", schema: nullable });
    const at = await convert({ paths: { "/a": { put, post: operation({ in: "formData", ...nullable }) } } });
    expect(at("#/paths/~1a/put/requestBody/content/application~1json/schema")).toMatchObject({ nullable: true });
    const form = "#/paths/~1a/post/requestBody/content/application~1x-www-form-urlencoded/schema";
    expect(at(`${form}/properties/it`)).toMatchObject({ nullable: true });
  });
});

test("a list of types is for schemas: a parameter has one type", async () => {
  const parameters = [{ name: "q", in: "query", type: ["string", "null"] }];
  const document = convert({ paths: { "/a": { get: { parameters, responses: { 200: { description: "ok" } } } } } });
  await expect(document).rejects.toThrow("`type` must be a string, but is an array.");
});

test("lists in the list of a parameter are written as JSON, and the parameter's place says so", async () => {
  const pipes = { type: "array", items: { type: "string" }, collectionFormat: "pipes" };
  const nested = { type: "array", items: pipes, collectionFormat: "multi" };
  const responses = { 200: { description: "ok", headers: { "X-A": nested } } };
  const parameters = [
    { name: "plain", in: "query", ...pipes },
    { name: "query", in: "query", ...nested },
    { name: "form", in: "formData", ...nested },
    { name: "body", in: "body", schema: { type: "array", items: pipes } },
  ];
  const swagger = { swagger: "2.0", info: { title: "Test", version: "1" } };
  const shared = { Nested: { name: "shared", in: "header", ...nested } };
  const document = { ...swagger, parameters: shared, paths: { "/a": { post: { parameters, responses } } } };
  const { diagnostics } = await loadDocument(`${workspace({ "swagger.json": document })}/swagger.json`);
  expect(
    diagnostics.map(({ severity, message, at }) => `${severity} ${String(at)} ${message.split(" are ")[0]!}`),
  ).toEqual([
    'warning #/parameters/Nested/items The lists in the list "shared"',
    'warning #/paths/~1a/post/parameters/1/items The lists in the list "query"',
    'warning #/paths/~1a/post/parameters/2/items The lists in the list "form"',
  ]);
});
