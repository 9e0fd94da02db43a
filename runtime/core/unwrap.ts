import type { Answer } from "../pipeline.js";

/** Every result but `ok`. */
export type Failed = Answer & { readonly kind: string; readonly status: number | null };
/** A result of any operation. */
export type AnyResult = { readonly kind: "ok" } | Failed;
/** The results of `R` that are of one kind. */
export type FailedOf<R, Kind extends string> = Extract<R, { readonly kind: Kind }>;

/** An answer other than `ok`, thrown by {@link unwrap}: the result itself is in `result`. */
export abstract class ResultError<R extends Failed = Failed> extends Error {
  readonly result: R;
  readonly status: number | null;
  constructor(result: R) {
    const status = result.status === null ? "no answer" : String(result.status);
    super(
      `${result.message} (${status} to ${result.method} ${result.url})`,
      "cause" in result ? { cause: result.cause } : undefined,
    );
    this.result = result;
    this.status = result.status;
  }
}

/** 304 to an `ifNoneMatch` of the caller's own. */
export class NotModifiedError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "NotModifiedError";
}
/** 412: roll the optimistic update back, and offer `result.reload()`. */
export class PreconditionFailedError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "PreconditionFailedError";
}
/** 428: the document and the server disagree. */
export class PreconditionRequiredError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "PreconditionRequiredError";
}
/** It is not known whether the state change was carried out. */
export class AmbiguousOutcomeError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "AmbiguousOutcomeError";
}
/** A documented status that is not a success. */
export class StatusError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "StatusError";
}
/** A status the document does not give. */
export class UnexpectedStatusError<R extends Failed = Failed> extends ResultError<R> {
  override readonly name = "UnexpectedStatusError";
}

const classes: Record<string, new (result: Failed) => ResultError> = {
  "not-modified": NotModifiedError,
  "precondition-failed": PreconditionFailedError,
  "precondition-required": PreconditionRequiredError,
  ambiguous: AmbiguousOutcomeError,
  error: StatusError,
  unexpected: UnexpectedStatusError,
};

/**
 * The `ok` result, or an error of the class that belongs to the result's kind:
 * `const { data } = unwrap(await jobRetrieve(client, request))`.
 *
 * @throws {ResultError} one subclass a kind.
 */
export function unwrap<R extends AnyResult>(result: R): FailedOf<R, "ok"> {
  if (result.kind === "ok") return result as FailedOf<R, "ok">;
  throw new (classes[result.kind] ?? UnexpectedStatusError)(result as Failed);
}
