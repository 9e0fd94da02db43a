/** `ifmatch lint --baseline`: what is known passes, what is new fails, what is fixed stays fixed. */
import { describe, expect, test } from "vitest";
import { run } from "./recording-terminal.js";
import { document, jobsApi, jobParameter, listing, MARKER, operation, read, workspace, write } from "./workspace.js";

const BASELINE = "ifmatch-baseline.json";
const files = { "schema.json": jobsApi() };
const lint = (folder: string, ...argv: string[]) => run(folder, "lint", "schema.json", ...argv);
const entries = (folder: string, name = BASELINE): unknown =>
  (JSON.parse(read(folder, name)) as { findings: unknown }).findings;

/** The sample of workspace.ts, with more or fewer state changes that nobody marked. */
function api(...unmarked: ("put" | "delete")[]): object {
  const changes = unmarked.map((method) => [
    method,
    { operationId: `job_${method}`, responses: { 204: { description: "ok" } } },
  ]);
  const patch = operation("job_patch", { description: MARKER });
  const job = { ...jobParameter, get: operation("job_retrieve"), patch, ...Object.fromEntries(changes) };
  return document({ "/jobs/{job_id}/": job });
}

const rules = (stdout: string): string[] =>
  [...stdout.matchAll(/(?:error|warning) {2}(\S+)$/gm)].map(([, rule]) => rule!);
const known = { rule: "unmarked-state-change", path: "/jobs/{job_id}/" };

test("the first update writes every finding; with the baseline the same document passes", async () => {
  const folder = workspace(files);
  const first = await lint(folder, "--update-baseline");
  expect(first).toMatchObject({ code: 0, stderr: `wrote ${BASELINE}: 0 removed, 2 added, 2 findings in total\n` });
  expect(entries(folder)).toEqual(
    [
      { rule: "if-match-not-declared", method: "PATCH", path: "/jobs/{job_id}/" },
      { ...known, method: "DELETE" },
    ].sort((a, b) => (a.method < b.method ? -1 : 1)),
  );
  expect(await lint(folder, "--baseline")).toMatchObject({
    code: 0,
    stdout: `No findings in schema.json, beyond the 2 of ${BASELINE}.\n`,
    stderr: "",
  });
  expect((await lint(folder)).code).toBe(1);
});

test("it survives another format, other lines, and renamed parameters", async () => {
  const folder = workspace({ "schema.json": api("delete") });
  await lint(folder, "--update-baseline");
  const before = read(folder, BASELINE);
  const text = read(folder, "schema.json").replaceAll("job_id", "pk").replaceAll("/jobs/{pk}/", "/jobs/{pk}");
  write(folder, { "schema.json": `\n\n\n${JSON.stringify(JSON.parse(text), undefined, 8)}` });
  expect(await lint(folder, "--baseline")).toMatchObject({ code: 0, stderr: "" });
  expect(read(folder, BASELINE)).toBe(before);
});

test("what is new is reported, and fails; what is known is not", async () => {
  const folder = workspace({ "schema.json": api("delete") });
  await lint(folder, "--update-baseline");
  write(folder, { "schema.json": api("delete", "put") });
  const { code, stdout } = await lint(folder, "--baseline");
  expect(code).toBe(1);
  expect(rules(stdout)).toEqual(["unmarked-state-change"]);
  expect(stdout).toContain("PUT /jobs/{job_id}/ and DELETE /jobs/{job_id}/ are not protected");
  expect(stdout).toContain(", beyond the ");
  const json = JSON.parse((await lint(folder, "--baseline", "--format", "json")).stdout) as object;
  expect(json).toMatchObject({ errors: 1, baseline: { file: BASELINE, known: 1, fixed: [] } });
});

describe("the ratchet", () => {
  test("what is fixed and still held fails, until the baseline has shrunk", async () => {
    const folder = workspace({ "schema.json": api("delete", "put") });
    await lint(folder, "--update-baseline");
    write(folder, { "schema.json": api("delete") });
    const stale = await lint(folder, "--baseline");
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain(
      `1 finding in ${BASELINE} is fixed:\n  unmarked-state-change  PUT /jobs/{job_id}/\n`,
    );
    expect(stale.stderr).toContain("ifmatch lint --update-baseline");
    expect((await lint(folder, "--baseline", "--fail-on", "never")).code).toBe(0);
    expect(await lint(folder, "--update-baseline")).toMatchObject({
      code: 0,
      stderr: `wrote ${BASELINE}: 1 removed, 0 added, 2 findings in total\n`,
    });
    expect((await lint(folder, "--baseline")).code).toBe(0);
    write(folder, { "schema.json": api("delete", "put") });
    expect((await lint(folder, "--baseline")).code).toBe(1);
  });

  test("an update adds nothing new, unless it may grow", async () => {
    const folder = workspace({ "schema.json": api("delete") });
    await lint(folder, "--update-baseline");
    const before = read(folder, BASELINE);
    write(folder, { "schema.json": api("delete", "put") });
    const update = await lint(folder, "--update-baseline");
    expect(update).toMatchObject({
      code: 1,
      stderr: `1 finding not in ${BASELINE}. To add it, use --allow-growth.\n`,
    });
    expect(read(folder, BASELINE)).toBe(before);
    expect(await lint(folder, "--update-baseline", "--allow-growth")).toMatchObject({
      code: 0,
      stderr: `wrote ${BASELINE}: 0 removed, 1 added, 3 findings in total\n`,
    });
    expect((await lint(folder, "--baseline")).code).toBe(0);
  });

  test("a rule that did not run has fixed nothing", async () => {
    const folder = workspace(files);
    await lint(folder, "--strict", "--update-baseline");
    const before = read(folder, BASELINE);
    expect(before).toContain("precondition-required-not-declared");
    expect(await lint(folder, "--baseline")).toMatchObject({ code: 0, stderr: "" });
    expect((await lint(folder, "--update-baseline")).stderr).toBe("");
    expect(read(folder, BASELINE)).toBe(before);
  });

  test("entries of a rule or a client that is gone are fixed", async () => {
    const gone = [
      { rule: "an-old-rule", pointer: "#/info" },
      { client: "gone", ...known, method: "DELETE" },
    ];
    const baseline = { version: 1, findings: gone };
    const folder = workspace({ "schema.json": api(), [BASELINE]: baseline });
    const { stderr } = await lint(folder, "--baseline", "--fail-on", "never");
    expect(stderr).toContain("  an-old-rule  #/info\n  gone: unmarked-state-change  DELETE /jobs/{job_id}/\n");
  });
});

test("each client of a config has its own entries", async () => {
  const clients = { a: { input: "a.json", output: "x" }, b: { input: "b.json", output: "y" } };
  const folder = workspace({ "a.json": api("put"), "b.json": api(), "ifmatch.config.json": { clients } });
  await run(folder, "lint", "--update-baseline");
  expect(entries(folder)).toContainEqual({ client: "a", ...known, method: "PUT" });
  write(folder, { "b.json": api("put") });
  const { code, stdout } = await run(folder, "lint", "--baseline");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^b\.json:\d+:\d+ {2}error {2}unmarked-state-change/);
});

test("--max-warnings and --fail-on warning count what is new only", async () => {
  const folder = workspace(files);
  await lint(folder, "--update-baseline");
  expect((await lint(folder, "--baseline", "--max-warnings", "0", "--fail-on", "warning")).code).toBe(0);
});

test("another file: named with =, relative to the folder of the run", async () => {
  const folder = workspace(files);
  await lint(folder, "--baseline=ci/known.json", "--update-baseline");
  expect(listing(folder)).toEqual(["ci", "ci/known.json", "schema.json"]);
  expect((await lint(folder, "--baseline=ci/known.json")).code).toBe(0);
});

describe("is refused with 2", () => {
  test.for([
    [["--baseline"], `There is no baseline ${BASELINE}. Create it with: ifmatch lint --update-baseline`],
    [["--baseline=x.json"], "ifmatch lint --baseline=x.json --update-baseline"],
    [["--allow-growth"], "--allow-growth only works together with --update-baseline."],
    [["--baseline", "--allow-growth"], "--allow-growth only works together with --update-baseline."],
  ] as const)("%j", async ([argv, text]) => {
    const { code, stdout, stderr } = await lint(workspace(files), ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  });

  const entry = '{ "rule": "a", "method": "PUT", "path": "/a" }';
  test.for([
    ["{", 1, 2, ""],
    ["[]", 1, 1, "the file"],
    ['{\n  "version": 2,\n  "findings": []\n}', 2, 14, "version"],
    ['{\n  "version": 1\n}', 1, 1, "findings"],
    [`{ "version": 1, "findings": [\n${entry},\n{ "rule": "a" }] }`, 3, 1, "either `method` and `path`, or `pointer`"],
    [`{ "version": 1, "findings": [\n${entry},\n{ "rule": 7, "pointer": "#" }] }`, 3, 11, "findings.1.rule"],
    [`{ "version": 1, "findings": [\n{ "rule": "a", "pointer": "#", "count": 0 }] }`, 2, 41, "findings.0.count"],
    [`{ "version": 1, "findings": [\n{ "rule": "a", "pointer": "#", "line": 3 }] }`, 2, 1, "line"],
    ["{\n<<<<<<< HEAD\n}", 2, 1, ""],
  ] as const)("a baseline that is none, and it is left alone: %j", async ([text, line, column, what]) => {
    const folder = workspace({ ...files, [BASELINE]: text });
    for (const argv of [["--baseline"], ["--update-baseline"]]) {
      const { code, stderr } = await lint(folder, ...argv);
      expect(code).toBe(2);
      expect(stderr).toContain(`${BASELINE}:${line}:${column}  This is no baseline of version 1: `);
      expect(stderr).toContain(what);
    }
    expect(read(folder, BASELINE)).toBe(text);
  });

  test("the schema taken for the baseline, and is not overwritten", async () => {
    const folder = workspace(files);
    const before = read(folder, "schema.json");
    const { code, stderr } = await run(folder, "lint", "--update-baseline", "--baseline", "schema.json");
    expect(code).toBe(2);
    expect(stderr).toContain("to name another file write --baseline=<file>");
    expect(read(folder, "schema.json")).toBe(before);
  });
});
