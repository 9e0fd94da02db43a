/** Documents of several files: everything is found, and positions are in the file where a thing stands. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDocument } from "../../generator/load/load.js";
import { run } from "../cli/recording-terminal.js";
import { body, type Files, jobParameter, jobsApi, MARKER, operation, read, workspace } from "../cli/workspace.js";
import { load, refusals } from "./refusal.js";

const multiFile: Files = {
  "api/openapi.yml": `openapi: 3.0.3
info: { title: Jobs, version: "1" }
paths:
  /jobs/{job_id}/:
    $ref: paths/job.yml
  /parts/:
    post:
      operationId: part_create
      parameters:
        - $ref: "common.yml#/parameters/Trace"
      requestBody:
        content:
          application/json:
            schema:
              $ref: schemas/part.json
      responses:
        "201": { description: made }
`,
  "api/paths/job.yml": `# The job.
parameters:
  - $ref: ../common.yml#/parameters/JobId
get:
  operationId: job_retrieve
  responses:
    "200":
      description: ok
      content:
        application/json:
          schema:
            $ref: "../schemas/job.yml"
patch:
  operationId: job_partial_update
  description: ${MARKER}
  responses:
    "204":
      $ref: "../common.yml#/responses/Done"
`,
  "api/common.yml": `parameters:
  JobId: { in: path, name: job_id, required: true, schema: { type: string, format: uuid } }
  Trace:
    in: header
    name: X-Trace
    schema: { type: string }
responses:
  Done: { description: done }
`,
  "api/schemas/job.yml": `type: object
properties:
  title: { type: string }
  parts:
    type: array
    items: { $ref: part.json }
`,
  "api/schemas/part.json":
    '{\n  "type": "object",\n  "properties": {\n    "sku": { "type": "string" },\n    "job": { "$ref": "job.yml" }\n  }\n}\n',
};
const root = "api/openapi.yml";
const line = (path: string, text: string): number =>
  (multiFile[path] as string).split("\n").findIndex((one) => one.includes(text)) + 1;

describe("a document of several files", () => {
  test("is bundled into one, with local references only", async () => {
    const { root: bundled, files } = await load(multiFile, root);
    const names = files.map((file) => file.replace(/^.*\/api\//, ""));
    expect(names[0]).toBe("openapi.yml");
    expect(names.sort()).toEqual([
      "common.yml",
      "openapi.yml",
      "paths/job.yml",
      "schemas/job.yml",
      "schemas/part.json",
    ]);
    expect(JSON.stringify(bundled)).toContain('"$ref":"#/');
    expect(JSON.stringify(bundled)).not.toMatch(/"\$ref":"[^#]/);
  });

  test("is generated with the parameters, schemas and responses of all its files", async () => {
    const folder = workspace(multiFile);
    expect((await run(folder, "generate", root)).code).toBe(0);
    expect(read(folder, "generated/operations/default.ts")).toContain('ifMatch: IfMatch<"Job">;');
    expect(read(folder, "generated/models.ts")).toContain("sku?: string");
    expect(read(folder, "generated/types.ts")).toMatch(/"X-Trace"\?/);
  });

  test("has its root first among its files", async () => {
    const { file, files } = await load(multiFile, root);
    expect(files[0]).toBe(file);
    expect(new Set(files).size).toBe(files.length);
  });

  test.for([
    ["the root", "#/paths/~1parts~1/post", "api/openapi.yml", "    post:"],
    ["a path item of its own file", "#/paths/~1jobs~1{job_id}~1/patch", "api/paths/job.yml", "patch:"],
    [
      "the description in it",
      "#/paths/~1jobs~1{job_id}~1/patch/description",
      "api/paths/job.yml",
      "  description: Concurrency",
    ],
    ["a schema", "#/components/schemas/job/properties/parts", "api/schemas/job.yml", "  parts:"],
    ["a schema in JSON", "#/components/schemas/part/properties/sku", "api/schemas/part.json", '"sku"'],
    ["a parameter", "#/components/parameters/Trace/name", "api/common.yml", "    name: X-Trace"],
  ] as const)("gives the file and line of %s", async ([, pointer, path, text]) => {
    const folder = workspace(multiFile);
    const { positions } = await loadDocument(join(folder, root));
    const position = positions.locate(pointer);
    expect({ file: position.file, line: position.line }).toEqual({ file: join(folder, path), line: line(path, text) });
  });

  test("gives diagnostics of a run the file where they belong", async () => {
    const unresolved = `get:\n  operationId: thing_list\n  responses: { "200": { description: ok } }\n# no operationId here:\npost:\n  responses: { "200": { description: ok } }\n`;
    const folder = workspace({
      "schema.yml": 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths:\n  /things:\n    $ref: things.yml\n',
      "things.yml": unresolved,
    });
    expect((await run(folder, "generate", "--verbose")).stdout).toMatch(
      /^things\.yml:5:\d+ {2}info {2}POST \/things has no operationId/m,
    );
  });

  test("warns of duplicate operationIds at the line of the file that has the second", async () => {
    const files = {
      ...multiFile,
      "api/paths/job.yml": (multiFile["api/paths/job.yml"] as string).replace("job_partial_update", "job_retrieve"),
    };
    const folder = workspace(files);
    const { code, stdout } = await run(folder, "generate", root);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^api/paths/job\\.yml:${line("api/paths/job.yml", "patch:")}:`, "m"));
  });
});

describe("a reference", () => {
  const withSchema = (schema: object): object =>
    jobsApi({ components: { schemas: { Job: schema, Other: { type: "string" } } } });
  const refLine = (document: object): number =>
    JSON.stringify(document, undefined, 2)
      .split("\n")
      .findIndex((one) => one.includes("TARGET")) + 1;

  test.for([
    ["to a file that is not there", "TARGET.yml", /there is no file .*TARGET\.yml/],
    ["to something that is not in the file", "#/components/schemas/TARGET", /Can't resolve \$ref/],
    ["to nothing in another file", "other.yml#/TARGET", /Can't resolve \$ref/],
    ["into the prototype", "#/__proto__/TARGET", /Can't resolve \$ref/],
    ["to a constructor", "#/constructor/prototype/TARGET", /Can't resolve \$ref/],
    ["to a folder", "./TARGET/", /TARGET/],
  ] as const)("%s is refused at its own place", async ([, target, message]) => {
    const document = withSchema({ properties: { a: { $ref: target } } });
    const found = await refusals({ "schema.yml": document, "other.yml": { type: "object" }, "TARGET/x.yml": "" });
    expect(found[0]).toMatch(message);
    // The object that holds `$ref` begins on the line before.
    expect(found[0]!.split(":").slice(0, 2)).toEqual(["schema.yml", `${refLine(document) - 1}`]);
  });

  test.for(["#/components/schemas/Nope", "other.yml#/Nope", "nope.yml"])(
    "that cannot be resolved is named: %s",
    async ($ref) => {
      const found = await refusals({
        "schema.yml": withSchema({ properties: { a: { $ref } } }),
        "other.yml": { type: "object" },
      });
      expect(found).toHaveLength(1);
      expect(found[0]).toContain($ref);
    },
  );

  test("that is broken is named once at its own place, and not again for each use of its component", async () => {
    const document = withSchema({ $ref: "TARGET.yml" });
    const found = await refusals({ "schema.yml": document });
    const own = found.filter((one) => one.startsWith(`schema.yml:${refLine(document) - 1}:`));
    expect(own).toHaveLength(1);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  test("that is broken in another file is refused at its line there", async () => {
    const found = await refusals({
      "schema.yml": withSchema({ $ref: "other.yml" }),
      "other.yml": "type: object\nproperties:\n  a:\n    $ref: nope.yml\n",
    });
    expect(found[0]).toMatch(/^other\.yml:4:\d+ unresolved-reference/);
  });

  test("to a file with a syntax error is refused with the line of that error", async () => {
    const found = await refusals({
      "schema.yml": withSchema({ $ref: "other.yml" }),
      "other.yml": "type: object\nproperties: {\n  a: [\n",
    });
    expect(found[0]).toMatch(/^other\.yml:[34]:\d+ /);
  });

  test("that leads back to itself is refused, not followed for ever", async () => {
    const folder = workspace({
      "schema.yml": jobsApi({
        components: {
          schemas: { Job: { $ref: "#/components/schemas/Other" }, Other: { $ref: "#/components/schemas/Job" } },
        },
      }),
    });
    const { code, stderr } = await run(folder, "generate");
    expect(code === 0 ? "" : stderr).toMatch(/^$|^schema\.yml:\d+:\d+ {2}error/m);
    expect([0, 3]).toContain(code);
  });

  test("to a schema that contains itself is fine", async () => {
    expect(
      (
        await load({
          "schema.yml": withSchema({
            type: "object",
            properties: { children: { type: "array", items: { $ref: "#/components/schemas/Job" } } },
          }),
        })
      ).diagnostics,
    ).toEqual([]);
  });

  test("with a percent-encoded or escaped pointer is followed", async () => {
    const schema = { $ref: "#/paths/~1jobs~1%7Bjob_id%7D~1/patch/requestBody/content/application~1json/schema" };
    const folder = workspace({
      "schema.yml": jobsApi({
        components: { schemas: { Job: { type: "object", properties: { title: { type: "string" } } }, Alias: schema } },
      }),
    });
    expect((await run(folder, "generate")).code).toBe(0);
    expect(read(folder, "generated/models.ts")).toContain("title?: string");
  });

  test("to a schema of the same name in another file is kept apart from it", async () => {
    const { root: bundled, diagnostics } = await load({
      "schema.yml": withSchema({ type: "object", properties: { a: { $ref: "a/Job.yml" }, b: { $ref: "b/Job.yml" } } }),
      "a/Job.yml": { type: "object", properties: { fromA: { type: "string" } } },
      "b/Job.yml": { type: "object", properties: { fromB: { type: "string" } } },
    });
    expect(JSON.stringify(bundled)).toContain("fromA");
    expect(JSON.stringify(bundled)).toContain("fromB");
    for (const { severity } of diagnostics) expect(severity).not.toBe("error");
  });
});

describe("a percent sign in a path is one", () => {
  const path = "/a%20b/100%/{job_id}";
  const patch = operation("write", { ...body(), description: MARKER });
  const api = jobsApi({ paths: { [path]: { ...jobParameter, get: operation("read"), patch } } });

  test("for generating, and for the place of a message", async () => {
    const folder = workspace({ "schema.json": api });
    const { code, stdout } = await run(folder, "generate", "--json");
    expect(code).toBe(0);
    const [client] = (JSON.parse(stdout) as { clients: { operations: Record<string, object> }[] }).clients;
    expect(client!.operations["write"]).toMatchObject({ path, role: "state-change", resource: expect.any(String) });
    const { positions } = await loadDocument(join(folder, "schema.json"));
    const position = positions.locate(`#/paths/${path.replaceAll("/", "~1")}/patch`);
    const lines = JSON.stringify(api, undefined, 2).split("\n");
    expect(lines[position.line - 1]!.slice(position.column - 1)).toMatch(/^"patch": /);
  });

  test("for enriching it", async () => {
    const folder = workspace({ "schema.json": api });
    expect((await run(folder, "enrich", "--in-place")).code).toBe(0);
    expect(JSON.parse(read(folder, "schema.json"))).toMatchObject({
      paths: { [path]: { patch: { responses: { 412: {} } } } },
    });
  });
});
