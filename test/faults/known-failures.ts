import type { Profile } from "./profiles.js";
import type { Strategy } from "./strategy.js";

/**
 * Cells of the matrix that the runtime does not hold yet. Each must fail for one of the first seeds: what is mended is
 * removed from here, and is then held for good.
 */
interface KnownFailure {
  readonly profiles: readonly Profile[];
  readonly strategies: { readonly but: readonly string[] } | { readonly only: readonly string[] };
  /** What goes wrong. */
  readonly because: string;
}

const byHeader = 'recover: resendOnce({ token: { header: "Idempotency-Key" } })';
const layers = "lanes: lanes(), recover: resendOnce()";
const allLayers = "lanes: lanes(), recover: resendOnce(), retry: retryRetrievals()";
const pageAndEdit = ["page, text", "page, +1", "page, action", "edit, +1"];

export const knownFailures: readonly KnownFailure[] = [
  {
    profiles: ["repeated after the answer", "repeated before the answer"],
    strategies: { but: pageAndEdit.map((loop) => `${loop}; ${byHeader}`) },
    because:
      "The 412 to the repetition is taken for somebody else's change: pages show a conflict with oneself, edit applies its function twice.",
  },
  {
    profiles: ["303 after commit", "301 or 302 after commit", "307 or 308 after commit"],
    strategies: { but: pageAndEdit.map((loop) => `${loop}; ${byHeader}`) },
    because: "The answer to the redirected request, a 412, is taken for the answer to the change.",
  },
  {
    profiles: ["503 after commit", "524 after commit"],
    strategies: { but: [] },
    because:
      "A gateway's 503, 408 or 52x is an error that looks as if nothing had been done, so that it is done again.",
  },
  {
    profiles: ["login page"],
    strategies: { but: [] },
    because: "The sign-in page is 200, and so the change counts as made: it is acknowledged and lost.",
  },
  {
    profiles: ["sign-out"],
    strategies: { but: [] },
    because: "edit, reload() and resolve() go on after clear(), with the credentials of whoever signs in next.",
  },
  {
    profiles: ["two users, headers of the call"],
    strategies: { but: ["edit, +1; no option"] },
    because: "reload() and the read-back leave without the headers of the call.",
  },
  {
    profiles: ["two users", "two users, onRequest"],
    strategies: {
      only: [
        "I register, lanes, resendOnce, 3 at once",
        ...[layers, allLayers].map((options) => `page, text; ${options}`),
      ],
    },
    because:
      "Own-write succession knows no callers: what one user wrote moves the tag that another one's change carries.",
  },
  {
    profiles: [
      "answer lost",
      "502 after commit",
      "request lost or late",
      "everything",
      "two users",
      "two users, onRequest",
    ],
    strategies: {
      only: [layers, allLayers, "recover: resendOnce()", byHeader].map((options) => `page, +1; ${options}`),
    },
    because: "resendOnce() takes a field that another client set to the same value for its own change.",
  },
];

/** What is known to go wrong in a cell. The negative controls are no part of it. */
export const knownFailure = ({ name, breaks }: Strategy, profile: Profile): KnownFailure | undefined =>
  breaks
    ? undefined
    : knownFailures.find(
        ({ profiles, strategies }) =>
          profiles.includes(profile) &&
          ("but" in strategies ? !strategies.but.includes(name) : strategies.only.includes(name)),
      );

/** Names in a known failure that no strategy has, any more: the docs show other options since. */
export const unknownNames = ({ strategies }: KnownFailure, all: readonly Strategy[]): string[] =>
  ("but" in strategies ? strategies.but : strategies.only).filter((name) => all.every((one) => one.name !== name));
