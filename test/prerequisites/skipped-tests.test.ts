import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { workspace } from "../cli/workspace.js";
import { bareMachine } from "./bare-machine.js";
import { prerequisites, type PrerequisiteTag, whatToInstall } from "./prerequisites.js";
import { skippedTable, type SkippedTest } from "./skipped-tests.js";

const machine = { path: "", shared: "/work/shared" };
const table = (skipped: readonly SkippedTest[], ...missing: PrerequisiteTag[]): string | undefined =>
  skippedTable(
    skipped,
    prerequisites.filter(({ tag }) => missing.includes(tag)),
    machine,
  );

describe("the table", () => {
  test("says what is missing, what it cost, and how to get it", () => {
    const tabs = (): SkippedTest => ({ file: "test/browsers/tabs.test.ts", tags: ["chromium", "django"] });
    const verify = { file: "test/verify/django.test.ts", tags: ["django", "at-length"] };
    const corpus = ["test/lint/corpus", "test/emit/types", "test/lint/corpus", "test/emit/types"].map((name) => ({
      file: `${name}.test.ts`,
      tags: ["corpus"],
    }));
    expect(table([tabs(), tabs(), verify, ...corpus], "chromium", "django", "nginx", "corpus")).toBe(
      `Skipped: 7 tests in 4 files; what they need is missing. A test that needs two of them is in both rows.

  missing           tests  files  in
  Chromium              2      1  test/browsers
  Django                3      2  test/browsers, test/verify
  ../shared/corpus      4      2  test/emit, test/lint

To run them:
  apt-get install chromium gunicorn python3-django python3-django-cors-headers python3-django-filters python3-djangorestframework python3-djangorestframework-simplejwt python3-djangorestframework-spectacular
  copy the folder of real OpenAPI documents to /work/shared/corpus`,
    );
  });

  test("names no package where only a folder is missing, and counts one as one", () => {
    expect(table([{ file: "test/load/hostile.test.ts", tags: ["hostile"] }], "hostile")).toBe(
      `Skipped: 1 test in 1 file; what they need is missing.

  missing            tests  files  in
  ../shared/hostile      1      1  test/load

To run them:
  copy the folder of hostile OpenAPI documents to /work/shared/hostile`,
    );
  });

  test("is not there where nothing was skipped, or for another reason", () => {
    expect(table([], "redis")).toBeUndefined();
    expect(table([{ file: "a.test.ts", tags: ["redis", "at-length"] }])).toBeUndefined();
    expect(table([{ file: "a.test.ts", tags: [] }], "redis")).toBeUndefined();
  });
});

test("what starts a program that is missing says how to install it", () => {
  expect(whatToInstall("redis")).toBe("Redis is missing: apt-get install redis-server");
  expect(whatToInstall("corpus")).toMatch(/^\.\.\/shared\/corpus is missing: copy the folder of .+ to \/.+\/corpus$/);
});

describe("a run on a bare machine", { tags: ["sh"] }, () => {
  const repository = resolve(import.meta.dirname, "../..");
  const run = (...options: string[]) => {
    const { environment } = bareMachine(workspace());
    const command = [join(repository, "node_modules/vitest/vitest.mjs"), "run", "test/runtime/keyv-redis.test.ts"];
    const env = { ...environment, NO_COLOR: "1" };
    return spawnSync(process.execPath, [...command, ...options], { cwd: repository, env, encoding: "utf8" });
  };
  const count = (text: string): number => text.split("Skipped: 5 tests in 1 file").length - 1;

  test.for([
    { options: [] },
    { options: ["--reporter=default", "--reporter=json"] },
    { options: ["--reporter=dot", "--reporter=junit"] },
  ])("passes, and prints the table once, to standard error: $options", ({ options }) => {
    const { status, stdout, stderr } = run(...options);
    expect({ status, stdout: count(stdout), stderr: count(stderr) }).toEqual({ status: 0, stdout: 0, stderr: 1 });
    expect(stderr).toContain("apt-get install redis-server");
  });

  test.for([
    { options: ["--testNamePattern=processes that share a Redis"], expected: 1 },
    { options: ["--testNamePattern=nothing has this name"], expected: 0 },
    { options: ["--tags-filter=redis && !at-length"], expected: 1 },
    { options: ["--tags-filter=!redis"], expected: 0 },
  ])("counts what was left out on purpose as nothing: $options", ({ options, expected }) => {
    const { status, stderr } = run(...options);
    expect({ status, table: count(stderr) }).toEqual({ status: 0, table: expected });
  });

  test("leaves standard output to a reporter that writes JSON", () => {
    const { status, stdout, stderr } = run("--reporter=json");
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPendingTests: 5, numPassedTests: 0 });
    expect({ status, table: count(stderr) }).toEqual({ status: 0, table: 1 });
  });
});
