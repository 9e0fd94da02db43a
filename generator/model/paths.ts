/** Path templates, compared by shape: parameter names and the trailing slash are ignored. */
import pluralize from "pluralize";
import { pascalWords, words } from "./identifiers.js";

export const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

export const isParameter = (segment: string | undefined): boolean =>
  segment !== undefined && /^\{[^{}]+\}$/.test(segment);

/** `/jobs/{job_id}/` and `/jobs/{id}` are both `/jobs/{}`. */
export function normalized(path: string): string {
  return `/${segmentsOf(path)
    .map((segment) => segment.replace(/\{[^{}]*\}/g, "{}"))
    .join("/")}`;
}

export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
}

/** Whether `path` is `base`, or goes on from it with literal segments only: another view of the same thing. */
export function isViewOf(path: string, base: string): boolean {
  const [longer, shorter] = [segmentsOf(normalized(path)), segmentsOf(normalized(base))];
  return (
    shorter.every((segment, index) => segment === longer[index]) &&
    !longer.slice(shorter.length).some((segment) => segment.includes("{}"))
  );
}

/** Whether `path` is the collection that `base`, a path ending in a parameter, lies in. */
export function isCollectionOf(path: string, base: string): boolean {
  const segments = segmentsOf(normalized(base));
  return isParameterMark(segments.at(-1)) && normalized(path) === `/${segments.slice(0, -1).join("/")}`;
}

const isParameterMark = (segment: string | undefined): boolean => segment === "{}";

/**
 * The name of what lives at a path, with up to `depth` segments before it for telling namesakes apart:
 * `/jobs/{job_id}/` is `Job`, `/jobs/{job_id}/header/` is `JobHeader`, `/jobs/weekly-metrics/` is `JobsWeeklyMetrics`.
 */
export function resourceName(path: string, depth: number): string {
  // `/api/v2/` says nothing about what lives below it.
  const segments = segmentsOf(path).filter(
    (segment, index, all) => !(/^(api|rest|v\d+(\.\d+)*)$/i.test(segment) && index < all.length - 1),
  );
  const literals = segments.flatMap((segment, index) =>
    isParameter(segment) ? [] : [{ word: segment.replace(/\{[^{}]*\}/g, ""), keyed: isParameter(segments[index + 1]) }],
  );
  const last = literals.at(-1);
  if (last === undefined)
    return pascalWords((parametersOf(path).at(-1) ?? "").replace(/[_-]?(uu)?id$/i, ""), "Resource");
  // What ends in a literal is a part or a list: it needs its owner's name to say whose, unless it says so itself.
  const names = literals.map(({ word, keyed }) => pascalWords(keyed ? singularWord(word) : word, ""));
  const saysItself = names.length > 1 && names.at(-1)!.startsWith(names.at(-2)!);
  const owners = last.keyed || saysItself ? depth : depth + 1;
  return names.slice(Math.max(0, names.length - 1 - owners)).join("") || "Resource";
}

/** Only the last word counts: `purchase-orders` is `purchase-order`. */
export function singularWord(text: string): string {
  const parts = words(text);
  const last = parts.pop();
  return last === undefined ? text : [...parts, pluralize.singular(last)].join(" ");
}
