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
  /** Where, if it is a syntax error. */
  readonly at: Position | undefined;
  constructor(message: string, { at, ...options }: ErrorOptions & { readonly at?: Position } = {}) {
    super(message, options);
    this.at = at;
  }
}

/**
 * Text from the document, fit for one line of a terminal or a log: line breaks, control characters and bidirectional
 * overrides, which could pass for a line of ours, repaint the screen or reorder what is read, become visible escapes. So
 * does the start of `::command::`, `##[...]` and `##vso[...]`, which CI systems obey where a log has them.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=#\w*\[)|(?<!\S):(?=:)/gu,
    (char) => (char === "\n" ? "\\n" : `\\u${char.codePointAt(0)!.toString(16).padStart(4, "0")}`),
  );
}

/** {@link printable} for a text of several lines, such as a page or a diff, whose line breaks are ours. */
export const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

/** JSON that is safe to look at: what `printable` makes visible stands escaped in its strings, which read back the same. */
export const safeJson = (value: unknown, indent = 2): string =>
  printableLines(JSON.stringify(value, undefined, indent));
