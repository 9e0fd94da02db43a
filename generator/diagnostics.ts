import { joined, printable, type Printable } from "./printable.js";

/** A place in the input: a JSON pointer into one file. Line and column are looked up when printed. */
export interface Location {
  /** Absolute path or URL of the file. */
  readonly file: string;
  /** `#/paths/~1jobs~1/post`. */
  readonly pointer: string;
}

/** A place as people read it. Line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = "error" | "warning" | "info";

/** Something to say about the input: what is wrong (or worth knowing), where, and what to do. */
export interface Diagnostic {
  /** Stable, kebab-case; for programs and for searching the docs. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** A pointer into the bundled document, or a known position (of a syntax error, say). */
  readonly at?: string | Position;
}

/** The document was refused: nothing was generated from it. Exit code 3. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => one.message).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** Codes of warnings about what an OpenAPI document must not have, and what has a meaning all the same. */
const forbidden: ReadonlySet<string> = new Set([
  "duplicate-operation-id",
  "endless-schema",
  "equivalent-paths",
  "wrong-type",
]);

/** With `strict`, what the specification forbids is an error. @throws {RefusedError} */
export function refuseForbidden(diagnostics: readonly Diagnostic[], { strict }: { readonly strict?: boolean }): void {
  const found = strict ? diagnostics.filter(({ code }) => forbidden.has(code)) : [];
  if (found.length > 0) throw new RefusedError(found.map((one) => ({ ...one, severity: "error" as const })));
}

/** The configuration or the command line is wrong. Exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The message, where its line breaks are ours: one that a line has itself came with text of others. */
  readonly lines: readonly string[];
  /** Where, if it is a syntax error. */
  readonly at: Position | undefined;
  constructor(message: string | readonly string[], { at, ...options }: ErrorOptions & { readonly at?: Position } = {}) {
    const lines = typeof message === "string" ? [message] : message;
    super(lines.join("\n"), options);
    this.lines = lines;
    this.at = at;
  }
}

/** What was thrown, for people. A message quotes documents and names files: its line breaks are ours only if it says so. */
export function messageOf(error: unknown): Printable {
  if (error instanceof ConfigError) return joined(error.lines.map(printable), "\n");
  return printable(error instanceof Error ? error.message : String(error));
}
