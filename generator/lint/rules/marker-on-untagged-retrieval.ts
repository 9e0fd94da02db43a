import { parametersOf } from "../../model/paths.js";
import { configEntry } from "../advice.js";
import type { Rule } from "../rule.js";

export const markerOnUntaggedRetrieval: Rule = {
  id: "marker-on-untagged-retrieval",
  summary: "A marked GET names no resource, and no state change takes its tag.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    retrieval(operation, contract, report) {
      const { raw, signals, resource } = operation;
      if (!signals.marker || signals.declaresTag || resource.conditional || parametersOf(raw.path).length > 0) return;
      report({
        message: `${operation.label} is marked, but it reads no single resource, declares no tag, and no state change of the document takes its tag.`,
        help: `Remove "${signals.marker.sentence}" from its docstring; if it does send a tag for caching, declare the ${contract.tagHeaders.preferred} header instead. To keep it as it is, ${configEntry(operation, '{ role: "retrieval" }')}.`,
        at: operation.concurrency.evidence.find(({ signal }) => signal === "marker")?.at ?? raw.at,
        operation,
      });
    },
  },
};
