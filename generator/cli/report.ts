import { relative } from "node:path";
import { bold, dim } from "../colours.js";
import { joined, plural, printable, type Printable, say, seconds } from "../printable.js";
import type { Manifest } from "../emit/manifest.js";
import { camelCase } from "../model/identifiers.js";
import type { FileChange } from "../output/output.js";
import { wrapAfter } from "../wrap.js";
import { formatDiagnostics } from "./print-diagnostics.js";
import type { ClientSummary } from "./summary.js";
import { printText, type Terminal } from "./terminal.js";
import { displayName } from "../load/input.js";

/** What was found, for people: resources with their functions, then what could not be resolved. */
export function printFindings(terminal: Terminal, summary: ClientSummary, verbose: boolean): void {
  const { input, output, openapi, manifest, diagnostics, positions } = summary;
  const name = summary.name === undefined ? "" : say`${printable(summary.name)}: `;
  const source = bold(printable(displayName(input, terminal.cwd)));
  const specification = openapi === "2.0" ? "Swagger" : "OpenAPI";
  const target = bold(say`${folderName(terminal, output)}/`);
  const count = Object.keys(manifest.operations).length;
  printText(
    terminal,
    say`${name}${source} (${specification} ${printable(openapi)}, ${plural(count, "operation")}) -> ${target}\n`,
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
    printText(terminal, say`  ${bold(printable(resource))}  ${dim(printable(key ?? ""))}`);
    printList(terminal, "retrievals", retrievals.map(describe));
    printList(terminal, "state changes", stateChanges.map(describe));
    printList(terminal, "creations", creations.map(describe));
  }
  if (conditional.length === 0) terminal.print(say`  No operation is conditional.`);
  const caching = Object.entries(manifest.resources).filter(
    ([, { stateChanges, retrievals }]) => stateChanges.length === 0 && retrievals.length > 0,
  );
  if (caching.length > 0)
    printText(terminal, say`\n  For caching only: ${printable(caching.map(([resource]) => resource).join(", "))}`);
  printText(terminal, say`\n  ${totals(manifest)}`);
  // Notes about what works as it is are left to --verbose.
  const shown = diagnostics.filter(({ severity }) => severity !== "info" || verbose);
  if (shown.length > 0) printText(terminal, say`\n${formatDiagnostics(shown, terminal.cwd, positions)}`);
}

/** Seen from here; this folder itself is a dot. */
const folderName = ({ cwd }: Terminal, folder: string): Printable => printable(relative(cwd, folder) || ".");

function printList(terminal: Terminal, label: string, items: readonly string[]): void {
  if (items.length === 0) return;
  terminal.print(wrapAfter(printable(`    ${label.padEnd(14)} `), printable(items.join(", ")), terminal.columns));
}

function totals({ operations }: Manifest): Printable {
  const all = Object.values(operations);
  const count = (role: string): number => all.filter((operation) => operation.role === role).length;
  const marked = all.filter((operation) => operation.marked).length;
  return say`${plural(all.length, "operation")}, ${marked} marked: ${plural(count("retrieval"), "retrieval")}, ${plural(count("state-change"), "conditional state change")}, ${plural(count("creation"), "creation")}, ${count("none")} without a precondition`;
}

const verbs = {
  added: "added",
  changed: "changed",
  removed: "removed",
  unchanged: "unchanged",
} as const satisfies Readonly<Record<FileChange, string>>;

/** `17 files: 2 changed, 15 unchanged, in 1.20 s`. */
export function printChanges(
  terminal: Terminal,
  { output, changes }: ClientSummary,
  verb: "wrote" | "would write",
  milliseconds: number,
): void {
  const counts = (Object.keys(verbs) as FileChange[])
    .map((change) => [change, [...changes.values()].filter((one) => one === change).length] as const)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => say`${count} ${verbs[change]}`);
  printText(
    terminal,
    say`\n${verb} ${folderName(terminal, output)}/: ${plural(changes.size, "file")} (${joined(counts, ", ")}) in ${seconds(milliseconds)}`,
  );
}

/** The time a stage took; loading its libraries is part of it. */
export function printTimings(terminal: Terminal, { timings }: ClientSummary): void {
  const lines = Object.entries(timings).map(([stage, time]) => say`  ${printable(stage.padEnd(6))} ${seconds(time)}`);
  terminal.print(joined(lines, "\n"));
}
