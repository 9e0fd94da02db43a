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
  /**
   * The values of the key, joined by `/`, then `@` and the call's own `baseUrl`, if it had one; `null` if the response to a
   * creation does not tell the key.
   */
  readonly key: string | null;
}

/** Anything that carries a validator: the `ok` result of a retrieval, a creation or a state change. */
export interface Validated<R extends string = string> {
  /** The entity-tag as the server sent it; `null` when it sent none, or when CORS hides it. */
  readonly etag: EntityTag<R> | null;
  readonly resource: ResourceRef<R>;
}

/**
 * The precondition of a state change: what was read, or `entityTag(...)` for a tag that comes from elsewhere. A bare tag
 * is none, as it does not say which record it describes (RFC 9110, 8.8.1: two records may have equal tags).
 */
export type IfMatch<R extends string> = Validated<R>;

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
  /** The request outlives the page that sends it (Fetch standard), if its body is text below 64 KiB. */
  readonly keepalive?: boolean | undefined;
  /**
   * Where this call goes, in place of the client's `baseUrl`: another tenant, region or version. A record there is another
   * one, whatever its key: what was read there is the precondition of changes there only.
   */
  readonly baseUrl?: string | undefined;
  /** Sends this call in place of the client's `fetch`: `uploadFetch(onProgress)`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The fetch cache mode. Retrievals use `no-cache`, so that a browser's cache never answers in the server's place. */
  readonly cache?: RequestCache | undefined;
  /**
   * `false`: a change whose response was lost never counts as made because the record has the values it wrote, even
   * where `resendOnce` believes fields. For values that another writer may arrive at too, such as the next value of a
   * counter; `edit` sets it.
   */
  readonly verify?: boolean | undefined;
}

/** How much of a request's body has left. */
export interface UploadProgress {
  /** Bytes, of the body as it is sent. */
  readonly sent: number;
  readonly total: number;
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
  extends Success<Status, T>, Tagged<R> {
  /** The response was not seen; the record was found. */
  readonly verified?: true;
}

/** What a state change answered, with the validator of the new state. */
export interface Changed<T = unknown, R extends string = string, Status = number>
  extends Success<Status, T>, Tagged<R> {
  /** The response was not seen; the change is known to be made, and `data` and `etag` are those of the record as read back. */
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
export interface FailedPrecondition<Body, R extends string, Again, Attempt> extends Answer {
  readonly kind: "precondition-failed";
  readonly status: number;
  /** The server's body. Some servers use this status for other failed checks and explain them here: show it. */
  readonly error: Body;
  /** The tag that was sent, if any. */
  readonly sent: EntityTag<R> | "*" | null;
  readonly resource: ResourceRef<R>;
  readonly headers: ResponseHeaders;
  /**
   * No copy of this request was carried out: its write token proves it. Absent where only this copy is known to have
   * been refused; a browser or a proxy may have sent another one before it (RFC 9110, 9.2.2).
   */
  readonly certain?: true;
  /** Reads the resource again, past every cache, with the parameters and headers that the change had. */
  readonly reload: (options?: ReloadOptions) => Promise<Again>;
  /** What was attempted. */
  readonly change: Attempt;
}

/** Options of `reload()`: those of a call, and parameters that only the retrieval needs. */
export interface ReloadOptions extends RequestOptions, Pick<RequestParts, "query" | "header" | "cookie"> {}

/** A record that was read after a change of it had failed. */
export type Reloaded<Result> = Result extends { readonly kind: "ok" }
  ? Result & {
      /** The record already has the values that were sent: the conflict may be one with yourself. */
      readonly holdsChange: boolean;
    }
  : Result;

/** 428: the server requires a precondition where none was sent, or does not see the one sent (RFC 6585, 3). */
export interface RequiredPrecondition<Body = unknown, R extends string = string> extends Answer {
  readonly kind: "precondition-required";
  readonly status: number;
  readonly error: Body;
  readonly resource: ResourceRef<R>;
  readonly headers: ResponseHeaders;
}

/**
 * The request may or may not have been carried out: no response arrived, a gateway may have responded in the server's
 * place (502, 503, 504 and their like), the request was redirected, or the response is not what the document gives.
 * Read the resource before anything else; do not repeat the change blindly.
 */
export interface UnknownOutcome<R extends string, Attempt> extends Answer {
  readonly kind: "ambiguous";
  /** Of the response that was not believed; `null` when none arrived. */
  readonly status: number | null;
  readonly resource: ResourceRef<R>;
  /** What `fetch` threw, or the gateway's body. */
  readonly cause: unknown;
  /** The change is known to be made, but not what its response would have said. */
  readonly applied?: true;
  /** The record has the values that were sent. Another writer may have sent the same. */
  readonly holdsChange?: true;
  /** What was attempted; `resolve` finds out what became of it. */
  readonly change: Attempt;
}

/** Any result of an operation that has nothing to do with entity-tags, whatever its document says. */
export type SendOutcome = Success | DocumentedError | UndocumentedError;
/** Any result of a retrieval. */
export type RetrievalOutcome = Retrieved | NotModified | DocumentedError | UndocumentedError;
