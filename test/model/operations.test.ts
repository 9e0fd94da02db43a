/** What one operation takes and answers: parameters with their styles, bodies, responses. */
import * as runtime from "ifmatch/runtime";
import { describe, expect, test } from "vitest";
import type { BodyModel, ParameterModel, ResponseModel } from "../../generator/model/model.js";
import { modelOf, operationOf, said } from "./model-of.js";

const ok = { 200: { description: "ok" } };
const string = { type: "string" };
const strings = { type: "array", items: string };
const point = { type: "object", properties: { x: { type: "number" } } };

async function parametersOf(parameters: readonly object[], path = "/jobs"): Promise<readonly ParameterModel[]> {
  const model = await modelOf({ paths: { [path]: { get: { operationId: "get", parameters, responses: ok } } } });
  return operationOf(model, "get").parameters;
}

async function styleOf(parameter: object): Promise<string | undefined> {
  const declared = { name: "p", schema: string, ...parameter };
  const [found] = await parametersOf([declared], "/jobs/{p}");
  return found!.style;
}

async function bodyOf(requestBody: object): Promise<BodyModel | undefined> {
  const model = await modelOf({ paths: { "/jobs": { post: { operationId: "post", requestBody, responses: ok } } } });
  return operationOf(model, "post").body;
}

async function responsesOf(responses: object, method = "get"): Promise<readonly ResponseModel[]> {
  const model = await modelOf({ paths: { "/jobs": { [method]: { operationId: "get", responses } } } });
  return operationOf(model, "get").responses;
}

describe("parameters", () => {
  test("of the path item hold for its operations, whose own outrank them", async () => {
    const model = await modelOf({
      paths: {
        "/jobs": {
          parameters: [
            { in: "query", name: "page", schema: string },
            { in: "header", name: "X-Trace", schema: string },
          ],
          get: {
            operationId: "get",
            parameters: [
              { in: "header", name: "x-trace", required: true, schema: string },
              { in: "query", name: "Page", schema: string },
            ],
            responses: ok,
          },
        },
      },
    });
    // Header names ignore case, the others do not.
    expect(operationOf(model, "get").parameters).toMatchObject([
      { name: "page", required: false },
      { name: "x-trace", required: true },
      { name: "Page", required: false },
    ]);
  });

  test("without a name or a place are none", async () => {
    expect(
      await parametersOf([
        { in: "query", schema: string },
        { name: "page", schema: string },
      ]),
    ).toEqual([]);
  });

  test("in a place that a request does not have are none", async () => {
    expect(await parametersOf([{ in: "body", name: "job", schema: point }])).toEqual([]);
  });

  test("that the runtime writes itself are not asked for", async () => {
    const names = ["Accept", "authorization", "CONTENT-TYPE", "X-Trace"];
    const found = await parametersOf(names.map((name) => ({ in: "header", name, schema: string })));
    expect(found.map(({ name }) => name)).toEqual(["X-Trace"]);
  });

  test("that only the path template knows are strings, with a warning", async () => {
    const model = await modelOf({
      paths: {
        "/jobs/{job_id}": {
          get: { operationId: "get", parameters: [{ in: "path", name: "id", schema: string }], responses: ok },
        },
      },
    });
    expect(operationOf(model, "get").parameters).toMatchObject([
      { name: "job_id", in: "path", required: true, type: { kind: "primitive", name: "string" } },
    ]);
    expect(said(model)).toEqual([
      'warning undeclared-path-parameter: GET /jobs/{job_id} does not declare its path parameter {job_id}; it is taken as a string. "#/paths/~1jobs~1{job_id}/get"',
    ]);
  });

  test.for([
    ["a plain value in the path", { in: "path" }, undefined],
    ["an array in the path", { in: "path", schema: strings }, "simple"],
    ["an object in the path, exploded", { in: "path", schema: point, explode: true }, "simpleExploded"],
    ["a label", { in: "path", style: "label" }, "label"],
    ["a label, exploded", { in: "path", style: "label", schema: strings, explode: true }, "labelExploded"],
    ["a matrix parameter", { in: "path", style: "matrix" }, "matrix"],
    ["a matrix parameter, exploded", { in: "path", style: "matrix", schema: point, explode: true }, "matrixExploded"],
    ["an array in the query, which explodes of itself", { in: "query", schema: strings }, undefined],
    ["an array in the query, in one piece", { in: "query", schema: strings, explode: false }, "form"],
    ["an object in the query", { in: "query", schema: point }, "formObject"],
    ["a schema in the query that may be an object", { in: "query", schema: { anyOf: [point, string] } }, "formObject"],
    ["an object in brackets", { in: "query", schema: point, style: "deepObject" }, "deepObject"],
    ["a list with pipes", { in: "query", schema: strings, style: "pipeDelimited", explode: false }, "pipeDelimited"],
    ["a list with spaces", { in: "query", schema: strings, style: "spaceDelimited", explode: false }, "spaceDelimited"],
    // Exploded, it is `p=1&p=2` whatever the delimiter.
    ["a list with pipes, exploded", { in: "query", schema: strings, style: "pipeDelimited", explode: true }, undefined],
    ["reserved characters as they are", { in: "query", allowReserved: true }, "formReserved"],
    ["JSON in the query", { in: "query", schema: undefined, content: { "application/json": {} } }, "jsonParameter"],
    ["a list in a header", { in: "header", schema: strings }, "headerList"],
    ["an object in a header, exploded", { in: "header", schema: point, explode: true }, "headerExploded"],
    ["a list in a cookie, in one piece", { in: "cookie", schema: strings, explode: false }, "form"],
  ] as const)("%s is written as it should", async ([, parameter, style]) => {
    expect(await styleOf(parameter)).toBe(style);
    if (style !== undefined) expect(runtime).toHaveProperty(style);
  });
});

describe("request bodies", () => {
  test("are required unless the document says `false`", async () => {
    const content = { "application/json": { schema: point } };
    expect(await bodyOf({ content })).toMatchObject({ required: true });
    expect(await bodyOf({ content, required: false })).toMatchObject({ required: false });
  });

  test("without any content are none", async () => {
    expect(await bodyOf({})).toBeUndefined();
    expect(await bodyOf({ content: {} })).toBeUndefined();
  });

  test.for([
    ["application/json", "json", "unknown"],
    ["application/merge-patch+json; charset=utf-8", "json", "unknown"],
    ["application/x-www-form-urlencoded", "urlencoded", "unknown"],
    ["Multipart/Form-Data", "multipart", "unknown"],
    ["text/csv", "text", "string"],
    ["application/atom+xml", "text", "string"],
    ["application/pdf", "binary", "BinaryBody"],
    ["*/*", "binary", "BinaryBody"],
  ] as const)("of %s, without a schema, are sent as %s and take %s", async ([mediaType, encoding, name]) => {
    expect(await bodyOf({ content: { [mediaType]: {} } })).toMatchObject({
      required: true,
      contents: [{ mediaType, encoding, type: { kind: "primitive", name }, schema: { kind: "any" } }],
    });
  });
});

describe("responses", () => {
  const json = (schema: object): object => ({ description: "ok", content: { "application/json": { schema } } });
  const primitive = (name: string): object => ({ kind: "primitive", name });

  test("that are none of a status are not read", async () => {
    const found = await responsesOf({ 200: json(string), "2xx": json(string), "x-note": {}, ok: {}, 700: {} });
    expect(found.map(({ status }) => status)).toEqual(["200", "2XX"]);
  });

  test("1xx and 304 are no answers of their own", async () => {
    const none = { description: "" };
    const found = await responsesOf({ 103: none, 200: json(string), 304: none, 404: none });
    expect(found.map(({ status }) => status)).toEqual(["200", "404"]);
  });

  test("without a success succeed as `default` says, or with anything", async () => {
    expect(await responsesOf({ default: json(string) })).toMatchObject([
      { status: "2XX", mediaTypes: ["application/json"], type: primitive("string"), schema: { kind: "string" } },
      { status: "default", type: primitive("string") },
    ]);
    expect(await responsesOf({ 404: { description: "" } })).toMatchObject([
      { status: "2XX", mediaTypes: [], type: primitive("unknown"), schema: undefined },
      { status: "404", type: primitive("undefined") },
    ]);
  });

  test("of a HEAD have no body, whatever the document gives them", async () => {
    expect(await responsesOf({ 200: json(string) }, "head")).toMatchObject([
      { status: "200", type: primitive("undefined"), schema: undefined },
    ]);
  });

  test.for([
    [{ "application/json": {} }, "unknown"],
    [{ "text/plain": { schema: point } }, "string"],
    [{ "application/x-www-form-urlencoded": {} }, "string"],
    [{ "image/png": {} }, "Blob"],
    [{ "image/*": {} }, "Blob"],
    [{ "*/*": {} }, "unknown"],
  ] as const)("of %j are %s", async ([content, name]) => {
    expect(await responsesOf({ 200: { description: "ok", content } })).toMatchObject([{ type: primitive(name) }]);
  });

  test("of several media types are any of theirs, each once, and checked only if all are JSON", async () => {
    const content = { "application/json": { schema: string }, "text/csv": {}, "application/pdf": {} };
    expect(await responsesOf({ 200: { description: "ok", content } })).toMatchObject([
      { type: { kind: "union", members: [primitive("string"), primitive("Blob")] }, schema: undefined },
    ]);
    const both = { "application/json": { schema: string }, "application/problem+json": { schema: string } };
    expect(await responsesOf({ 200: { description: "ok", content: both } })).toMatchObject([
      { type: primitive("string"), schema: { kind: "string" } },
    ]);
  });
});
