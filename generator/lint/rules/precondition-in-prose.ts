import { own, pointer } from "../../load/pointer.js";
import { text } from "../../model/reader.js";
import { configEntry, IF_MATCH_PARAMETER } from "../advice.js";
import { type ContractOperation } from "../../contract/contract.js";
import { hasStrongEvidence } from "../evidence.js";
import { isUnmarked } from "../near-miss.js";
import type { Rule } from "../rule.js";

const precondition = /\bif-match\b|\bif-unmodified-since\b|\boptimistic(ally)?[ -](lock|concurren)/i;
/** A tag alone is often only mentioned; one that is to be sent is a precondition. */
const tagToSend =
  /\b(send|pass|provid|suppl|includ|requir|must|match|compar)\w*\b[^.!?]*\be-?tag\b|\be-?tag\b[^.!?]*\b(must|match|requir|compar|sent)/i;
const tag = /\be-?tags?\b/i;
const statuses = new Set(["412", "428"]);

export const preconditionInProse: Rule = {
  id: "precondition-in-prose",
  summary: "A state change mentions If-Match or ETag in its description, but does not declare it.",
  recommended: "warn",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      if (!isUnmarked(operation, contract) || !contract.isKeyed(operation)) return;
      // Then unmarked-state-change says it, and better.
      if (hasStrongEvidence(operation, contract)) return;
      const found = proseOf(operation).find((one) => wordOf(one) !== undefined);
      if (!found) return;
      report({
        message: `${found.what} of ${operation.label} mentions ${wordOf(found)}, but the operation declares neither an If-Match parameter nor 428: no client generated from it sends the tag.`,
        help: `Declare it: add ${IF_MATCH_PARAMETER} to its \`parameters\`${contract.usualPhrase ? `, or the sentence "${contract.usualPhrase.sentence}" to its description` : ""}. If it is not a precondition, ${configEntry(operation, '{ role: "none" }')}.`,
        at: found.at,
        operation,
      });
    },
  },
};

interface Prose {
  readonly what: string;
  readonly text: string;
  readonly at: string;
  /** The text of a 412 or 428, which is about preconditions anyway. */
  readonly refusal: boolean;
}

/** The word by which a text gives the precondition away. */
const wordOf = ({ text: prose, refusal }: Prose): string | undefined =>
  (precondition.exec(prose) ?? (refusal || tagToSend.test(prose) ? tag.exec(prose) : null))?.[0];

function proseOf({ raw }: ContractOperation): Prose[] {
  const texts = ["summary", "description"].map((field) => ({
    what: `The ${field}`,
    text: text(own(raw.node, field)),
    at: pointer(raw.at, field),
    refusal: false,
  }));
  const refusals = raw.responses
    .filter(({ key }) => statuses.has(key))
    .map(({ key, node, at }) => ({ what: `Response ${key}`, text: text(own(node, "description")), at, refusal: true }));
  return [...texts, ...refusals];
}
