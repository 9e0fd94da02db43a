/** What people see, on the sample schema: at several widths, and in a pipe. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run, runAt } from "./recording-terminal.js";
import { document, jobParameter, operation, workspace } from "./workspace.js";

function sample(): string {
  const folder = workspace();
  mkdirSync(join(folder, "schema"));
  copyFileSync(join(import.meta.dirname, "../../schema/schema.yml"), join(folder, "schema/schema.yml"));
  return folder;
}

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("generate", () => {
  test("prints the functions of each resource, and the import to start with", async () => {
    const { stdout } = await run(sample(), "generate", "-o", "src/api");
    expect(stdout).toContain(`schema/schema.yml (OpenAPI 3.0.3, 94 operations) -> src/api/

  Job  /api/job/jobs/{job_id}/
    retrievals     jobJobsBasicInfoRetrieve, jobJobsEventsList, jobJobsHeaderRetrieve, jobJobsRetrieve
    state changes  `);
    expect(stdout).toContain(
      "    creations      jobJobsCreate\n  Person  /api/people/{id}/\n    retrievals     peopleRetrieve\n",
    );
    expect(stdout).not.toContain("people_retrieve");
    expect(stdout).toMatch(
      /\nwrote src\/api\/: 26 files \(26 added\) in \d+\.\d\d s\n\nNext: import \{ createClient, jobJobsRetrieve, jobJobsUpdate \} from "\.\/src\/api\/index\.js";\n$/,
    );
  });

  test("--verbose adds the operationIds", async () => {
    const { stdout } = await run(sample(), "generate", "--dry-run", "--verbose");
    expect(stdout).toContain("    retrievals     peopleRetrieve (people_retrieve)\n");
    // Nothing was written that could be imported.
    expect(stdout).not.toContain("Next:");
  });

  test.for([60, 80, 120])("fits a terminal of %i columns; the import stays in one line", async (width) => {
    const { stdout } = await runAt(width, sample(), "generate");
    const [text = "", next = ""] = stdout.split("\nNext: ");
    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(next.trimEnd()).toBe('import { createClient, jobJobsRetrieve, jobJobsUpdate } from "./generated/index.js";');
    expect(text).toMatch(/^schema\/schema\.yml:\d+:\d+ {2}warning {2}/m);
    expect(text).toMatch(/^ {4}retrievals {5}jobJobsBasicInfoRetrieve,/m);
    if (width < 120) expect(text).toMatch(/^ {19}jobJobsHeaderRetrieve|^ {19}jobJobsRetrieve/m);
  });

  test("the import has the extension that the config chose", async () => {
    const folder = sample();
    const config = { input: "schema/schema.yml", output: "out", importExtension: "none" };
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder, "ifmatch.config.json"), JSON.stringify(config));
    expect((await run(folder, "generate")).stdout).toContain('} from "./out/index";\n');
  });
});

describe("a document without any contract", () => {
  const unmarked = document({
    "/jobs/{job_id}/": {
      ...jobParameter,
      get: operation("job_read"),
      put: operation("job_update"),
    },
  });
  const advice = `No operation is conditional: the document does not say that the server checks If-Match.
Next: for each operation that checks it, do one of the following, then run \`ifmatch lint\`:
  -> declare the header in the operation's \`parameters\`: { name: If-Match, in: header, required: true, schema: { type: string } }
  -> add a sentence to the operation's \`description\`: "Concurrency is controlled in this endpoint (E-tag/If-Match)."
  -> say so in ifmatch.config.ts: operations: { "job_update": { role: "state-change" } }
`;

  test("generate says how to mark operations, and it is the only next step", async () => {
    const { code, stdout } = await run(workspace({ "schema.json": unmarked }), "generate");
    expect(code).toBe(0);
    expect(stdout.endsWith(`\n\n${advice}`)).toBe(true);
    expect(stdout.match(/^Next: /gm)).toHaveLength(1);
  });

  test("lint says the same: that it found nothing means little", async () => {
    const { code, stdout } = await run(workspace({ "schema.json": unmarked }), "lint", "schema.json");
    expect(code).toBe(0);
    expect(stdout).toBe(`No findings in schema.json.\n${advice}`);
  });

  test.for([
    [
      "the header",
      { put: { parameters: [{ name: "If-Match", in: "header", required: true, schema: { type: "string" } }] } },
    ],
    ["the sentence", { put: { description: "Concurrency is controlled in this endpoint (E-tag/If-Match)." } }],
  ] as const)("what it says about %s works", async ([, { put }]) => {
    const marked = document({
      "/jobs/{job_id}/": { ...jobParameter, get: operation("job_read"), put: operation("job_update", put) },
    });
    const { stdout } = await run(workspace({ "schema.json": marked }), "generate");
    expect(stdout).toContain("    state changes  jobUpdate\n");
    expect(stdout).toContain('Next: import { createClient, jobRead, jobUpdate } from "./generated/index.js";\n');
  });

  test("what it says about the config works", async () => {
    const config = { input: "schema.json", operations: { job_update: { role: "state-change" } } };
    const { stdout } = await run(workspace({ "schema.json": unmarked, "ifmatch.config.json": config }), "generate");
    expect(stdout).toContain("    state changes  jobUpdate\n");
  });

  test("the sentence is the one that the config names", async () => {
    const config = { input: "schema.json", markers: ["Guarded by its version."] };
    const { stdout } = await run(workspace({ "schema.json": unmarked, "ifmatch.config.json": config }), "lint");
    expect(stdout).toContain('description`: "Guarded by its version."\n');
  });

  test("nothing is to be done where nothing can be lost", async () => {
    const reads = document({ "/health": { get: operation("health") } });
    const { stdout } = await run(workspace({ "schema.json": reads }), "generate");
    expect(stdout).toContain("  No operation is conditional.\n");
    expect(stdout).not.toContain("Next:");
  });
});

describe("lint", () => {
  test("findings that say the same are one, with all places", async () => {
    const { stdout } = await run(sample(), "lint");
    expect(stdout).toContain(`  (6 places)
  PUT, PATCH and DELETE /api/assignments/{id}/ can overwrite another user's change, while PUT /api/people/{id}/ is conditional.
`);
    expect(stdout).toMatch(
      /\n {2}The same applies to:\n {4}schema\/schema\.yml:\d+:5 {2}PUT, PATCH and DELETE \/api\/deliverables\/\{id\}\/\n/,
    );
    expect(stdout.match(/can overwrite another user's change/g)).toHaveLength(1);
    expect(stdout).toMatch(
      /\nAbout a rule: ifmatch lint --explain unprotected-resource, or https:\/\/\S+\/docs\/rules\n$/,
    );
  });

  test.for([60, 80, 120])("fits a terminal of %i columns, code frames included", async (width) => {
    for (const flags of [[], ["--strict"]]) {
      const { stdout } = await runAt(width, sample(), "lint", ...flags);
      // What has no space to break at stays whole.
      const lines = stdout.split("\n").filter((line) => line.length > width && / \S* /.test(line.trim()));
      expect(lines).toEqual([]);
      expect(stdout).toMatch(/^schema\/schema\.yml:\d+:\d+ {2}warning {2}unprotected-resource\s+\(6 places\)$/m);
      expect(stdout).toMatch(/^ {5}\S/m);
    }
  });

  test("in a pipe, no line is broken", async () => {
    const [piped, wrapped] = [await run(sample(), "lint"), await runAt(60, sample(), "lint")];
    expect(widest(piped.stdout)).toBeGreaterThan(200);
    expect(wrapped.stdout.split("\n").length).toBeGreaterThan(piped.stdout.split("\n").length);
  });
});

test.for([60, 80, 120])("errors and help fit %i columns", async (width) => {
  const folder = workspace({ "schema.json": document({ "/a": { get: { responses: {} } } }) });
  const { stderr } = await runAt(width, folder, "lint", "--format", "nothing-like-it");
  expect(widest(stderr)).toBeLessThanOrEqual(width);
  for (const command of ["generate", "lint", "diff", "report", "enrich", "mock", "verify", "init"]) {
    const { stdout } = await runAt(width, folder, command, "--help");
    const lines = stdout.split("\n").filter((line) => line.length > width && !/^ {2}[$#] |^ {6}--/.test(line));
    expect(lines, command).toEqual([]);
  }
});
