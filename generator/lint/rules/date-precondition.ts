import { own } from "../../load/pointer.js";
import { text } from "../../model/reader.js";
import { isStateChange } from "../../model/signals.js";
import { IF_MATCH_PARAMETER } from "../advice.js";
import type { Rule } from "../rule.js";

export const datePrecondition: Rule = {
  id: "date-precondition",
  summary: "A state change offers If-Unmodified-Since and no If-Match: two writes in one second pass both.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    operation(operation, _contract, report) {
      const { raw } = operation;
      if (!isStateChange(raw) || operation.concurrency.role === "state-change") return;
      const header = raw.parameters.find(
        ({ node }) => own(node, "in") === "header" && text(own(node, "name")).toLowerCase() === "if-unmodified-since",
      );
      if (!header) return;
      report({
        message: `${operation.label} offers If-Unmodified-Since, but no If-Match: dates are precise to the second, so of two changes in the same second one is lost, and no tag is checked.`,
        help: `Add ${IF_MATCH_PARAMETER} to its \`parameters\`, and let its retrieval send an ETag.`,
        at: header.at,
        operation,
        related: [{ message: operation.label, at: raw.at }],
      });
    },
  },
};
