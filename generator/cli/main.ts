import { printableLines } from "../printable.js";
import { packageVersion } from "../package.js";
import { exitCodes } from "./command-lines/command-line.js";
import { addAdopt } from "./command-lines/adopt.js";
import { addDiff } from "./command-lines/diff.js";
import { addEnrich } from "./command-lines/enrich.js";
import { addGenerate } from "./command-lines/generate.js";
import { addInit } from "./command-lines/init.js";
import { addLint } from "./command-lines/lint.js";
import { addVerify } from "./command-lines/verify.js";
import { addMock } from "./command-lines/mock.js";
import { addReport } from "./command-lines/report.js";
import { StrictCommand } from "./command-lines/strict-command.js";
import { reportError } from "./errors.js";
import { exit, type ExitCode } from "./exit.js";
import type { Terminal } from "./terminal.js";

/** In the order in which help lists them. */
const commands = [addGenerate, addLint, addDiff, addReport, addEnrich, addMock, addVerify, addAdopt, addInit];

/** Runs one command line; commands load what they need when they run. */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  signal: AbortSignal = new AbortController().signal,
): Promise<ExitCode> {
  let code: ExitCode = exit.fine;
  const program = new StrictCommand("ifmatch")
    .description("Generate TypeScript clients from OpenAPI in which a lost update is a compile error.")
    .version(packageVersion())
    .option("--debug", "print stack traces")
    .addHelpText(
      "after",
      `\nExamples:\n  $ ifmatch init\n  $ ifmatch generate schema.yml -o src/api\n  $ ifmatch generate --check\n  $ ifmatch lint schema.yml\n${exitCodes}`,
    )
    // Commander leaves a column of descriptions that is narrower than 40 to the terminal to break.
    .configureHelp({ minWidthToWrap: 20 })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(printableLines(text.trimEnd())),
      // It may quote what was typed.
      writeErr: (text) => terminal.note(printableLines(text.trimEnd())),
      ...(terminal.columns !== undefined && { getOutHelpWidth: () => terminal.columns! }),
    })
    .showSuggestionAfterError();
  for (const add of commands)
    add(program, async (command) => {
      code = await command(terminal, signal);
    });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    return reportError(terminal, error, program.opts<{ debug?: boolean }>().debug === true);
  }
  return code;
}
