import type { LintReport } from "../lint/lint-report.js";
import { lstatSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ConfigError } from "../diagnostics.js";
import type { Format } from "../lint/formats/format.js";
import { formats } from "../lint/formats/index.js";
import type { Printable } from "../printable.js";
import { suggest } from "../suggest.js";

/** What one `--format` asks for. */
export interface FormatTarget {
  readonly format: Format;
  /** Absolute path; standard output without it. */
  readonly file: string | undefined;
}

export interface TargetOptions {
  readonly format?: readonly string[];
  /** The same as `--format json`. */
  readonly json?: boolean;
}

/**
 * Reads every `--format <name>[=<file>]`; `stylish` on standard output if there is none.
 *
 * @throws {ConfigError} for an unknown name, two formats for one place, or a file that cannot be one.
 */
export function readTargets({ format: names = [], json = false }: TargetOptions, cwd: string): FormatTarget[] {
  const options = json && !names.includes("json") ? [...names, "json"] : names;
  const taken = new Map<string, string>();
  return (options.length === 0 ? ["stylish"] : options).map((option) => {
    const [, name, path] = /^([^=]*)(?:=(.*))?$/s.exec(option)!;
    const format = formats.get(name!);
    if (!format)
      throw new ConfigError(
        `--format ${option}: unknown format. Available formats: ${[...formats.keys()].join(", ")}, each as <name> or <name>=<file>.${suggest(name!, formats.keys())}`,
      );
    if (path === "") throw new ConfigError(`--format ${option}: the file name after "=" is missing.`);
    const file = path === undefined ? undefined : resolve(cwd, path);
    const other = taken.get(file ?? "");
    if (other !== undefined)
      throw new ConfigError(
        file === undefined
          ? `--format ${other} and --format ${option} both print to standard output. Give one of them a file: --format ${name}=<file>`
          : `--format ${other} and --format ${option} write to the same file.`,
      );
    taken.set(file ?? "", option);
    if (file !== undefined && existing(file, option)?.isFile() === false)
      throw new ConfigError(`--format ${option}: something of that name exists, and it is not a regular file.`);
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
 * Renders every target: the text for standard output, `columns` wide if that is a terminal, and the text of each file.
 *
 * @throws {ConfigError} where a report would replace a file that was read for it.
 */
export function renderTargets(
  targets: readonly FormatTarget[],
  report: LintReport,
  inputs: readonly (string | undefined)[],
  columns: number | undefined,
): { readonly printed: Printable | undefined; readonly files: ReadonlyMap<string, string> } {
  let printed: Printable | undefined;
  const files = new Map<string, string>();
  for (const { format, file } of targets) {
    const text = format.render(report, file === undefined ? columns : undefined);
    if (file === undefined) printed = text;
    else if (inputs.includes(file))
      throw new ConfigError(`--format: the report would replace ${file}, which is one of the inputs.`);
    // Colours are for the terminal; no other escape sequence is in a report.
    else files.set(file, `${stripVTControlCharacters(text)}\n`);
  }
  return { printed, files };
}
