import { createMock } from "ifmatch/mock";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../generator/load/load.js";
import { body, document, jobParameter, MARKER, operation, workspace, write } from "../cli/workspace.js";
import { sampleMock, send } from "./sample.js";

type Json = Record<string, unknown>;

/** The mock of a document of these paths. */
async function mockOf(paths: Json, more: Json = {}, options: Json = {}): ReturnType<typeof createMock> {
  const folder = workspace();
  write(folder, { "schema.json": document(paths, more) });
  return createMock({ schema: await loadDocument(`${folder}/schema.json`), ...options });
}

const job = { get: operation("job_retrieve") };

describe("paths and methods", () => {
  it("an unknown path is 404; another method 405 with Allow; OPTIONS says what is allowed", async () => {
    const { mock } = await sampleMock({ cors: false });
    expect((await send(mock, "GET", "/api/nothing/")).status).toBe(404);
    const wrong = await send(mock, "DELETE", "/api/job/jobs/");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
    const options = await send(mock, "OPTIONS", "/api/job/jobs/");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
  });

  it("A5: a trailing slash more or less is the same path; so is the path of a server URL before it", async () => {
    const mock = await mockOf(
      { "/jobs/{job_id}/": { ...jobParameter, ...job }, "/jobs/latest": { get: operation("latest") } },
      { servers: [{ url: "https://api.example.com/v1" }] },
    );
    const [[key]] = mock.keys("/jobs/{id}") as [[string]];
    for (const path of [`/jobs/${key}/`, `/jobs/${key}`, `/v1/jobs/${key}`, "/jobs/latest/", "/v1/jobs/latest"])
      expect([path, (await send(mock, "GET", path)).status]).toEqual([path, 200]);
    expect((await send(mock, "GET", `/v2/jobs/${key}`)).status).toBe(404);
  });

  it("literals go before parameters; several parameters stand in one segment; characters of frameworks mean nothing", async () => {
    const text = (name: string): Json => operation(name, {}, { type: "string", enum: [name] });
    const mock = await mockOf({
      "/files/{name}.{format}": { get: text("formatted") },
      "/files/{name}": { get: text("plain") },
      "/files/all": { get: text("all") },
      "/things/:id/*": { get: text("colon") },
    });
    const said = async (path: string): Promise<unknown> => (await send(mock, "GET", path)).json();
    expect(await said("/files/all")).toBe("all");
    expect(await said("/things/:id/*")).toBe("colon");
    expect((await send(mock, "GET", "/things/7/8")).status).toBe(404);
    const [[key]] = mock.keys("/files/{name}") as [[string]];
    expect(await said(`/files/${key}.csv`)).toBe("formatted");
    expect(await said(`/files/${key}`)).toBe("plain");
  });
});

describe("errors have the form that the document declares", () => {
  const update = (responses: Json): Json => ({
    "/jobs/{job_id}/": {
      ...jobParameter,
      ...job,
      put: {
        ...operation("job_update", body()),
        description: MARKER,
        responses: { 200: { description: "" }, ...responses },
      },
    },
  });
  const stale = async (responses: Json): Promise<[number, string | null, string]> => {
    const mock = await mockOf(update(responses));
    const path = `/jobs/${mock.keys("/jobs/{id}")[0]![0]!}/`;
    const { status, headers, text } = await send(mock, "PUT", path, { "If-Match": '"no"' }, { name: "x" });
    return [status, headers.get("content-type"), text];
  };

  it("a 412 is empty, problem details, a schema of the document, or a detail", async () => {
    expect(await stale({ 412: { description: "" } })).toEqual([412, null, ""]);
    const problem = {
      "application/problem+json": { schema: { type: "object", properties: { title: { type: "string" } } } },
    };
    expect(await stale({ 412: { description: "", content: problem } })).toEqual([
      412,
      "application/problem+json",
      expect.stringContaining('"title":"The resource was changed'),
    ]);
    expect(await stale({ 404: { description: "", content: problem } })).toEqual([
      412,
      "application/problem+json",
      expect.stringContaining('"status":412'),
    ]);
    const own = {
      "application/json": {
        schema: { type: "object", required: ["reason"], properties: { reason: { type: "string" } } },
      },
    };
    expect(await stale({ "4XX": { description: "", content: own } })).toEqual([
      412,
      "application/json",
      expect.stringContaining('{"reason":"The resource was changed'),
    ]);
    expect(await stale({ default: { description: "", content: { "text/plain": {} } } })).toEqual([
      412,
      "text/plain",
      expect.stringContaining("The resource was changed"),
    ]);
    expect(await stale({})).toEqual([412, "application/json", expect.stringContaining('{"detail":"The resource')]);
  });

  it("statuses are those of the config", async () => {
    const statuses = { preconditionFailed: [409], preconditionRequired: [400] };
    const mock = await mockOf(update({}), {}, { config: { statuses } });
    const path = `/jobs/${mock.keys("/jobs/{id}")[0]![0]!}/`;
    expect((await send(mock, "PUT", path, { "If-Match": '"no"' }, { name: "x" })).status).toBe(409);
    expect((await send(mock, "PUT", path, {}, { name: "x" })).status).toBe(400);
  });
});

describe("what exists", () => {
  it("PUT creates where nothing else could; If-None-Match: * creates only; If-Match does not create (13.1.1)", async () => {
    const mock = await mockOf({
      "/notes/{key}": {
        get: operation("note"),
        put: { ...operation("note_put", body()), description: MARKER },
      },
    });
    const put = async (headers: Record<string, string>): Promise<number> =>
      (await send(mock, "PUT", "/notes/mine", headers, { name: "x" })).status;
    expect(await put({ "If-Match": '"a"' })).toBe(412);
    expect(await put({ "If-Match": "*" })).toBe(412);
    expect((await send(mock, "GET", "/notes/mine")).status).toBe(404);
    expect(await put({ "If-None-Match": "*" })).toBe(200);
    expect(await put({ "If-None-Match": "*" })).toBe(428);
    expect(await put({})).toBe(428);
    const etag = (await send(mock, "GET", "/notes/mine")).headers.get("etag")!;
    expect(await put({ "If-Match": etag, "If-None-Match": "*" })).toBe(412);
    expect(await put({ "If-Match": etag })).toBe(200);
  });

  it("a key that the body chooses is the key; taken, it is 409", async () => {
    const mock = await mockOf(
      {
        "/jobs/": {
          get: operation("list", {}, { type: "array", items: { $ref: "#/components/schemas/Slugged" } }),
          post: operation("create", body({ $ref: "#/components/schemas/Slugged" }), {
            $ref: "#/components/schemas/Slugged",
          }),
        },
        "/jobs/{slug}/": { get: operation("one", {}, { $ref: "#/components/schemas/Slugged" }) },
      },
      {
        components: {
          schemas: { Slugged: { type: "object", required: ["slug"], properties: { slug: { type: "string" } } } },
        },
      },
    );
    expect((await send(mock, "POST", "/jobs/", {}, { slug: "a b" })).headers.get("location")).toBe("/jobs/a%20b/");
    expect((await send(mock, "GET", "/jobs/a%20b/")).json()).toEqual({ slug: "a b" });
    expect((await send(mock, "POST", "/jobs/", {}, { slug: "a b" })).status).toBe(409);
  });

  it("what lies below something goes with it, and a new one starts empty and with another tag", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const first = (await send(mock, "GET", path)).headers.get("etag");
    expect((await send(mock, "DELETE", path, { "If-Match": "*" })).status).toBe(204);
    expect((await send(mock, "GET", `${path}events/`)).status).toBe(404);
    expect((await send(mock, "DELETE", path, { "If-Match": first! })).status).toBe(404);
    const ids = ((await send(mock, "GET", "/api/job/jobs/")).json() as { results: { id: string }[] }).results;
    expect(ids.map(({ id }) => id)).not.toContain(jobs[0]);
  });

  it("merge patches go into depth (RFC 7396)", async () => {
    const schema = {
      type: "object",
      properties: { id: { type: "string" }, a: { type: "object", additionalProperties: true } },
    };
    const mock = await mockOf({
      "/jobs/{id}": {
        get: operation("one", {}, schema),
        put: operation("put", body(schema), schema),
        patch: operation("patch", { requestBody: { content: { "application/merge-patch+json": { schema } } } }, schema),
      },
    });
    const path = `/jobs/${mock.keys("/jobs/{id}")[0]![0]!}`;
    await send(mock, "PUT", path, {}, { a: { x: 1, y: { z: 2 } } });
    const type = { "content-type": "application/merge-patch+json" };
    expect((await send(mock, "PATCH", path, type, { a: { x: null, y: { w: 3 } } })).json()).toMatchObject({
      a: { y: { z: 2, w: 3 } },
    });
  });
});

it("auth: credentials are demanded where the document does, and any will do", async () => {
  const { mock } = await sampleMock({ auth: true });
  const refused = await send(mock, "GET", "/api/people/");
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="mock"']);
  expect((await send(mock, "GET", "/api/people/", { authorization: "Bearer x" })).status).toBe(200);
  const token = await send(mock, "POST", "/api/token/", {}, { username: "a", password: "b" });
  expect(token.status).toBe(200);
});

describe("B13: across origins", () => {
  const origin = { origin: "https://app.test" };

  it("preconditions may be sent and tags are visible, on 304, 412 and errors as well", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const preflight = await send(mock, "OPTIONS", path, {
      ...origin,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "if-match,if-none-match,content-type,authorization",
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe(
      "if-match,if-none-match,content-type,authorization",
    );
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
    const full = await send(mock, "GET", path, origin);
    const answers = [
      full,
      await send(mock, "GET", path, { ...origin, "If-None-Match": full.headers.get("etag")! }),
      await send(mock, "PATCH", path, { ...origin, "If-Match": '"no"' }, {}),
      await send(mock, "PATCH", path, origin, {}),
      await send(mock, "GET", "/nowhere", origin),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 412, 428, 404]);
    for (const { headers } of answers) {
      expect(headers.get("access-control-allow-origin")).toBe("https://app.test");
      expect(headers.get("access-control-allow-credentials")).toBe("true");
      expect(headers.get("access-control-expose-headers")).toMatch(/ETag.*Last-Modified.*Location.*X-Resource-Version/);
      expect(headers.get("vary")).toContain("Origin");
    }
  });

  it("can be set wrong: no header at all, a hidden ETag, If-Match refused", async () => {
    const none = await sampleMock({ cors: false });
    expect((await send(none.mock, "GET", "/api/skills/", origin)).headers.has("access-control-allow-origin")).toBe(
      false,
    );
    const { mock } = await sampleMock({ cors: { exposeHeaders: [], allowHeaders: ["content-type"] } });
    expect((await send(mock, "GET", "/api/skills/", origin)).headers.has("access-control-expose-headers")).toBe(false);
    const preflight = await send(mock, "OPTIONS", "/api/skills/1/", {
      ...origin,
      "access-control-request-headers": "if-match",
    });
    expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type");
  });
});

describe("a key outside the path", () => {
  const schema = { type: "object", properties: { id: { type: "string" }, text: { type: "string" } } };
  const content = { "application/json": { schema } };
  const answer = { 200: { description: "ok", headers: { ETag: { schema: { type: "string" } } }, content } };
  const parameter = (place: string, name: string): Json => ({
    in: place,
    name,
    required: true,
    schema: { type: "string" },
  });
  const ifMatch = parameter("header", "If-Match");

  it.for<[where: string, path: string, parameters: Json[], at: (id: string) => [string, Record<string, string>]]>([
    ["the query", "/record", [parameter("query", "id")], (id) => [`/record?id=${id}`, {}]],
    ["a header", "/record", [parameter("header", "X-Id")], (id) => ["/record", { "x-id": id }]],
    [
      "the query and a path",
      "/{tenant}/record",
      [parameter("path", "tenant"), parameter("query", "id")],
      (id) => [`/t/record?id=${id}`, {}],
    ],
  ])("in %s tells records apart", async ([, path, parameters, at]) => {
    const change = (operationId: string): Json => ({
      operationId,
      parameters: [ifMatch],
      requestBody: { content },
      responses: answer,
    });
    const key = parameters.map((one) => `${String(one["in"])}.${String(one["name"])}`);
    const mock = await mockOf(
      {
        [path]: {
          parameters,
          get: { operationId: "read", responses: answer },
          put: change("replace"),
          patch: change("change"),
        },
      },
      {},
      { config: { operations: { read: { key }, replace: { key }, change: { key } } } },
    );
    const call = (method: string, id: string, headers: Record<string, string> = {}, sent?: Json) =>
      send(mock, method, at(id)[0], { ...at(id)[1], ...headers }, sent);
    const tagOf = async (id: string): Promise<string> => (await call("GET", id)).headers.get("etag")!;
    const [a, b] = [await tagOf("a"), await tagOf("b")];
    expect(a).not.toBe(b);
    expect((await call("PATCH", "b", { "if-match": a }, { text: "x" })).status).toBe(412);
    expect((await call("PATCH", "a", { "if-match": a }, { text: "x" })).status).toBe(200);
    expect((await call("PUT", "b", { "if-match": b }, { text: "y" })).status).toBe(200);
    expect((await call("GET", "a")).json()).toMatchObject({ text: "x" });
    expect((await call("GET", "b")).json()).toMatchObject({ text: "y" });
    expect(await tagOf("c")).not.toBe(await tagOf("a"));
  });

  it("is shown in the record, and a request without it gets the record without it", async () => {
    const mock = await mockOf({
      "/record": { get: { operationId: "read", parameters: [parameter("query", "id")], responses: answer } },
    });
    expect((await send(mock, "GET", "/record?id=a")).json()).toMatchObject({ id: "a" });
    expect((await send(mock, "GET", "/record")).status).toBe(200);
  });
});
