import { isWeak, weakEquals } from "../../../runtime/core/entity-tag.js";
import { failed, notApplicable, passed } from "../verdict.js";
import { get, publishedBy, read, type RetrievalProbe } from "./probe.js";

const gzip = { "accept-encoding": "gzip" };

export const tagUnderGzip: RetrievalProbe = {
  id: "tag-under-gzip",
  promise: "The tag is the same, and still works, when the answer is compressed.",
  section: "8.8.3.3",
  async run(context) {
    const { resource, run } = context;
    const plain = await read(context);
    const compressed = await get(context, gzip);
    const encoding = compressed.headers.get("content-encoding");
    if (encoding === null || encoding === "identity") return notApplicable("The server does not compress this answer.");
    const { tag, raw, from } = publishedBy(context, compressed);
    if (tag === undefined)
      return failed(
        raw === undefined
          ? `Compressed, GET sends no ${from}.`
          : `Compressed, ${from} turns into ${JSON.stringify(raw)}.`,
      );
    const again = await get(context, { ...gzip, "if-none-match": tag });
    if (again.status !== 304 && publishedBy(context, again).tag === tag)
      return failed(`Compressed, the tag is ${tag}, and If-None-Match with it is answered ${again.status}, not 304.`);
    // Somebody may have written between the two: then the tags differ for a better reason.
    const { tag: now } = await read(context);
    if (tag === plain.tag || now !== plain.tag) return passed();
    if (!resource.conditional) return passed(`Compressed, the tag is ${tag} instead of ${plain.tag}.`);
    if (weakEquals(tag, plain.tag) && isWeak(tag))
      return run.options.dialect.weakTags === "strip"
        ? passed("Compressed, the tag turns weak; clients strip `W/`, as the config says.")
        : failed(`Compressed, the tag turns weak: ${tag} instead of ${plain.tag}. If-Match never matches a weak tag.`);
    return passed(
      `Compressed, the tag is ${tag} instead of ${plain.tag}; only --write shows whether If-Match takes it.`,
    );
  },
};
