import { resolve } from "node:path";
import { commit } from "../output/commit.js";
import { checkFile } from "../output/file.js";
import type { Span } from "../trace.js";

const START = '{"traceEvents":[';

/** @throws {ConfigError} when something of somebody else is where the trace must go. */
export const checkTrace = (cwd: string, path: string): Promise<void> => checkFile(resolve(cwd, path), START);

/** Writes the stretches of a run in the Chrome trace event format, which `chrome://tracing`, Perfetto and DevTools show. */
export async function writeTrace(cwd: string, path: string, spans: readonly Span[]): Promise<void> {
  const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);
  const events = spans.map(({ name, kind, start, duration }) =>
    // "X" is an event with its duration; those of one thread are nested by their times.
    JSON.stringify({
      name,
      cat: kind,
      ph: "X",
      ts: microseconds(start),
      dur: microseconds(duration),
      pid: process.pid,
      tid: 1,
    }),
  );
  await commit(
    { written: new Map([[resolve(cwd, path), `${START}\n${events.join(",\n")}\n]}\n`]]) },
    `The trace ${path}`,
  );
}
