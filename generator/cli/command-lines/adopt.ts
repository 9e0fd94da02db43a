import type { AdoptOptions } from "../adopt.js";
import { type AddCommand, configFile, exitCodes, formatOption, jsonOption, sourceFlags } from "./command-line.js";

export const addAdopt: AddCommand = (program, run) => {
  program
    .command("adopt")
    .description("find hand-written concurrency code that the generated client replaces")
    .argument(
      "[folder]",
      "the code: TypeScript, JavaScript and Vue components below this folder (default: this folder)",
    )
    .option(
      "--schema <schema>",
      "the OpenAPI document: a file, a URL, or - for standard input (default: as in the config)",
    )
    .addOption(configFile())
    .addOption(formatOption(["text", "json"], "text or json"))
    .addOption(jsonOption())
    .option("--check", "exit with 1 if anything is found")
    .option("--fix", "remove what was found and is not used any more, then report the rest")
    .option("--dry-run", "with --fix: write nothing, show the diff, and exit with 1 if there is one")
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch adopt src
  $ ifmatch adopt src --schema schema.yml --json > adopt.json
  # what nobody uses any more, after moving to the generated client
  $ ifmatch adopt src --fix --dry-run
  # in CI: nobody goes past the generated client
  $ ifmatch adopt src --check
${exitCodes}`,
    )
    .action((folder: string | undefined, options: AdoptOptions) =>
      run(async (terminal) => {
        const { adoptCommand } = await import("../adopt.js");
        return adoptCommand(terminal, folder, options);
      }),
    );
};
