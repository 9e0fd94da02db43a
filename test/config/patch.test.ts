/** `patch`, `include` and `exclude`: documents that one does not own, and APIs of which one needs a part. */
import { describe, expect, test } from "vitest";
import { type ClientConfig, defineConfig, type DocumentPatch } from "../../generator/config/define.js";
import { run } from "../cli/recording-terminal.js";
import { document, type Files, jobsApi, operation, read, workspace, write } from "../cli/workspace.js";
import { generateWith } from "./generate-with.js";

const names = async (config: Partial<ClientConfig>, api?: Files[string]): Promise<string[]> =>
  (await generateWith(config, api)).model.operations.map(({ id }) => id);
const overlay = (...actions: object[]): object => ({
  overlay: "1.0.0",
  info: { title: "t", version: "1" },
  actions,
});

describe("patch", () => {
  const removal = overlay({ target: "$.paths['/health']", remove: true });

  test("is an Overlay, relative to the config", async () => {
    const folder = workspace({
      "app/ifmatch.config.json": { input: "../schema.yml", patch: "overlay.yml", output: "out" },
      "app/overlay.yml": removal,
      "schema.yml": jobsApi(),
    });
    expect((await run(folder, "generate", "-c", "app/ifmatch.config.json")).code).toBe(0);
    expect(read(folder, "app/out/index.ts")).not.toContain("health");
  });

  test("is a function, which changes what it is given or returns another document", async () => {
    type Api = { paths: Record<string, object> };
    const drop = (api: object): void => void delete (api as Api).paths["/health"];
    const rename = ({ paths, ...rest }: Api): object => ({
      ...rest,
      paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [`/v1${path}`, item])),
    });
    const { model } = await generateWith({ patch: [drop, async (api: Api) => rename(api)] });
    expect(model.operations.map(({ path }) => path)).toEqual(
      Object.keys(jobsApi()["paths"] as object).flatMap((path) =>
        path === "/health" ? [] : model.operations.filter((one) => one.path === `/v1${path}`).map((one) => one.path),
      ),
    );
    expect(model.operations.length).toBeGreaterThan(4);
  });

  test("is written in TypeScript, with a type of one's own for the document", async () => {
    interface Description {
      paths: Record<string, { get?: { operationId: string } }>;
    }
    const patch = (api: Description): void => void (api.paths["/health"]!.get!.operationId = "ping");
    defineConfig({ input: "schema.yml", patch });
    expect(await names({ patch })).toContain("ping");
  });

  test.for([
    ["a function", () => 1, "a function"],
    ["a symbol", Symbol("x"), "a symbol"],
    ["a bigint", 1n, "a bigint"],
    ["no number", Number.NaN, "NaN"],
    ["no number, in a list", [1, Infinity], "Infinity"],
    ["nothing in a list", [undefined], "undefined"],
    ["a Map, which would be an empty object", new Map([["/jobs", {}]]), "a Map"],
    ["a Date", new Date(0), "a Date"],
  ] as const)("leaves %s in the document: an error of the config, with its place", async ([, value, what]) => {
    const patch = (api: { info: object }): void => void (api.info = { ...api.info, "x/y": value });
    const place = Array.isArray(value) ? `#/info/x~1y/${value.length - 1}` : "#/info/x~1y";
    await expect(generateWith({ patch: patch as never })).rejects.toThrow(
      `patch of the config puts ${what} at ${place}. A document is JSON.`,
    );
  });

  test.for(["info", "paths", "components", "openapi", "tags"])("%s set to undefined is not there", async (name) => {
    const patch = (api: object): void => void Object.assign(api, { [name]: undefined });
    const without = (api: object): void => void Reflect.deleteProperty(api, name);
    const outcome = (one: (api: object) => void): Promise<unknown> =>
      generateWith({ patch: one as never }).then(
        ({ files }) => [...files],
        (error: Error) => [error.name, error.message],
      );
    expect(await outcome(patch)).toEqual(await outcome(without));
  });

  test("mends what would refuse the document: a wrong type, a reference that leads nowhere, an operationId given twice", async () => {
    const broken = document({
      "/a": { get: operation("same", { parameters: 42 }, { $ref: "#/components/schemas/Nope" }) },
      "/b": { get: operation("same", {}, {}) },
    });
    const patch = overlay(
      { target: "$.paths['/a'].get.parameters", remove: true },
      { target: "$.paths['/a'].get", update: { operationId: "a" } },
      { target: "$.components.schemas", update: { Nope: { type: "object" } } },
    );
    const folder = workspace({ "schema.yml": broken, "patch.json": patch });
    expect((await run(folder, "generate")).code).toBe(3);
    write(folder, { "ifmatch.config.json": { input: "schema.yml", patch: "patch.json" } });
    const { code, stdout } = await run(folder, "generate");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining("warning") });
  });

  test("sees a document of several files as one, and leaves them as they are", async () => {
    const files = {
      "schema.yml": document({ "/a": { $ref: "a.yml" } }),
      "a.yml": { get: operation("a", {}, { $ref: "job.yml" }) },
      "job.yml": { type: "object", properties: { a: { type: "string" } } },
      "patch.json": overlay({ target: "$.paths['/a'].get", update: { operationId: "b" } }),
      "ifmatch.config.json": { input: "schema.yml", patch: "patch.json" },
    };
    const folder = workspace(files);
    const { code, stdout } = await run(folder, "generate", "--json");
    expect(code).toBe(0);
    expect(Object.keys((JSON.parse(stdout) as { clients: { operations: object }[] }).clients[0]!.operations)).toEqual([
      "b",
    ]);
    expect(JSON.parse(read(folder, "a.yml"))).toEqual(files["a.yml"]);
  });

  test("holds for a mock, a report and a diff, and not for the linter and enrich, whose subject is the document itself", async () => {
    const patch = overlay({ target: "$.paths['/health'].get", update: { operationId: "ping" } });
    const folder = workspace({
      "schema.yml": jobsApi(),
      "patch.json": patch,
      "ifmatch.config.json": { input: "schema.yml", patch: "patch.json" },
    });
    expect((await run(folder, "report", "--json")).stdout).toContain('"ping"');
    expect((await run(folder, "enrich")).stdout).not.toContain("ping");
    expect((await run(folder, "lint", "--fail-on", "never")).code).toBe(0);
  });

  test.for([
    [overlay({ target: "$.nope", update: {} }), "actions[0] has no effect: its target $.nope selects nothing", 0],
    [overlay({ target: "$[", update: {} }), "actions[0].target is no JSONPath", 2],
    [{ overlay: "2.0.0" }, "overlay 2.0.0 is not supported", 2],
    [undefined, "could not be read", 2],
  ] as const)("%j says what is wrong with it", async ([content, message, code]) => {
    const folder = workspace({
      "schema.yml": jobsApi(),
      ...(content && { "patch.json": content }),
      "ifmatch.config.json": { input: "schema.yml", patch: "patch.json" },
    });
    const outcome = await run(folder, "generate");
    expect({ code: outcome.code, said: outcome.stdout + outcome.stderr }).toEqual({
      code,
      said: expect.stringContaining(message),
    });
  });

  test.for([
    [
      "it throws",
      (): void => {
        throw new Error("no such path");
      },
      "patch of the config failed: no such path",
    ],
    ["it returns no document", (): unknown => 42, "patch of the config returned no document"],
  ] satisfies [string, DocumentPatch, string][])(
    "a function that fails is an error of the config: %s",
    async ([, patch, message]) => {
      await expect(generateWith({ patch })).rejects.toThrow(message);
    },
  );
});

describe("include and exclude", () => {
  const ref = (name: string): Record<string, unknown> => ({ $ref: `#/components/schemas/${name}` });
  const api = document(
    {
      "/jobs": {
        get: operation("job_list", {}, ref("Job")),
        post: operation("job_create", { deprecated: true }, ref("Job")),
      },
      "/jobs/{id}/parts": { get: operation("part_list", { tags: ["parts"] }, ref("Part")) },
      "/admin": { get: operation("admin", { tags: ["admin", "parts"], security: [{ admin: [] }] }, ref("Admin")) },
    },
    {
      components: {
        schemas: {
          Job: { properties: { owner: ref("Person") } },
          Person: { properties: { jobs: { items: ref("Job") } } },
          Part: { oneOf: [ref("Bolt")], discriminator: { propertyName: "kind", mapping: { nut: "Nut" } } },
          Bolt: {},
          Nut: {},
          Admin: {},
          Unused: {},
        },
        securitySchemes: { admin: { type: "http", scheme: "bearer" } },
      },
    },
  );

  test.for([
    [{ include: { tags: ["jobs"] } }, ["job_list", "job_create"]],
    [{ include: { tags: ["jobs"], methods: ["get"] } }, ["job_list"]],
    [{ include: { paths: ["/jobs*"] } }, ["job_list", "job_create", "part_list"]],
    [{ include: { operations: ["part_*", "admin"] } }, ["part_list", "admin"]],
    [{ include: { tags: ["parts"] }, exclude: { tags: ["admin"] } }, ["part_list"]],
    [{ exclude: { deprecated: true } }, ["job_list", "part_list", "admin"]],
    [{ include: { deprecated: true } }, ["job_create"]],
    [{ exclude: { tags: ["admin"], methods: ["POST"] } }, ["job_list", "part_list"]],
    [{}, ["job_list", "job_create", "part_list", "admin"]],
  ] as const)("%j leaves %j", async ([config, expected]) => {
    expect(await names(config as unknown as Partial<ClientConfig>, api)).toEqual(expected);
  });

  test("leave out the components that nothing uses any more", async () => {
    const { model } = await generateWith({ include: { paths: ["/jobs"] } }, api);
    expect(model.schemas.map(({ name }) => name)).toEqual(["Job", "Person"]);
    expect(model.securitySchemes).toEqual([]);
    const parts = await generateWith({ include: { tags: ["parts"] } }, api);
    expect(parts.model.schemas.map(({ name }) => name)).toEqual(["Part", "Bolt", "Nut", "Admin"]);
    expect(parts.model.securitySchemes.map(({ name }) => name)).toEqual(["admin"]);
    expect((await generateWith({}, api)).model.schemas.map(({ name }) => name)).toContain("Unused");
  });

  test("keep an operation that a reference leads into, and say so", async () => {
    const into = "#/paths/~1b/get/responses/200/content/application~1json/schema";
    const linked = document({
      "/a": { get: operation("a", {}, { $ref: into }) },
      "/b": { get: operation("b", {}, {}) },
    });
    const { model } = await generateWith({ include: { operations: ["a"] } }, linked);
    expect(model.operations.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(model.diagnostics).toMatchObject([
      { code: "kept-operation", message: expect.stringContaining("GET /b is kept") },
    ]);
  });

  test("say which entry fits nothing", async () => {
    const { model } = await generateWith({ include: { tags: ["jobs", "jbos"] } }, api);
    expect(model.diagnostics).toMatchObject([
      {
        code: "unmatched-selection",
        message: 'include.tags in the config lists "jbos", which matches no operation in the document.',
      },
    ]);
  });

  test("read Swagger 2.0, and items that are references", async () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "t", version: "1" },
      paths: { "/a": { get: { operationId: "a", responses: {} } }, "/b": { get: { operationId: "b", responses: {} } } },
    };
    expect(await names({ include: { operations: ["a"] } }, swagger)).toEqual(["a"]);
    const referring = {
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: { "/a": { $ref: "#/components/pathItems/a" } },
      components: { pathItems: { a: { get: { operationId: "a" }, put: { operationId: "b" } } } },
    };
    expect(await names({ include: { methods: ["PUT"] } }, referring)).toEqual(["b"]);
  });

  test("are checked: an unknown key is an error of the config", async () => {
    await expect(generateWith({ include: { tag: ["a"] } as object })).rejects.toThrow(
      'include.tag: unknown key here. Did you mean "tags"?',
    );
  });

  test("a marked operation stays what it is without its neighbours", async () => {
    const folder = workspace({
      "ifmatch.config.json": { input: "schema.yml", include: { operations: ["job_retrieve", "job_partial_update"] } },
      "schema.yml": jobsApi(),
    });
    const { code, stdout } = await run(folder, "generate");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining("2 operations, 1 marked: 1 retrieval"),
    });
  });
});
