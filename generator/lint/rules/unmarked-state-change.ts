import { sayConditional, sayUnconditional } from "../advice.js";
import { isConditional, type Contract, type ContractOperation } from "../../contract/contract.js";
import { isUnmarked } from "../near-miss.js";
import type { Rule } from "../rule.js";
import { answersAlike, isCreation, resourceChangedBy } from "../evidence.js";

/** The one that this linter is for: strong evidence that an operation demands a tag, and nothing that says so. */
export const unmarkedStateChange: Rule = {
  id: "unmarked-state-change",
  summary: "A state change of a conditional resource is not conditional itself.",
  recommended: "error",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      const found = isUnmarked(operation, contract) ? evidenceFor(operation, contract) : undefined;
      if (!found) return;
      const { resource, sibling, because } = found;
      report({
        message: `${operation.label} is not protected against lost updates: ${because}.`,
        help: `${sayConditional(operation, contract, resource)} ${sayUnconditional(operation)}`,
        at: operation.raw.at,
        operation,
        related: [{ message: `${sibling.label} is conditional`, at: sibling.raw.at }],
      });
    },
  },
};

function evidenceFor(operation: ContractOperation, contract: Contract) {
  const found = resourceChangedBy(operation, contract);
  if (!found || isCreation(operation)) return undefined;
  const { resource, source } = found;
  const sibling = contract.samePath(operation).find((other) => isConditional(other) && other.resource === resource);
  if (sibling)
    return { resource, sibling, because: `${sibling.label} on the same path is conditional on ${resource.name}'s tag` };
  const [change] = contract.changesOf(resource);
  if (!change || !answersAlike(operation, source, contract.reader)) return undefined;
  const because = `it answers with the ${resource.name} that ${source.label} reads, and ${change.label} is conditional on that tag`;
  return { resource, sibling: change, because };
}
