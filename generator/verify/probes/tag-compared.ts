import { failed, notApplicable, passed } from "../verdict.js";
import { attempt, type ChangeProbe, current, newChange, readSubject } from "./change.js";
import { succeeded } from "./probe.js";

export const tagCompared: ChangeProbe = {
  id: "tag-compared",
  promise: "The tag that a compressed GET publishes is one that If-Match accepts.",
  section: "8.8.3.3",
  needsAcceptance: true,
  async run(context) {
    const subject = await context.subjects.for(context.operation);
    const { reply, tag } = await readSubject(context, subject, { "accept-encoding": "gzip" });
    const encoding = reply.headers.get("content-encoding");
    if (encoding === null || encoding === "identity") return notApplicable("The server does not compress this answer.");
    const answer = await attempt(context, subject, await newChange(context, reply), current(context, tag));
    return succeeded(answer)
      ? passed()
      : failed(`Compressed, GET publishes ${tag}; If-Match with it is answered ${answer.status}.`);
  },
};
