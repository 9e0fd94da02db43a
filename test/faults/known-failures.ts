import { type Profile, profiles } from "./profiles.js";
import type { Strategy } from "./strategy.js";

/**
 * Cells of the matrix that the runtime does not hold yet. Each must fail for one of the first seeds: what is mended is
 * removed from here, and is then held for good.
 */
interface KnownFailure {
  readonly profiles: readonly Profile[];
  readonly strategies: readonly string[];
  /** What goes wrong. */
  readonly because: string;
}

const none = "no option";
const layers = "lanes: lanes(), recover: resendOnce()";
const layersAndRetry = "lanes: lanes(), recover: resendOnce(), retry: retryRetrievals()";
const byField = 'recover: resendOnce({ token: { body: "edit_token" } })';
const believing = 'recover: resendOnce({ believe: "fields" })';

const edits = (...options: readonly string[]): string[] => options.map((one) => `edit, +1; ${one}`);
const repetitions: readonly Profile[] = [
  "repeated after the answer",
  "repeated before the answer",
  "307 or 308 after commit",
];

export const knownFailures: readonly KnownFailure[] = [
  {
    profiles: Object.keys(profiles) as Profile[],
    strategies: [`page, +1; ${believing}`],
    because:
      'believe: "fields" takes the value that another client wrote for its own, at every 412 and without any fault (docs/concurrency.md says so).',
  },
  {
    profiles: repetitions,
    strategies: [
      "E edit, resendOnce",
      "F edit, resendOnce, one token field",
      "H edit, lanes, resendOnce, 3 at once",
      ...edits(none, layers, layersAndRetry, byField, believing),
    ],
    because:
      "The repetition's 412 comes when another client has written over one's own change already: nothing shows it any more, and edit applies its function again.",
  },
  {
    profiles: repetitions,
    strategies: [none, layers, layersAndRetry, byField, believing].map((one) => `page, action; ${one}`),
    because:
      "An action has no fields by which reload() could tell that the record holds it: a conflict with oneself is shown.",
  },
];

/** What is known to go wrong in a cell. The negative controls are no part of it. */
export const knownFailure = ({ name, breaks }: Strategy, profile: Profile): KnownFailure | undefined =>
  breaks
    ? undefined
    : knownFailures.find(({ profiles: where, strategies }) => where.includes(profile) && strategies.includes(name));

/** Names in a known failure that no strategy has, any more: the docs show other options since. */
export const unknownNames = ({ strategies }: KnownFailure, all: readonly Strategy[]): string[] =>
  strategies.filter((name) => all.every((one) => one.name !== name));
