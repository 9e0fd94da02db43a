import { weakEquals } from "../../../runtime/core/entity-tag.js";
import { failed, notApplicable, passed } from "../verdict.js";
import { publishedBy, revalidate, type RetrievalProbe } from "./probe.js";

export const notModifiedTag: RetrievalProbe = {
  id: "not-modified-tag",
  promise: "A 304 carries the tag that the 200 would carry.",
  section: "15.4.5",
  async run(context) {
    if (context.resource.tagProperty !== undefined)
      return notApplicable("The tag of this resource travels in the body, and a 304 has none.");
    const { tag, answer } = await revalidate(context, (sent) => sent);
    if (answer.status !== 304) return notApplicable("There is no 304.");
    const published = publishedBy(context, answer);
    if (published.raw === undefined) return failed(`The 304 has no ${published.from}.`);
    if (published.tag === undefined)
      return failed(`The tag of the 304 is ${JSON.stringify(published.raw)}, which is none.`);
    return weakEquals(published.tag, tag) ? passed() : failed(`The 304 carries ${published.tag}, the 200 ${tag}.`);
  },
};
