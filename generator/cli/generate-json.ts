import { relative } from "node:path";
import type { ClientJob } from "../config/load.js";
import { buildManifest } from "../emit/manifest.js";
import type { Generated } from "../generate.js";
import type { OutputComparison } from "../output/output.js";
import { positionOf } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";
import { displayName } from "../load/input.js";

/** What `generate --format json` prints about one client. */
export function jsonReport(
  terminal: Terminal,
  job: ClientJob,
  { document, model, diagnostics, timings }: Generated,
  { changes }: OutputComparison,
): object {
  const manifest = buildManifest(model);
  return {
    ...(job.name !== undefined && { name: job.name }),
    input: displayName(job.input, terminal.cwd),
    output: relative(terminal.cwd, job.output),
    openapi: document.version,
    resources: manifest.resources,
    operations: manifest.operations,
    diagnostics: diagnostics.map((diagnostic) => {
      const { at: _, ...rest } = diagnostic;
      const position = positionOf(diagnostic, document.positions);
      return { ...rest, ...(position && { ...position, file: displayName(position.file, terminal.cwd) }) };
    }),
    files: Object.fromEntries(changes),
    timings: Object.fromEntries(Object.entries(timings).map(([stage, time]) => [stage, Math.round(time)])),
  };
}
