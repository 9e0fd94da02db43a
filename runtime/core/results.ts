import type { Change, EntityTag, Validated, ResourceRef, RequestOptions, Answer } from "../pipeline.js";

/**
 * What was read, as plain data: it survives JSON, structured clone, a query cache and server-side
 * rendering, and can be passed as `ifMatch` afterwards.
 */
export interface Retrieved<T, R extends string = string> extends Validated<R> {
  readonly kind: "ok";
  readonly status: number;
  readonly data: T;
  /** The Last-Modified header, as sent. */
  readonly lastModified: string | null;
  /** Response headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `true` when the server answered 304 and `data` is the very object of the earlier retrieval. */
  readonly revalidated: boolean;
}

/** A retrieval's own precondition: tags that the caller holds (RFC 9110, 13.1.2). */
export type IfNoneMatch<R extends string> = EntityTag<R> | readonly EntityTag<R>[];

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

/** A documented success: `data` is typed by `status`. */
export type Ok<M, Extra> = {
  [S in keyof Successes<M>]: {
    readonly kind: "ok";
    readonly status: S;
    readonly data: Successes<M>[S];
    readonly headers: Readonly<Record<string, string>>;
  } & Extra;
}[keyof Successes<M>];

/** A documented status that is not a success: `error` is typed by `status`. */
export type Failure<M extends ResponseMap> = {
  [S in keyof Failures<M>]: Answer & {
    readonly kind: "error";
    readonly status: S;
    readonly error: Failures<M>[S];
    readonly headers: Readonly<Record<string, string>>;
  };
}[keyof Failures<M>];

/** A status the document does not give; `error` is typed by the document's `default` response, if any. */
export interface Unexpected<M extends ResponseMap> extends Answer {
  readonly kind: "unexpected";
  readonly status: number;
  readonly error: BodyOf<M, "default">;
  readonly headers: Readonly<Record<string, string>>;
}

/** 304 to an `ifNoneMatch` of the caller's own. */
export interface NotModified<R extends string> extends Answer, Validated<R> {
  readonly kind: "not-modified";
  readonly status: 304;
  readonly headers: Readonly<Record<string, string>>;
}

/** 412: another change came first, and nothing was written (RFC 9110, 15.5.13). */
export interface PreconditionFailed<M extends ResponseMap, R extends string, T> extends Answer {
  readonly kind: "precondition-failed";
  readonly status: number;
  /** The server's body. Some back ends explain another failed check here: show it. */
  readonly error: BodyOf<M, "precondition-failed">;
  /** The tag that was sent, if any. */
  readonly sent: EntityTag<R> | "*" | null;
  readonly resource: ResourceRef<R>;
  readonly headers: Readonly<Record<string, string>>;
  /** Reads the resource again, past every cache. */
  readonly reload: (options?: RequestOptions) => Promise<RetrievalResult<{ 200: T }, R>>;
}

/** 428: the server demands a precondition where none was sent, or does not see it (RFC 6585, 3). */
export interface PreconditionRequired<M extends ResponseMap, R extends string> extends Answer {
  readonly kind: "precondition-required";
  readonly status: number;
  readonly error: BodyOf<M, "precondition-required">;
  readonly resource: ResourceRef<R>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The request may or may not have been carried out: no answer arrived, or a gateway answered in the
 * server's place (502, 504). Read the resource before anything else; do not repeat the change blindly.
 */
export interface Ambiguous<R extends string, Outcome = unknown> extends Answer {
  readonly kind: "ambiguous";
  readonly status: 502 | 504 | null;
  readonly resource: ResourceRef<R>;
  readonly cause: unknown;
  /** Reading back showed that it was carried out, but not what its answer would have said. */
  readonly applied?: true;
  /** What was attempted: `resolve` takes it from here. */
  readonly change: Change<Outcome>;
}

/** Of an operation that has nothing to do with entity-tags. */
export type Result<M extends ResponseMap> = Ok<M, unknown> | Failure<M> | Unexpected<M>;

/** The validators that an answer carried. */
export type Tagged<R extends string> = Validated<R> & { readonly lastModified: string | null };

/** Of a retrieval. */
export type RetrievalResult<M extends ResponseMap, R extends string> =
  | Ok<M, Tagged<R> & { readonly revalidated: boolean }>
  | NotModified<R>
  | Failure<M>
  | Unexpected<M>;

/** Of a creation: `ok` carries the new resource's first validator. */
export type CreationResult<M extends ResponseMap, R extends string> = Ok<M, Tagged<R>> | Failure<M> | Unexpected<M>;

/** Of a conditional state change: `ok` carries the validator of the new state. */
export type StateChangeResult<M extends ResponseMap, R extends string, T = unknown> =
  /** `verified`: the answer was lost; the record was read back and holds what was sent, `data` is what was read. */
  | Ok<M, Tagged<R> & { readonly verified?: true }>
  | PreconditionFailed<M, R, T>
  | PreconditionRequired<M, R>
  | Ambiguous<R, StateChangeResult<M, R, T>>
  | Failure<M>
  | Unexpected<M>;

/** `Omit` for objects with an index signature: their named properties stay. */
export type Without<T, Names extends PropertyKey> = { [Name in keyof T as Exclude<Name, Names>]: T[Name] };

/** The request of an operation that takes nothing. */
export type NoParameters = Readonly<Record<string, never>>;
