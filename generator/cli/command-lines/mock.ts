import type { MockCommandOptions } from "../mock.js";
import { type AddCommand, allowRemote, exitCodes, repeatable } from "./command-line.js";

export const addMock: AddCommand = (program, run) => {
  program
    .command("mock")
    .description("serve the document: a stateful server with real preconditions")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--port <number>", "port; 0 for any that is free", "4010")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--delay <milliseconds>", "wait before each answer: 200, or 100-500", "0")
    .option("--state <file>", "keep the state in this file")
    .option("--profile <name>", "standard, optional-if-match, weak-under-gzip or caching-only", "standard")
    .addOption(repeatable("--fault <name>", "misbehave from the start, such as weaken-tags; may be repeated"))
    .option("--seed <text>", "other keys and tags")
    .option("--auth", "demand credentials where the document does; any will do")
    .option("--no-cors", "send no CORS headers")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch mock schema.yml\n  $ ifmatch mock --port 0 --delay 100-500 --state mock.json\n  $ ifmatch mock --profile weak-under-gzip --fault no-tag-on-write\n${exitCodes}`,
    )
    .action((schema: string | undefined, options: MockCommandOptions) =>
      run(async (terminal, signal) => {
        const { mockCommand } = await import("../mock.js");
        return mockCommand(terminal, schema, options, signal);
      }),
    );
};
