/** Conflicts of texts of several lines, of which both sides can be kept. */
import { mergeText } from "ifmatch/runtime/text";
import type { JobState } from "../api.js";

export type JobConflict = JobState["conflicts"][number];

/** A conflict of two texts of several lines; of such fields both can be kept. */
export function isText(
  conflict: JobConflict,
): conflict is JobConflict & { base: string; mine: string; theirs: string } {
  const { base, mine, theirs } = conflict as { base?: unknown; mine?: unknown; theirs?: unknown };
  const areTexts = typeof base === "string" && typeof mine === "string" && typeof theirs === "string";
  return areTexts && ["notes", "description"].includes(String(conflict.path[0]));
}

/** Both texts merged; where they clash, theirs before mine. */
export const both = ({ base, mine, theirs }: { base: string; mine: string; theirs: string }): string =>
  mergeText(base, mine, theirs)
    .chunks.flatMap((chunk) => (chunk.kind === "merged" ? chunk.lines : [...chunk.theirs, ...chunk.mine]))
    .join("\n");
