import { configEntry } from "../advice.js";
import type { Rule } from "../rule.js";

export const markerOnCreate: Rule = {
  id: "marker-on-create",
  summary: "A marked POST creates something: there is no tag yet that it could match.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    operation(operation, _contract, report) {
      const { concurrency, signals } = operation;
      if (concurrency.role !== "creation" || !signals.marker || operation.decided) return;
      report({
        message: `${operation.label} is marked, but creates a ${concurrency.resource}: no record with a tag exists yet, so it is generated without If-Match.`,
        help: `Remove "${signals.marker.sentence}" from its docstring; an Idempotency-Key guards against creating twice. If it does change an existing resource, ${configEntry(operation, '{ role: "state-change", resource: "...", key: "body...." }')}.`,
        at: concurrency.evidence.find(({ signal }) => signal === "marker")?.at ?? operation.raw.at,
        operation,
      });
    },
  },
};
