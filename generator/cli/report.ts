import { relative } from "node:path";
import pc from "picocolors";
import type { ClientJob } from "../config/load.js";
import { printable } from "../diagnostics.js";
import { buildManifest, type Manifest } from "../emit/manifest.js";
import type { Generated } from "../generate.js";
import { calledAs } from "../model/names.js";
import type { FileChange, OutputComparison } from "../output/output.js";
import { wrapAfter } from "../wrap.js";
import { formatDiagnostics } from "./print-diagnostics.js";
import { plural, printText, seconds, type Terminal } from "./terminal.js";
import { displayName } from "../load/input.js";

/** What was found, for people: resources with their functions, then what could not be resolved. */
export function printFindings(
  terminal: Terminal,
  job: ClientJob,
  { document, model, diagnostics }: Generated,
  verbose: boolean,
): void {
  const manifest = buildManifest(model);
  const name = job.name === undefined ? "" : `${job.name}: `;
  printText(
    terminal,
    `${name}${pc.bold(printable(displayName(job.input, terminal.cwd)))} (${document.version === "2.0" ? "Swagger" : "OpenAPI"} ${document.version}, ${plural(model.operations.length, "operation")}) -> ${pc.bold(`${relative(terminal.cwd, job.output) || "."}/`)}\n`,
  );
  const functions = new Map(model.operations.map((operation) => [operation.id, calledAs(operation)]));
  const describe = (id: string): string => {
    const notes = [
      ...(verbose ? [id] : []),
      ...(manifest.operations[id]?.ifMatch === "optional" ? ["If-Match optional"] : []),
    ];
    return notes.length === 0 ? `${functions.get(id)}` : `${functions.get(id)} (${notes.join(", ")})`;
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
  printText(terminal, `\n  ${summary(manifest)}`);
  // Notes about what works as it is are left to --verbose.
  const shown = diagnostics.filter(({ severity }) => severity !== "info" || verbose);
  if (shown.length > 0) printText(terminal, `\n${formatDiagnostics(shown, terminal.cwd, document.positions)}`);
}

function printList(terminal: Terminal, label: string, items: readonly string[]): void {
  if (items.length === 0) return;
  terminal.print(wrapAfter(`    ${label.padEnd(14)} `, printable(items.join(", ")), terminal.columns));
}

function summary({ operations }: Manifest): string {
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
  job: ClientJob,
  { changes }: OutputComparison,
  verb: string,
  milliseconds: number,
): void {
  const counts = (Object.keys(verbs) as FileChange[])
    .map((change) => [change, [...changes.values()].filter((one) => one === change).length] as const)
    .filter(([, count]) => count > 0);
  printText(
    terminal,
    `\n${verb} ${relative(terminal.cwd, job.output) || "."}/: ${plural(changes.size, "file")} (${counts.map(([change, count]) => `${count} ${verbs[change]}`).join(", ")}) in ${seconds(milliseconds)}`,
  );
}

/** The time a stage took; loading its libraries is part of it. */
export function printTimings(terminal: Terminal, { timings }: Generated): void {
  terminal.print(
    Object.entries(timings)
      .map(([stage, time]) => `  ${stage.padEnd(6)} ${seconds(time)}`)
      .join("\n"),
  );
}
