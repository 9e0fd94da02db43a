import { normalized } from "../../model/paths.js";
import { sayConditional, sayUnconditional } from "../advice.js";
import { hasStrongEvidence, resourceChangedBy } from "../evidence.js";
import { isUnmarked } from "../near-miss.js";
import type { Rule } from "../rule.js";

export const unmarkedRepresentation: Rule = {
  id: "unmarked-representation",
  summary: "PUT, PATCH or DELETE changes a part of a conditional resource without its tag.",
  recommended: "warn",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      if (!isUnmarked(operation, contract) || operation.raw.method === "POST" || hasStrongEvidence(operation, contract))
        return;
      const found = resourceChangedBy(operation, contract);
      const change = found && contract.changesOf(found.resource)[0];
      if (!change || normalized(operation.raw.path) === normalized(found.resource.key)) return;
      const { resource } = found;
      // A list of things with tags, or URLs, of their own is no part of it.
      if (contract.inCollection(operation.raw.path).some(({ raw }) => raw.method === "GET")) return;
      // A part that is read on its own, without a tag, may well be a thing of its own.
      const reader = contract.samePath(operation).find(({ raw }) => raw.method === "GET");
      if (reader && reader.resource !== resource) return;
      report({
        message: `${operation.label} changes a part of ${resource.name} (${resource.key}) without its tag, while ${change.label} is conditional.`,
        help: `${sayConditional(operation, contract, resource)} ${sayUnconditional(operation)}`,
        at: operation.raw.at,
        operation,
        related: [{ message: `${change.label} is conditional`, at: change.raw.at }],
      });
    },
  },
};
