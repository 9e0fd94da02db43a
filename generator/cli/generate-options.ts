import type { CommandLine } from "../config/load.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface GenerateOptions extends FormatOptions, SourceOptions {
  readonly output?: string;
  readonly config?: string;
  readonly importExtension?: CommandLine["importExtension"];
  readonly formatWith?: CommandLine["formatWith"];
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly silent?: boolean;
  readonly verbose?: boolean;
  readonly timings?: boolean;
  readonly trace?: string;
}

/** @throws {ConfigError} for a format that does not exist. */
export const wantsJson = (options: GenerateOptions): boolean => chooseFormat(["text", "json"], options) === "json";

/** Whether a run says what it found in the document, and not only whether the output is up to date. */
export const wantsFindings = (options: GenerateOptions): boolean =>
  wantsJson(options) || (options.silent !== true && options.check !== true);

/** What of the command line decides what is generated. */
export const commandLine = (cwd: string, schema: string | undefined, options: GenerateOptions): CommandLine => ({
  cwd,
  schema,
  output: options.output,
  config: options.config,
  importExtension: options.importExtension,
  formatWith: options.formatWith,
  ...sourceOptions(options),
});
