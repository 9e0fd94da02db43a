/**
 * `ifmatch lint --since`: findings of what changed since a git revision, and new ones.
 *
 * @module-tag git
 */
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run, STACK } from "./recording-terminal.js";
import { commitAll, repository } from "./repository.js";
import { MARKER, workspace, write } from "./workspace.js";

type Json = Record<string, unknown>;

const schema = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const answers = (name: string): Json => ({
  200: { description: "ok", content: { "application/json": { schema: schema(name) } } },
});

/** Three resources, each with a DELETE that nobody protected, beside a PUT that is conditional. */
function api(change: (document: ReturnType<typeof plain>) => void = () => undefined) {
  const document = plain();
  change(document);
  return document;
}

function plain() {
  const resource = (name: string) => ({
    parameters: [{ $ref: "#/components/parameters/Id" }] as Json[],
    get: { operationId: `${name}_read`, responses: answers(name) } as Json,
    put: {
      operationId: `${name}_update`,
      description: MARKER,
      requestBody: { content: { "application/json": { schema: schema(name) } } },
      responses: answers(name),
    } as Json,
    delete: { operationId: `${name}_destroy`, responses: { 204: { description: "gone" } } } as Json,
  });
  const object = (...properties: string[]): Json => ({
    type: "object",
    properties: Object.fromEntries(properties.map((name) => [name, { type: "string" } as Json])),
  });
  return {
    openapi: "3.0.3",
    info: { title: "Jobs", version: "1" },
    paths: { "/a/{id}": resource("A"), "/b/{id}": resource("B"), "/c/{id}": resource("C") } as Record<
      string,
      ReturnType<typeof resource>
    >,
    components: {
      parameters: { Id: { in: "path", name: "id", required: true, schema: { type: "string" } } as Json },
      schemas: {
        A: { type: "object", properties: { part: schema("Part"), name: { type: "string" } } } as Json,
        B: { type: "object", properties: { name: { type: "string" }, self: schema("B") } } as Json,
        C: object("name"),
        Part: object("width"),
      },
    },
  };
}

interface Linted {
  readonly code: number;
  /** `rule METHOD path` of what was found. */
  readonly findings: string[];
  readonly stderr: string;
}

async function lint(folder: string, ...argv: string[]): Promise<Linted> {
  const { code, stdout, stderr } = await run(folder, "lint", "--format", "json", ...argv);
  const { documents } = JSON.parse(stdout) as {
    documents: { findings: { rule: string; operation?: { method: string; path: string } }[] }[];
  };
  const findings = documents.flatMap(({ findings: found }) => found);
  return {
    code,
    stderr,
    findings: findings.map(({ rule, operation }) => `${rule} ${operation?.method} ${operation?.path}`).toSorted(),
  };
}

const errors = ({ findings }: Linted): string[] => findings.filter((one) => one.startsWith("unmarked-state-change"));
const DELETE = {
  a: "unmarked-state-change DELETE /a/{id}",
  b: "unmarked-state-change DELETE /b/{id}",
  c: "unmarked-state-change DELETE /c/{id}",
};

async function since(now: object, before: object = api()): Promise<Linted> {
  const folder = repository({ "schema.json": before });
  write(folder, { "schema.json": now });
  return lint(folder, "schema.json", "--since", "main");
}

test("K5 nothing changed: nothing is found, and how much is left out is said on standard error", async () => {
  const folder = repository({ "schema.json": api() });
  const all = await lint(folder, "schema.json");
  expect(errors(all)).toEqual([DELETE.a, DELETE.b, DELETE.c]);
  expect(all.code).toBe(1);
  expect(await lint(folder, "schema.json", "--since", "HEAD")).toEqual({
    code: 0,
    findings: [],
    stderr: `${all.findings.length} findings left out, because they exist at HEAD and the operations have not changed since.\n`,
  });
});

describe("K5 an operation counts as changed", () => {
  test.for([
    ["by its own text", api(({ paths }) => void (paths["/b/{id}"]!.delete["summary"] = "Gone")), [DELETE.b]],
    [
      "by what its path item says of all its operations",
      api(({ paths }) => void paths["/b/{id}"]!.parameters.push({ in: "query", name: "force", schema: {} })),
      [DELETE.b],
    ],
    [
      "by a parameter that it refers to",
      api(({ components }) => void (components.parameters.Id["description"] = "The key")),
      [DELETE.a, DELETE.b, DELETE.c],
    ],
    [
      "when it is another path's",
      api(({ paths }) => {
        paths["/d/{id}"] = paths["/b/{id}"]!;
        delete paths["/b/{id}"];
      }),
      ["unmarked-state-change DELETE /d/{id}"],
    ],
  ] as const)("%s", async ([, now, expected]) => {
    const found = await since(now);
    expect(errors(found)).toEqual(expected);
    expect(found.code).toBe(1);
  });

  test("by a schema that a schema of it refers to", async () => {
    const before = api(({ paths }) => {
      for (const item of Object.values(paths)) item.put["responses"] = { 200: { description: "ok" } };
      paths["/a/{id}"]!.delete["responses"] = answers("A");
    });
    const now = structuredClone(before);
    now.components.schemas.Part["description"] = "Changed";
    expect(errors(await since(now, before))).toEqual([DELETE.a]);
  });
});

describe("K5 an operation does not count as changed", () => {
  test.for([
    ["by the order of keys", { ...api(), paths: Object.fromEntries(Object.entries(api().paths).toReversed()) }],
    [
      "by what the document says elsewhere",
      { ...api(), info: { title: "Other", version: "2" }, tags: [{ name: "x" }] },
    ],
    [
      "by the name of a component that it refers to",
      JSON.parse(
        JSON.stringify(api())
          .replaceAll("#/components/schemas/Part", "#/components/schemas/Piece")
          .replace('"Part":', '"Piece":'),
      ) as object,
    ],
  ] as const)("%s", async ([, now]) => {
    expect(await since(now)).toMatchObject({ code: 0, findings: [] });
  });
});

test("K5 a finding that is new stays, though its operation did not change", async () => {
  const before = api(({ paths }) => void delete paths["/c/{id}"]!.put["description"]);
  const found = await since(api(), before);
  expect(errors(found)).toEqual([DELETE.c]);
});

describe("a finding about several operations of a resource", () => {
  const withPatch = (): ReturnType<typeof api> =>
    api(({ paths }) => {
      const path: Record<string, unknown> = paths["/b/{id}"]!;
      path["patch"] = { operationId: "B_patch", responses: answers("B") };
    });

  test("is not new when one of them was mended", async () => {
    expect(await since(api(), withPatch())).toMatchObject({ code: 0, findings: [] });
  });

  test("is new when one of them is", async () => {
    const found = await since(withPatch());
    expect(errors(found)).toEqual([expect.stringMatching(/^unmarked-state-change (?:PATCH|DELETE) \/b\/\{id\}$/)]);
  });
});

test("a new document is new throughout; a folder without git, and an unknown revision, are errors", async () => {
  const folder = repository({ "other.txt": "x" });
  write(folder, { "schema.json": api() });
  expect(errors(await lint(folder, "schema.json", "--since", "main"))).toHaveLength(3);
  expect(await run(folder, "lint", "schema.json", "--since", "nope")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining('git knows no revision "nope" here.') as string,
  });
  const bare = workspace({ "schema.json": api() });
  const outcome = await run(bare, "lint", "schema.json", "--since", "main");
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("is not in a git repository") as string });
  expect(outcome.stderr).not.toMatch(STACK);
});

test("a document that was refused at the revision is an error that names the revision", async () => {
  const folder = repository({ "schema.json": "{ not json" });
  write(folder, { "schema.json": api() });
  const { code, stderr } = await run(folder, "lint", "schema.json", "--since", "main");
  expect(code).toBe(3);
  expect(stderr).toMatch(/^main:schema\.json:1:\d+ /);
});

test("files that a document is made of: a change in one of them, seen through a symbolic link", async () => {
  const { components, ...root } = api();
  const text = JSON.stringify(root).replaceAll("#/components/", "parts.json#/components/");
  const parts = JSON.stringify({ components }).replaceAll("#/components/", "parts.json#/components/");
  const folder = repository({ "api/schema.json": text, "api/parts.json": parts });
  const link = join(workspace(), "link");
  symlinkSync(join(folder, "api"), link);
  expect((await lint(link, "schema.json", "--since", "main")).findings).toEqual([]);
  writeFileSync(join(folder, "api/parts.json"), parts.replace('"in":"path"', '"in":"path","description":"The key"'));
  expect(errors(await lint(link, "schema.json", "--since", "main"))).toHaveLength(3);
});

test("an entry of the config that only today's document has something for is no error", async () => {
  const folder = repository({ "schema.json": api(({ paths }) => void delete paths["/c/{id}"]) });
  commitAll(folder, "config", {
    "ifmatch.config.ts": `export default { input: "schema.json", operations: { C_destroy: { role: "none" } } };`,
  });
  write(folder, { "schema.json": api() });
  expect(errors(await lint(folder, "--since", "main"))).toEqual([]);
});
