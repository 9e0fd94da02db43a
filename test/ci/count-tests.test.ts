import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../cli/workspace.js";
import { repository } from "../corpus/corpus.js";

const suite = (name: string, message: string, failedTests: readonly (readonly [string, string])[]) => ({
  name,
  status: "failed",
  message,
  assertionResults: [
    { status: "passed", fullName: "one that passed", failureMessages: [] },
    ...failedTests.map(([fullName, why]) => ({ status: "failed", fullName, failureMessages: [why] })),
  ],
});

const report = (passed: number, failed = 0, skipped = 0, success = failed === 0, testResults: object[] = []) => ({
  success,
  testResults,
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
});

/** All reports but the first may skip. */
function count(reports: readonly (object | undefined)[]) {
  const names = reports.map((_, index) => `${index}.json`);
  const folder = workspace(
    Object.fromEntries(reports.flatMap((text, index) => (text ? [[names[index]!, text] as const] : []))),
  );
  const script = join(repository, "scripts/count-tests.ts");
  const [first, ...others] = names.map((name) => join(folder, name));
  const files = [first!, "--may-skip", ...others];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...files], {
    cwd: repository,
    encoding: "utf8",
  });
  return { status, lines: stdout.trim().split("\n"), problem: stderr.trim().replaceAll(`${folder}/`, "") };
}

test.for([
  ["adds up, and lets runs after --may-skip skip", [report(7), report(3, 0, 5)], 0, "10 passed, 0 failed", ""],
  ["a failure", [report(7), report(3, 2)], 1, "10 passed, 2 failed", "1.json: the run failed."],
  ["a suite that failed without a test", [report(7, 0, 0, false)], 1, "7 passed, 0 failed", "0.json: the run failed."],
  [
    "something skipped where nothing may be",
    [report(7, 0, 2)],
    1,
    "7 passed, 0 failed, 2 skipped",
    /^0\.json: 2 tests were skipped/,
  ],
  [
    "a run that ended early",
    [report(7), undefined],
    1,
    "7 passed, 0 failed",
    "1.json is missing: its run ended early.",
  ],
  ["a run without tests", [report(7), report(0)], 1, "7 passed, 0 failed", "1.json: no test passed."],
] as const)("%s", ([, reports, status, line, problem]) => {
  const counted = count(reports);
  expect(counted).toMatchObject({ status, lines: [line] });
  expect(counted.problem).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
});

test("every failure is named at the end, with the beginning of what it says", () => {
  const long = `AssertionError: 1 is not 2\n${"x".repeat(5000)}`;
  const suites = [suite("a.test.ts", "", [["sums", long]]), suite("b.test.ts", "SyntaxError: no import", [])];
  const { problem } = count([report(7), report(3, 1, 0, false, suites)]);
  expect(problem).toMatch(
    /^1\.json: the run failed\.\na\.test\.ts > sums\n {4}AssertionError: 1 is not 2\n {4}x+\nb\.test\.ts\n {4}SyntaxError: no import$/,
  );
  expect(problem.length).toBeLessThan(1000);
});
