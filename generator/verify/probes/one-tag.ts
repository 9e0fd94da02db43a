import { failed, notApplicable, passed } from "../verdict.js";
import { get, publishedBy, read, type RetrievalProbe } from "./probe.js";

export const oneTag: RetrievalProbe = {
  id: "one-tag",
  promise: "Every view of a resource sends one and the same tag.",
  section: "8.8.1",
  async run(context) {
    const { resource, views } = context;
    if (!resource.conditional || views.length === 0) return notApplicable("There is one view of this resource.");
    const before = await read(context);
    const different: string[] = [];
    for (const { operation, target } of views) {
      const reply = await get({ ...context, target });
      const { tag } = publishedBy(context, reply);
      // A view without a tag breaks its own promise, not this one.
      if (reply.status === 200 && tag !== undefined && tag !== before.tag) different.push(`${operation.id} ${tag}`);
    }
    const after = await read(context);
    if (different.length === 0) return passed();
    return after.tag === before.tag
      ? failed(`${context.operation.id} sends ${before.tag}, but ${different.join(", ")}.`)
      : passed("Somebody wrote meanwhile, so the tags could not be compared.");
  },
};
