import type { Place } from "../report.js";

export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  /** The line that the excerpt is about. */
  readonly hit: boolean;
}

/** Columns of a line that are shown; a document may be one line of a megabyte. */
const WIDEST = 200;

/** Cuts lines out of the files that a report speaks of. */
export class Excerpts {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, readonly string[]>();

  /** `sources` by the names that places have. */
  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  /** The line of a place with `context` lines before and after it; nothing where its file is not at hand. */
  around({ file, line, column }: Place, context: number): ExcerptLine[] {
    const lines = this.#linesOf(file);
    const first = Math.max(1, line - context);
    return lines.slice(first - 1, line + context).map((text, index) => {
      const number = first + index;
      return { number, text: cut(text, number === line ? column : 1), hit: number === line };
    });
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#lines.get(file);
    if (known) return known;
    const source = this.#sources.get(file);
    const lines = source === undefined ? [] : source.replace(/^\ufeff/, "").split(/\r?\n/);
    this.#lines.set(file, lines);
    return lines;
  }
}

/** The part of a long line that holds the column, with dots where something is left out. */
function cut(line: string, column: number): string {
  const from = column < WIDEST ? 0 : column - WIDEST / 2;
  const part = line.slice(from, from + WIDEST);
  return `${from > 0 ? "... " : ""}${part.replaceAll("\t", "  ")}${from + WIDEST < line.length ? " ..." : ""}`;
}
