import { failed, notApplicable, passed } from "../verdict.js";
import type { ChangeProbe } from "./change.js";
import { publishedBy } from "./probe.js";

export const tagAfterWrite: ChangeProbe = {
  id: "tag-after-write",
  promise: "The tag of a state change's answer is the one that the next GET sends.",
  section: "8.8.3",
  needsAcceptance: true,
  async run(context) {
    const { answer, after } = context.baseline;
    if (context.operation.method === "DELETE") return notApplicable("What was deleted has no tag.");
    const written = publishedBy(context, answer);
    if (written.raw === undefined) return passed("The answer has no tag: clients read again before they write again.");
    if (written.tag === undefined)
      return failed(`The answer's ${written.from} is ${JSON.stringify(written.raw)}, which is no entity-tag.`);
    const { tag } = publishedBy(context, after);
    return written.tag === tag ? passed() : failed(`The answer carries ${written.tag}, the next GET ${tag ?? "none"}.`);
  },
};
