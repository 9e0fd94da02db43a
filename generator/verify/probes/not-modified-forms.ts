import type { EntityTag } from "../../../runtime/call.js";
import { FOREIGN_TAG, weakForm } from "../tags.js";
import { failed, notApplicable, passed } from "../verdict.js";
import { isKept, revalidate, type RetrievalProbe } from "./probe.js";

/** If-None-Match in another form, which must be answered 304 as well. */
function form(id: string, promise: string, section: string, ifNoneMatch: (tag: EntityTag) => string): RetrievalProbe {
  return {
    id,
    promise,
    section,
    async run(context) {
      if (!isKept(context, "not-modified")) return notApplicable("Even the tag as it was sent gets no 304.");
      const { tag, answer, restless } = await revalidate(context, ifNoneMatch);
      if (answer.status === 304) return passed();
      return failed(
        restless
          ? "Each GET sends another tag, so that none ever matches."
          : `If-None-Match: ${ifNoneMatch(tag)} is answered ${answer.status}, not 304.`,
      );
    },
  };
}

/** 13.1.2: If-None-Match compares weakly. */
export const notModifiedWeak = form(
  "not-modified-weak",
  "If-None-Match compares weakly: `W/` makes no difference.",
  "13.1.2",
  weakForm,
);

export const notModifiedList = form(
  "not-modified-list",
  "If-None-Match may list several tags.",
  "13.1.2",
  (tag) => `${FOREIGN_TAG}, ${tag}`,
);

export const notModifiedAny = form(
  "not-modified-any",
  "`If-None-Match: *` matches whatever there is.",
  "13.1.2",
  () => "*",
);
