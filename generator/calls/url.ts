import type { Text } from "./value.js";

/** What stands for a variable part while a URL is taken apart. */
const HOLE = "\0";

/** A segment of a path: `null` where it is variable. */
export type Segment = string | null;

/**
 * The segments of a URL's path: without origin, query, and a base URL that is only a variable. `{name}` is variable, as in
 * openapi-fetch; `undefined` where the text is a route (`/jobs/:id`), or says nothing.
 */
export function segmentsOf(url: Text): readonly Segment[] | undefined {
  const text = url
    .map((part) => part ?? HOLE)
    .join("")
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "")
    .replace(/[?#][^]*$/, "");
  const parts = text.split("/");
  // A base URL in a variable ends where the first segment does: `${base}/jobs`, `${base}jobs`.
  if (parts[0]!.startsWith(HOLE)) parts[0] = parts[0]!.replace(/^\0+/, "");
  const segments = parts.filter((part) => part !== "");
  if (segments.length === 0 || segments.some((part) => /^:\w|^\*/.test(part))) return undefined;
  return segments.map((part) => (part.includes(HOLE) || isParameter(part) ? null : part));
}

/** The segments of a path template of the document. */
export const templateSegments = (path: string): readonly Segment[] =>
  path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => (part.includes("{") ? null : part));

const isParameter = (part: string): boolean => /^\{[^{}]*\}$/.test(part);

/**
 * How well a URL fits a template, smaller being better; `undefined` where it does not. The code may leave out the leading
 * literal segments, which its client's base URL has, or put others before them; the rest has to be the same.
 */
export function distance(url: readonly Segment[], template: readonly Segment[]): number | undefined {
  const shared = Math.min(url.length, template.length);
  const left = template.slice(0, template.length - shared);
  if (left.includes(null)) return undefined;
  let literals = 0;
  let filled = 0;
  for (let back = 1; back <= shared; back++) {
    const [given, wanted] = [url.at(-back)!, template.at(-back)!];
    if (wanted === null) {
      if (given !== null) filled++;
    } else if (given !== wanted) return undefined;
    else literals++;
  }
  if (literals === 0) return undefined;
  // A literal that a parameter took is worse than one that the template has; leading segments weigh most.
  return (left.length + (url.length - shared)) * 100 + filled;
}
