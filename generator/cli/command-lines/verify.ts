import { Option } from "commander";
import type { VerifyCommandOptions } from "../verify.js";
import {
  type AddCommand,
  configFile,
  exitCodes,
  formatOption,
  jsonOption,
  repeatable,
  SCHEMA,
  sourceFlags,
} from "./command-line.js";

export const addVerify: AddCommand = (program, run) => {
  program
    .command("verify")
    .description("check a live server against the document: tags, 304, 412, 428, CORS")
    .argument(...SCHEMA)
    .requiredOption("--url <url>", "base URL of the server, to which the document's paths are appended")
    .addOption(new Option("--token <token>", "sent as `Authorization: Bearer <token>`").env("IFMATCH_TOKEN"))
    .addOption(repeatable("--header <name: value>", "sent with every request except preflights"))
    .addOption(repeatable("--fixture <name=value>", "value of a path parameter, as job_id=7 or Job.job_id=7"))
    .option(
      "--write",
      "also try state changes, on records that this run creates or that --fixture names; every change is undone",
    )
    .addOption(repeatable("--body <operation=file.json>", "JSON body for an operation"))
    .option("--origin <origin>", "origin of the web page that calls the API; without it, CORS is not checked")
    .addOption(repeatable("--only <resource or operation>", "check only this resource or operation"))
    .option("--writers <number>", "how many concurrent writers compete with the same tag", "8")
    .option("--timeout <seconds>", "how long to wait for each response", "10")
    .addOption(formatOption(["table", "json", "markdown"], "table, json or markdown"))
    .addOption(jsonOption())
    .option("--verbose", "also list the checks that passed or do not apply")
    .addOption(configFile())
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch verify schema.yml --url http://127.0.0.1:8000
  $ IFMATCH_TOKEN=... ifmatch verify --url https://staging.example.com \\
      --origin https://app.example.com
  $ ifmatch verify --url http://127.0.0.1:8000 --write \\
      --fixture Job.job_id=7 --format markdown
${exitCodes}`,
    )
    .action((schema: string | undefined, options: VerifyCommandOptions) =>
      run(async (terminal, signal) => {
        const { verifyCommand } = await import("../verify.js");
        return verifyCommand(terminal, schema, options, signal);
      }),
    );
};
