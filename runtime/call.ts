/** Both ends of a call: what a caller passes in, and what comes back. Types only. */

import type { RequestParts } from "./operation.js";

declare const describes: unique symbol;

/**
 * An entity-tag exactly as the server sent it, quotes and `W/` included. `R` names the resource it
 * describes, so that the tag of one resource does not compile as the precondition of another.
 */
export type EntityTag<R extends string = string> = string & { readonly [describes]: R };

/** The resource that a validator describes: its name in the model, and its key in percent-encoded form. */
export interface ResourceRef<R extends string = string> {
  readonly name: R;
  /** The values of the key, joined by `/`; `null` if the response to a creation does not tell the key. */
  readonly key: string | null;
}

/** Anything that carries a validator: the `ok` result of a retrieval, a creation or a state change. */
export interface Validated<R extends string = string> {
  /** The entity-tag as the server sent it; `null` when it sent none, or when CORS hides it. */
  readonly etag: EntityTag<R> | null;
  readonly resource: ResourceRef<R>;
}

/** The precondition of a state change: the tag of what was read, or simply what was read. */
export type IfMatch<R extends string> = EntityTag<R> | Validated<R>;

/** A retrieval's own precondition: tags that the caller already has (RFC 9110, 13.1.2). */
export type IfNoneMatch<R extends string> = EntityTag<R> | readonly EntityTag<R>[];

/** A request with its precondition. `null` is the unconditional state change, where the API allows one. */
export interface ConditionalRequest<R extends string = string> extends RequestParts {
  readonly ifMatch?: IfMatch<R> | "*" | null | undefined;
}

/** Options of one call: always the last argument, always optional. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Added to the headers that the client and the operation set; on a clash, these win. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds; `0` for none. */
  readonly timeout?: number | undefined;
  /** The fetch cache mode. Retrievals use `no-cache`, so that a browser's cache never answers in the server's place. */
  readonly cache?: RequestCache | undefined;
  /**
   * `false`: a change whose response was lost does not count as made because the record has the values it wrote.
   * For values that another writer may arrive at too, such as the next value of a counter; `edit` sets it.
   */
  readonly verify?: boolean | undefined;
}

/** What every result but `ok` says about its request. */
export interface Answer {
  /** The key fact in one sentence, fit to be shown to a person. */
  readonly message: string;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
}

/** Response headers, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string>>;

/** A documented success. */
export interface Success<Status = number, Data = unknown> {
  readonly kind: "ok";
  readonly status: Status;
  readonly data: Data;
  readonly headers: ResponseHeaders;
}

/** The validators of a response. */
export interface Tagged<R extends string = string> extends Validated<R> {
  /** The Last-Modified header, as sent. */
  readonly lastModified: string | null;
}

/**
 * What was read, as plain data: it survives JSON, structured clone, a query cache and server-side
 * rendering, and can be passed as `ifMatch` afterwards.
 */
export interface Retrieved<T = unknown, R extends string = string, Status = number>
  extends Success<Status, T>, Tagged<R> {
  /** `true` when the server answered 304 and `data` is the very object of the earlier retrieval. */
  readonly revalidated: boolean;
}

/** What was created, with its first validator. */
export interface Created<T = unknown, R extends string = string, Status = number>
  extends Success<Status, T>, Tagged<R> {}

/** What a state change answered, with the validator of the new state. */
export interface Changed<T = unknown, R extends string = string, Status = number>
  extends Success<Status, T>, Tagged<R> {
  /** The response was lost; the record was read back and has what was sent. `data` is what was read. */
  readonly verified?: true;
}

/** A documented status that is not a success. */
export interface DocumentedError<Status = number, Body = unknown> extends Answer {
  readonly kind: "error";
  readonly status: Status;
  readonly error: Body;
  readonly headers: ResponseHeaders;
}

/** A status that the document does not list. */
export interface UndocumentedError<Body = unknown> extends Answer {
  readonly kind: "unexpected";
  readonly status: number;
  /** Typed by the document's `default` response, if it has one. */
  readonly error: Body;
  readonly headers: ResponseHeaders;
}

/** 304 in response to the caller's own `ifNoneMatch`. */
export interface NotModified<R extends string = string> extends Answer, Validated<R> {
  readonly kind: "not-modified";
  readonly status: 304;
  readonly headers: ResponseHeaders;
}

/** 412: the precondition was false, and this request was not carried out (RFC 9110, 15.5.13). */
export interface FailedPrecondition<Body, R extends string, Reloaded> extends Answer {
  readonly kind: "precondition-failed";
  readonly status: number;
  /** The server's body. Some servers use this status for other failed checks and explain them here: show it. */
  readonly error: Body;
  /** The tag that was sent, if any. */
  readonly sent: EntityTag<R> | "*" | null;
  readonly resource: ResourceRef<R>;
  readonly headers: ResponseHeaders;
  /** Reads the resource again, past every cache. */
  readonly reload: (options?: RequestOptions) => Promise<Reloaded>;
}

/** 428: the server requires a precondition where none was sent, or does not see the one sent (RFC 6585, 3). */
export interface RequiredPrecondition<Body = unknown, R extends string = string> extends Answer {
  readonly kind: "precondition-required";
  readonly status: number;
  readonly error: Body;
  readonly resource: ResourceRef<R>;
  readonly headers: ResponseHeaders;
}

/**
 * The request may or may not have been carried out: no response arrived, or a gateway responded in the
 * server's place (502, 504). Read the resource before anything else; do not repeat the change blindly.
 */
export interface UnknownOutcome<R extends string, Attempt> extends Answer {
  readonly kind: "ambiguous";
  /** Of the gateway; `null` when no response arrived. */
  readonly status: 502 | 504 | null;
  readonly resource: ResourceRef<R>;
  /** What `fetch` threw, or the gateway's body. */
  readonly cause: unknown;
  /** Reading back showed that the change was made, but not what its response would have said. */
  readonly applied?: true;
  /** What was attempted; `resolve` finds out what became of it. */
  readonly change: Attempt;
}

/** Any result of an operation that has nothing to do with entity-tags, whatever its document says. */
export type SendOutcome = Success | DocumentedError | UndocumentedError;
/** Any result of a retrieval. */
export type RetrievalOutcome = Retrieved | NotModified | DocumentedError | UndocumentedError;
/** Any result of a creation. */
export type CreationOutcome = Created | DocumentedError | UndocumentedError;
