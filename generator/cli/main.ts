import { Command, Option } from "commander";
import { packageVersion } from "../package.js";
import { reportError } from "./errors.js";
import { exit, type ExitCode } from "./exit.js";
import type { GenerateOptions } from "./generate.js";
import type { InitOptions } from "./init.js";
import type { LintCommandOptions } from "./lint.js";
import type { Terminal } from "./terminal.js";

const exitCodes = `
Exit codes:
  0  fine                          3  the document was refused
  1  findings, or output drifted   4  a bug in ifmatch
  2  usage or config`;

const allowRemote = (): Option =>
  new Option("--allow-remote <origin>", "let references reach this origin; may be repeated")
    .argParser((origin: string, all: string[]) => [...all, origin])
    .default([]);

/** Runs one command line; commands load what they need when they run. */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  signal: AbortSignal = new AbortController().signal,
): Promise<ExitCode> {
  let code: ExitCode = exit.fine;
  const program = new Command("ifmatch")
    .description("Concurrency-aware TypeScript clients from OpenAPI: a lost update does not compile.")
    .version(packageVersion())
    .option("--debug", "print stack traces")
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch generate schema.yml -o src/api\n  $ ifmatch generate --check\n  $ ifmatch lint\n  $ ifmatch init --yes\n${exitCodes}`,
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showSuggestionAfterError();
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
    .action(async (schema: string | undefined, options: GenerateOptions) => {
      if (options.watch) {
        const { watchCommand } = await import("./watch.js");
        return watchCommand(terminal, schema, options, signal);
      }
      const { generateCommand } = await import("./generate.js");
      code = await generateCommand(terminal, schema, options);
    });
  program
    .command("lint")
    .description("find state changes that nobody protected, and contracts that contradict themselves")
    .argument("[schema]", "the OpenAPI document; from ifmatch.config.ts if not given")
    .option("-c, --config <file>", "config file (default: ifmatch.config.ts, if there is one)")
    .option("--strict", "every rule, at its strictest; redocly.yaml is not asked")
    .option("--format <name>", "stylish (for people) or json", "stylish")
    .option("--max-warnings <number>", "exit 1 if there are more warnings than this")
    .option("--fail-on <severity>", "exit 1 on error, warning or never", "error")
    .addOption(allowRemote())
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch lint schema.yml\n  $ ifmatch lint --strict --max-warnings 0\n  $ ifmatch lint --format json > findings.json\n${exitCodes}`,
    )
    .action(async (schema: string | undefined, options: LintCommandOptions) => {
      const { lintCommand } = await import("./lint.js");
      code = await lintCommand(terminal, schema, options);
    });
  program
    .command("init")
    .description("write ifmatch.config.ts and the npm scripts")
    .option("-y, --yes", "ask nothing")
    .option("--schema <file>", "the OpenAPI document")
    .option("-o, --output <folder>", "folder for the client")
    .addHelpText("after", "\nExamples:\n  $ ifmatch init\n  $ ifmatch init --yes --schema api/openapi.yml -o src/api")
    .action(async (options: InitOptions) => {
      const { initCommand } = await import("./init.js");
      code = await initCommand(terminal, options);
    });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    return reportError(terminal, error, program.opts<{ debug?: boolean }>().debug === true);
  }
  return code;
}
