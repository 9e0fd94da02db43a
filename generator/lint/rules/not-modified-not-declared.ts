import { declareResponse } from "../advice.js";
import type { Rule } from "../rule.js";

export const notModifiedNotDeclared: Rule = {
  id: "not-modified-not-declared",
  summary: "A retrieval that yields a tag declares no 304.",
  recommended: "off",
  strict: "warn",
  visitor: {
    retrieval(operation, _contract, report) {
      const { raw, signals, resource, concurrency } = operation;
      const says = signals.marker || signals.declaresTag || signals.acceptsIfNoneMatch || resource.conditional;
      if (!says || raw.responses.some(({ key }) => key === "304" || /^3xx$/i.test(key))) return;
      const [evidence] = concurrency.evidence;
      report({
        message: `${operation.label} yields a tag${evidence ? ` (${evidence.signal})` : ""}, but declares no 304: a client that revalidates receives a response that the document does not describe.`,
        help: declareResponse("304", "Not modified"),
        at: raw.at,
        operation,
        repair: { kind: "declare", subject: "not-modified", operations: [operation] },
        ...(evidence?.at.startsWith("#") && {
          related: [{ message: "this says that there is a tag", at: evidence.at }],
        }),
      });
    },
  },
};
