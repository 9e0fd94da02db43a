import { lacksStatus } from "../../contract/declarations.js";
import { declareResponse } from "../advice.js";
import type { Rule } from "../rule.js";
import { reportUndeclared } from "../undeclared.js";

export const preconditionFailedNotDeclared: Rule = {
  id: "precondition-failed-not-declared",
  summary: "A conditional state change does not declare the response to a tag that no longer matches.",
  recommended: "off",
  strict: "warn",
  visitor: {
    resource(resource, contract, report) {
      const statuses = contract.options.statuses.preconditionFailed;
      const status = String(statuses[0]);
      reportUndeclared(resource, contract, report, {
        what: `no ${status}`,
        therefore: "clients cannot know how the server responds to a tag that no longer matches",
        help: declareResponse(status, "Precondition failed: the resource has changed"),
        subject: "precondition-failed",
        lacks: (operation) => lacksStatus(operation, statuses),
      });
    },
  },
};
