import { groupBy } from "../../group.js";
import { own } from "../../load/pointer.js";
import { normalized } from "../../model/paths.js";
import { text } from "../../model/reader.js";
import { enumerate, sayUnconditional, IF_MATCH_PARAMETER } from "../advice.js";
import type { Contract, ContractOperation } from "../../contract/contract.js";
import { hasStrongEvidence } from "../evidence.js";
import { isUnmarked } from "../near-miss.js";
import { hasOtherPrecondition } from "../other-precondition.js";
import { mentionsPrecondition, speaksOfVersions } from "../prose.js";
import type { Rule } from "../rule.js";

export const preconditionNotDeclared: Rule = {
  id: "precondition-not-declared",
  summary: "A state change declares a 412, but no precondition that could fail.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document(contract, report) {
      const bare = contract.operations.filter((operation) => hasBareRefusal(operation, contract));
      const groups = groupBy(bare, ({ raw }) => normalized(raw.path));
      for (const operations of groups.values()) {
        const [first, ...others] = operations as [ContractOperation, ...ContractOperation[]];
        const labels = enumerate(operations.map(({ label }) => label));
        report({
          message: `${labels} ${others.length === 0 ? "declares" : "declare"} a 412 but no If-Match: no generated client sends the precondition that fails there.`,
          help: `If the server checks If-Match, add ${IF_MATCH_PARAMETER} to \`parameters\`, and let the retrieval send an ETag. If the 412 means something else, answer 409 or 422 instead, or describe in the 412 what it means. ${sayUnconditional(first)}`,
          at: refusalOf(first)!.at,
          operation: first,
          shared: operations,
          related: others.map((other) => ({ message: other.label, at: refusalOf(other)!.at })),
        });
      }
    },
  },
};

const refusalOf = ({ raw }: ContractOperation): ContractOperation["raw"]["responses"][number] | undefined =>
  raw.responses.find(({ key }) => key === "412");

/** A 412 that nothing explains: RFC 9110, 15.5.13, it is about the conditions of the request's header fields. */
function hasBareRefusal(operation: ContractOperation, contract: Contract): boolean {
  const refusal = refusalOf(operation);
  if (!refusal || !isUnmarked(operation, contract) || hasOtherPrecondition(operation, contract)) return false;
  // Other rules say it, and better.
  if (hasStrongEvidence(operation, contract) || mentionsPrecondition(operation, contract)) return false;
  const description = text(own(refusal.node, "description"));
  const rest = description.replace(
    /\b(http|status|code|error|response|a|the|412|precondition|pre-condition|failed|failure|not met|is returned)\b/gi,
    "",
  );
  // Words of its own that speak of no version give the business rule that it is about.
  return !/\p{L}/u.test(rest) || speaksOfVersions.test(description.replace(/precondition/gi, ""));
}
