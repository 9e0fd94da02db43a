/** `ifmatch lint`: what it prints, and what it ends with. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { docsUrl } from "../../generator/package.js";
import { run, STACK } from "./recording-terminal.js";
import { document, jobsApi, listing, operation, workspace } from "./workspace.js";

const files = { "schema.json": jobsApi() };

const schema = `openapi: 3.0.3
info: { title: Jobs, version: "1" }
paths:
  /jobs/{id}/:
    get: { operationId: job_read, responses: { "200": { description: ok } } }
    put:
      operationId: job_update
      description: Concurrency is controlled in this endpoint (E-tag/If-Match).
      parameters: [{ name: If-Match, in: header, required: true, schema: { type: string } }]
      responses: { "200": { description: ok } }
    delete: { operationId: job_destroy, responses: { "204": { description: gone } } }
`;

test("stylish: each finding with its lines, what to do and the other place; then how many", async () => {
  const { code, stdout } = await run(workspace({ "schema.yml": schema }), "lint", "schema.yml");
  expect(code).toBe(1);
  expect(stripVTControlCharacters(stdout)).toBe(`schema.yml:11:5  error  unmarked-state-change
  DELETE /jobs/{id}/ is not protected against lost updates: PUT /jobs/{id}/ on the same path is conditional on Job's tag.
    10 |       responses: { "200": { description: ok } }
  > 11 |     delete: { operationId: job_destroy, responses: { "204": { description: gone } } }
       |     ^
    12 | 
  -> If the server checks If-Match here, add the sentence "Concurrency is controlled in this endpoint (E-tag/If-Match)." to the view's docstring, or to \`description\` in its @extend_schema; if the schema cannot be changed, in ifmatch.config.ts, operations: { "job_destroy": { role: "state-change", resource: "Job" } }. If the last write may win, say so: \`x-concurrency: none\` on the operation, or in ifmatch.config.ts, operations: { "job_destroy": { role: "none" } }.
  schema.yml:6:5: PUT /jobs/{id}/ is conditional

1 error in schema.yml
unmarked-state-change 1
About a rule: ifmatch lint --explain unmarked-state-change, or ${docsUrl("docs/rules")}
`);
});

test("no findings: exit code 0, and a line that says so", async () => {
  const quiet = { "schema.json": document({ "/health": { get: operation("health") } }) };
  expect(await run(workspace(quiet), "lint", "schema.json")).toMatchObject({
    code: 0,
    stdout: "No findings in schema.json.\n",
  });
});

test("json: versioned, with relative files and every field of a finding", async () => {
  const { code, stdout } = await run(
    workspace({ "api/schema.yml": schema }),
    "lint",
    "api/schema.yml",
    "--format",
    "json",
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    errors: 1,
    warnings: 0,
    documents: [
      {
        file: "api/schema.yml",
        openapi: "3.0.3",
        findings: [
          {
            rule: "unmarked-state-change",
            severity: "error",
            message: expect.stringContaining("DELETE /jobs/{id}/ is not protected"),
            help: expect.stringContaining('"job_destroy": { role: "state-change", resource: "Job" }'),
            file: "api/schema.yml",
            line: 11,
            column: 5,
            pointer: "#/paths/~1jobs~1{id}~1/delete",
            operation: { method: "DELETE", path: "/jobs/{id}/", operationId: "job_destroy" },
            related: [{ message: "PUT /jobs/{id}/ is conditional", file: "api/schema.yml", line: 6, column: 5 }],
          },
        ],
      },
    ],
  });
});

test("writes nothing", async () => {
  const folder = workspace(files);
  await run(folder, "lint", "schema.json");
  expect(listing(folder)).toEqual(["schema.json"]);
});

describe("exit codes", () => {
  const codeOf = async (...argv: string[]): Promise<number> =>
    (await run(workspace(files), "lint", "schema.json", ...argv)).code;
  const warningsOnly = { lint: { rules: { "unmarked-state-change": "off" } }, input: "schema.json" };

  test("an error is 1, unless nothing is to fail", async () => {
    expect(await codeOf()).toBe(1);
    expect(await codeOf("--fail-on", "never")).toBe(0);
  });

  test("warnings alone are 0, 1 with --fail-on warning, 1 if there are more than --max-warnings", async () => {
    const folder = workspace({ ...files, "ifmatch.config.json": warningsOnly });
    expect((await run(folder, "lint")).code).toBe(0);
    expect((await run(folder, "lint", "--fail-on", "warning")).code).toBe(1);
    expect((await run(folder, "lint", "--max-warnings", "0")).code).toBe(1);
    expect((await run(folder, "lint", "--max-warnings", "1")).code).toBe(0);
    expect((await run(folder, "lint", "--max-warnings", "0", "--fail-on", "never")).code).toBe(1);
  });

  test.for([
    [["--format", "stylisch"], 'Did you mean "stylish"?'],
    [["--fail-on", "info"], "--fail-on info: must be one of error, warning, never."],
    [["--max-warnings", "few"], "--max-warnings few: must be a whole number."],
    [["--strikt"], "Did you mean --strict?"],
    [["-c", "missing.ts"], "There is no config file missing.ts."],
  ] as const)("%j is 2", async ([argv, text]) => {
    const { code, stdout, stderr } = await run(workspace(files), "lint", "schema.json", ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  });

  test("an override that matches nothing is 2, as when generating", async () => {
    const folder = workspace({
      ...files,
      "ifmatch.config.json": { input: "schema.json", operations: { nobody: { role: "none" } } },
    });
    const { code, stderr } = await run(folder, "lint");
    expect(code).toBe(2);
    expect(stderr).toContain('operations["nobody"] matches no operation');
  });

  test("a document that is refused is 3, with its line and no stack trace", async () => {
    const broken = { "schema.json": document({ "/a": { get: operation("x", { parameters: 42 }) } }) };
    const { code, stdout, stderr } = await run(workspace(broken), "lint", "schema.json");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^schema\.json:\d+:\d+ {2}error {2}`parameters` must be an array, but is the number 42\./);
    expect(stderr).not.toMatch(STACK);
  });

  test("no file at all is 3", async () => {
    expect((await run(workspace(), "lint", "nowhere.yml")).code).toBe(3);
  });
});

test("every client of a config is linted, and counted together", async () => {
  const folder = workspace({
    "a.json": jobsApi(),
    "b.json": jobsApi(),
    "ifmatch.config.json": { clients: { a: { input: "a.json", output: "x" }, b: { input: "b.json", output: "y" } } },
  });
  const { stdout } = await run(folder, "lint", "--format", "json");
  const { errors, documents } = JSON.parse(stdout) as { errors: number; documents: { name: string; file: string }[] };
  expect(errors).toBe(2);
  expect(documents.map(({ name, file }) => `${name} ${file}`)).toEqual(["a a.json", "b b.json"]);
  expect((await run(folder, "lint")).stdout).toContain("2 errors, 2 warnings in a.json, b.json\n");
});

test("--strict finds what the recommended rules leave out", async () => {
  const { stdout } = await run(workspace(files), "lint", "schema.json", "--strict", "--format", "json");
  expect(stdout).toContain('"precondition-required-not-declared"');
  expect((await run(workspace(files), "lint", "schema.json")).stdout).not.toContain(
    "precondition-required-not-declared",
  );
});

test("redocly.yaml of the folder counts", async () => {
  const folder = workspace({ ...files, "redocly.yaml": "rules: { ifmatch/unmarked-state-change: warn }\n" });
  const { code, stdout } = await run(folder, "lint", "schema.json");
  expect(code).toBe(0);
  expect(stdout).toContain("1 warning in schema.json");
});

test("text of the document cannot reach the terminal as control characters", async () => {
  const nasty = "\u001b[2J\u202eConcurency is controlled in this endpoint (E-tag/If-Match)";
  const api = document({ "/a\u001b[31m": { put: operation("x\u0007", { description: nasty }) } });
  const { stdout } = await run(workspace({ "schema.json": api }), "lint", "schema.json");
  expect(stdout).toContain("marker-near-miss");
  // eslint-disable-next-line no-control-regex
  expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u202e]/);
});
