import { configEntry, enumerate } from "../advice.js";
import type { Rule } from "../rule.js";

export const noRetrieval: Rule = {
  id: "no-retrieval",
  summary: "A state change requires a tag that no GET of the document returns.",
  recommended: "error",
  strict: "error",
  visitor: {
    resource(resource, contract, report) {
      if (resource.retrieval !== undefined) return;
      // Who may leave the tag out can do without.
      const changes = contract.changesOf(resource).filter(({ concurrency }) => concurrency.ifMatch === "required");
      const [operation, ...others] = changes;
      if (!operation) return;
      const evidence = operation.concurrency.evidence[0]!;
      report({
        message: `${enumerate(changes.map(({ label }) => label))} ${others.length === 0 ? "is" : "are"} conditional (${evidence.signal}), but no GET of the document returns the tag that ${others.length === 0 ? "it requires" : "they require"}.`,
        help: `Add the GET that reads what it changes; if there is one on another path, ${configEntry(operation, '{ resource: "/that/path/{id}", key: "path.id" }')}.`,
        at: operation.raw.at,
        operation,
        shared: changes,
        related: [
          ...(evidence.at.startsWith("#") ? [{ message: "this makes it conditional", at: evidence.at }] : []),
          ...others.map(({ label, raw }) => ({ message: label, at: raw.at })),
        ],
      });
    },
  },
};
