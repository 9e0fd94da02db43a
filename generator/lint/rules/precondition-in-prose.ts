import { configEntry, IF_MATCH_PARAMETER } from "../advice.js";
import { mentionsPrecondition } from "../prose.js";
import type { Rule } from "../rule.js";

export const preconditionInProse: Rule = {
  id: "precondition-in-prose",
  summary: "A state change mentions If-Match or ETag in its description, but does not declare it.",
  recommended: "warn",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      const found = mentionsPrecondition(operation, contract);
      if (!found) return;
      report({
        message: `${found.what} of ${operation.label} mentions ${found.word}, but the operation declares neither an If-Match parameter nor 428: no client generated from it sends the tag.`,
        help: `Declare it: add ${IF_MATCH_PARAMETER} to its \`parameters\`${contract.usualPhrase ? `, or the sentence "${contract.usualPhrase.sentence}" to its description` : ""}. If it is not a precondition, ${configEntry(operation, '{ role: "none" }')}.`,
        at: found.at,
        operation,
      });
    },
  },
};
