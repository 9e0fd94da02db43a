import type { LintCommandOptions } from "../lint.js";
import { type AddCommand, configFile, exitCodes, jsonOption, repeatable, SCHEMA, sourceFlags } from "./command-line.js";

export const addLint: AddCommand = (program, run) => {
  program
    .command("lint")
    .description("find unprotected state changes, and contracts that are incomplete or contradict themselves")
    .argument(...SCHEMA)
    .addOption(configFile())
    .option("--strict", "enable every rule at its strictest severity, ignoring redocly.yaml")
    .option("--explain <rule>", "print the page of a rule: why it exists, examples, how to silence it")
    .addOption(
      repeatable(
        "--format <name[=file]>",
        "stylish (default), json, sarif, github-actions, checkstyle, codeclimate (or gitlab), junit or markdown; give all but one a file",
      ),
    )
    .addOption(jsonOption())
    .option("--max-warnings <number>", "exit with 1 if there are more warnings than this")
    .option("--fail-on <severity>", "exit with 1 on error, warning (which includes errors) or never", "error")
    .option("--since <revision>", "leave out findings that exist at this git revision, on operations unchanged since")
    .option("--baseline [file]", "leave out findings that are in this file (default: ifmatch-baseline.json)")
    .option("--update-baseline", "write the baseline; an existing one only shrinks")
    .option("--allow-growth", "with --update-baseline: also add new findings")
    .option("--fix", "fix, in place, every problem that has exactly one safe fix, then report the rest")
    .option("--dry-run", "with --fix: write nothing, show the diff, and exit with 1 if there is one")
    .option("--fix-overlay <file>", "write an OpenAPI Overlay 1.0 that declares the contract")
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch lint schema.yml
  $ ifmatch lint --explain no-retrieval
  $ ifmatch lint --strict --max-warnings 0
  $ ifmatch lint --json > findings.json
  $ ifmatch lint --format stylish --format sarif=lint.sarif
  # once, and again after fixing findings
  $ ifmatch lint --update-baseline
  # in CI: fail on new findings, and on fixed ones still in the file
  $ ifmatch lint --baseline
${exitCodes}`,
    )
    .action((schema: string | undefined, options: LintCommandOptions) =>
      run(async (terminal) => {
        if (options.explain !== undefined) {
          const { explainCommand } = await import("../explain.js");
          return explainCommand(terminal, options.explain);
        }
        const { lintCommand } = await import("../lint.js");
        return lintCommand(terminal, schema, options);
      }),
    );
};
