import { distance } from "fastest-levenshtein";

/** ` Did you mean "x"?`, or nothing where no candidate is close. `renamed` has the new names of old ones. */
export function suggest(
  given: string,
  candidates: Iterable<string>,
  renamed: Readonly<Record<string, string>> = {},
): string {
  if (Object.hasOwn(renamed, given)) return ` Did you mean ${JSON.stringify(renamed[given])}, its new name?`;
  let best: string | undefined;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(given, candidate);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best === undefined ? "" : ` Did you mean ${JSON.stringify(best)}?`;
}
