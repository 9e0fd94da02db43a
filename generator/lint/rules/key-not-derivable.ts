import { configEntry, enumerate } from "../advice.js";
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
      const template = resource.parameters.length - resource.outside.length;
      const missing = resource.parameters.map((name, index) => {
        const beside = resource.outside[index - template];
        return beside ? `the ${beside.in} parameter ${name}` : `{${name}}`;
      });
      const places = resource.parameters.map((name) => `"body.${name}"`);
      const example = places.length === 1 ? places[0] : `[${places.join(", ")}]`;
      // Where nothing that is required says which record is read, the change is not alone to blame.
      const nothing =
        missing.length === 0
          ? "the parameters that may say so are not required wherever it is read and changed"
          : `nothing in it supplies ${enumerate(missing)}`;
      report({
        message: `${operation.label} takes the tag of ${retrieval.label}, but its request does not say which ${resource.name} it changes: ${nothing}. The client cannot tell the tag of another ${resource.name} from the right one.`,
        help:
          missing.length === 0
            ? `Make the parameter that says so required in ${retrieval.label} and in ${operation.label}.`
            : `Say where the request carries it: ${configEntry(operation, `{ resource: "${resource.name}", key: ${example} }`)}.`,
        at: operation.raw.at,
        operation,
        related: [{ message: `${retrieval.label} yields the tag`, at: retrieval.raw.at }],
      });
    },
  },
};
