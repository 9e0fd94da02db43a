import type { FamilyName } from "./events.js";

/**
 * Searches that find a violation as the runtime stands. Each must: what is mended is removed from here, and is then held
 * for good.
 */
const knownFailures: readonly {
  readonly family: FamilyName;
  /** Names of searches; all of them if absent. */
  readonly only?: readonly string[];
  /** Names of searches that hold all the same. */
  readonly but?: readonly string[];
  readonly because: string;
}[] = [
  {
    family: "connections",
    only: ["page, +1; recover: resendOnce()"],
    because: "a request is lost, another client writes the same value, and that is taken for one's own change",
  },
  {
    family: "way",
    because: "the 412 to a repeated or redirected request is believed, a 503 or 524 is, or a sign-in page is",
  },
  {
    family: "sign-out",
    but: ["page, text; lanes: lanes(), recover: resendOnce(), all at once"],
    because: "edit and reload() go on after clear(), with the credentials of whoever signs in next",
  },
];

/** What is known to go wrong. */
export const knownFailure = (name: string, family: FamilyName): string | undefined =>
  knownFailures.find(
    ({ family: of, only, but = [] }) => of === family && !but.includes(name) && (only?.includes(name) ?? true),
  )?.because;
