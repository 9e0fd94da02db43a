import { Option } from "commander";
import type { ExitCode } from "../exit.js";
import type { Terminal } from "../terminal.js";
import type { StrictCommand } from "./strict-command.js";

/** Runs one command, which returns the exit code. */
export type RunCommand = (command: (terminal: Terminal, signal: AbortSignal) => Promise<ExitCode>) => Promise<void>;

/** Adds one command to the program: its options, its help, and the file that is loaded when it runs. */
export type AddCommand = (program: StrictCommand, run: RunCommand) => void;

export const exitCodes = `
Exit codes:
  0  success
  1  there are findings, or the output is out of date
  2  the command line or the config is wrong
  3  the document was rejected
  4  a bug in ifmatch
  130  interrupted before anything was written`;

/** An option that may be repeated. */
export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`).argParser((value: string, all: string[] = []) => [
    ...all,
    value,
  ]);

export const configFile = (): Option =>
  new Option("-c, --config <file>", "config file (default: ifmatch.config.ts, if it exists)");

/** Where a document may be read from: the flags of `SourceOptions`, for every command that reads one. */
export const sourceFlags = (): readonly Option[] => [
  repeatable("--allow-remote <origin>", "allow references to this origin, e.g. https://example.com"),
  repeatable(
    "--input-header <header>",
    "send this header when the document is fetched, e.g. 'Authorization: Bearer ${API_TOKEN}'",
  ),
  new Option("--root <folder>", "allow references to files in this folder (default: the document's git repository)"),
];

/** The document that a command reads. */
export const SCHEMA = [
  "[schema]",
  "the OpenAPI document: a file, a URL, or - for standard input (default: the input in ifmatch.config.ts)",
] as const;

/** The format of a report; the first one is the default. */
export const formatOption = (names: readonly string[], description: string): Option =>
  new Option("--format <name>", `${description} (default: ${names[0]})`);

export const jsonOption = (): Option => new Option("--json", "same as --format json");
