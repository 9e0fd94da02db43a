/**
 * Merges and diffs text by lines, with diff3 of the library node-diff3. An entry point of its own,
 * `ifmatch/runtime/text`: the runtime core has no dependencies.
 */
import { diff3Merge, diffComm } from "node-diff3";

/** Of a merged text: lines that are settled, or the three versions of lines that both sides changed. */
export type TextChunk =
  | { readonly kind: "merged"; readonly lines: readonly string[] }
  | {
      readonly kind: "clash";
      readonly base: readonly string[];
      readonly mine: readonly string[];
      readonly theirs: readonly string[];
    };

/** Of {@link mergeText}. */
export interface MergedText {
  /** The merged text. Where edits clash it holds both, between the marks that version control made familiar. */
  readonly text: string;
  readonly conflict: boolean;
  /** The same, for a page that lets its user choose. */
  readonly chunks: readonly TextChunk[];
}

/** Of {@link diffText}. */
export interface TextHunk {
  readonly kind: "same" | "added" | "removed";
  readonly lines: readonly string[];
}

/**
 * Merges two edits of one text by lines; fit for the option `text` of `merge3`. Edits that touch or overlap clash,
 * unless they are the same. Line ends are no edit: the result has those of `theirs`.
 */
export function mergeText(base: string, mine: string, theirs: string): MergedText {
  const [was, ours, now] = [linesOf(base), linesOf(mine), linesOf(theirs)];
  // With one side unchanged the other is the result, to the byte.
  for (const [unchanged, text] of [
    [ours, theirs],
    [now, mine],
  ] as const) {
    if (unchanged.join("\n") === was.join("\n"))
      return { text, conflict: false, chunks: [{ kind: "merged", lines: linesOf(text) }] };
  }
  const chunks = (diff3Merge(ours, was, now, { excludeFalseConflicts: true }) as Region[]).map(
    ({ ok, conflict }): TextChunk =>
      conflict
        ? { kind: "clash", base: conflict.o, mine: conflict.a, theirs: conflict.b }
        : { kind: "merged", lines: ok ?? [] },
  );
  const lines = chunks.flatMap((chunk) =>
    chunk.kind === "merged"
      ? chunk.lines
      : ["<<<<<<< mine", ...chunk.mine, "=======", ...chunk.theirs, ">>>>>>> theirs"],
  );
  return {
    text: lines.join(theirs.includes("\r\n") ? "\r\n" : "\n"),
    conflict: chunks.some(({ kind }) => kind === "clash"),
    chunks,
  };
}

/** The difference between two texts by lines, in order, what was removed before what was added. */
export function diffText(from: string, to: string): TextHunk[] {
  return (diffComm(linesOf(from), linesOf(to)) as Difference[]).flatMap(({ common, buffer1, buffer2 }) =>
    [
      { kind: "same", lines: common ?? [] } as const,
      { kind: "removed", lines: buffer1 ?? [] } as const,
      { kind: "added", lines: buffer2 ?? [] } as const,
    ].filter(({ lines }) => lines.length > 0),
  );
}

// What node-diff3 answers; its own declarations leave it open.
interface Region {
  readonly ok?: string[];
  readonly conflict?: { readonly a: string[]; readonly o: string[]; readonly b: string[] };
}
interface Difference {
  readonly common?: string[];
  readonly buffer1?: string[];
  readonly buffer2?: string[];
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split(/\r?\n/));
