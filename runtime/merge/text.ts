/**
 * Merges and diffs text by lines, with diff3 of the library node-diff3. An entry point of its own,
 * `ifmatch/runtime/text`: the runtime core has no dependencies.
 */
import { diff3Merge, diffComm } from "node-diff3";

/** A part of a merged text: merged lines, or the three versions of lines that both sides changed. */
export type TextChunk =
  | { readonly kind: "merged"; readonly lines: readonly string[] }
  | {
      readonly kind: "clash";
      readonly base: readonly string[];
      readonly mine: readonly string[];
      readonly theirs: readonly string[];
    };

/** The result of {@link mergeText}. */
export interface MergedText {
  /** The merged text. Where edits clash it contains both, between the conflict markers known from version control. */
  readonly text: string;
  readonly conflict: boolean;
  /** The same in parts, for a page that lets its user choose. */
  readonly chunks: readonly TextChunk[];
}

/** A part of the result of {@link diffText}. */
export interface TextHunk {
  readonly kind: "same" | "added" | "removed";
  readonly lines: readonly string[];
}

/**
 * Merges two edits of one text by lines; can be passed as the option `text` of `merge3`. Edits that touch or overlap
 * clash, unless they are equal. Line endings are not compared: the result has those of `theirs`.
 */
export function mergeText(base: string, mine: string, theirs: string): MergedText {
  const [baseLines, myLines, theirLines] = [linesOf(base), linesOf(mine), linesOf(theirs)];
  // If one side is unchanged, the other is the result, byte for byte.
  for (const [unchanged, text] of [
    [myLines, theirs],
    [theirLines, mine],
  ] as const) {
    if (unchanged.join("\n") === baseLines.join("\n"))
      return { text, conflict: false, chunks: [{ kind: "merged", lines: linesOf(text) }] };
  }
  const chunks = (diff3Merge(myLines, baseLines, theirLines, { excludeFalseConflicts: true }) as Region[]).map(
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

/** The difference between two texts by lines, in order; removed lines come before added ones. */
export function diffText(from: string, to: string): TextHunk[] {
  return (diffComm(linesOf(from), linesOf(to)) as Difference[]).flatMap(({ common, buffer1, buffer2 }) =>
    [
      { kind: "same", lines: common ?? [] } as const,
      { kind: "removed", lines: buffer1 ?? [] } as const,
      { kind: "added", lines: buffer2 ?? [] } as const,
    ].filter(({ lines }) => lines.length > 0),
  );
}

// The results of node-diff3; its own declarations do not give their types.
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
