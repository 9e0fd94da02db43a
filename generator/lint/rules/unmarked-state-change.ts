import { groupBy } from "../../group.js";
import type { ResourceModel } from "../../model/model.js";
import { enumerate, sayConditional, sayUnconditional } from "../advice.js";
import { isConditional, type Contract, type ContractOperation } from "../../contract/contract.js";
import { segmentsOf } from "../../model/paths.js";
import { isUnmarked } from "../near-miss.js";
import { hasOtherPrecondition } from "../other-precondition.js";
import type { Report, Rule } from "../rule.js";
import { answersAlike, isCreation, resourceChangedBy } from "../evidence.js";

/** The one that this linter is for: strong evidence that an operation demands a tag, and nothing that says so. */
export const unmarkedStateChange: Rule = {
  id: "unmarked-state-change",
  summary: "A state change of a conditional resource is not conditional itself.",
  recommended: "error",
  strict: "error",
  visitor: {
    document(contract, report) {
      const unmarked = contract.operations.flatMap((operation): Unmarked[] => {
        const found = isUnmarked(operation, contract) ? evidenceFor(operation, contract) : undefined;
        return found ? [{ operation, ...found }] : [];
      });
      for (const group of groupBy(unmarked, ({ resource }) => resource).values()) reportGroup(group, contract, report);
    },
  },
};

interface Unmarked {
  readonly operation: ContractOperation;
  readonly resource: ResourceModel;
  /** The conditional state change of the resource. */
  readonly sibling: ContractOperation;
  readonly because: string;
}

/** One finding a resource: what is forgotten there is mended together. */
function reportGroup(group: readonly Unmarked[], contract: Contract, report: Report): void {
  const [{ operation, resource, sibling, because }, ...others] = group as [Unmarked, ...Unmarked[]];
  const labels = group.map((one) => one.operation.label);
  report({
    message:
      others.length === 0
        ? `${operation.label} is not protected against lost updates: ${because}.`
        : `${enumerate(labels)} are not protected against lost updates: ${sibling.label} is conditional on the tag of the same ${resource.name}.`,
    help: `${sayConditional(operation, contract, resource)} ${sayUnconditional(operation)}`,
    at: operation.raw.at,
    operation,
    shared: group.map((one) => one.operation),
    related: [
      { message: `${sibling.label} is conditional`, at: sibling.raw.at },
      ...others.map((one) => ({ message: one.operation.label, at: one.operation.raw.at })),
    ],
  });
}

/** OData, Part 1, 11.4.6: `$ref` is the link to a related entity, and not the entity that the tag is of. */
const changesLink = ({ raw }: ContractOperation): boolean =>
  segmentsOf(raw.path).some((segment) => segment === "$ref" || segment === "$links");

function evidenceFor(operation: ContractOperation, contract: Contract) {
  const found = resourceChangedBy(operation, contract);
  if (!found || isCreation(operation) || hasOtherPrecondition(operation, contract) || changesLink(operation))
    return undefined;
  const { resource, source } = found;
  const sibling = contract.samePath(operation).find((other) => isConditional(other) && other.resource === resource);
  if (sibling)
    return { resource, sibling, because: `${sibling.label} on the same path is conditional on ${resource.name}'s tag` };
  const [change] = contract.changesOf(resource);
  if (!change || !answersAlike(operation, source, contract.reader)) return undefined;
  const because = `it answers with the ${resource.name} that ${source.label} reads, and ${change.label} is conditional on that tag`;
  return { resource, sibling: change, because };
}
