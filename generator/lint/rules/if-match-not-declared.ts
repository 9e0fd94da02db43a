import { declareHeaderParameter } from "../advice.js";
import type { Rule } from "../rule.js";
import { reportUndeclared } from "../undeclared.js";

export const ifMatchNotDeclared: Rule = {
  id: "if-match-not-declared",
  summary: "A conditional state change declares no If-Match parameter, so other tools cannot see it.",
  recommended: "warn",
  strict: "error",
  visitor: {
    resource(resource, contract, report) {
      reportUndeclared(resource, contract, report, {
        what: "no If-Match parameter",
        therefore: "every other tool generates clients that do not send it",
        help: declareHeaderParameter,
        subject: "if-match",
        lacks: ({ signals }) => signals.ifMatch === undefined,
      });
    },
  },
};
