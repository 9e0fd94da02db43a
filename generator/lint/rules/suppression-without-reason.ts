import type { Rule } from "../rule.js";

/** Shorter ones say nothing: "ok", "todo", "legacy". */
const LEAST = 10;

export const suppressionWithoutReason: Rule = {
  id: "suppression-without-reason",
  summary: "A finding is suppressed without a reason.",
  recommended: "error",
  strict: "error",
  visitor: {
    end({ suppressions }, report) {
      for (const one of suppressions?.all ?? []) {
        if (one.malformed !== undefined || one.reason.length >= LEAST) continue;
        report({
          message: `${one.name} silences ${one.rule} ${one.reason === "" ? "without a reason" : `with a reason that says nothing ("${one.reason}")`}.`,
          help: `Add \`reason\`: why the finding is right as it is, in at least ${LEAST} characters.`,
          at: one.at,
          operation: one.operation,
        });
      }
    },
  },
};
