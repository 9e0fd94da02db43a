import type { FamilyName } from "./events.js";

const layers = "lanes: lanes(), recover: resendOnce()";
const edits = [
  "edit, +1; no option",
  `edit, +1; ${layers}`,
  'edit, +1; recover: resendOnce({ token: { body: "edit_token" } })',
];

/**
 * Searches that find a violation as the runtime stands. Each must: what is mended is removed from here, and is then held
 * for good.
 */
const knownFailures: readonly {
  readonly families: readonly FamilyName[];
  /** Names of searches. */
  readonly searches: readonly string[];
  readonly because: string;
}[] = [
  {
    families: ["connections", "way", "sign-out", "all"],
    searches: ['page, +1; recover: resendOnce({ believe: "fields" })'],
    because:
      "another client writes the same value, and that is taken for one's own change (docs/concurrency.md says so)",
  },
  {
    families: ["way", "all"],
    searches: edits,
    because:
      "the browser repeats a change, another client writes over it, and only then the repetition is refused: edit applies its function again",
  },
];

/** What is known to go wrong. */
export const knownFailure = (name: string, family: FamilyName): string | undefined =>
  knownFailures.find(({ families, searches }) => families.includes(family) && searches.includes(name))?.because;
