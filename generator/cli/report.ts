import { relative } from "node:path";
import pc from "picocolors";
import { printable } from "../diagnostics.js";
import type { Manifest } from "../emit/manifest.js";
import { camelCase } from "../model/identifiers.js";
import type { FileChange } from "../output/output.js";
import { wrapAfter } from "../wrap.js";
import { formatDiagnostics } from "./print-diagnostics.js";
import type { ClientSummary } from "./summary.js";
import { plural, printText, seconds, type Terminal } from "./terminal.js";
import { displayName } from "../load/input.js";

/** What was found, for people: resources with their functions, then what could not be resolved. */
export function printFindings(terminal: Terminal, summary: ClientSummary, verbose: boolean): void {
  const { input, output, openapi, manifest, diagnostics, positions } = summary;
  const name = summary.name === undefined ? "" : `${summary.name}: `;
  const count = Object.keys(manifest.operations).length;
  printText(
    terminal,
    `${name}${pc.bold(printable(displayName(input, terminal.cwd)))} (${openapi === "2.0" ? "Swagger" : "OpenAPI"} ${openapi}, ${plural(count, "operation")}) -> ${pc.bold(`${relative(terminal.cwd, output) || "."}/`)}\n`,
  );
  const describe = (id: string): string => {
    const called = manifest.operations[id]?.function ?? camelCase(id, "operation");
    const notes = [
      ...(verbose ? [id] : []),
      ...(manifest.operations[id]?.ifMatch === "optional" ? ["If-Match optional"] : []),
    ];
    return notes.length === 0 ? called : `${called} (${notes.join(", ")})`;
  };
  const conditional = Object.entries(manifest.resources).filter(([, resource]) => resource.stateChanges.length > 0);
  for (const [resource, { key, retrievals, stateChanges, creations }] of conditional) {
    printText(terminal, `  ${pc.bold(printable(resource))}  ${pc.dim(printable(key ?? ""))}`);
    printList(terminal, "retrievals", retrievals.map(describe));
    printList(terminal, "state changes", stateChanges.map(describe));
    printList(terminal, "creations", creations.map(describe));
  }
  if (conditional.length === 0) terminal.print("  No operation is conditional.");
  const caching = Object.entries(manifest.resources).filter(
    ([, { stateChanges, retrievals }]) => stateChanges.length === 0 && retrievals.length > 0,
  );
  if (caching.length > 0)
    printText(terminal, `\n  For caching only: ${caching.map(([resource]) => printable(resource)).join(", ")}`);
  printText(terminal, `\n  ${totals(manifest)}`);
  // Notes about what works as it is are left to --verbose.
  const shown = diagnostics.filter(({ severity }) => severity !== "info" || verbose);
  if (shown.length > 0) printText(terminal, `\n${formatDiagnostics(shown, terminal.cwd, positions)}`);
}

function printList(terminal: Terminal, label: string, items: readonly string[]): void {
  if (items.length === 0) return;
  terminal.print(wrapAfter(`    ${label.padEnd(14)} `, printable(items.join(", ")), terminal.columns));
}

function totals({ operations }: Manifest): string {
  const all = Object.values(operations);
  const count = (role: string): number => all.filter((operation) => operation.role === role).length;
  const marked = all.filter((operation) => operation.marked).length;
  return `${plural(all.length, "operation")}, ${marked} marked: ${plural(count("retrieval"), "retrieval")}, ${plural(count("state-change"), "conditional state change")}, ${plural(count("creation"), "creation")}, ${count("none")} without a precondition`;
}

const verbs: Readonly<Record<FileChange, string>> = {
  added: "added",
  changed: "changed",
  removed: "removed",
  unchanged: "unchanged",
};

/** `17 files: 2 changed, 15 unchanged, in 1.20 s`. */
export function printChanges(
  terminal: Terminal,
  { output, changes }: ClientSummary,
  verb: string,
  milliseconds: number,
): void {
  const counts = (Object.keys(verbs) as FileChange[])
    .map((change) => [change, [...changes.values()].filter((one) => one === change).length] as const)
    .filter(([, count]) => count > 0);
  printText(
    terminal,
    `\n${verb} ${relative(terminal.cwd, output) || "."}/: ${plural(changes.size, "file")} (${counts.map(([change, count]) => `${count} ${verbs[change]}`).join(", ")}) in ${seconds(milliseconds)}`,
  );
}

/** The time a stage took; loading its libraries is part of it. */
export function printTimings(terminal: Terminal, { timings }: ClientSummary): void {
  terminal.print(
    Object.entries(timings)
      .map(([stage, time]) => `  ${stage.padEnd(6)} ${seconds(time)}`)
      .join("\n"),
  );
}
