/** `--format`, and `--json` as another name for `--format json`, of every command that prints a report. */
import { describe, expect, test } from "vitest";
import { startJobsServer } from "../verify/jobs-server.js";
import { jobsDocument } from "../verify/verifying.js";
import { main, recordingTerminal, run, runAt } from "./recording-terminal.js";
import { jobsApi, workspace } from "./workspace.js";

const files = { "schema.json": jobsApi(), "old.json": jobsApi() };

const commands = {
  generate: ["generate", "schema.json", "--dry-run"],
  lint: ["lint", "schema.json"],
  diff: ["diff", "old.json", "schema.json"],
  report: ["report", "schema.json"],
} as const;

const withoutTimes = (text: string): string => text.replace(/"(?:load|model|emit)": \d+/g, '"time"');

describe.for(Object.entries(commands))("%s", ([, argv]) => {
  test("--json is --format json, and either is the same on a terminal", async () => {
    const folder = workspace(files);
    const { stdout } = await run(folder, ...argv, "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
    for (const more of [["--json"], ["--json", "--format", "json"]])
      expect(withoutTimes((await runAt(60, folder, ...argv, ...more)).stdout)).toBe(withoutTimes(stdout));
  });

  test("an unknown format is 2, with those that there are", async () => {
    const { code, stdout, stderr } = await run(workspace(files), ...argv, "--format", "jsn");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^error {2}--format jsn: unknown format\. Available formats: .*json.*Did you mean "json"\?$/m,
    );
  });

  test("--json beside another format is 2", async () => {
    const other = { generate: "text", lint: "stylish", diff: "markdown", report: "table" }[argv[0]];
    const { code, stderr } = await run(workspace(files), ...argv, "--json", "--format", other);
    expect(code).toBe(2);
    expect(stderr).toMatch(/not both|both print to standard output/);
  });
});

test("lint --json goes with formats that have a file", async () => {
  const { stdout } = await run(workspace(files), "lint", "schema.json", "--json", "--format", "sarif=a.sarif");
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, errors: 1 });
});

test("verify --json", async () => {
  const server = await startJobsServer({ cors: "full" });
  const folder = workspace({ "schema.json": jobsDocument });
  const argv = ["verify", "schema.json", "--url", server.url, "--only", "job_header", "--fixture", "job_id=1"];
  expect(JSON.parse((await run(folder, ...argv, "--json")).stdout)).toMatchObject({ version: 2, failed: 0 });
  expect((await run(folder, ...argv, "--json", "--format", "markdown")).stderr).toContain("not both");
});

test("mock --json announces the server in one line, for whoever started it on a free port", async () => {
  const stop = new AbortController();
  const terminal = recordingTerminal(workspace(files), 60);
  const ended = main(["mock", "schema.json", "--port", "0", "--json"], terminal, stop.signal);
  await expect.poll(() => terminal.stdout, { timeout: 60_000 }).not.toBe("");
  const line = JSON.parse(terminal.stdout) as { url: string };
  expect(line).toEqual({
    version: 1,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
    title: "Jobs",
    operations: 6,
    demanding: 1,
    profile: "standard",
  });
  expect(terminal.stdout.split("\n")).toHaveLength(2);
  expect((await fetch(`${line.url}/health`)).status).toBe(200);
  stop.abort();
  expect(await ended).toBe(0);
});
