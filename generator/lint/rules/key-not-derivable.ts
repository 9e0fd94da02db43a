import { configEntry } from "../advice.js";
import type { Rule } from "../rule.js";

export const keyNotDerivable: Rule = {
  id: "key-not-derivable",
  summary: "A request does not say which resource it changes.",
  recommended: "error",
  strict: "error",
  visitor: {
    stateChange(operation, contract, report) {
      const { resource, concurrency } = operation;
      const retrieval = contract.retrievalOf(resource);
      if (!retrieval || concurrency.key.kind !== "unresolved") return;
      const missing = resource.parameters.map((name) => `{${name}}`).join(" and ");
      const example =
        resource.parameters.length === 1
          ? `"body.${resource.parameters[0]}"`
          : `[${resource.parameters.map((name) => `"body.${name}"`).join(", ")}]`;
      report({
        message: `${operation.label} takes the tag of ${retrieval.label}, but its request does not say which ${resource.name} it changes: nothing in it supplies ${missing}. The client cannot tell the tag of another ${resource.name} from the right one.`,
        help: `Say where the request carries it: ${configEntry(operation, `{ resource: "${resource.name}", key: ${example} }`)}.`,
        at: operation.raw.at,
        operation,
        related: [{ message: `${retrieval.label} yields the tag`, at: retrieval.raw.at }],
      });
    },
  },
};
