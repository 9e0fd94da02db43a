import type { LintReport } from "../lint/lint-report.js";
import { lstatSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ConfigError } from "../diagnostics.js";
import type { Format } from "../lint/formats/format.js";
import { formats } from "../lint/formats/index.js";
import { suggest } from "../suggest.js";

/** What one `--format` asks for. */
export interface FormatTarget {
  readonly format: Format;
  /** Absolute path; standard output without it. */
  readonly file: string | undefined;
}

/**
 * Reads every `--format <name>[=<file>]`; `stylish` on standard output if there is none.
 *
 * @throws {ConfigError} for an unknown name, two formats for one place, or a file that cannot be one.
 */
export function readTargets(options: readonly string[], cwd: string): FormatTarget[] {
  const taken = new Map<string, string>();
  return (options.length === 0 ? ["stylish"] : options).map((option) => {
    const [, name, path] = /^([^=]*)(?:=(.*))?$/s.exec(option)!;
    const format = formats.get(name!);
    if (!format)
      throw new ConfigError(
        `--format ${option}: there are ${[...formats.keys()].join(", ")}, each as <name> or <name>=<file>.${suggest(name!, formats.keys())}`,
      );
    if (path === "") throw new ConfigError(`--format ${option}: the name of the file is missing after "=".`);
    const file = path === undefined ? undefined : resolve(cwd, path);
    const other = taken.get(file ?? "");
    if (other !== undefined)
      throw new ConfigError(
        file === undefined
          ? `--format ${other} and --format ${option} both print to standard output; give one of them a file, as in --format ${name}=<file>.`
          : `--format ${other} and --format ${option} write to the same file.`,
      );
    taken.set(file ?? "", option);
    if (file !== undefined && existing(file, option)?.isFile() === false)
      throw new ConfigError(`--format ${option}: there is something of that name that is not a regular file.`);
    return { format, file };
  });
}

function existing(file: string, option: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (cause) {
    throw new ConfigError(`--format ${option}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * What goes where, all of it rendered: the text for standard output, and the text of each file.
 *
 * @throws {ConfigError} where a report would replace a file that was read for it.
 */
export function renderTargets(
  targets: readonly FormatTarget[],
  report: LintReport,
  inputs: readonly (string | undefined)[],
): { readonly printed: string | undefined; readonly files: ReadonlyMap<string, string> } {
  let printed: string | undefined;
  const files = new Map<string, string>();
  for (const { format, file } of targets) {
    const text = format.render(report);
    if (file === undefined) printed = text;
    else if (inputs.includes(file)) throw new ConfigError(`--format: the report would replace ${file}, which is read.`);
    // Colours are for the terminal; nothing else in a report is an escape sequence.
    else files.set(file, `${stripVTControlCharacters(text)}\n`);
  }
  return { printed, files };
}
