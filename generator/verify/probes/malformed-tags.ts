import { FOREIGN_TAG } from "../tags.js";
import { passed } from "../verdict.js";
import { attempt, type ChangeProbe, mustRefuse, newChange, readSubject } from "./change.js";
import { isKept, succeeded } from "./probe.js";

/** What stands for "No, and I have seen it": 400 is a fair answer to a malformed header. */
const refusals = (statuses: {
  preconditionFailed: readonly number[];
  preconditionRequired: readonly number[];
}): number[] => [...statuses.preconditionFailed, ...statuses.preconditionRequired, 400];

export const unquotedTag: ChangeProbe = {
  id: "unquoted-tag",
  promise: "An If-Match that lost its quotes, and matches nothing, is refused and not ignored.",
  section: "8.8.3",
  needsAcceptance: false,
  async run(context) {
    const subject = await context.subjects.for(context.operation);
    const ifMatch = FOREIGN_TAG.replaceAll('"', "");
    return mustRefuse(context, subject, await readSubject(context, subject), {
      what: `If-Match: ${ifMatch}, which has no quotes and matches nothing,`,
      ifMatch,
      statuses: refusals(context.run.options.dialect.statuses),
    });
  },
};

export const weakTag: ChangeProbe = {
  id: "weak-tag",
  promise: "A weak If-Match that matches nothing is refused and not ignored.",
  section: "8.8.3.2",
  needsAcceptance: false,
  async run(context) {
    const subject = await context.subjects.for(context.operation);
    const before = await readSubject(context, subject);
    const verdict = await mustRefuse(context, subject, before, {
      what: `If-Match: W/${FOREIGN_TAG}, which matches nothing,`,
      ifMatch: `W/${FOREIGN_TAG}`,
      statuses: refusals(context.run.options.dialect.statuses),
    });
    if (verdict.outcome !== "passed" || !isKept(context, "current-tag") || before.tag.startsWith("W/")) return verdict;
    const reply = await attempt(context, subject, await newChange(context, before.reply), `W/${before.tag}`);
    // 8.8.3.2: strong comparison would refuse it; no lost update comes of accepting it.
    return succeeded(reply)
      ? passed("The weak form of the current tag is accepted: the server compares weakly.")
      : verdict;
  },
};
