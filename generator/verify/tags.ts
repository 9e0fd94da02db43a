import type { EntityTag } from "../../runtime/call.js";
import { isEntityTag, isWeak, opaqueTag } from "../../runtime/core/entity-tag.js";
import { own } from "../load/pointer.js";
import type { ResourceModel } from "../model/model.js";
import type { Dialect } from "./types.js";
import type { Reply } from "./wire.js";

/** What an answer publishes as its tag. */
export interface Published {
  /** A well-formed one, as clients would take it. */
  readonly tag: EntityTag | undefined;
  /** As sent, well-formed or not. */
  readonly raw: string | undefined;
  /** `ETag`, or the body property. */
  readonly from: string;
}

/** The tag of an answer, from where the generated client takes it. */
export function publishedTag(
  reply: Pick<Reply, "headers" | "json">,
  { versionHeaders }: Dialect,
  { tagProperty }: Pick<ResourceModel, "tagProperty">,
): Published {
  if (tagProperty !== undefined) {
    const value = own(reply.json, tagProperty);
    // A body property has a form of its own: it counts as it is.
    const tag = value === undefined || value === null ? undefined : (String(value) as EntityTag);
    return { tag, raw: tag, from: `the body's ${tagProperty}` };
  }
  const sent = versionHeaders.map((name) => ({ name, value: reply.headers.get(name) ?? undefined }));
  const usable = sent.find(({ value }) => isEntityTag(value));
  const any = usable ?? sent.find(({ value }) => value !== undefined);
  return {
    tag: usable && (usable.value as EntityTag),
    raw: any?.value,
    from: any?.name ?? versionHeaders.join(" or "),
  };
}

/** The tag as the client puts it into If-Match. */
export const forIfMatch = (tag: EntityTag, { weakTags }: Dialect): string =>
  weakTags === "strip" ? opaqueTag(tag) : tag;

/** `"x"` is `W/"x"`, and that is itself. */
export const weakForm = (tag: EntityTag): string => (isWeak(tag) ? tag : `W/${tag}`);

/** A tag that no server has given out. */
export const FOREIGN_TAG = '"ifmatch-verify-matches-nothing"';
