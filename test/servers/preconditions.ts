import type { IncomingHttpHeaders } from "node:http";

/** What a resource is now: nothing, or something with its validators. */
export interface State {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/*
 * Written from RFC 9110 on purpose and without the runtime's own functions: a mistake there must not
 * be made here as well.
 */

/** The tags of a list, weak prefix apart. */
function tagsIn(list: string): { weak: boolean; opaque: string }[] {
  return [...list.matchAll(/(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)].map(([, weak, opaque]) => ({
    weak: weak !== undefined,
    opaque: opaque!,
  }));
}

/** 8.8.3.2: both strong, and the same. */
function matchesStrongly(list: string, state: State | undefined): boolean {
  if (list.trim() === "*") return state !== undefined;
  const etag = state?.etag ?? null;
  return etag !== null && !etag.startsWith("W/") && tagsIn(list).some(({ weak, opaque }) => !weak && opaque === etag);
}

/** 8.8.3.2: the same, weak or not. */
function matchesWeakly(list: string, state: State | undefined): boolean {
  if (list.trim() === "*") return state !== undefined;
  const etag = state?.etag?.replace(/^W\//, "");
  return etag !== undefined && tagsIn(list).some(({ opaque }) => opaque === etag);
}

/** Whether the state was changed after `date`; a date that is none is ignored. */
function changedAfter(date: string, state: State | undefined): boolean | undefined {
  if (!state?.lastModified || Number.isNaN(Date.parse(date))) return undefined;
  return Date.parse(state.lastModified) > Date.parse(date);
}

/** Evaluates the preconditions of a request in the order of RFC 9110, 13.2.2; `undefined` means: carry it out. */
export function evaluate(
  method: string,
  headers: IncomingHttpHeaders,
  state: State | undefined,
): 304 | 412 | undefined {
  const reading = method === "GET" || method === "HEAD";
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  // Steps 1 and 2: the date counts only where there is no If-Match.
  if (ifMatch !== undefined) {
    if (!matchesStrongly(ifMatch, state)) return 412;
  } else if (headers["if-unmodified-since"] !== undefined && changedAfter(headers["if-unmodified-since"], state)) {
    return 412;
  }
  // Steps 3 and 4: the date counts only where there is no If-None-Match, and for GET and HEAD.
  if (ifNoneMatch !== undefined) {
    if (matchesWeakly(ifNoneMatch, state)) return reading ? 304 : 412;
  } else if (
    reading &&
    headers["if-modified-since"] !== undefined &&
    changedAfter(headers["if-modified-since"], state) === false
  ) {
    return 304;
  }
  return undefined;
}
