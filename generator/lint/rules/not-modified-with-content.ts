import { own } from "../../load/pointer.js";
import type { Rule } from "../rule.js";

export const notModifiedWithContent: Rule = {
  id: "not-modified-with-content",
  summary: "A 304 declares a body, but never has one.",
  recommended: "warn",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      const found = operation.raw.responses.find(({ key }) => key === "304");
      const content = own(found?.node, "content");
      if (!found || typeof content !== "object" || content === null || Object.keys(content).length === 0) return;
      report({
        message: `${operation.label} declares a body for its 304 (${Object.keys(content).join(", ")}): a 304 has no body (RFC 9110, section 15.4.5).`,
        help: "Remove `content` from the 304; its ETag belongs in `headers`.",
        at: `${found.at}/content`,
        operation,
        // A response that others answer with under another status may well have a body there.
        ...(contract.operations.every(({ raw }) =>
          raw.responses.every(({ key, at }) => at !== found.at || key === "304"),
        ) && { repair: { kind: "remove", at: `${found.at}/content` } }),
        related: [{ message: operation.label, at: operation.raw.at }],
      });
    },
  },
};
