import { declareTagHeader } from "../advice.js";
import { successes } from "../../contract/contract.js";
import type { Rule } from "../rule.js";

export const etagNotDeclared: Rule = {
  id: "etag-not-declared",
  summary: "The retrieval that a conditional state change depends on declares no ETag header.",
  recommended: "off",
  strict: "warn",
  visitor: {
    retrieval(operation, contract, report) {
      const { resource } = operation;
      const [change] = contract.changesOf(resource);
      if (!change || resource.tagProperty !== undefined) return;
      const [silent] = successes(operation).filter(
        (response) => contract.tagHeaders.declaredBy(response) === undefined,
      );
      if (!silent) return;
      report({
        message: `${operation.label} reads ${resource.name}, whose tag ${change.label} requires, but its response ${silent.key} declares no ${contract.tagHeaders.preferred} header.`,
        help: declareTagHeader(silent.key, contract.tagHeaders.preferred),
        at: silent.at,
        operation,
        repair: { kind: "declare", subject: "etag", operations: [operation] },
        related: [{ message: `${change.label} requires the tag`, at: change.raw.at }],
      });
    },
  },
};
