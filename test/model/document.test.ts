/** The document as a whole: what is no operation, its servers, its security, and what cannot be read. */
import { describe, expect, test } from "vitest";
import { RefusedError } from "../../generator/diagnostics.js";
import { Reader } from "../../generator/model/reader.js";
import { operation } from "../cli/workspace.js";
import { modelOf, operationOf, refusal, said } from "./model-of.js";

const ok = { responses: { 200: { description: "ok" } } };

describe("a document without operations", () => {
  const warning = 'warning no-operations: The document has no operations. "#/paths"';

  test("has an empty model, and a warning", async () => {
    const model = await modelOf({ paths: {} });
    expect({ operations: model.operations, resources: model.resources }).toEqual({ operations: [], resources: [] });
    expect(said(model)).toEqual([warning]);
  });

  test("may be one of webhooks only, since 3.1", async () => {
    const model = await modelOf({ openapi: "3.1.0", paths: undefined, webhooks: { changed: { post: ok } } });
    expect(model.operations).toEqual([]);
    expect(said(model)).toEqual([warning]);
  });

  test("may be one whose paths are extensions", async () => {
    const model = await modelOf({
      paths: { "x-internal": { get: ok }, "/jobs": { get: { operationId: "jobs", ...ok } } },
    });
    expect(model.operations.map(({ id }) => id)).toEqual(["jobs"]);
  });
});

describe("servers", () => {
  test.for([
    ["https://api.test/v1", ["https://api.test/v1"]],
    ["//api.test", ["//api.test"]],
    ["/v1", ["/v1"]],
    ["v1", ["v1"]],
    ["javascript:alert(1)", []],
    ["file:///etc/passwd", []],
    ["", []],
  ] as const)("of %j give the base URLs %j", async ([url, servers]) => {
    expect((await modelOf({ servers: [{ url }] })).servers).toEqual(servers);
  });

  test("have their variables filled in, where the document gives a default", async () => {
    const url = "https://{region}.test/{version}";
    const { servers } = await modelOf({ servers: [{ url, variables: { region: { default: "eu" }, version: {} } }] });
    expect(servers).toEqual(["https://eu.test/{version}"]);
  });

  test("of an operation outrank those of its path", async () => {
    const servers = [{ url: "https://path.test" }];
    const model = await modelOf({
      paths: {
        "/a": { servers, get: operation("a", { servers: [{ url: "https://own.test" }] }, {}) },
        "/b": { servers, get: operation("b", {}, {}) },
        "/c": { get: operation("c", {}, {}) },
      },
    });
    expect(model.operations.map(({ server }) => server)).toEqual(["https://own.test", "https://path.test", undefined]);
  });
});

describe("security schemes", () => {
  test.for([
    [
      { type: "apiKey", in: "header", name: "X-Key" },
      { type: "apiKey", in: "header", parameter: "X-Key" },
    ],
    [
      { type: "apiKey", in: "query", name: "key" },
      { type: "apiKey", in: "query", parameter: "key" },
    ],
    [
      { type: "apiKey", in: "cookie", name: "sid" },
      { type: "apiKey", in: "cookie", parameter: "sid" },
    ],
    [{ type: "http", scheme: "Basic" }, { type: "basic" }],
    [{ type: "http", scheme: "bearer" }, { type: "bearer" }],
    [
      { type: "http", scheme: "Token" },
      { type: "http", scheme: "Token" },
    ],
    [{ type: "oauth2", flows: {} }, { type: "bearer" }],
    [{ type: "openIdConnect", openIdConnectUrl: "https://id.test" }, { type: "bearer" }],
  ] as const)("such as %j take a credential", async ([scheme, expected]) => {
    const { securitySchemes } = await modelOf({ components: { securitySchemes: { key: scheme } } });
    expect(securitySchemes).toMatchObject([{ name: "key", ...expected }]);
  });

  test.for([
    { type: "mutualTLS" },
    { type: "apiKey", in: "body", name: "key" },
    { type: "magic" },
    { type: "http" },
    { type: "http", scheme: "Digest" },
    { type: "http", scheme: "AWS4-HMAC-SHA256" },
    { type: "http", scheme: "a b\r\nX-Other: 1" },
  ])("such as %j take none, and generation says so: no request can carry it", async (scheme) => {
    const model = await modelOf({ components: { securitySchemes: { key: scheme } } });
    expect(model.securitySchemes).toEqual([]);
    expect(model.diagnostics).toMatchObject([
      { code: "no-operations" },
      { code: "security-left-out", severity: "warning", at: "#/components/securitySchemes/key" },
    ]);
  });

  test("are asked for by name in an object: what is none is left out, with a warning", async () => {
    const model = await modelOf({
      security: ["token", { key: [] }],
      paths: { "/a": { get: operation("a", { security: [null] }, {}) } },
    });
    expect(model.defaultSecurity).toEqual([["key"]]);
    expect(operationOf(model, "a").security).toEqual([]);
    const message = "A security requirement is an object, such as { token: [] }; this one is left out.";
    expect(said(model)).toEqual([
      `warning invalid-security: ${message} "#/paths/~1a/get/security/0"`,
      `warning invalid-security: ${message} "#/security/0"`,
    ]);
  });

  test("are asked for in alternatives, each of which may be several schemes or none", async () => {
    const model = await modelOf({
      security: [{ key: [], token: [] }, {}],
      paths: { "/a": { get: operation("a", { security: [] }, {}) }, "/b": { get: operation("b", {}, {}) } },
    });
    expect(model.defaultSecurity).toEqual([["key", "token"], []]);
    expect([operationOf(model, "a").security, operationOf(model, "b").security]).toEqual([[], undefined]);
  });
});

describe("a document is refused", () => {
  test("for an operation without responses, which 3.0 demands and 3.1 does not", async () => {
    const paths = { "/jobs": { get: { operationId: "jobs" } } };
    expect(await refusal({ paths })).toEqual([
      'error no-responses: GET /jobs has no `responses`. "#/paths/~1jobs/get"',
    ]);
    expect(operationOf(await modelOf({ openapi: "3.1.0", paths }), "jobs").responses).toMatchObject([
      { status: "2XX", type: { kind: "primitive", name: "unknown" } },
    ]);
  });

  test.for([
    ["text", 'the string "text"'],
    [7, "the number 7"],
    [true, "the boolean true"],
    [[], "an array"],
  ] as const)("for %j where an object belongs", async ([value, found]) => {
    const at = (key: string): string[] => [
      expect.stringContaining(`error wrong-type: \`${key}\` must be an object, but is ${found}. {"file":`) as string,
    ];
    expect(await refusal({ paths: { "/a": value } })).toEqual(at("/a"));
    expect(await refusal({ paths: { "/a": { get: value } } })).toEqual(at("get"));
    const get = { ...operation("a", {}, {}), parameters: [value] };
    expect(await refusal({ paths: { "/a": { get } } })).toEqual(at("parameters[0]"));
  });

  test("for nothing where an object belongs", async () => {
    const at = (pointer: string): string[] => [
      `error not-an-object: Expected an object here, found null. "${pointer}"`,
    ];
    expect(await refusal({ paths: { "/a": null } })).toEqual(at("#/paths/~1a"));
    expect(await refusal({ paths: { "/a": { get: null } } })).toEqual(at("#/paths/~1a/get"));
    const get = { ...operation("a", {}, {}), parameters: [null] };
    expect(await refusal({ paths: { "/a": { get } } })).toEqual(at("#/paths/~1a/get/parameters/0"));
  });
});

describe("a reference", () => {
  // The loader refuses these two in most documents; whoever brings a document of their own is told as well.
  const resolve = (root: Record<string, unknown>, $ref: string): unknown => new Reader(root).resolve({ $ref }, "#/use");
  const refused = (root: Record<string, unknown>, $ref: string): string[] => {
    try {
      resolve(root, $ref);
    } catch (error) {
      if (error instanceof RefusedError) return said(error);
    }
    return [];
  };

  test("is followed to where it really stands", () => {
    const root = { a: { $ref: "#/b" }, b: { $ref: "#/c~1d" }, "c/d": { description: "here" } };
    expect(resolve(root, "#/a")).toEqual({ node: { description: "here" }, at: "#/c~1d" });
  });

  test("that leads nowhere is refused where it stands", () => {
    expect(refused({ a: {} }, "#/b")).toEqual([
      'error unresolved-reference: There is nothing at #/b. Correct the reference, or add what it refers to. "#/use"',
    ]);
    expect(refused({}, "#/constructor")).toEqual([
      'error unresolved-reference: There is nothing at #/constructor. Correct the reference, or add what it refers to. "#/use"',
    ]);
  });

  test("that leads back to itself is refused, not followed for ever", () => {
    const message = 'error circular-reference: A $ref leads back to itself. "#/use"';
    expect(refused({ a: { $ref: "#/a" } }, "#/a")).toEqual([message]);
    expect(refused({ a: { $ref: "#/b" }, b: { $ref: "#/a" } }, "#/b")).toEqual([message]);
  });
});
