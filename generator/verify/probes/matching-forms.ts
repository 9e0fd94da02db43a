import { FOREIGN_TAG } from "../tags.js";
import { failed, passed } from "../verdict.js";
import { attempt, type ChangeProbe, current, newChange, readSubject } from "./change.js";
import { succeeded } from "./probe.js";

/** If-Match in another form, which must be let through as well. */
function form(id: string, promise: string, ifMatch: (tag: string) => string): ChangeProbe {
  return {
    id,
    promise,
    section: "13.1.1",
    needsAcceptance: true,
    async run(context) {
      const subject = await context.subjects.for(context.operation);
      const { reply: now, tag } = await readSubject(context, subject);
      const value = ifMatch(current(context, tag));
      const reply = await attempt(context, subject, await newChange(context, now), value);
      return succeeded(reply) ? passed() : failed(`If-Match: ${value} is answered ${reply.status}.`);
    },
  };
}

export const tagList = form(
  "tag-list",
  "If-Match may list several tags, of which one is current.",
  (tag) => `${FOREIGN_TAG}, ${tag}`,
);

export const anyTag = form("any-tag", "`If-Match: *` matches what exists.", () => "*");
