import { failed, notApplicable, passed } from "../verdict.js";
import { publishedBy, read, type RetrievalProbe } from "./probe.js";

export const head: RetrievalProbe = {
  id: "head",
  promise: "HEAD answers like GET, with the same tag.",
  section: "9.3.2",
  async run(context) {
    const { wire, target, resource } = context;
    if (resource.tagProperty !== undefined)
      return notApplicable("The tag of this resource travels in the body, and HEAD has none.");
    const before = await read(context);
    const answer = await wire.send({ method: "HEAD", url: target.url, headers: target.headers });
    if ([404, 405, 501].includes(answer.status)) return notApplicable(`HEAD is not offered: ${answer.status}.`);
    if (answer.status !== 200) return failed(`GET answers 200, HEAD ${answer.status}.`);
    const { tag, raw } = publishedBy(context, answer);
    // 9.3.2: fields that depend on the content may be left out.
    if (raw === undefined) return passed("HEAD sends no tag, which is allowed.");
    if (tag === before.tag) return passed();
    const after = await read(context);
    return tag === after.tag ? passed() : failed(`GET sends ${after.tag}, HEAD ${raw}.`);
  },
};
