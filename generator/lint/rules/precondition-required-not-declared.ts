import { lacksStatus } from "../../contract/declarations.js";
import { declareResponse } from "../advice.js";
import type { Rule } from "../rule.js";
import { reportUndeclared } from "../undeclared.js";

export const preconditionRequiredNotDeclared: Rule = {
  id: "precondition-required-not-declared",
  summary: "A state change that requires If-Match does not declare the response to a request without it.",
  recommended: "off",
  strict: "warn",
  visitor: {
    resource(resource, contract, report) {
      const statuses = contract.options.statuses.preconditionRequired;
      const status = String(statuses[0]);
      reportUndeclared(resource, contract, report, {
        what: `no ${status}`,
        therefore: "clients cannot know how the server responds to a request without If-Match",
        help: declareResponse(status, "Precondition required: send If-Match"),
        subject: "precondition-required",
        lacks: (operation) => operation.concurrency.ifMatch === "required" && lacksStatus(operation, statuses),
      });
    },
  },
};
