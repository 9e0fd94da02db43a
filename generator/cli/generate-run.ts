import { ConfigError } from "../diagnostics.js";
import { loading, startTrace } from "../trace.js";
import { exit, type ExitCode } from "./exit.js";
import { type GenerateOptions, wantsJson } from "./generate-options.js";
import { printCosts } from "./print-run.js";
import type { Terminal } from "./terminal.js";
import { repeatUnchanged } from "./unchanged.js";

/** `ifmatch generate`: tells first whether there is anything to do, with no library loaded. */
export async function runGenerate(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  wantsJson(options);
  if (options.watch) {
    if (options.trace !== undefined)
      throw new ConfigError("--trace is of one run, and --watch makes many; use one of them.");
    const { watchCommand } = await import("./watch.js");
    await watchCommand(terminal, schema, options, signal);
    return exit.fine;
  }
  if (options.trace !== undefined) await (await import("./trace-file.js")).checkTrace(terminal.cwd, options.trace);
  const spans = options.timings || options.trace !== undefined ? startTrace() : [];
  let code: ExitCode = exit.fine;
  const why = await repeatUnchanged(terminal, schema, options);
  let record = "used: nothing has changed since the last run";
  try {
    if (why !== undefined) {
      const { generateCommand } = await loading("zod", () => import("./generate.js"));
      const ended = await generateCommand(terminal, schema, options, signal);
      code = ended.code;
      record = `not used: ${why}; ${ended.unrecorded === undefined ? "kept" : `not kept: ${ended.unrecorded}`}`;
    }
    printCosts(terminal, spans, record, options);
  } finally {
    if (options.trace !== undefined) {
      const { writeTrace } = await import("./trace-file.js");
      await writeTrace(terminal.cwd, options.trace, spans);
    }
  }
  return code;
}
