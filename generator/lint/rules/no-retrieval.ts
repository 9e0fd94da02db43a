import { configEntry } from "../advice.js";
import type { Rule } from "../rule.js";

export const noRetrieval: Rule = {
  id: "no-retrieval",
  summary: "A state change requires a tag that no GET of the document returns.",
  recommended: "error",
  strict: "error",
  visitor: {
    stateChange(operation, _contract, report) {
      if (operation.resource.retrieval !== undefined) return;
      const evidence = operation.concurrency.evidence[0]!;
      report({
        message: `${operation.label} is conditional (${evidence.signal}), but no GET of the document returns the tag that it requires.`,
        help: `Add the GET that reads what it changes; if there is one on another path, ${configEntry(operation, '{ resource: "/that/path/{id}", key: "path.id" }')}.`,
        at: operation.raw.at,
        operation,
        ...(evidence.at.startsWith("#") && { related: [{ message: "this makes it conditional", at: evidence.at }] }),
      });
    },
  },
};
