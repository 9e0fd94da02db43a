import { watch } from "chokidar";
import { loadClients } from "../config/load.js";
import { type GenerateOptions, runAll } from "./generate.js";
import { reportError } from "./errors.js";
import { RefusedError } from "../diagnostics.js";
import type { Terminal } from "./terminal.js";

/**
 * Generates, and again whenever a file that the documents or the config are made of changes. A run that
 * fails is reported, and the files of the last good one are watched on. Ends when `signal` aborts.
 */
export async function watchCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<void> {
  const watcher = watch([], { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } });
  const line = {
    cwd: terminal.cwd,
    schema,
    output: options.output,
    config: options.config,
    allowRemote: options.allowRemote,
  };
  const run = async (): Promise<void> => {
    try {
      const loaded = await loadClients(line);
      watcher.add([...(loaded.file === undefined ? [] : [loaded.file]), ...loaded.jobs.map(({ input }) => input)]);
      const { files } = await runAll(terminal, loaded, options);
      watcher.add([...files]);
    } catch (error) {
      reportError(terminal, error, false);
      // What is broken from the start is watched as well, or mending it would go unseen.
      if (error instanceof RefusedError) {
        watcher.add(error.diagnostics.flatMap(({ at }) => (typeof at === "object" ? at.file : [])));
      }
    }
    if (!options.silent && !options.json) terminal.note("watching for changes; Ctrl-C ends");
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
