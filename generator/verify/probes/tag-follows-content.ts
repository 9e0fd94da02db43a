import { failed, notApplicable, passed } from "../verdict.js";
import type { ChangeProbe } from "./change.js";
import { publishedBy } from "./probe.js";

export const tagFollowsContent: ChangeProbe = {
  id: "tag-follows-content",
  promise: "The tag changes when the content does.",
  section: "8.8.1",
  needsAcceptance: true,
  async run(context) {
    const { before, after } = context.baseline;
    if (after.status !== 200) return notApplicable("There is no content any more.");
    if (after.text === before.reply.text) return notApplicable("The content did not change.");
    const { tag } = publishedBy(context, after);
    return tag === before.tag ? failed(`The content changed, and the tag is still ${before.tag}.`) : passed();
  },
};
