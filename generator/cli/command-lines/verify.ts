import { Option } from "commander";
import type { VerifyCommandOptions } from "../verify.js";
import { type AddCommand, allowRemote, exitCodes, repeatable } from "./command-line.js";

export const addVerify: AddCommand = (program, run) => {
  program
    .command("verify")
    .description("hold a live server against the document: tags, 304, 412, 428, CORS")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .requiredOption("--url <url>", "base URL of the server; the document's paths are appended to it")
    .addOption(new Option("--token <token>", "sent as `Authorization: Bearer`").env("IFMATCH_TOKEN"))
    .addOption(repeatable("--header <name: value>", "sent with every request but preflights; may be repeated"))
    .addOption(repeatable("--fixture <name=value>", "a key or parameter, as job_id=7 or Job.job_id=7; may be repeated"))
    .option("--write", "try state changes too, on what this run creates or --fixture names; puts everything back")
    .addOption(repeatable("--body <operation=file.json>", "JSON body for an operation; may be repeated"))
    .option("--origin <origin>", "origin of the web page that calls the API; without it CORS is not asked about")
    .addOption(repeatable("--only <resource or operation>", "look at this one; may be repeated"))
    .option("--writers <number>", "how many writers race for one tag", "8")
    .option("--timeout <seconds>", "how long one answer may take", "10")
    .option("--format <name>", "table (for people), json or markdown", "table")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch verify schema.yml --url http://127.0.0.1:8000\n  $ IFMATCH_TOKEN=... ifmatch verify --url https://staging.example.com --origin https://app.example.com\n  $ ifmatch verify --url http://127.0.0.1:8000 --write --fixture Job.job_id=7 --format markdown\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: VerifyCommandOptions) =>
      run(async (terminal, signal) => {
        const { verifyCommand } = await import("../verify.js");
        return verifyCommand(terminal, schema, options, signal);
      }),
    );
};
