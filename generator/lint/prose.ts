import { own, pointer } from "../load/pointer.js";
import { text } from "../model/reader.js";
import type { Contract, ContractOperation } from "../contract/contract.js";
import { hasStrongEvidence, isCreation } from "./evidence.js";
import { isUnmarked } from "./near-miss.js";
import { hasOtherPrecondition } from "./other-precondition.js";

/** A 409 or 412 may be about anything; these words make it one about versions. */
export const speaksOfVersions =
  /\be-?tags?\b|\bif-match\b|\bversions?\b|\brevisions?\b|\bstale\b|\bout[ -]of[ -]date\b|\bprecondition|\bconcurren|\boptimistic|\bmodified (by|since)\b|\bchanged (by|since)\b/i;

const precondition = /\bif-match\b|\bif-unmodified-since\b|\boptimistic(ally)?[ -](lock|concurren)/i;
/** A tag alone is often only mentioned; one that is to be sent is a precondition. */
const tagToSend =
  /\b(send|pass|provid|suppl|includ|requir|must|match|compar)\w*\b[^.!?]*\be-?tag\b|\be-?tag\b[^.!?]*\b(must|match|requir|compar|sent)/i;
const tag = /\be-?tags?\b/i;
const negation = /\b(not|no longer|never|cannot|without|ignored?s?|unsupported|instead of)\b|n['\u2019]t\b/i;
const statuses = new Set(["412", "428"]);

export interface Prose {
  readonly what: string;
  readonly at: string;
  /** By which the text gives the precondition away. */
  readonly word: string;
}

/** Where the texts of an unmarked state change speak of a precondition that it does not declare. */
export function mentionsPrecondition(operation: ContractOperation, contract: Contract): Prose | undefined {
  if (!isUnmarked(operation, contract) || !contract.isKeyed(operation)) return undefined;
  // The first is said by unmarked-state-change, and better; the others have their precondition, or need none.
  if (hasStrongEvidence(operation, contract) || hasOtherPrecondition(operation, contract) || isCreation(operation))
    return undefined;
  const { raw } = operation;
  for (const field of ["summary", "description"]) {
    const word = wordIn(text(own(raw.node, field)), false);
    if (word !== undefined) return { what: `The ${field}`, at: pointer(raw.at, field), word };
  }
  for (const { key, node, at } of raw.responses.filter((response) => statuses.has(response.key))) {
    const word = wordIn(text(own(node, "description")), true);
    if (word !== undefined) return { what: `Response ${key}`, at, word };
  }
  return undefined;
}

/** In a sentence that does not deny it; the text of a 412 or 428 is about preconditions anyway. */
function wordIn(prose: string, isRefusal: boolean): string | undefined {
  for (const sentence of prose.split(/(?<=[.!?])\s+/)) {
    if (!isRefusal && negation.test(sentence)) continue;
    const found = precondition.exec(sentence) ?? (isRefusal || tagToSend.test(sentence) ? tag.exec(sentence) : null);
    if (found) return found[0];
  }
  return undefined;
}
