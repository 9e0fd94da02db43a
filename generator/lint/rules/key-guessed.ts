import { isViewOf } from "../../model/paths.js";
import { configEntry } from "../advice.js";
import type { Rule } from "../rule.js";

export const keyGuessed: Rule = {
  id: "key-guessed",
  summary: "Which resource a request changes is guessed from the name of a body field or parameter.",
  recommended: "off",
  strict: "warn",
  visitor: {
    stateChange(operation, contract, report) {
      const { resource, concurrency, raw } = operation;
      const retrieval = contract.retrievalOf(resource);
      if (!retrieval || operation.decided || concurrency.key.kind === "unresolved" || isViewOf(raw.path, resource.key))
        return;
      // A sub-resource with parameters of its own still says whose it is.
      if (raw.path.startsWith(resource.key)) return;
      const values = concurrency.key.values.map(({ in: place, name }) => `${place}.${name}`);
      if (values.length === 0) return;
      report({
        message: `${operation.label} takes the tag of ${retrieval.label}; ifmatch guessed from the name that ${values.join(" and ")} identifies the ${resource.name}.`,
        help: `Confirm it: ${configEntry(operation, `{ resource: "${resource.name}", key: ${values.length === 1 ? JSON.stringify(values[0]) : JSON.stringify(values)} }`)}.`,
        at: raw.at,
        operation,
        related: [{ message: `${retrieval.label} yields the tag`, at: retrieval.raw.at }],
      });
    },
  },
};
