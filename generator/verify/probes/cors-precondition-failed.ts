import { FOREIGN_TAG } from "../tags.js";
import { failed, notApplicable, passed, skipped } from "../verdict.js";
import { attempt, type ChangeProbe, newChange, readSubject } from "./change.js";
import { hiddenFrom } from "./cors.js";
import { NO_ORIGIN } from "./cors-preflight.js";

export const corsPreconditionFailed: ChangeProbe = {
  id: "cors-precondition-failed",
  promise: "A page of another origin sees a 412 as such.",
  section: "the Fetch standard, CORS protocol",
  needsAcceptance: false,
  async run(context) {
    const { origin, dialect } = context.run.options;
    if (origin === undefined) return skipped(NO_ORIGIN);
    const subject = await context.subjects.for(context.operation);
    const { reply } = await readSubject(context, subject);
    const answer = await attempt(context, subject, await newChange(context, reply), FOREIGN_TAG, { origin });
    if (!dialect.statuses.preconditionFailed.includes(answer.status))
      return notApplicable(`There is no 412: it is answered ${answer.status}.`);
    const hidden = hiddenFrom(origin, answer);
    return hidden === undefined ? passed() : failed(`A page sees a network error: ${hidden}.`);
  },
};
