import type { DiffCommandOptions } from "../diff.js";
import { type AddCommand, allowRemote, exitCodes } from "./command-line.js";

export const addDiff: AddCommand = (program, run) => {
  program
    .command("diff")
    .description("what changed in the concurrency contract: who lost protection, what breaks clients")
    .argument("<old>", "a document, <revision>:<path>, or a git revision or range of the second document")
    .argument("[new]", "a document, or <revision>:<path>; those of ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--format <name>", "text (for people), markdown (for a pull request) or json", "text")
    .option("--fail-on <class>", "exit 1 on lost (protection), breaking (or lost), any or never", "lost")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch diff old.yml new.yml\n  $ ifmatch diff main                                  # the documents of ifmatch.config.ts, then and now\n  $ ifmatch diff main schema.yml                       # one document, then and now\n  $ ifmatch diff main...HEAD schema.yml                # since the branches parted\n  $ ifmatch diff v1:api/schema.yml v2:api/schema.yml   # paths count from the repository\n  $ ifmatch diff main --format markdown > comment.md\n${exitCodes}`,
    )
    .action((old: string, now: string | undefined, options: DiffCommandOptions) =>
      run(async (terminal) => {
        const { diffCommand } = await import("../diff.js");
        return diffCommand(terminal, [old, now], options);
      }),
    );
};
