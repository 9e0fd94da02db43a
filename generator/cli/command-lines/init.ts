import type { InitOptions } from "../init.js";
import type { AddCommand } from "./command-line.js";

export const addInit: AddCommand = (program, run) => {
  program
    .command("init")
    .description("create ifmatch.config.ts and add the npm scripts")
    .option("-y, --yes", "accept the defaults without asking")
    .option("--schema <file>", "the OpenAPI document")
    .option("-o, --output <folder>", "folder for the client")
    .addHelpText("after", "\nExamples:\n  $ ifmatch init\n  $ ifmatch init --yes --schema api/openapi.yml -o src/api")
    .action((options: InitOptions) =>
      run(async (terminal) => {
        const { initCommand } = await import("../init.js");
        return initCommand(terminal, options);
      }),
    );
};
