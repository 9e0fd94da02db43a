import { createClient } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { apiOf } from "./document-client.js";

/* What else a request consists of: its body where it may have one, its credentials, its origin. */

const responses = { 204: { description: "ok" } };
const requestBody = {
  required: true,
  content: { "application/json": { schema: { type: "object", properties: { q: { type: "string" } } } } },
};

describe("a request body", () => {
  it.for(["get", "head"])("of %s is left out, and generation says so", async (method) => {
    const document = { paths: { "/search": { [method]: { operationId: "search", requestBody, responses } } } };
    const api = await apiOf(document);
    const codes = api.model.diagnostics.map(({ severity, code, at }) => `${severity} ${code} ${String(at)}`);
    expect(codes).toEqual([`warning body-left-out #/paths/~1search/${method}/requestBody`]);
    expect(await api.call("search")).toMatchObject({ kind: "ok" });
    expect(api.last).toMatchObject({ method: method.toUpperCase(), body: Buffer.alloc(0) });
  });

  it.for(["delete", "query", "options"])("of %s is sent", async (method) => {
    const document = {
      openapi: "3.2.0",
      paths: { "/search": { [method]: { operationId: "search", requestBody, responses } } },
    };
    const api = await apiOf(document);
    await api.call("search", { body: { q: "x" } });
    expect(api.last.body.toString()).toBe('{"q":"x"}');
  });
});

describe("credentials", () => {
  const secured = (scheme: object): object => ({
    security: [{ key: [] }],
    paths: { "/it": { get: { operationId: "read", responses } } },
    components: { securitySchemes: { key: scheme } },
  });

  it.for<[scheme: string, credential: unknown, sent: string]>([
    ["bearer", "t", "Bearer t"],
    ["BASIC", { username: "u", password: "p" }, "Basic dTpw"],
    ["Token", "t", "Token t"],
    ["ApiKey", "id:secret", "ApiKey id:secret"],
    ["PrivateToken", 'token="abc"', 'PrivateToken token="abc"'],
  ])("of the scheme %s are sent under its name", async ([scheme, credential, sent]) => {
    const api = await apiOf(secured({ type: "http", scheme }));
    const { baseUrl } = api.client.options;
    const create = api.exports["createClient"] as typeof createClient;
    const client = create({ baseUrl, auth: { key: credential } } as never);
    await (api.exports["read"] as (client: unknown, request: object) => Promise<unknown>)(client, {});
    expect(api.last.headers.authorization).toBe(sent);
    expect(api.file("client.ts")).toContain(scheme === "BASIC" ? "key: BasicCredential" : "key: string");
  });

  it.for(["digest", "Negotiate"])("of the scheme %s are left out, and generation says so", async (scheme) => {
    const api = await apiOf(secured({ type: "http", scheme }));
    expect(api.model.diagnostics).toMatchObject([{ severity: "warning", code: "security-left-out" }]);
    await api.call("read");
    expect(api.last.headers.authorization).toBeUndefined();
  });
});

describe("the origin of a Swagger 2 document", () => {
  it.for<[host: string, schemes: readonly string[] | undefined, server: string]>([
    ["api.test", undefined, "https://api.test/v1"],
    ["api.test", [], "https://api.test/v1"],
    ["api.test", ["ws"], "https://api.test/v1"],
    ["api.test", ["http"], "http://api.test/v1"],
    ["api.test", ["http", "https"], "https://api.test/v1"],
    ["api.test:8443", undefined, "https://api.test:8443/v1"],
    ["localhost:8000", undefined, "http://localhost:8000/v1"],
    ["127.0.0.1:8000", undefined, "http://127.0.0.1:8000/v1"],
    ["localhost.evil.test", undefined, "https://localhost.evil.test/v1"],
  ])("%s with schemes %j", async ([host, schemes, server]) => {
    const document = { openapi: undefined, swagger: "2.0", host, basePath: "/v1", ...(schemes && { schemes }) };
    const api = await apiOf({ ...document, paths: { "/it": { get: { operationId: "read", responses } } } });
    expect(api.model.servers[0]).toBe(server);
  });
});

describe("Swagger 2's produces", () => {
  it("of an operation wins over the document's", async () => {
    const schema = { type: "string" };
    const get = { operationId: "read", produces: ["text/csv"], responses: { 200: { description: "ok", schema } } };
    const document = { openapi: undefined, swagger: "2.0", host: "api.test", produces: ["application/json"] };
    const api = await apiOf({ ...document, paths: { "/it": { get } } });
    await api.call("read").catch(() => {});
    expect(api.last.headers.accept).toBe("text/csv");
  });
});
