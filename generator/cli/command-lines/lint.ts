import type { LintCommandOptions } from "../lint.js";
import { type AddCommand, allowRemote, exitCodes, repeatable } from "./command-line.js";

export const addLint: AddCommand = (program, run) => {
  program
    .command("lint")
    .description("find state changes that nobody protected, and contracts that contradict themselves")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--strict", "every rule, at its strictest; redocly.yaml is not asked")
    .addOption(
      repeatable(
        "--format <name[=file]>",
        "stylish, json, sarif, github-actions, checkstyle, codeclimate (or gitlab), junit or markdown; may be repeated, with a file for all but one",
      ).default([], "stylish"),
    )
    .option("--max-warnings <number>", "exit 1 if there are more warnings than this")
    .option("--fail-on <severity>", "exit 1 on error, warning or never", "error")
    .option("--since <revision>", "leave out what was found at this git revision, at operations unchanged since")
    .option("--baseline [file]", "leave out the findings that the file holds (default: ifmatch-baseline.json)")
    .option("--update-baseline", "write the baseline; one that exists only shrinks")
    .option("--allow-growth", "with --update-baseline: add new findings, too")
    .option("--fix", "mend in the document's own files what has one sure repair; then lint what is left")
    .option("--dry-run", "with --fix: write nothing, show the differences, and exit 1 if there are any")
    .option("--fix-overlay <file>", "write an OpenAPI Overlay 1.0 that declares the contract")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch lint schema.yml\n  $ ifmatch lint --strict --max-warnings 0\n  $ ifmatch lint --format json > findings.json\n  $ ifmatch lint --format stylish --format sarif=lint.sarif\n  $ ifmatch lint --update-baseline            # once, and after fixing some of it\n  $ ifmatch lint --baseline                   # in CI: nothing new, and nothing fixed that the file still holds\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: LintCommandOptions) =>
      run(async (terminal) => {
        const { lintCommand } = await import("../lint.js");
        return lintCommand(terminal, schema, options);
      }),
    );
};
