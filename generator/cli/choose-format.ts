import { ConfigError } from "../diagnostics.js";
import { suggest } from "../suggest.js";

/** What a command line says about the format of a report. */
export interface FormatOptions {
  readonly format?: string;
  /** The same as `--format json`. */
  readonly json?: boolean;
}

/**
 * The format that was asked for; the first one if none was.
 *
 * @throws {ConfigError} for an unknown name, and for `--json` beside another format.
 */
export function chooseFormat<Name extends string>(names: readonly [Name, ...Name[]], options: FormatOptions): Name {
  const { format, json = false } = options;
  if (format === undefined) return json ? find(names, "json") : names[0];
  const name = find(names, format);
  if (json && name !== "json")
    throw new ConfigError(`--json is the same as --format json; use either --json or --format ${name}, not both.`);
  return name;
}

function find<Name extends string>(names: readonly Name[], text: string): Name {
  const name = names.find((one) => one === text);
  if (name === undefined)
    throw new ConfigError(
      `--format ${text}: unknown format. Available formats: ${names.join(", ")}.${suggest(text, names)}`,
    );
  return name;
}
