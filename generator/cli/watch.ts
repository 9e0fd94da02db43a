import { watch } from "chokidar";
import { loadClients } from "../config/load.js";
import { runAll } from "./generate.js";
import { commandLine, type GenerateOptions, wantsJson } from "./generate-options.js";
import { reportError } from "./errors.js";
import { ConfigError, RefusedError } from "../diagnostics.js";
import { isFile, resolveInput } from "../load/input.js";
import { say } from "../printable.js";
import type { Terminal } from "./terminal.js";

/**
 * Generates, and does so again whenever a file of a document or the config changes. If a run fails, the error is
 * printed, and the files of the last successful run are still watched. Ends when `signal` aborts.
 */
export async function watchCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<void> {
  if (schema !== undefined) refuseUnwatchable([resolveInput(terminal.cwd, schema)]);
  const watcher = watch([], { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } });
  const line = commandLine(terminal.cwd, schema, options);
  const run = async (): Promise<void> => {
    try {
      const loaded = await loadClients(line);
      refuseUnwatchable(loaded.jobs.map(({ input }) => input));
      watcher.add([...(loaded.file === undefined ? [] : [loaded.file]), ...loaded.jobs.map(({ input }) => input)]);
      const { files } = await runAll(terminal, loaded, options);
      watcher.add([...files]);
    } catch (error) {
      reportError(terminal, error, false);
      // A file that is broken from the start is watched too, so that fixing it starts a run.
      if (error instanceof RefusedError) {
        watcher.add(error.diagnostics.flatMap(({ at }) => (typeof at === "object" ? at.file : [])));
      }
    }
    if (!options.silent && !wantsJson(options)) terminal.note(say`Watching for changes. Press Ctrl-C to stop.`);
  };
  let queue = run();
  let waiting = false;
  watcher.on("all", () => {
    // Changes that arrive during a run are one more run, not many.
    if (waiting) return;
    waiting = true;
    queue = queue.then(() => {
      waiting = false;
      return run();
    });
  });
  await new Promise<void>((done) =>
    signal.aborted ? done() : signal.addEventListener("abort", () => done(), { once: true }),
  );
  await queue;
  await watcher.close();
}

/** @throws {ConfigError} */
function refuseUnwatchable(inputs: readonly string[]): void {
  if (!inputs.every(isFile))
    throw new ConfigError("--watch: only a file can be watched, and the document is a URL or standard input.");
}
