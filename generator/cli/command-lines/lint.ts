import type { LintCommandOptions } from "../lint.js";
import { type AddCommand, allowRemote, exitCodes } from "./command-line.js";

export const addLint: AddCommand = (program, run) => {
  program
    .command("lint")
    .description("find state changes that nobody protected, and contracts that contradict themselves")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--strict", "every rule, at its strictest; redocly.yaml is not asked")
    .option("--format <name>", "stylish (for people) or json", "stylish")
    .option("--max-warnings <number>", "exit 1 if there are more warnings than this")
    .option("--fail-on <severity>", "exit 1 on error, warning or never", "error")
    .option("--fix", "mend in the document's own files what has one sure repair; then lint what is left")
    .option("--dry-run", "with --fix: write nothing, show the differences, and exit 1 if there are any")
    .option("--fix-overlay <file>", "write an OpenAPI Overlay 1.0 that declares the contract")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch lint schema.yml\n  $ ifmatch lint --strict --max-warnings 0\n  $ ifmatch lint --format json > findings.json\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: LintCommandOptions) =>
      run(async (terminal) => {
        const { lintCommand } = await import("../lint.js");
        return lintCommand(terminal, schema, options);
      }),
    );
};
