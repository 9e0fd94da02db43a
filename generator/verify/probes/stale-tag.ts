import { failed } from "../verdict.js";
import { attempt, type ChangeProbe, current, mustRefuse, newChange, outdate } from "./change.js";
import { isKept, succeeded } from "./probe.js";

export const staleTag: ChangeProbe = {
  id: "stale-tag",
  promise:
    "With a tag that is no longer current a state change is answered 412, changes nothing, and succeeds after a reload.",
  section: "13.1.1",
  needsAcceptance: false,
  async run(context) {
    const subject = await context.subjects.for(context.operation);
    const { stale, now } = await outdate(context, subject);
    const verdict = await mustRefuse(context, subject, now, {
      what: `If-Match: ${stale}, which is not current,`,
      ifMatch: stale,
      statuses: context.run.options.dialect.statuses.preconditionFailed,
    });
    if (verdict.outcome !== "passed" || !isKept(context, "current-tag")) return verdict;
    // The second tab: reload, apply again.
    const again = await attempt(context, subject, await newChange(context, now.reply), current(context, now.tag));
    return succeeded(again) ? verdict : failed(`After a reload, with ${now.tag}, it is answered ${again.status}.`);
  },
};
