import { relative } from "node:path";
import { describeImportExtension } from "../config/import-extension.js";
import { joined, printable, safeJson, say, seconds } from "../printable.js";
import type { Span } from "../trace.js";
import { type GenerateOptions, wantsJson } from "./generate-options.js";
import { jsonReport } from "./generate-json.js";
import { printNextStep } from "./next-step.js";
import { printChanges, printFindings } from "./report.js";
import type { ClientSummary } from "./summary.js";
import { printText, type Terminal } from "./terminal.js";

/** `--json`: what a run did, as one object. */
export const printJson = (terminal: Terminal, clients: readonly ClientSummary[]): void =>
  terminal.print(safeJson({ version: 1, clients: clients.map((client) => jsonReport(terminal, client)) }));

/** `--check`: the output of a client is as it has to be. */
export const printUpToDate = (terminal: Terminal, output: string): void =>
  terminal.print(say`${printable(relative(terminal.cwd, output))}/ is up to date.`);

/** What was found in the document of a client, and what became of the output. */
export function printSummary(
  terminal: Terminal,
  summary: ClientSummary,
  options: GenerateOptions,
  elapsed: number,
): void {
  printFindings(terminal, summary, options.verbose === true);
  printChanges(terminal, summary, options.dryRun ? "would write" : "wrote", elapsed);
  if (options.verbose) {
    const changed = [...summary.changes].filter(([, change]) => change !== "unchanged");
    const lines = changed.map(([path, change]) => say`  ${printable(`${change.padEnd(8)} ${path}`)}`);
    terminal.print(
      say`  ${printable(describeImportExtension(summary.importExtension))}\n${joined(lines, "\n") || "  nothing changed"}`,
    );
  }
  if (!options.dryRun && !options.watch) printNextStep(terminal, summary);
}

/** `--timings`, at the end of a run: the libraries that were loaded, and what the record of the last run was good for. */
export function printCosts(terminal: Terminal, spans: readonly Span[], record: string, options: GenerateOptions): void {
  if (!options.timings || options.silent || wantsJson(options)) return;
  const libraries = spans.filter(({ kind }) => kind === "libraries");
  const loaded = libraries.map(({ name, duration }) => say`${printable(name)} ${seconds(duration)}`);
  printText(terminal, say`  loaded ${joined(loaded, ", ") || "none"}\n  record ${printable(record)}`);
}
