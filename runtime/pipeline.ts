/** What one room of the runtime hands to another: requests, responses, stores, options, the client. Types only. */

import type {
  ConditionalRequest,
  Changed,
  Created,
  DocumentedError,
  EntityTag,
  FailedPrecondition,
  Reloaded,
  RequestOptions,
  RequiredPrecondition,
  ResourceRef,
  ResponseHeaders,
  RetrievalOutcome,
  UndocumentedError,
  UnknownOutcome,
} from "./call.js";
import type { EventDetail, RuntimeEvent } from "./event.js";
import type {
  CreationOperation,
  Operation,
  RequestParts,
  RetrievalOperation,
  SecurityRequirement,
  StateChangeOperation,
} from "./operation.js";

/** Wraps the next step; it may call it once, several times, or not at all. */
export type Layer<Subject, Outcome> = (
  subject: Subject,
  next: (subject: Subject) => Promise<Outcome>,
) => Promise<Outcome>;

/** What wraps state changes, and may wrap creations. */
export interface ChangeLayer extends Layer<Change, StateChangeOutcome> {
  /** What a change or a creation carries, so that it can be told from an equal one. */
  readonly mark?: ((request: RequestParts) => Mark | undefined) | undefined;
  readonly creation?: Layer<CreationAttempt, CreationOutcome> | undefined;
}

/** A request as it is about to be sent. Hooks may change it in place. */
export interface OutgoingRequest {
  url: string;
  readonly client: Client;
  readonly operation: Operation;
  readonly request: RequestParts;
  readonly options: RequestOptions;
  /** The resource it is about, if the operation has to do with entity-tags. */
  resource?: ResourceRef;
  readonly init: RequestInit & { method: string; headers: Record<string, string> };
  /** The credentials that were applied. */
  readonly secrets: readonly unknown[];
  /** A header, in lower case, that no other origin may get, though its name does not say so. */
  withheld?: string;
  /** Whose request it is; equal texts are the same user's. */
  caller: string;
  /** Size in bytes of the stored body that a 304 would stand for. */
  saves?: number;
  /** Whether it was passed to `fetch`: from then on the server may have seen it. */
  sent?: boolean;
}

/** A response with its body decoded. */
export interface Received {
  readonly outgoing: OutgoingRequest;
  readonly response: Response;
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly data: unknown;
  /** Size of the body in bytes, its content coding (gzip) removed. */
  readonly bytes: number;
  /** The text that `data` was parsed from, if it is JSON. */
  readonly source?: string | undefined;
  /** `data` is read while it arrives. */
  readonly arrives?: true | undefined;
  /** Why the body of a success is not what the document promises. */
  readonly flaw: { readonly kind: "media-type" | "syntax"; readonly what: string } | undefined;
  /** This is not the answer to the request that was sent, but what a redirection led to, or the redirection itself. */
  readonly redirection: Redirection | undefined;
}

/** Where a request that changes state was sent on to (RFC 9110, 15.4). */
export interface Redirection {
  /** 301, 302, 303, 307 or 308; `undefined` where fetch followed by itself and does not tell (browsers). */
  readonly status: number | undefined;
  /** `undefined` where fetch does not tell. */
  readonly location: string | undefined;
  /** What happened, and what it usually means, for the message of a result. */
  readonly why: string;
}

/** A retrieval in progress. */
export interface Reading extends OutgoingRequest {
  readonly operation: RetrievalOperation;
  resource: ResourceRef;
  /** The client's clock when it began: its response must not overwrite what was learned later. */
  since: number;
}

declare const resultType: unique symbol;

/** One state change in progress. `Result` is its result as the document types it. */
export interface Change<Result = unknown> {
  readonly [resultType]?: Result;
  readonly client: Client;
  readonly operation: StateChangeOperation;
  readonly request: ConditionalRequest;
  readonly options: RequestOptions;
  readonly resource: ResourceRef;
  /** The value of If-Match; `null` for none. */
  readonly sent: EntityTag | null;
  /** The tag that replaced the one its caller passed (own-write succession): what is sent. */
  readonly successor?: EntityTag;
  /** The request as it was put together when the function was called, with the credentials of that moment. */
  readonly prepared: Promise<OutgoingRequest>;
  /** The client's `clearedAt` at that moment. */
  readonly since: number;
  /** What recovery adds, so that this change can be told from an equal one. */
  readonly mark?: Mark;
}

/** A write token: sent in a header that the server remembers, or in a field that it stores with the record. */
export interface Mark {
  readonly place: "header" | "body";
  readonly name: string;
  readonly value: string;
}

/** One creation in progress. */
export interface CreationAttempt<Result = unknown> {
  readonly [resultType]?: Result;
  readonly client: Client;
  readonly operation: CreationOperation;
  readonly request: RequestParts;
  readonly options: RequestOptions;
  readonly prepared: Promise<OutgoingRequest>;
  readonly since: number;
  readonly mark?: Mark;
}

/** A creation that ended in `ambiguous`. */
export type UnknownCreation = UnknownOutcome<string, CreationAttempt>;

/** Any result of a creation, whatever its document says. */
export type CreationOutcome = Created | UnknownCreation | DocumentedError | UndocumentedError;

/** A state change that ended in `ambiguous`. */
export type UnknownChange = UnknownOutcome<string, Change>;

/** Any result of a state change, whatever its document says. */
export type StateChangeOutcome =
  | Changed
  | FailedPrecondition<unknown, string, Reloaded<RetrievalOutcome>, Change>
  | RequiredPrecondition
  | UnknownChange
  | DocumentedError
  | UndocumentedError;

/**
 * One stored representation: the body that a 304 stands for. Keyed by URL and credentials, never by resource
 * (RFC 9110, 8.8.1: a tag says nothing about another URL); the headers that `Vary` names select among several.
 */
export interface Representation {
  /** The ETag header, which If-None-Match carries, even where If-Match takes its tag from another header or property. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly data: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The request headers that selected this representation (RFC 9111, 4.1). */
  readonly vary: readonly (readonly [name: string, value: string | undefined])[];
  /** Size of the body in bytes. */
  readonly bytes: number;
  /** The text that `data` was parsed from: what a page changes in `data` is never taken for the server's. Not persisted. */
  readonly source?: string | undefined;
}

/**
 * Where representations are kept. May be asynchronous, so that IndexedDB or a server's store fits. Calls take effect in
 * the order in which they were made, so that no `set` made before a `clear` lands after it.
 */
export interface RepresentationStore {
  get(key: string): readonly Representation[] | undefined | Promise<readonly Representation[] | undefined>;
  set(key: string, representations: readonly Representation[]): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

/**
 * The current validator of each resource, as far as this client knows. Keyed by resource, never by
 * URL: several URLs may represent one resource and share its tag. If-Match never takes its tag from here
 * (the caller passes it); this is what `client.tagOf` returns.
 */
export interface TagMemory {
  /** The tag that a caller knows. Without one: the only caller's; `undefined` where there are several. */
  get<R extends string>(resource: ResourceRef<R>, caller?: string): EntityTag<R> | undefined;
  /** The next tick of this client's logical clock; read it when a request is about to be sent. */
  now(): number;
  /** A retrieval sent at tick `sentAt` returned `tag` (`null`: none). */
  read(resource: ResourceRef, tag: EntityTag | null, sentAt: number, caller?: string): void;
  /** A state change succeeded and returned `tag` (`null`: the new tag is unknown). */
  written(resource: ResourceRef, tag: EntityTag | null, caller: string): void;
  /** The known tag is no longer trusted, whoever knows it: after a 412, or an ambiguous outcome. */
  drop(resource: ResourceRef): void;
  clear(): void;
}

/** Checks bodies against the document; the option `validate` of a client. */
export interface BodyCheck {
  /** @throws {UsageError} before anything is sent. */
  request(operation: Operation, request: RequestParts): void;
  /** @throws {InvalidResponseError} with the response that arrived: a state change has been carried out all the same. */
  response(
    operation: Operation,
    answer: { readonly status: number; readonly data: unknown; readonly etag?: string | null },
  ): void;
}

/** Receives every runtime event; create one with `onEvent()`. */
export interface Events {
  /** Adds a listener while the client is in use, and returns what removes it; absent in events of your own making. */
  readonly subscribe?: (listener: (event: RuntimeEvent) => void) => () => void;
  readonly change: Layer<Change, StateChangeOutcome>;
  readonly creation?: Layer<CreationAttempt, CreationOutcome>;
  readonly exchange: Layer<OutgoingRequest, Received>;
  readonly report: (
    about: {
      readonly operation?: Operation | undefined;
      readonly resource?: ResourceRef | undefined;
      readonly options?: RequestOptions | undefined;
      /** The same object for all attempts of a state change or a creation. */
      readonly prepared?: Promise<OutgoingRequest> | undefined;
    },
    detail: EventDetail,
  ) => void;
}

/** Facts about the API as a whole, generated from the document and `ifmatch.config.ts`. */
export interface Api {
  readonly servers: readonly string[];
  /** The security requirements of operations that declare none of their own. */
  readonly defaultSecurity?: readonly SecurityRequirement[];
  /** Response headers that may carry the tag, in order of preference; `["ETag"]` if absent. */
  readonly versionHeaders?: readonly string[] | undefined;
  /** What to do with a weak tag in If-Match, which strong comparison can never match; `send` if absent. */
  readonly weakTags?: "send" | "strip" | "reject" | undefined;
  /** Statuses that mean precondition-failed; `[412]` if absent. */
  readonly preconditionFailed?: readonly number[];
  /** Statuses that mean precondition-required; `[428]` if absent. */
  readonly preconditionRequired?: readonly number[];
  /**
   * Statuses that leave open whether a change was made, as something before the server may have sent them; 408, 502,
   * 503, 504, 520 to 530, 598 and 599 if absent.
   */
  readonly ambiguous?: readonly number[] | undefined;
}

/** A value, or a function that gives it for each request. */
export type Provider<T> = T | (() => T | Promise<T>);

/** Sees a request that has been put together, and may change it in place. */
export type RequestHook = (request: OutgoingRequest) => void | Promise<void>;

/** Sees a response whose body has not been read, and may return another. */
export type ResponseHook = (response: Response, request: OutgoingRequest) => Response | void | Promise<Response | void>;

/** Options of a client. `Credentials` maps the document's security schemes to the credential that each takes. */
export interface ClientOptions<Credentials extends object = object> {
  /** The base URL of the API; the document's first server if absent. */
  readonly baseUrl?: string | undefined;
  /** `globalThis.fetch` if absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Provider<Readonly<Record<string, string>>> | undefined;
  /** Credentials, or functions that return them for each request; the first alternative that has all of its own is used. */
  readonly auth?: { readonly [S in keyof Credentials]?: Provider<Credentials[S] | undefined> } | undefined;
  /** Milliseconds until a request is aborted; no limit if absent. */
  readonly timeout?: number | undefined;
  /** `credentials`, `mode`, `cache`, `keepalive` and the like, for every request. */
  readonly init?:
    | (Omit<RequestInit, "method" | "headers" | "body" | "signal" | "cache"> & {
        /** `undefined`, given explicitly, sends no mode at all. */
        readonly cache?: RequestCache | undefined;
      })
    | undefined;
  /** Gives a change what proves that it comes from your own page: `djangoCsrf()`. */
  readonly csrf?: RequestHook | undefined;
  /**
   * Called with each request when it has been put together, the precondition that a caller passed included; may change it
   * in place. What a store (If-None-Match) and lanes (a successor of the tag) add comes after it. Of several, each sees what the one
   * before it made.
   */
  readonly onRequest?: RequestHook | readonly RequestHook[] | undefined;
  /**
   * Called with each response before its body is read; may return another response to use instead, which the next hook of
   * several then gets.
   */
  readonly onResponse?: ResponseHook | readonly ResponseHook[] | undefined;
  /** Checks bodies against the document: `validateBodies(validation)`. Without it nothing is checked, and no schema is bundled. */
  readonly validate?: BodyCheck | undefined;
  /**
   * Whose request this is, where the credentials alone do not tell: opaque tokens that are renewed while forms are open,
   * or cookies that only the browser sees. Equal texts are the same user's. If absent: the credentials, as they leave.
   */
  readonly caller?: ((request: OutgoingRequest) => string) | undefined;
  /** Keeps bodies for later 304s; an in-memory LRU cache of 500 entries and 16 MiB if absent. */
  readonly store?: RepresentationStore | undefined;
  /** Serialises state changes to the same resource: `lanes()`. */
  readonly lanes?: ChangeLayer | undefined;
  /** Finds out what became of a state change whose response was lost: `resendOnce()`. Without it the result is `ambiguous`. */
  readonly recover?: ChangeLayer | undefined;
  /** Retries retrievals when the server is busy: `retryRetrievals()`. It never repeats a state change. */
  readonly retry?: Layer<OutgoingRequest, Received> | undefined;
  /** Renews the credentials after a 401 and sends the request again: `refreshOnce(renew)`. */
  readonly refresh?: Layer<OutgoingRequest, Received> | undefined;
  /** Receives every runtime event: `onEvent(listener)`. */
  readonly events?: Events | undefined;
  /** Overrides `weakTags` of the API. */
  readonly weakTags?: Api["weakTags"] | undefined;
  /** Overrides `versionHeaders` of the API. */
  readonly versionHeaders?: readonly string[] | undefined;
}

/** One user's access to one API. Several clients can exist side by side; they share nothing. */
export interface Client {
  readonly api: Api;
  readonly options: ClientOptions;
  /** The tags that this client knows, by resource. */
  readonly tags: TagMemory;
  /** The representations that this client stores, by URL; created by the first retrieval. */
  store: RepresentationStore | undefined;
  /** Stores a representation; set by the first retrieval, so that a client that only writes bundles none of it. */
  remember: ((reading: Reading, received: Received) => Promise<void>) | undefined;
  /** Whether the platform knows fetch's cache modes; found out by the first retrieval. */
  hasCacheModes?: boolean;
  /** Credentials that were renewed, by what they were renewed from: their user is the same. */
  readonly renewals: Map<string, string>;
  /** The tick of the last `clear()`: responses to requests that began before it are not stored. */
  clearedAt: number;
  /** The last entity-tag this client saw for a resource; `undefined` if there is none, or it is no longer trusted. */
  tagOf<R extends string>(resource: R, ...key: readonly (string | number)[]): EntityTag<R> | undefined;
  /** Forgets every tag and body: call it at logout, so that no user sees another's data. */
  clear(): Promise<void>;
}
