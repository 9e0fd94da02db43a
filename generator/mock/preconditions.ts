import type { EntityTag } from "../../runtime/call.js";
import { isEntityTag, parseEntityTagList, strongEquals, weakEquals } from "../../runtime/core/entity-tag.js";

/** What a resource is now. Absent: nothing is there. */
export interface Validator {
  readonly etag: EntityTag | undefined;
  /** Milliseconds; compared by the second, as the header says it. */
  readonly lastModified: number | undefined;
}

/** A list that is none, such as a tag that lost its quotes, names no tag at all. */
function tagsOf(list: string): readonly EntityTag[] {
  try {
    return parseEntityTagList(list);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function matches(
  list: string,
  current: Validator | undefined,
  equals: (a: EntityTag, b: EntityTag) => boolean,
): boolean {
  // RFC 9110, 13.1.1 and 13.1.2: `*` is about whether there is a representation at all.
  if (list.trim() === "*") return current !== undefined;
  const etag = current?.etag;
  return etag !== undefined && isEntityTag(etag) && tagsOf(list).some((tag) => equals(tag, etag));
}

/** Whether the resource changed after the date of a header; a date that is none, or nothing to compare: unknown. */
function changedAfter(date: string, current: Validator | undefined): boolean | undefined {
  const at = Date.parse(date);
  if (current?.lastModified === undefined || Number.isNaN(at)) return undefined;
  return Math.floor(current.lastModified / 1000) > Math.floor(at / 1000);
}

/**
 * Evaluates a request's preconditions in the order of RFC 9110, 13.2.2.
 *
 * @returns the status that answers the request, or `undefined`: carry it out.
 */
export function evaluatePreconditions(
  method: string,
  headers: Headers,
  current: Validator | undefined,
): 304 | 412 | undefined {
  const safe = method === "GET" || method === "HEAD";
  const [ifMatch, ifNoneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
  const [unmodifiedSince, modifiedSince] = [headers.get("if-unmodified-since"), headers.get("if-modified-since")];
  // 13.2.2, steps 1 and 2; 13.1.4: beside If-Match the date is ignored.
  if (ifMatch !== null) {
    if (!matches(ifMatch, current, strongEquals)) return 412;
  } else if (unmodifiedSince !== null && changedAfter(unmodifiedSince, current) === true) {
    return 412;
  }
  // 13.2.2, steps 3 and 4; 13.1.3: beside If-None-Match, and for other methods, the date is ignored.
  if (ifNoneMatch !== null) {
    if (matches(ifNoneMatch, current, weakEquals)) return safe ? 304 : 412;
  } else if (safe && modifiedSince !== null && changedAfter(modifiedSince, current) === false) {
    return 304;
  }
  return undefined;
}

/** Why preconditions led to a status, in words. */
export function explainPreconditions(status: 304 | 412, headers: Headers, current: Validator | undefined): string {
  const [ifMatch, ifNoneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
  if (status === 304)
    return ifNoneMatch === null ? "not modified since that date" : "If-None-Match names the current tag";
  if (ifMatch !== null) {
    const etag = current?.etag;
    if (etag === undefined) return "If-Match was sent, and there is nothing to match";
    // 13.1.1: If-Match compares strongly.
    return tagsOf(ifMatch).some((tag) => weakEquals(tag, etag))
      ? `If-Match compares strongly, and ${ifMatch} is weak`
      : `the tag is ${etag} now`;
  }
  return ifNoneMatch === null ? "changed since that date" : "If-None-Match names what exists";
}
