/** Prints the table of skipped tests at the end of a run, beside whatever reporters the command line names. */
import { relative, sep } from "node:path";
import { createTagsFilter } from "@vitest/runner/utils";
import type { Plugin } from "vitest/config";
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";
import { locate, prerequisites } from "./prerequisites.js";
import { skippedTable } from "./skipped-tests.js";

class SkippedTestsReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const { config } = this.vitest!;
    const isChosen = choice(config);
    const skipped = modules.flatMap(({ moduleId, children }) =>
      [...children.allTests("skipped")]
        .filter((test) => isChosen(test))
        .map(({ tags }) => ({ file: relative(config.root, moduleId).replaceAll(sep, "/"), tags })),
    );
    const table = skippedTable(
      skipped,
      prerequisites.filter(({ tag }) => locate(tag) === undefined),
    );
    // Standard output may be the JSON of another reporter.
    if (table !== undefined) this.vitest!.logger.error(`${table}\n`);
  }
}

/** Whether the options of the command line let a test run: those that they leave out are skipped, too. */
function choice({ tags, tagsFilter, testNamePattern }: Vitest["config"]): (test: TestCase) => boolean {
  const hasTags = tagsFilter ? createTagsFilter(tagsFilter, tags) : () => true;
  return (test) => hasTags([...test.tags]) && (testNamePattern?.test(namesOf(test)) ?? true);
}

/** As Vitest matches them: suites and test, with a space between. */
const namesOf = (task: TestCase | TestSuite): string =>
  task.parent.type === "module" ? task.name : `${namesOf(task.parent)} ${task.name}`;

/** `--reporter` replaces the reporters of the config; this one is added afterwards. */
export const skippedTests = (): Plugin => ({
  name: "skipped-tests",
  configureVitest({ vitest }) {
    vitest.config.reporters.push(new SkippedTestsReporter());
  },
});
