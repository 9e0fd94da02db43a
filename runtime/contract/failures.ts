import type { FailedPrecondition, Reloaded, RequiredPrecondition, RetrievalOutcome } from "../call.js";
import type { Change, UnknownChange } from "../pipeline.js";
import type { Outcome } from "./engine.js";

/** Results of a state change that has no ordinary answer. */
export type FailedChange =
  | FailedPrecondition<unknown, string, Reloaded<RetrievalOutcome>, Change>
  | RequiredPrecondition
  | UnknownChange;

/** Whether an outcome is one of these. */
export const isFailure = (outcome: Outcome): outcome is FailedChange =>
  outcome.kind === "ambiguous" || outcome.kind === "precondition-failed" || outcome.kind === "precondition-required";

const failures = new WeakMap<object, FailedChange>();

/** Notes what is known of a change with the response, or the error, that the page gets for it. */
export const noteFailure = (answer: object, failure: FailedChange): void => void failures.set(answer, failure);

/**
 * What is known of a state change whose response, or whose `HttpErrorResponse`, this is: 412, 428, a gateway's, none;
 * `undefined` for any other.
 */
export const failureOf = (answer: object): FailedChange | undefined => failures.get(answer);
