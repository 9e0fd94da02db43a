import type { Marker } from "../model/marker.js";
import { IF_MATCH_PARAMETER } from "./advice.js";

/** The part of an operation that advice needs; operations of the model and of the linter's contract have it. */
export interface MarkableOperation {
  /** operationId, or `METHOD path`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

/**
 * How to say that operations check If-Match, for a document in which none does: one line a way, with the text to add.
 * Empty if there is nothing to protect.
 */
export function markingAdvice(operations: readonly MarkableOperation[], marker: Marker): string[] {
  const candidates = operations.filter(({ method }) => /^(?:PUT|PATCH|DELETE)$/.test(method));
  const [example] = candidates.filter(({ path }) => path.includes("{"));
  if (!example) return [];
  const [phrase] = marker.phrases;
  return [
    "No operation is conditional: the document does not say that the server checks If-Match.",
    "Next: for each operation that checks it, do one of the following, then run `ifmatch lint`:",
    `  -> declare the header in the operation's \`parameters\`: ${IF_MATCH_PARAMETER}`,
    ...(phrase === undefined ? [] : [`  -> add a sentence to the operation's \`description\`: "${phrase.sentence}"`]),
    `  -> say so in ifmatch.config.ts: operations: { ${JSON.stringify(example.id)}: { role: "state-change" } }`,
  ];
}
