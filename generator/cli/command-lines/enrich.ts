import type { EnrichCommandOptions } from "../enrich.js";
import { type AddCommand, configFile, exitCodes, SCHEMA, sourceFlags } from "./command-line.js";

export const addEnrich: AddCommand = (program, run) => {
  program
    .command("enrich")
    .description("declare the concurrency contract in the document, where every other tool can see it")
    .argument(...SCHEMA)
    .option(
      "-o, --output <file>",
      "write the result here, as JSON if the name ends in .json (default: standard output)",
    )
    .option("--in-place", "overwrite the input document")
    .option("--overlay <file>", "apply this OpenAPI Overlay 1.0 instead of the document's own contract")
    .addOption(configFile())
    .option("--client <name>", "client of the config to use, if it defines several")
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch enrich schema.yml -o enriched.yml
  $ ifmatch enrich schema.yml -o enriched.json --overlay contract.yml
${exitCodes}`,
    )
    .action((schema: string | undefined, options: EnrichCommandOptions) =>
      run(async (terminal) => {
        const { enrichCommand } = await import("../enrich.js");
        return enrichCommand(terminal, schema, options);
      }),
    );
};
