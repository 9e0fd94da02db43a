/** The migration of docs/adopt.md: every step compiles, and has less to adopt than the one before. */
import { readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseFiles } from "../../generator/adopt/sources.js";
import { codeFiles } from "../../generator/adopt/files.js";
import { run } from "../cli/recording-terminal.js";
import { workspace } from "../cli/workspace.js";
import { compile, compilers, remove, temporaryFolder, writeProject } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { at, copyStep, steps } from "./steps.js";

const schema = join(repository, "schema/schema.yml");
const config = join(repository, "ifmatch.config.ts");
const flags = ["--schema", schema, "-c", config];

interface Report {
  readonly totals: { readonly findings: number; readonly byKind: Readonly<Record<string, number>> };
  readonly skipped: readonly unknown[];
}

/** A folder that has vue installed. */
function withVue(): string {
  const folder = workspace();
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function reportOf(folder: string): Promise<Report> {
  const { stdout } = await run(folder, "adopt", "src", ...flags, "--json");
  return JSON.parse(stdout) as Report;
}

describe("each step", () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach(remove));

  test.for(["the sample itself", ...steps])("compiles: %s", { tags: ["at-length"] }, async (step) => {
    const folder = temporaryFolder("adopt");
    folders.push(folder);
    copyStep(folder, steps.includes(step) ? step : undefined);
    // The compiler sees a component's script, at its place.
    const { sources } = parseFiles(await codeFiles(join(folder, "src/components"), []), repository);
    for (const { path, code } of sources) {
      writeFileSync(path, code);
      renameSync(path, path.replace(/\.vue$/, ".ts"));
    }
    const options = {
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      paths: { "ifmatch/runtime": [relative(folder, join(repository, "runtime/index.ts"))] },
    };
    expect(await compile(compilers[1], writeProject(folder, ["src"], options))).toEqual({ status: 0, output: "" });
  });

  test("leaves less to adopt", async () => {
    const counts: number[] = [];
    for (const step of [undefined, ...steps]) {
      const folder = withVue();
      copyStep(folder, step);
      const { totals, skipped } = await reportOf(folder);
      expect(skipped).toEqual([]);
      counts.push(totals.findings);
    }
    expect(counts[1]).toBe(counts[0]);
    // The first adds a file, and takes nothing away.
    for (let step = 2; step < counts.length; step++) expect(counts[step]).toBeLessThan(counts[step - 1]!);
    expect(counts.at(-1)).toBe(0);
  });
});

test("after the last step, --fix removes what nobody uses any more, and nothing else", async () => {
  const folder = withVue();
  copyStep(folder, steps.at(-1));
  const before = readFileSync(join(folder, "src/api/http.ts"), "utf8");
  const dry = await run(folder, "adopt", "src", ...flags, "--fix", "--dry-run");
  expect(dry.code).toBe(1);
  expect(dry.stdout).toContain("-const JOB_URL = ");
  expect(readFileSync(join(folder, "src/api/http.ts"), "utf8")).toBe(before);

  const { code, stdout, stderr } = await run(folder, "adopt", "src", ...flags, "--fix", "--check");
  expect(code).toBe(0);
  expect(stderr).toContain("JOB_URL");
  expect(stdout).toMatch(/^Nothing to adopt in \d+ files in src\.\n$/);
  expect(readFileSync(join(folder, "src/api/http.ts"), "utf8")).toBe(readFileSync(at("fixed-http.txt"), "utf8"));

  const again = await run(folder, "adopt", "src", ...flags, "--fix", "--dry-run");
  expect([again.code, again.stderr]).toEqual([0, "Nothing to fix: everything that was found is still in use.\n"]);
});
