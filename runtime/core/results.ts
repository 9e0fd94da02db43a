import type {
  Changed,
  Created,
  DocumentedError,
  FailedPrecondition,
  NotModified,
  Reloaded,
  RequiredPrecondition,
  Retrieved,
  Success,
  UndocumentedError,
  UnknownOutcome,
} from "../call.js";
import type { Change, CreationAttempt, CreationOutcome, StateChangeOutcome } from "../pipeline.js";

/** Results of generated functions, typed by what the document says. Their fields stand in `call.ts`. */

/** Documented bodies by status: `{ 200: Job; 404: Problem; "4XX": Problem; default: Problem }`. */
export type ResponseMap = object;

/** Statuses of success (RFC 9110, 15.3, and RFC 4918 and 5842). */
export type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;
/** Redirections that a client gets to see. */
export type RedirectionStatus = 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308;
/** Client errors that are registered. */
export type ClientErrorStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 407
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 418
  | 421
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451;
/** Server errors that are registered. */
export type ServerErrorStatus = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** The registered statuses of a range such as `4XX`, where the document describes the range. */
export type InRange<M, Key extends string, Status extends number> = Key extends keyof M
  ? { [S in Exclude<Status, keyof M>]: M[Key] }
  : unknown;
/** The bodies of the successes that are documented, by status. */
export type Successes<M> = Pick<M, keyof M & SuccessStatus> & InRange<M, "2XX", SuccessStatus>;
/** The bodies of the other statuses that are documented, by status. */
export type Failures<M> = Omit<M, SuccessStatus | "1XX" | "2XX" | "3XX" | "4XX" | "5XX" | "default" | OutcomeKey> &
  InRange<M, "3XX", RedirectionStatus> &
  InRange<M, "4XX", ClientErrorStatus> &
  InRange<M, "5XX", ServerErrorStatus>;
/** Where a response map has the body of a 412 or 428, or of the statuses that the API uses for them. */
export type OutcomeKey = "precondition-failed" | "precondition-required";
/** What a response map has under a key; `unknown` where it does not have it. */
export type BodyOf<M, Key extends string> = Key extends keyof M ? M[Key] : unknown;

/** A documented status that is not a success: `error` is typed by `status`. */
export type Failure<M extends ResponseMap> = {
  [S in keyof Failures<M>]: DocumentedError<S, Failures<M>[S]>;
}[keyof Failures<M>];

/** A status that the document does not list; `error` is typed by the document's `default` response, if it has one. */
export interface Unexpected<M extends ResponseMap> extends UndocumentedError<BodyOf<M, "default">> {}

/** 412: the precondition was false, and this request was not carried out (RFC 9110, 15.5.13). */
export interface PreconditionFailed<M extends ResponseMap, R extends string, T> extends FailedPrecondition<
  BodyOf<M, "precondition-failed">,
  R,
  Reloaded<RetrievalResult<{ 200: T }, R>>,
  Change
> {}

/** 428: the server requires a precondition where none was sent, or does not see the one sent (RFC 6585, 3). */
export interface PreconditionRequired<M extends ResponseMap, R extends string> extends RequiredPrecondition<
  BodyOf<M, "precondition-required">,
  R
> {}

/**
 * The request may or may not have been carried out: no response arrived, or one that is no answer to it. Read the
 * resource before anything else; do not repeat the change blindly.
 */
export interface Ambiguous<R extends string, Outcome = StateChangeOutcome> extends UnknownOutcome<R, Change<Outcome>> {}

/** Something may or may not have been created. Look for it before creating it again. */
export interface AmbiguousCreation<R extends string, Outcome = CreationOutcome> extends UnknownOutcome<
  R,
  CreationAttempt<Outcome>
> {}

/** Result of an operation that has nothing to do with entity-tags. */
export type Result<M extends ResponseMap> =
  | { [S in keyof Successes<M>]: Success<S, Successes<M>[S]> }[keyof Successes<M>]
  | Failure<M>
  | Unexpected<M>;

/** Result of a retrieval. */
export type RetrievalResult<M extends ResponseMap, R extends string> =
  | { [S in keyof Successes<M>]: Retrieved<Successes<M>[S], R, S> }[keyof Successes<M>]
  | NotModified<R>
  | Failure<M>
  | Unexpected<M>;

/** Result of a creation: `ok` carries the new resource's first validator. */
export type CreationResult<M extends ResponseMap, R extends string> =
  | { [S in keyof Successes<M>]: Created<Successes<M>[S], R, S> }[keyof Successes<M>]
  | AmbiguousCreation<R, CreationResult<M, R>>
  | Failure<M>
  | Unexpected<M>;

/**
 * Result of a conditional state change: `ok` carries the validator of the new state; a 201, that of the new resource `C`
 * where it creates one.
 */
export type StateChangeResult<M extends ResponseMap, R extends string, T = unknown, C extends string = R> =
  | { [S in keyof Successes<M>]: Changed<Successes<M>[S], S extends 201 ? C : R, S> }[keyof Successes<M>]
  | PreconditionFailed<M, R, T>
  | PreconditionRequired<M, R>
  | Ambiguous<R, StateChangeResult<M, R, T, C>>
  | Failure<M>
  | Unexpected<M>;

/** `Omit` for objects with an index signature: their named properties stay. */
export type Without<T, Names extends PropertyKey> = { [Name in keyof T as Exclude<Name, Names>]: T[Name] };

/** The request of an operation that takes nothing. */
export type NoParameters = Readonly<Record<string, never>>;
