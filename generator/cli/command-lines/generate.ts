import { Option } from "commander";
import type { GenerateOptions } from "../generate-options.js";
import {
  type AddCommand,
  configFile,
  exitCodes,
  formatOption,
  jsonOption,
  SCHEMA,
  sourceFlags,
} from "./command-line.js";

export const addGenerate: AddCommand = (program, run) => {
  program
    .command("generate")
    .description("generate the client from the document")
    .argument(...SCHEMA)
    .option("-o, --output <folder>", "folder for the client (default: the output in ifmatch.config.ts, or generated)")
    .addOption(configFile())
    .addOption(
      new Option(
        "--import-extension <extension>",
        "extension of relative imports; auto: as the project needs it",
      ).choices(["auto", "js", "ts", "none"]),
    )
    .addOption(
      new Option(
        "--format-with <formatter>",
        "the project's formatter for the output, as format in the config",
      ).choices(["prettier", "biome", "oxfmt", "none"]),
    )
    .option("--check", "write nothing; exit with 1 and show the diff if the output is out of date")
    .option("--watch", "generate again whenever a file of the document or the config changes")
    .option("--dry-run", "write nothing; show what would be written")
    .addOption(formatOption(["text", "json"], "text or json"))
    .addOption(jsonOption())
    .option("--silent", "print errors only")
    .option("--verbose", "print every diagnostic, every operationId and every file")
    .option("--force", "do everything, even if nothing has changed since the last run")
    .option("--timings", "print the duration of each stage, what was loaded, and why everything was done")
    .option("--trace <file>", "write the stages into this file, in the Chrome trace event format")
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  # as ifmatch.config.ts says
  $ ifmatch generate
  # without a config
  $ ifmatch generate schema.yml -o src/api
  # in CI: is the committed client up to date?
  $ ifmatch generate --check
  $ ifmatch generate --watch
${exitCodes}`,
    )
    .action((schema: string | undefined, options: GenerateOptions) =>
      run(async (terminal, signal) => {
        const { runGenerate } = await import("../generate-run.js");
        return runGenerate(terminal, schema, options, signal);
      }),
    );
};
