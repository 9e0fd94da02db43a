import type { ReportOptions } from "../concurrency-report.js";
import { type AddCommand, allowRemote, exitCodes } from "./command-line.js";

export const addReport: AddCommand = (program, run) => {
  program
    .command("report")
    .description("the concurrency map: which operations are protected, by whose tag, and which are not")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--html [file]", "write it as a page that needs nothing else (default: concurrency.html)")
    .option("--source-url <template>", "link lines to a repository: https://.../blob/main/{file}#L{line}")
    .option("--json", "print it as one JSON object")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch report schema.yml\n  $ ifmatch report schema.yml --html\n  $ ifmatch report --json > map.json\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: ReportOptions) =>
      run(async (terminal) => {
        const { reportCommand } = await import("../concurrency-report.js");
        return reportCommand(terminal, schema, options);
      }),
    );
};
