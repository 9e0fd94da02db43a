import { relative } from "node:path";
import pc from "picocolors";
import type { ClientJob } from "../config/load.js";
import { printable } from "../diagnostics.js";
import { buildManifest, type Manifest } from "../emit/manifest.js";
import type { Generated } from "../generate.js";
import type { FileChange, OutputComparison } from "../output/output.js";
import { formatDiagnostic, plural, positionOf, seconds, type Terminal } from "./terminal.js";

/** What was found, for people: resources with their operations, then what could not be resolved. */
export function printFindings(
  terminal: Terminal,
  job: ClientJob,
  { document, model }: Generated,
  verbose: boolean,
): void {
  const manifest = buildManifest(model);
  const name = job.name === undefined ? "" : `${job.name}: `;
  terminal.print(
    `${name}${pc.bold(relative(terminal.cwd, job.input))} (${document.version === "2.0" ? "Swagger" : "OpenAPI"} ${document.version}, ${plural(model.operations.length, "operation")}) -> ${pc.bold(`${relative(terminal.cwd, job.output) || "."}/`)}\n`,
  );
  const conditional = Object.entries(manifest.resources).filter(([, resource]) => resource.stateChanges.length > 0);
  for (const [resource, { key, retrievals, stateChanges, creations }] of conditional) {
    terminal.print(`  ${pc.bold(printable(resource))}  ${pc.dim(printable(key ?? ""))}`);
    printIds(terminal, "retrievals", retrievals);
    printIds(
      terminal,
      "state changes",
      stateChanges.map((id) => `${id}${manifest.operations[id]?.ifMatch === "optional" ? " (If-Match optional)" : ""}`),
    );
    printIds(terminal, "creations", creations);
  }
  if (conditional.length === 0) terminal.print("  No operation of this document is controlled by entity-tags.");
  const caching = Object.entries(manifest.resources).filter(
    ([, { stateChanges, retrievals }]) => stateChanges.length === 0 && retrievals.length > 0,
  );
  if (caching.length > 0)
    terminal.print(`\n  For caching only: ${caching.map(([resource]) => printable(resource)).join(", ")}`);
  terminal.print(`\n  ${summary(manifest)}`);
  // Lists of things that work as they are wait for --verbose.
  const shown = model.diagnostics.filter(({ severity }) => severity !== "info" || verbose);
  if (shown.length > 0)
    terminal.print(
      `\n${shown.map((diagnostic) => formatDiagnostic(diagnostic, terminal.cwd, document.positions)).join("\n")}`,
    );
}

function printIds(terminal: Terminal, label: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const lines: string[] = [];
  for (const id of ids) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + id.length < 74) lines[lines.length - 1] = `${last}, ${id}`;
    else lines.push(id);
  }
  terminal.print(
    lines.map((line, index) => `    ${(index === 0 ? label : "").padEnd(14)} ${printable(line)}`).join("\n"),
  );
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
  terminal.print(
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

/** Everything for programs, one object a client. */
export function jsonReport(
  terminal: Terminal,
  job: ClientJob,
  { document, model, timings }: Generated,
  { changes }: OutputComparison,
): object {
  const manifest = buildManifest(model);
  return {
    ...(job.name !== undefined && { name: job.name }),
    input: relative(terminal.cwd, job.input),
    output: relative(terminal.cwd, job.output),
    openapi: document.version,
    resources: manifest.resources,
    operations: manifest.operations,
    diagnostics: model.diagnostics.map((diagnostic) => {
      const { at: _, ...rest } = diagnostic;
      const position = positionOf(diagnostic, document.positions);
      return { ...rest, ...(position && { ...position, file: relative(terminal.cwd, position.file) }) };
    }),
    files: Object.fromEntries(changes),
    timings: Object.fromEntries(Object.entries(timings).map(([stage, time]) => [stage, Math.round(time)])),
  };
}
