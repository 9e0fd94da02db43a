import { Option } from "commander";
import type { MockCommandOptions } from "../mock.js";
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

/** What only a server on a port can be told; in a browser, `createMock` has options for it. */
const serving = [
  "port",
  "host",
  "delay",
  "state",
  "profile",
  "fault",
  "seed",
  "count",
  "values",
  "auth",
  "cors",
  "quiet",
  "format",
  "json",
];

export const addMock: AddCommand = (program, run) => {
  program
    .command("mock")
    .description("serve the document: a stateful mock server that enforces preconditions")
    .argument(...SCHEMA)
    .addOption(configFile())
    .addOption(
      new Option(
        "-o, --output <file>",
        "write what a mock in a browser is made of to this JSON file, instead of serving",
      ).conflicts(serving),
    )
    .option("--port <number>", "port to listen on; 0 for any free port", "4010")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--delay <milliseconds>", "wait before each response: 200, or 100-500 for a random delay", "0")
    .option("--state <file>", "load the records from this file, and save them to it")
    .option("--profile <name>", "standard, optional-if-match, weak-under-gzip or caching-only", "standard")
    .addOption(repeatable("--fault <name>", "enable a fault from the start, e.g. weaken-tags"))
    .option("--seed <text>", "seed for the generated records, keys and tags")
    .option("--count <number>", "records that each collection starts with", "3")
    .option("--values <name>", 'realistic, or plain for samples such as "string" and 0', "realistic")
    .option("--auth", "require credentials where the document does (any value is accepted)")
    .option("--no-cors", "send no CORS headers")
    .option("--quiet", "do not print the requests")
    .addOption(formatOption(["text", "json"], "how to announce the server: text, or json on one line"))
    .addOption(jsonOption())
    .addOptions(sourceFlags())
    .addHelpText(
      "after",
      `
Examples:
  $ ifmatch mock schema.yml
  $ ifmatch mock schema.yml --count 200
  $ ifmatch mock --port 0 --delay 100-500 --state mock.json
  $ ifmatch mock schema.yml --output src/mock.json
  $ ifmatch mock --profile weak-under-gzip --fault no-tag-on-write
${exitCodes}`,
    )
    .action((schema: string | undefined, options: MockCommandOptions) =>
      run(async (terminal, signal) => {
        const { mockCommand } = await import("../mock.js");
        return mockCommand(terminal, schema, options, signal);
      }),
    );
};
