import { type Command, Option } from "commander";
import type { ExitCode } from "../exit.js";
import type { Terminal } from "../terminal.js";

/** Runs one command; what it answers is the exit code. */
export type Run = (command: (terminal: Terminal, signal: AbortSignal) => Promise<ExitCode>) => Promise<void>;

/** Adds one command to the program: its options, its help, and the file that is loaded when it runs. */
export type AddCommand = (program: Command, run: Run) => void;

export const exitCodes = `
Exit codes:
  0  fine                          3  the document was refused
  1  findings, or output drifted   4  a bug in ifmatch
  2  usage or config`;

/** An option that may be repeated. */
export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, all: string[]) => [...all, value]).default([]);

export const allowRemote = (): Option =>
  repeatable("--allow-remote <origin>", "let references reach this origin; may be repeated");
