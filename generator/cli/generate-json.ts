import { relative } from "node:path";
import { displayName } from "../load/input.js";
import { positionOf } from "./print-diagnostics.js";
import type { ClientSummary } from "./summary.js";
import type { Terminal } from "./terminal.js";

/** What `generate --format json` prints about one client. */
export function jsonReport(terminal: Terminal, summary: ClientSummary): object {
  const { name, input, output, openapi, manifest, diagnostics, positions, changes, timings } = summary;
  return {
    ...(name !== undefined && { name }),
    input: displayName(input, terminal.cwd),
    output: relative(terminal.cwd, output),
    openapi,
    resources: manifest.resources,
    operations: manifest.operations,
    diagnostics: diagnostics.map((diagnostic) => {
      const { at: _, ...rest } = diagnostic;
      const position = positionOf(diagnostic, positions);
      return { ...rest, ...(position && { ...position, file: displayName(position.file, terminal.cwd) }) };
    }),
    files: Object.fromEntries(changes),
    timings: Object.fromEntries(Object.entries(timings).map(([stage, time]) => [stage, Math.round(time)])),
  };
}
