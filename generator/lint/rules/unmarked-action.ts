import { normalized } from "../../model/paths.js";
import { sayConditional, sayUnconditional } from "../advice.js";
import { hasStrongEvidence, isCreation, resourceChangedBy } from "../evidence.js";
import { isUnmarked } from "../near-miss.js";
import type { Rule } from "../rule.js";

/** A guess, therefore off unless somebody asks: of 22 such actions in a real document, one was a mistake. */
export const unmarkedAction: Rule = {
  id: "unmarked-action",
  summary: "A POST below a conditional resource may change it without its tag.",
  recommended: "off",
  strict: "warn",
  visitor: {
    operation(operation, contract, report) {
      if (!isUnmarked(operation, contract) || operation.raw.method !== "POST" || hasStrongEvidence(operation, contract))
        return;
      const found = resourceChangedBy(operation, contract);
      const change = found && contract.changesOf(found.resource)[0];
      if (!change || isCreation(operation) || normalized(operation.raw.path) === normalized(found.resource.key)) return;
      const { resource } = found;
      report({
        message: `${operation.label} may change ${resource.name} (${resource.key}) without its tag, while ${change.label} is conditional.`,
        help: `${sayConditional(operation, contract, resource)} ${sayUnconditional(operation)}`,
        at: operation.raw.at,
        operation,
        related: [{ message: `${change.label} is conditional`, at: change.raw.at }],
      });
    },
  },
};
