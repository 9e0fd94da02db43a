import { declareTagHeader } from "../advice.js";
import { successes } from "../../contract/contract.js";
import type { Rule } from "../rule.js";

export const noFreshTag: Rule = {
  id: "no-fresh-tag",
  summary: "A conditional state change answers without the new tag, though its retrieval declares one.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    stateChange(operation, contract, report) {
      const { resource, raw } = operation;
      const retrieval = contract.retrievalOf(resource);
      // Where no ETag is declared anywhere, nothing follows from its absence here.
      if (!retrieval?.signals.declaresTag || raw.method === "DELETE" || resource.tagProperty !== undefined) return;
      const answers = successes(operation);
      const [silent] = answers;
      if (!silent || answers.some((response) => contract.tagHeader(response) !== undefined)) return;
      report({
        message: `${operation.label} answers ${silent.key} without an ETag header, while ${retrieval.label} declares one: after each write the client has to read again before it can write once more.`,
        help: declareTagHeader(silent.key),
        at: silent.at,
        operation,
        repair: { kind: "declare", subject: "etag", operations: [operation] },
        related: [{ message: `${retrieval.label} declares ETag`, at: retrieval.raw.at }],
      });
    },
  },
};
