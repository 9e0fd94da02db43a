import { failed, notApplicable, passed } from "../verdict.js";
import { attempt, type ChangeProbe, current, newChange, readSubject, whatChanged } from "./change.js";
import { succeeded } from "./probe.js";

export const doubleSubmit: ChangeProbe = {
  id: "double-submit",
  promise: "The same POST sent twice with one tag is carried out once.",
  section: "13.1.1",
  needsAcceptance: true,
  async run(context) {
    if (context.operation.method !== "POST") return notApplicable("It is no POST.");
    const subject = await context.subjects.for(context.operation);
    const before = await readSubject(context, subject);
    const change = await newChange(context, before.reply);
    const first = await attempt(context, subject, change, current(context, before.tag));
    if (!succeeded(first)) return failed(`The first is answered ${first.status}.`);
    const between = await readSubject(context, subject);
    const second = await attempt(context, subject, change, current(context, before.tag));
    if (succeeded(second)) return failed(`The second is carried out as well: ${second.status}.`);
    const changed = await whatChanged(context, subject, between);
    if (changed !== undefined)
      return failed(`The second is answered ${second.status}, and yet something was written: ${changed}.`);
    // 13.2.1: what is no longer possible at all, such as accepting a quote again, may be said first.
    return context.run.options.dialect.statuses.preconditionFailed.includes(second.status) || second.status === 409
      ? passed()
      : failed(`The second is answered ${second.status}, not 412.`);
  },
};
