import { exit } from "../exit.js";
import type { GenerateOptions } from "../generate.js";
import { type AddCommand, allowRemote, exitCodes } from "./command-line.js";

export const addGenerate: AddCommand = (program, run) => {
  program
    .command("generate")
    .description("generate the client from the schema")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-o, --output <folder>", "folder for the client")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--check", "write nothing; exit 1 and show how, if the output would change")
    .option("--watch", "generate again whenever a file of the document changes")
    .option("--dry-run", "write nothing; show what would be written")
    .option("--json", "print the result as JSON")
    .option("--silent", "print errors only")
    .option("--verbose", "print everything that was found, and each file")
    .option("--timings", "print the time each stage took")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch generate                          # as ifmatch.config.ts says\n  $ ifmatch generate schema.yml -o src/api    # without any config\n  $ ifmatch generate --check                  # in CI: is the committed client up to date?\n  $ ifmatch generate --watch\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: GenerateOptions) =>
      run(async (terminal, signal) => {
        if (options.watch) {
          const { watchCommand } = await import("../watch.js");
          await watchCommand(terminal, schema, options, signal);
          return exit.fine;
        }
        const { generateCommand } = await import("../generate.js");
        return generateCommand(terminal, schema, options);
      }),
    );
};
