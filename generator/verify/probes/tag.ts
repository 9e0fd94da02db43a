import { isWeak } from "../../../runtime/core/entity-tag.js";
import { failed, passed, skipped } from "../verdict.js";
import { get, publishedBy, type RetrievalProbe } from "./probe.js";

export const tag: RetrievalProbe = {
  id: "tag",
  promise: "GET sends an entity-tag that a client can use.",
  section: "8.8.3",
  async run(context) {
    const { resource, run } = context;
    const reply = await get(context);
    if (reply.status >= 500) return failed(`GET answers ${reply.status}.`);
    if (reply.status !== 200) return skipped(`GET answers ${reply.status}.`);
    const published = publishedBy(context, reply);
    if (published.raw === undefined) return failed(`GET sends no ${published.from}.`);
    // 8.8.3: the quotes are part of the tag, and what lacks them is none.
    if (published.tag === undefined)
      return failed(
        `${published.from} is ${JSON.stringify(published.raw)}, which is no entity-tag: it needs double quotes.`,
      );
    const weak = isWeak(published.tag);
    // 13.1.1: If-Match compares strongly, so a weak tag never matches.
    if (weak && resource.conditional && run.options.dialect.weakTags !== "strip")
      return failed(`The tag is weak, ${published.tag}: If-Match compares strongly, so it can never match.`);
    return passed(weak ? "The tag is weak: good for caching only." : undefined, await shared(published.tag));

    /** 8.8.1 allows it: a tag belongs to the resource it came from. */
    async function shared(own: string): Promise<string | undefined> {
      if (!context.other) return undefined;
      const other = await get({ ...context, target: context.other });
      return publishedBy(context, other).tag === own && other.text !== reply.text
        ? "Two different resources have the same tag. That is allowed; clients must never use one's tag for the other."
        : undefined;
    }
  },
};
