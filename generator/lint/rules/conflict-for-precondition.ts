import { own } from "../../load/pointer.js";
import { text } from "../../model/reader.js";
import { speaksOfVersions } from "../prose.js";
import type { Rule } from "../rule.js";

export const conflictForPrecondition: Rule = {
  id: "conflict-for-precondition",
  summary: "A conditional state change declares a 409 for a tag that no longer matches, and no 412.",
  recommended: "warn",
  strict: "error",
  visitor: {
    stateChange(operation, { options }, report) {
      const { raw, concurrency } = operation;
      if (options.statuses.preconditionFailed.includes(409) || raw.responses.some(({ key }) => key === "412")) return;
      const conflict = raw.responses.find(({ key }) => key === "409");
      const word = conflict && speaksOfVersions.exec(text(own(conflict.node, "description")))?.[0];
      if (!conflict || word === undefined) return;
      const [evidence] = concurrency.evidence;
      report({
        message: `${operation.label} is conditional and declares a 409 that mentions "${word}", but no 412: a failed If-Match is answered with 412, and clients take a 409 to mean something else.`,
        help: "Answer 412 and declare it, keeping 409 for conflicts that a fresh tag cannot solve. If the server cannot change, ifmatch.config.ts: statuses: { preconditionFailed: [409, 412] }.",
        at: conflict.at,
        operation,
        ...(evidence?.at.startsWith("#") && { related: [{ message: "this makes it conditional", at: evidence.at }] }),
      });
    },
  },
};
