import type { InitOptions } from "../init.js";
import type { AddCommand } from "./command-line.js";

export const addInit: AddCommand = (program, run) => {
  program
    .command("init")
    .description("create ifmatch.config.ts and add the npm scripts")
    .option("-y, --yes", "accept the defaults without asking")
    .option("--dry-run", "write nothing; show what would be written")
    .option("--schema <file>", "the OpenAPI document, a file or a URL (default: what is found)")
    .option("-o, --output <folder>", "folder for the client (default: src/api, or generated)")
    .addHelpText("after", "\nExamples:\n  $ ifmatch init\n  $ ifmatch init --yes --schema api/openapi.yml -o src/api")
    .action((options: InitOptions) =>
      run(async (terminal) => {
        const { initCommand } = await import("../init.js");
        return initCommand(terminal, options);
      }),
    );
};
