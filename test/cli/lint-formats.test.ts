/** `ifmatch lint --format`: several at once, to files, and what cannot be. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./recording-terminal.js";
import { document, jobsApi, listing, read, workspace, write } from "./workspace.js";

const files = { "schema.json": jobsApi() };

test("several formats at once: one is printed, the others are files, in folders that are made", async () => {
  const folder = workspace(files);
  const formats = ["--format", "sarif=reports/ci/lint.sarif", "--format", "stylish", "--format", "junit=junit.xml"];
  const { code, stdout, stderr } = await run(folder, "lint", "schema.json", ...formats);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("1 error, 1 warning in schema.json");
  expect(listing(folder)).toEqual(["junit.xml", "reports", "reports/ci", "reports/ci/lint.sarif", "schema.json"]);
  expect(JSON.parse(read(folder, "reports/ci/lint.sarif"))).toMatchObject({ version: "2.1.0" });
  expect(read(folder, "junit.xml")).toMatch(/^<\?xml .*<\/testsuites>\n$/s);
});

test("where every format goes to a file, standard output is empty and standard error says what was found", async () => {
  const folder = workspace(files);
  write(folder, { "old.json": "an earlier report" });
  const argv = ["lint", "schema.json", "--format", "json=old.json", "--format", "stylish=lint.txt"];
  expect(await run(folder, ...argv)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "1 error, 1 warning in schema.json; wrote old.json, lint.txt\n",
  });
  expect(JSON.parse(read(folder, "old.json"))).toMatchObject({ version: 1, errors: 1 });
  expect(read(folder, "lint.txt")).toContain("unmarked-state-change");
});

describe("is refused before anything is read, and nothing is written", () => {
  test.for([
    [["--format", "sarf=x"], 'Did you mean "sarif"?'],
    [["--format", "sarif:x"], "each as <name> or <name>=<file>"],
    [["--format", "sarif="], 'the file name after "=" is missing'],
    [["--format", "json", "--format", "sarif"], "--format json and --format sarif both print to standard output"],
    [["--format", "json", "--format", "json"], "both print to standard output. Give one of them a file"],
    [
      ["--format", "json=a", "--format", "sarif=./x/../a"],
      "--format json=a and --format sarif=./x/../a write to the same",
    ],
    [["--format", "json=folder"], "something of that name exists, and it is not a regular file"],
    [["--format", "json=link"], "something of that name exists, and it is not a regular file"],
  ] as const)("%j", async ([argv, text]) => {
    const folder = workspace(files);
    mkdirSync(join(folder, "folder"));
    symlinkSync("schema.json", join(folder, "link"));
    const { code, stdout, stderr } = await run(folder, "lint", "nowhere.json", ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
    expect(listing(folder)).toEqual(["folder", "link", "schema.json"]);
  });
});

test.for(["schema.json", "ifmatch.config.json", "parts.json"])(
  "a report never replaces %s, which is read",
  async (name) => {
    const api = document({ "/a": { $ref: "parts.json" } });
    const all = {
      "schema.json": api,
      "parts.json": { get: { operationId: "a", responses: { 200: { description: "ok" } } } },
      "ifmatch.config.json": { input: "schema.json" },
    };
    const folder = workspace(all);
    const before = read(folder, name);
    const { code, stderr } = await run(folder, "lint", "--format", "sarif=ok.sarif", "--format", `json=${name}`);
    expect(code).toBe(2);
    expect(stderr).toContain("the report would replace");
    expect(read(folder, name)).toBe(before);
    expect(listing(folder)).toEqual(Object.keys(all).sort());
  },
);

test("a document that is refused leaves the reports of the last run as they were", async () => {
  const folder = workspace({ "schema.json": { openapi: "3.0.3" }, "lint.sarif": "the last run" });
  expect((await run(folder, "lint", "schema.json", "--format", "sarif=lint.sarif")).code).toBe(3);
  expect(read(folder, "lint.sarif")).toBe("the last run");
});

test("a report that cannot be written is 2, and takes the others with it", async () => {
  const folder = workspace({ ...files, blocked: "a file" });
  const argv = ["--format", "json=lint.json", "--format"];
  const below = await run(folder, "lint", "schema.json", ...argv, "sarif=blocked/lint.sarif");
  expect(below).toMatchObject({ code: 2, stdout: "" });
  expect(below.stderr).toContain("--format sarif=blocked/lint.sarif: ");
  const long = await run(folder, "lint", "schema.json", ...argv, `sarif=ok/${"y".repeat(300)}`);
  expect(long).toMatchObject({ code: 2, stdout: "" });
  expect(long.stderr).toContain("The report could not be written: ");
  expect(listing(folder)).toEqual(["blocked", "schema.json"]);
});

test("on GitHub Actions nothing changes by itself", async () => {
  const before = process.env["GITHUB_ACTIONS"];
  const plain = await run(workspace(files), "lint", "schema.json");
  process.env["GITHUB_ACTIONS"] = "true";
  try {
    expect(await run(workspace(files), "lint", "schema.json")).toEqual(plain);
  } finally {
    if (before === undefined) delete process.env["GITHUB_ACTIONS"];
    else process.env["GITHUB_ACTIONS"] = before;
  }
});
