import type { ReportOptions } from "../concurrency-report.js";
import {
  type AddCommand,
  configFile,
  exitCodes,
  formatOption,
  jsonOption,
  SCHEMA,
  sourceFlags,
} from "./command-line.js";

export const addReport: AddCommand = (program, run) => {
  program
    .command("report")
    .description("show which operations are protected, by which tag, and which are not")
    .argument(...SCHEMA)
    .addOption(configFile())
    .addOption(formatOption(["table", "json"], "table or json"))
    .addOption(jsonOption())
    .option("--html [file]", "write a self-contained HTML page (default: concurrency.html)")
    .option("--source-url <template>", "link lines to a repository, e.g. https://.../{file}#L{line}")
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch report schema.yml
  $ ifmatch report schema.yml --html
  $ ifmatch report --json > map.json
${exitCodes}`,
    )
    .action((schema: string | undefined, options: ReportOptions) =>
      run(async (terminal) => {
        const { reportCommand } = await import("../concurrency-report.js");
        return reportCommand(terminal, schema, options);
      }),
    );
};
