import { resolve } from "node:path";
import { createTwoFilesPatch } from "diff";
import { adopt, adoptedApi, type CodeFix, findFixes } from "../adopt/adopt.js";
import { renderJson } from "../adopt/formats/json.js";
import { renderText } from "../adopt/formats/text.js";
import { ConfigError } from "../diagnostics.js";
import { joined, plural, printable, type Printable, printableLines, say } from "../printable.js";
import { displayName } from "../load/input.js";
import { commit } from "../output/commit.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { exit, type ExitCode } from "./exit.js";
import { openClients } from "./open-clients.js";
import type { Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface AdoptOptions extends FormatOptions, SourceOptions {
  readonly schema?: string;
  readonly config?: string;
  readonly check?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `ifmatch adopt`: exit code 0, or 1 if `--check` found something, or `--dry-run` something to fix.
 */
export async function adoptCommand(
  terminal: Terminal,
  folder: string | undefined,
  options: AdoptOptions,
): Promise<ExitCode> {
  const { fix = false, dryRun = false, check = false } = options;
  if (dryRun && !fix) throw new ConfigError("--dry-run only works together with --fix.");
  const json = chooseFormat(["text", "json"], options) === "json";
  const { jobs } = await openClients(terminal, {
    schema: options.schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const root = resolve(terminal.cwd, folder ?? ".");
  const api = await adoptedApi(jobs);
  const generated = jobs.map(({ output }) => output);
  const found = fix ? await findFixes(root, api, generated) : new Map<string, CodeFix>();
  if (fix) await applyFixes(terminal, found, { dryRun, json });
  const adoption = await adopt(root, api, generated, found);
  terminal.print(json ? renderJson(adoption, terminal.cwd) : renderText(adoption, terminal.cwd, terminal.columns));
  const pending = dryRun && found.size > 0;
  return pending || (check && adoption.findings.length > 0) ? exit.findings : exit.fine;
}

/** Writes the fixes, all files or none, or shows them; says on standard error what they are. */
async function applyFixes(
  terminal: Terminal,
  found: ReadonlyMap<string, CodeFix>,
  { dryRun, json }: { readonly dryRun: boolean; readonly json: boolean },
): Promise<void> {
  const name = (file: string): Printable => printable(displayName(file, terminal.cwd));
  // Standard output is for the JSON.
  const show = (text: Printable): void => (json ? terminal.note(text) : terminal.print(text));
  if (dryRun) for (const [file, { before, after }] of found) show(diffOf(name(file), before, after));
  else await commit({ written: new Map([...found].map(([file, { after }]) => [file, after])) }, "The output");
  for (const [file, { names }] of found)
    terminal.note(
      say`${dryRun ? "Would remove" : "Removed"} from ${name(file)}: ${joined(names.map(printable), ", ")}`,
    );
  if (found.size === 0) terminal.note(say`Nothing to fix: everything that was found is still in use.`);
  else terminal.note(say`${dryRun ? "Would fix" : "Fixed"} ${plural(found.size, "file")}.`);
}

const diffOf = (name: string, before: string, after: string): Printable =>
  printableLines(createTwoFilesPatch(name, name, before, after, undefined, undefined, { context: 3 }));
