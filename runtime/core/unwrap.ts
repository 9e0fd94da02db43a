import type {
  DocumentedError,
  FailedPrecondition,
  NotModified,
  Reloaded,
  RequiredPrecondition,
  RetrievalOutcome,
  UndocumentedError,
  Success,
} from "../call.js";
import type { Change, UnknownChange, UnknownCreation } from "../pipeline.js";

/** Any result but `ok`, by its kind. */
export interface Failures {
  "not-modified": NotModified;
  "precondition-failed": FailedPrecondition<unknown, string, Reloaded<RetrievalOutcome>, Change>;
  "precondition-required": RequiredPrecondition;
  ambiguous: UnknownChange | UnknownCreation;
  error: DocumentedError;
  unexpected: UndocumentedError;
}
/** Every result but `ok`. */
export type Failed = Failures[keyof Failures];

/** Any result of any operation. */
export type AnyResult = Success | Failed;

/** Makes `instanceof` yield the class with its default result: TypeScript would otherwise make `result` an `any`. */
export type Narrowing<E> = (value: unknown) => value is E;

/** A result other than `ok`, thrown by {@link unwrap}: `result` is the result itself. */
export abstract class ResultError<R extends Failed = Failed> extends Error {
  declare static readonly [Symbol.hasInstance]: Narrowing<ResultError>;
  readonly result: R;
  readonly status: R["status"];
  constructor(result: R) {
    const status = result.status === null ? "no response" : String(result.status);
    super(
      `${result.message} (${status} to ${result.method} ${result.url})`,
      "cause" in result ? { cause: result.cause } : undefined,
    );
    this.result = result;
    this.status = result.status;
  }
}

/** 304 in response to the caller's own `ifNoneMatch`. */
export class NotModifiedError<R extends Failures["not-modified"] = Failures["not-modified"]> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<NotModifiedError>;
  override readonly name = "NotModifiedError";
}
/** 412: roll the optimistic update back, and offer `result.reload()`. */
export class PreconditionFailedError<
  R extends Failures["precondition-failed"] = Failures["precondition-failed"],
> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<PreconditionFailedError>;
  override readonly name = "PreconditionFailedError";
}
/** 428: the document and the server disagree. */
export class PreconditionRequiredError<
  R extends Failures["precondition-required"] = Failures["precondition-required"],
> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<PreconditionRequiredError>;
  override readonly name = "PreconditionRequiredError";
}
/** It is unknown whether the state change was carried out. */
export class AmbiguousOutcomeError<R extends Failures["ambiguous"] = Failures["ambiguous"]> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<AmbiguousOutcomeError>;
  override readonly name = "AmbiguousOutcomeError";
}
/** A documented status that is not a success. */
export class StatusError<R extends Failures["error"] = Failures["error"]> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<StatusError>;
  override readonly name = "StatusError";
}
/** A status that the document does not list. */
export class UnexpectedStatusError<R extends Failures["unexpected"] = Failures["unexpected"]> extends ResultError<R> {
  declare static readonly [Symbol.hasInstance]: Narrowing<UnexpectedStatusError>;
  override readonly name = "UnexpectedStatusError";
}

/** The error that {@link unwrap} throws for each result in `R`. Results that are `ok` have none. */
export type UnwrapError<R> = R extends Failures["not-modified"]
  ? NotModifiedError<R>
  : R extends Failures["precondition-failed"]
    ? PreconditionFailedError<R>
    : R extends Failures["precondition-required"]
      ? PreconditionRequiredError<R>
      : R extends Failures["ambiguous"]
        ? AmbiguousOutcomeError<R>
        : R extends Failures["error"]
          ? StatusError<R>
          : R extends Failures["unexpected"]
            ? UnexpectedStatusError<R>
            : never;

type ErrorClasses = { readonly [Kind in keyof Failures]: new (result: Failures[Kind]) => ResultError };

const classes: ErrorClasses = {
  "not-modified": NotModifiedError,
  "precondition-failed": PreconditionFailedError,
  "precondition-required": PreconditionRequiredError,
  ambiguous: AmbiguousOutcomeError,
  error: StatusError,
  unexpected: UnexpectedStatusError,
};

/**
 * Returns the `ok` result, or throws the error that belongs to the result's kind:
 * `const { data } = unwrap(await jobRetrieve(client, request))`.
 *
 * @throws {ResultError} one subclass for each kind; {@link UnwrapError} gives their types.
 */
export function unwrap<R extends AnyResult>(result: R): Extract<R, { readonly kind: "ok" }> {
  if (isOk(result)) return result;
  throw errorOf(result as Exclude<R, Success> & Failed);
}

const isOk = <R extends AnyResult>(result: R): result is Extract<R, { readonly kind: "ok" }> => result.kind === "ok";

/** Generic in the kind, so that TypeScript checks that class and result belong together. */
function errorOf<Kind extends keyof Failures>(result: Failures[Kind] & { readonly kind: Kind }): ResultError {
  // A result that another release of this package made may have a kind without a class here.
  const ErrorClass: ErrorClasses[Kind] | undefined = classes[result.kind];
  return ErrorClass ? new ErrorClass(result) : new UnknownKindError(result);
}

class UnknownKindError extends UnexpectedStatusError {
  constructor(result: Failed) {
    super(result as UndocumentedError);
  }
}
