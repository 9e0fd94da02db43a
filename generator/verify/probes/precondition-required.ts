import { failed, passed } from "../verdict.js";
import { attempt, type ChangeProbe, mustRefuse, newChange, readSubject } from "./change.js";
import { succeeded } from "./probe.js";

export const preconditionRequired: ChangeProbe = {
  id: "precondition-required",
  promise: "Without If-Match a state change is answered as the document says: 428 where it is required.",
  section: "RFC 6585, 3",
  needsAcceptance: false,
  async run(context) {
    const { statuses } = context.run.options.dialect;
    const subject = await context.subjects.for(context.operation);
    const before = await readSubject(context, subject);
    if (context.ifMatch === "required")
      return mustRefuse(context, subject, before, {
        what: "Without If-Match it",
        ifMatch: undefined,
        statuses: statuses.preconditionRequired,
      });
    const reply = await attempt(context, subject, await newChange(context, before.reply), undefined);
    if (succeeded(reply)) return passed("The document lets If-Match be left out, and so does the server.");
    return failed(`The document says that If-Match is optional, but without it the answer is ${reply.status}.`);
  },
};
