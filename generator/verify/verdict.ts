import type { Verdict } from "./types.js";

/** Notes say what is allowed, and still worth knowing. */
export const passed = (...notes: readonly (string | undefined)[]): Verdict => ({
  outcome: "passed",
  notes: notes.filter((note) => note !== undefined),
});
export const failed = (reason: string): Verdict => ({ outcome: "failed", reason });
export const skipped = (reason: string): Verdict => ({ outcome: "skipped", reason });
export const notApplicable = (reason: string): Verdict => ({ outcome: "not-applicable", reason });

/** Ends a probe from within: whether the promise is kept cannot be found out. */
export class Inconclusive extends Error {
  override readonly name = "Inconclusive";
}

/** The run was stopped. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A request got no answer that could be used: network, timeout. */
export class NoAnswer extends Error {
  override readonly name: string = "NoAnswer";
}

/** The answer is a redirection to another origin, which is not followed. */
export class RedirectedAway extends NoAnswer {
  override readonly name = "RedirectedAway";
}
