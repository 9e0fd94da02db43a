import { say } from "../printable.js";
import { exit } from "./exit.js";
import { main } from "./main.js";
import { processTerminal } from "./terminal.js";

/**
 * Runs the command line of this process. Nothing calls `process.exit`: Node ends by itself once everything that was
 * printed has reached its reader, however slow that is.
 */
export async function run(): Promise<void> {
  const interrupt = new AbortController();
  const end = (): void => interrupt.abort();
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  for (const stream of [process.stdout, process.stderr])
    // A reader that has seen enough, such as `| head`, ends what would run for ever; other commands end by themselves.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      end();
    });
  const terminal = processTerminal();
  // Node ends when nothing can happen any more, with 0 whatever is still waited for: no success may be taken from that.
  const unfinished = (): void => {
    terminal.note(say`error  Something never ended: a plugin, a patch or the config waits for what cannot happen.`);
    process.exitCode = exit.usage;
  };
  process.once("beforeExit", unfinished);
  process.exitCode = await main(process.argv.slice(2), terminal, interrupt.signal);
  process.off("beforeExit", unfinished);
}
