import type { EnrichCommandOptions } from "../enrich.js";
import { type AddCommand, allowRemote, exitCodes } from "./command-line.js";

export const addEnrich: AddCommand = (program, run) => {
  program
    .command("enrich")
    .description("declare the concurrency contract in the schema, so that every other tool sees it")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-o, --output <file>", "where to write it, as JSON if it ends in .json; default: standard output")
    .option("--in-place", "write the document itself")
    .option("--overlay <file>", "apply this OpenAPI Overlay 1.0 instead of the document's own contract")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--client <name>", "which client of the config, where it defines several")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch enrich schema.yml -o enriched.yml\n  $ ifmatch enrich schema.yml -o enriched.json --overlay contract.overlay.yml\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: EnrichCommandOptions) =>
      run(async (terminal) => {
        const { enrichCommand } = await import("../enrich.js");
        return enrichCommand(terminal, schema, options);
      }),
    );
};
