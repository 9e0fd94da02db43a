import { relative, resolve } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { ClientJob } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { joined, plural, printable, type Printable, printableLines, say } from "../printable.js";
import { overlayFor, printDocument } from "../enrich/enrich.js";
import { fixDocument } from "../lint/fix.js";
import type { LintResult } from "../lint/lint.js";
import { decodeText } from "../load/parse.js";
import { commit } from "../output/commit.js";
import type { Terminal } from "./terminal.js";
import { displayName, isFile } from "../load/input.js";

export interface FixOptions {
  readonly strict?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly fixOverlay?: string;
}

/** @throws {ConfigError} for flags that do not go together. */
export function checkFixOptions({ fix, dryRun, fixOverlay }: FixOptions, jobs: readonly ClientJob[]): void {
  if (dryRun && !fix) throw new ConfigError("--dry-run only works together with --fix.");
  if (fix && fixOverlay !== undefined)
    throw new ConfigError("Use either --fix (edit the document) or --fix-overlay (write an overlay), not both.");
  if (fix && !jobs.every(({ input }) => isFile(input)))
    throw new ConfigError("--fix edits files, and the document is a URL or standard input. Use --fix-overlay.");
  if (fixOverlay !== undefined && jobs.length > 1)
    throw new ConfigError(
      `--fix-overlay writes the overlay of one document, but the config defines ${jobs.length} clients. Name the document, or give each client its own config file and choose it with -c.`,
    );
}

/** Fixes a document, reports that on standard error, and lints the rest. `pending`: there are fixes that `--dry-run` did not write. */
export async function fixOne(
  terminal: Terminal,
  job: ClientJob,
  { strict = false, dryRun = false }: FixOptions,
): Promise<{ readonly result: LintResult; readonly pending: boolean }> {
  const { result, fixed, files } = await fixDocument(job, { strict, folder: terminal.cwd });
  const name = (file: string): Printable => printable(displayName(file, terminal.cwd));
  if (result.version === "2.0")
    terminal.note(
      say`${name(job.input)} is Swagger 2.0, which --fix does not edit. \`ifmatch enrich\` converts it to OpenAPI 3.0 and declares the contract there.`,
    );
  if (dryRun) for (const [file, { before, after }] of files) terminal.print(diffOf(name(file), before, after));
  else await commit({ written: new Map([...files].map(([file, { after }]) => [file, after])) }, "The output");
  if (fixed.length > 0) {
    const byRule = new Map<string, number>();
    for (const { rule } of fixed) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    const where = joined([...files.keys()].map(name), ", ");
    const rules = [...byRule].map(([rule, count]) => say`${printable(rule)} ${count}`);
    terminal.note(
      say`${dryRun ? "Would fix" : "Fixed"} ${plural(fixed.length, "finding")} in ${where}: ${joined(rules, ", ")}`,
    );
  }
  return { result, pending: dryRun && files.size > 0 };
}

const diffOf = (name: string, before: Uint8Array, after: Uint8Array): Printable =>
  printableLines(
    createTwoFilesPatch(name, name, decodeText(before), decodeText(after), undefined, undefined, { context: 3 }),
  );

/** Writes the overlay that declares the contract of a document. */
export async function writeFixOverlay(terminal: Terminal, job: ClientJob, output: string): Promise<void> {
  const file = resolve(terminal.cwd, output);
  const { document, overlay } = await overlayFor(job, file);
  if (document.files.includes(file))
    throw new ConfigError(`--fix-overlay ${output}: this is the document itself. Name another file.`);
  await commit({ written: new Map([[file, printDocument(overlay, /\.json$/i.test(file))]]) }, "The output");
  terminal.note(
    say`Wrote ${plural(overlay.actions.length, "action")} to ${printable(relative(terminal.cwd, file))}${document.files.length > 1 ? "; they apply to the bundled document, not to its separate files" : ""}.`,
  );
}
