/** Prints the table of skipped tests at the end of a run, beside whatever reporters the command line names. */
import { relative, sep } from "node:path";
import type { Plugin } from "vitest/config";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { locate, prerequisites } from "./prerequisites.js";
import { skippedTable } from "./skipped-tests.js";

class SkippedTestsReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const root = this.vitest!.config.root;
    const skipped = modules.flatMap(({ moduleId, children }) =>
      [...children.allTests("skipped")].map(({ tags }) => ({
        file: relative(root, moduleId).replaceAll(sep, "/"),
        tags,
      })),
    );
    const table = skippedTable(
      skipped,
      prerequisites.filter(({ tag }) => locate(tag) === undefined),
    );
    // Standard output may be the JSON of another reporter.
    if (table !== undefined) this.vitest!.logger.error(`${table}\n`);
  }
}

/** `--reporter` replaces the reporters of the config; this one is added afterwards. */
export const skippedTests = (): Plugin => ({
  name: "skipped-tests",
  configureVitest({ vitest }) {
    vitest.config.reporters.push(new SkippedTestsReporter());
  },
});
