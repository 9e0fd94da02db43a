/** What `ifmatch generate --json` prints: part of the interface. */
import { expect, test } from "vitest";
import * as z from "zod";
import { run } from "./recording-terminal.js";
import { document, jobsApi, MARKER, operation, workspace } from "./workspace.js";

const summary = z.strictObject({
  method: z.string(),
  path: z.string(),
  role: z.enum(["none", "retrieval", "state-change", "creation"]),
  resource: z.string().optional(),
  key: z.array(z.string()).nullable().optional(),
  ifMatch: z.enum(["required", "optional"]).optional(),
  marked: z.boolean(),
  evidence: z.array(z.strictObject({ signal: z.string(), at: z.string() })),
});
const client = z.strictObject({
  name: z.string().optional(),
  input: z.string(),
  output: z.string(),
  openapi: z.string(),
  resources: z.record(
    z.string(),
    z.strictObject({
      key: z.string().nullable(),
      retrievals: z.array(z.string()),
      stateChanges: z.array(z.string()),
      creations: z.array(z.string()),
    }),
  ),
  operations: z.record(z.string(), summary),
  diagnostics: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(["error", "warning", "info"]),
      message: z.string(),
      help: z.string().optional(),
      file: z.string(),
      line: z.int().min(1),
      column: z.int().min(1),
    }),
  ),
  files: z.record(z.string(), z.enum(["added", "changed", "removed", "unchanged"])),
  timings: z.strictObject({ load: z.number(), model: z.number(), emit: z.number() }),
});
const report = z.strictObject({ version: z.literal(1), clients: z.array(client).min(1) });
const parse = (stdout: string): z.infer<typeof report> => report.parse(JSON.parse(stdout));

const markedCreation = document({
  "/jobs/": { post: operation("job_create", { description: MARKER }) },
  "/ping": { get: { responses: { 200: { description: "" } } } },
});

test("--json prints one JSON document of the documented shape, and nothing else", async () => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const { code, stdout, stderr, progressed } = await run(folder, "generate", "--json", "--timings", "--verbose");
  expect({ code, stderr, progress: progressed.filter((line) => line !== "") }).toEqual({
    code: 0,
    stderr: "",
    progress: [],
  });
  const { clients } = parse(stdout);
  expect(clients).toHaveLength(1);
  expect(clients[0]).toMatchObject({
    input: "schema.yml",
    output: "generated",
    openapi: "3.0.3",
    files: { "client.ts": "added", "operations/jobs.ts": "added" },
  });
  expect(clients[0]!.resources["Job"]).toEqual({
    key: "/jobs/{job_id}/",
    retrievals: ["job_retrieve"],
    stateChanges: ["job_partial_update"],
    creations: [],
  });
  expect(clients[0]!.operations["job_partial_update"]).toMatchObject({
    method: "PATCH",
    role: "state-change",
    ifMatch: "required",
    key: ["path.job_id"],
    marked: true,
  });
});

test("--json gives each diagnostic a file, a line and a column", async () => {
  const { stdout } = await run(workspace({ "schema.yml": markedCreation }), "generate", "--json");
  const { diagnostics } = parse(stdout).clients[0]!;
  expect(diagnostics.map(({ code, severity, file }) => ({ code, severity, file }))).toEqual([
    { code: "marker-on-create", severity: "warning", file: "schema.yml" },
    { code: "missing-operation-id", severity: "info", file: "schema.yml" },
  ]);
  expect(JSON.stringify(markedCreation, undefined, 2).split("\n")[diagnostics[0]!.line - 1]).toContain('"post"');
});

test("--json names the clients where there are several", async () => {
  const folder = workspace({
    "ifmatch.config.json": {
      clients: { a: { input: "a.yml", output: "out/a" }, b: { input: "b.yml", output: "out/b" } },
    },
    "a.yml": jobsApi(),
    "b.yml": jobsApi(),
  });
  expect(
    parse((await run(folder, "generate", "--json")).stdout).clients.map(({ name, output }) => [name, output]),
  ).toEqual([
    ["a", "out/a"],
    ["b", "out/b"],
  ]);
});

test("--json goes with --check: the exit code is 1 and the files say what would change", async () => {
  const { code, stdout } = await run(workspace({ "schema.yml": jobsApi() }), "generate", "--json", "--check");
  expect(code).toBe(1);
  expect(parse(stdout).clients[0]!.files["client.ts"]).toBe("added");
});

test("--json leaves standard output empty when the document is refused", async () => {
  expect(await run(workspace({ "schema.yml": "openapi: 4.0.0" }), "generate", "--json")).toMatchObject({
    code: 3,
    stdout: "",
  });
});
