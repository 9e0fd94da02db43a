/**
 * Adds up Vitest's JSON reports, and prints `N passed, N failed` as the last line of CI. Exits with 1 where a report is
 * missing, was not a success or has no test that passed, or where a run skipped tests that is not named after `--may-skip`.
 * Names every test that failed, with the beginning of its message: the end of a long log is what people see first.
 *
 *     npx tsx scripts/count-tests.ts .tmp/tests.json --may-skip .tmp/bare.json
 */
import { existsSync, readFileSync } from "node:fs";

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly Suite[];
}

interface Suite {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

const longestMessage = 600;

/** What failed in one suite: its tests by name, or the suite itself where it did not get as far as its tests. */
function failuresOf({ name, status, message, assertionResults }: Suite): string[] {
  const failed = assertionResults.filter((test) => test.status === "failed");
  const said = (text: string) => text.slice(0, longestMessage).replace(/^/gmu, "    ");
  if (failed.length === 0) return status === "failed" ? [`${name}\n${said(message)}`] : [];
  return failed.map((test) => `${name} > ${test.fullName}\n${said(test.failureMessages.join("\n"))}`);
}

const args = process.argv.slice(2);
const flag = args.indexOf("--may-skip");
const mustRunAll = flag === -1 ? args : args.slice(0, flag);
const files = args.filter((arg) => arg !== "--may-skip");
const problems: string[] = [];
const counts = { passed: 0, failed: 0, skipped: 0 };

for (const file of files) {
  if (!existsSync(file)) {
    problems.push(`${file} is missing: its run ended early.`);
    continue;
  }
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const skipped = report.numPendingTests + report.numTodoTests;
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests;
  if (!report.success) problems.push(`${file}: the run failed.`, ...report.testResults.flatMap(failuresOf));
  if (report.numPassedTests === 0) problems.push(`${file}: no test passed.`);
  if (mustRunAll.includes(file) && skipped > 0) {
    counts.skipped += skipped;
    problems.push(
      `${file}: ${skipped} tests were skipped, which CI does not allow; the table after that run says why.`,
    );
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
