import type { DiffCommandOptions } from "../diff.js";
import { type AddCommand, configFile, exitCodes, formatOption, jsonOption, sourceFlags } from "./command-line.js";

export const addDiff: AddCommand = (program, run) => {
  program
    .command("diff")
    .description(
      "compare the concurrency contract of two documents: which operations lost protection, what breaks clients",
    )
    .argument(
      "<old>",
      "a document, or <revision>:<path>; or a git revision or range, to compare one document with itself",
    )
    .argument("[new]", "a document, or <revision>:<path> (default: the documents of ifmatch.config.ts)")
    .addOption(configFile())
    .addOption(formatOption(["text", "markdown", "json"], "text, markdown (for a pull request) or json"))
    .addOption(jsonOption())
    .option(
      "--fail-on <class>",
      "exit with 1 on lost (protection), breaking (which includes lost), any or never",
      "lost",
    )
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch diff old.yml new.yml
  # the documents of ifmatch.config.ts, on main and now
  $ ifmatch diff main
  # one document, on main and now
  $ ifmatch diff main schema.yml
  # what this branch changed since it left main
  $ ifmatch diff main...HEAD schema.yml
  # paths are relative to the repository
  $ ifmatch diff v1:api/schema.yml v2:api/schema.yml
  $ ifmatch diff main --format markdown > comment.md
${exitCodes}`,
    )
    .action((old: string, now: string | undefined, options: DiffCommandOptions) =>
      run(async (terminal) => {
        const { diffCommand } = await import("../diff.js");
        return diffCommand(terminal, [old, now], options);
      }),
    );
};
