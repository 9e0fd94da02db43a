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
      // Where no tag is declared anywhere, nothing follows from its absence here.
      const [declared] = retrieval
        ? successes(retrieval).flatMap((one) => contract.tagHeaders.declaredBy(one) ?? [])
        : [];
      if (!retrieval || !declared || raw.method === "DELETE" || resource.tagProperty !== undefined) return;
      const answers = successes(operation);
      const [silent] = answers;
      if (!silent || answers.some((response) => contract.tagHeaders.declaredBy(response) !== undefined)) return;
      report({
        message: `${operation.label} answers ${silent.key} without the header ${declared.name}, which ${retrieval.label} declares: after each write the client has to read again before the next one.`,
        help: declareTagHeader(silent.key, contract.tagHeaders.preferred),
        at: silent.at,
        operation,
        repair: { kind: "declare", subject: "etag", operations: [operation] },
        related: [{ message: `${retrieval.label} declares ${declared.name}`, at: retrieval.raw.at }],
      });
    },
  },
};
