/**
 * What travels through the runtime, and what its rooms know of each other. Types only: no room imports another one for
 * its types.
 */

import type { EventDetail } from "./event.js";
import type {
  Operation,
  RequestParts,
  RetrievalOperation,
  SecurityRequirement,
  StateChangeOperation,
} from "./operation.js";

declare const describes: unique symbol;

/**
 * An entity-tag exactly as the server sent it, quotes and `W/` included. `R` names the resource it
 * describes, so that the tag of one resource does not compile as the precondition of another.
 */
export type EntityTag<R extends string = string> = string & { readonly [describes]: R };

/** Which resource a validator describes: its name in the model, and its key in percent-encoded form. */
export interface ResourceRef<R extends string = string> {
  readonly name: R;
  /** The values of the key, joined by `/`; `null` where a creation's answer does not tell it. */
  readonly key: string | null;
}

/** Anything that carries a validator: what a retrieval, a creation or a state change answered. */
export interface Validated<R extends string = string> {
  /** The entity-tag as the server sent it; `null` when it sent none, or when CORS hides it. */
  readonly etag: EntityTag<R> | null;
  readonly resource: ResourceRef<R>;
}

/** The precondition of a state change: the tag of what was read, or simply what was read. */
export type IfMatch<R extends string> = EntityTag<R> | Validated<R>;

/** What every answer but `ok` tells about itself. */
export interface Answer {
  /** The key fact in one sentence; a person may see it. */
  readonly message: string;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
}

/** Per call, always last and always optional. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Added to, and stronger than, what the client and the operation set. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds; `0` for none. */
  readonly timeout?: number | undefined;
  /** The fetch cache mode. Retrievals use `no-cache`, so that a browser's cache never answers in the server's place. */
  readonly cache?: RequestCache | undefined;
  /**
   * `false`: a change whose answer was lost does not count as made because the record holds what it wrote.
   * For values that others may arrive at too, such as a counter's next; `edit` sets it.
   */
  readonly verify?: boolean | undefined;
}

/** Does something around what comes next; may do it several times, or not at all. */
export type Layer<Subject, Outcome> = (
  subject: Subject,
  next: (subject: Subject) => Promise<Outcome>,
) => Promise<Outcome>;

/** What is about to be sent. Hooks may change it in place. */
export interface OutgoingRequest {
  url: string;
  readonly client: Client;
  readonly operation: Operation;
  readonly request: RequestParts;
  readonly options: RequestOptions;
  /** What it is about, where it has to do with entity-tags. */
  resource?: ResourceRef;
  readonly init: RequestInit & { method: string; headers: Record<string, string> };
  /** The credentials that were applied. */
  readonly secrets: readonly unknown[];
  /** Bytes that a 304 to it saves. */
  saves?: number;
  /** Whether it was handed to `fetch`: from then on the server may have seen it. */
  sent?: boolean;
}

/** An answer, its body decoded. */
export interface Received {
  readonly outgoing: OutgoingRequest;
  readonly response: Response;
  readonly status: number;
  /** As plain data, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
  /** Size of the body. */
  readonly bytes: number;
  /** The body claims to be JSON and is not. */
  readonly malformed: boolean;
}

/** A retrieval on its way. */
export interface Reading extends OutgoingRequest {
  readonly operation: RetrievalOperation;
  resource: ResourceRef;
  /** The client's moment when it began: an answer must not overwrite news that came later. */
  since: number;
}

/** A request with its precondition. `null` is the unconditional state change, where the API allows one. */
export interface ConditionalRequest<R extends string = string> extends RequestParts {
  readonly ifMatch?: IfMatch<R> | "*" | null | undefined;
}

declare const answers: unique symbol;

/** One state change on its way. */
export interface Change<Result = unknown> {
  readonly [answers]?: Result;
  readonly client: Client;
  readonly operation: StateChangeOperation;
  readonly request: ConditionalRequest;
  readonly options: RequestOptions;
  readonly resource: ResourceRef;
  /** What If-Match carries; `null` for none. */
  readonly sent: EntityTag | null;
}

/**
 * One stored representation: what a 304 stands for. Keyed by URL and principal, never by resource
 * (RFC 9110, 8.8.1: a tag says nothing about another URL), and told apart by the `Vary` headers.
 */
export interface Representation {
  /** The ETag header: what If-None-Match carries, whatever header or property If-Match takes its tag from. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly data: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The request headers that selected this representation (RFC 9111, 4.1). */
  readonly vary: readonly (readonly [name: string, value: string | undefined])[];
  /** Size of the body in bytes. */
  readonly bytes: number;
}

/**
 * Where representations live. Asynchronous, so that IndexedDB or a server's store fits; what is asked of it takes
 * effect in the order it was asked, so that nothing is written behind a `clear`.
 */
export interface RepresentationStore {
  get(key: string): readonly Representation[] | undefined | Promise<readonly Representation[] | undefined>;
  set(key: string, representations: readonly Representation[]): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

/**
 * The current validator of each resource, as far as this client knows. Keyed by resource, never by
 * URL: several URLs may represent one resource and share its tag. It never feeds If-Match by itself
 * (the caller's tag does); it serves `client.tagOf` and whoever builds on it.
 */
export interface TagMemory {
  get<R extends string>(resource: ResourceRef<R>): EntityTag<R> | undefined;
  /** Counts the moments of this client; take it when a request leaves. */
  now(): number;
  /** A retrieval that left at `sentAt` answered with `tag` (`null`: with none). */
  read(resource: ResourceRef, tag: EntityTag | null, sentAt: number): void;
  /** A state change came through and answered with `tag` (`null`: the new tag is not known). */
  written(resource: ResourceRef, tag: EntityTag | null): void;
  /** What was known is not to be believed any more: 412, or an ambiguous outcome. */
  drop(resource: ResourceRef): void;
  clear(): void;
}

/** Holds bodies against the document; `validate` of a client. */
export interface BodyCheck {
  /** @throws {UsageError} before anything is sent. */
  request(operation: Operation, request: RequestParts): void;
  /** @throws {InvalidResponseError} with what did arrive: a state change has happened all the same. */
  response(
    operation: Operation,
    answer: { readonly status: number; readonly data: unknown; readonly etag?: string | null },
  ): void;
}

/** What hears of every decision; made by `onEvent()`. */
export interface Events {
  readonly change: Layer<Change, object>;
  readonly exchange: Layer<OutgoingRequest, Received>;
  readonly report: (
    about: {
      readonly operation?: Operation | undefined;
      readonly resource?: ResourceRef | undefined;
      readonly options?: RequestOptions | undefined;
    },
    detail: EventDetail,
  ) => void;
}

/** What the document and `ifmatch.config.ts` say about the API as a whole; generated. */
export interface Api {
  readonly servers: readonly string[];
  /** The alternatives that hold where an operation gives none of its own. */
  readonly defaultSecurity?: readonly SecurityRequirement[];
  /** Response headers that may carry the tag, in order of preference; `["ETag"]` if absent. */
  readonly versionHeaders?: readonly string[] | undefined;
  /** What happens to a weak tag in If-Match, which strong comparison can never match; `send` if absent. */
  readonly weakTags?: "send" | "strip" | "reject" | undefined;
  /** Statuses that mean precondition-failed; `[412]` if absent. */
  readonly preconditionFailed?: readonly number[];
  /** Statuses that mean precondition-required; `[428]` if absent. */
  readonly preconditionRequired?: readonly number[];
}

/** A value, or a function that gives it for each request. */
export type Provider<T> = T | (() => T | Promise<T>);

/** Options of a client. `Credentials` gives the document's security schemes and what each takes. */
export interface ClientOptions<Credentials extends object = object> {
  /** Where the API lives; the document's first server if absent. */
  readonly baseUrl?: string | undefined;
  /** `globalThis.fetch` if absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Provider<Readonly<Record<string, string>>> | undefined;
  /** Credentials, or functions that give them for each request; the first satisfied alternative is used. */
  readonly auth?: { readonly [S in keyof Credentials]?: Provider<Credentials[S] | undefined> } | undefined;
  /** Milliseconds until a request is given up; none if absent. */
  readonly timeout?: number | undefined;
  /** `credentials`, `mode`, `cache`, `keepalive` and the like, for every request. */
  readonly init?: Omit<RequestInit, "method" | "headers" | "body" | "signal"> | undefined;
  /** Sees each request as it will leave, its precondition included. */
  readonly onRequest?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /** Sees each response before it is read; may answer with another one. */
  readonly onResponse?:
    | ((response: Response, request: OutgoingRequest) => Response | void | Promise<Response | void>)
    | undefined;
  /** Holds bodies against the document: `validateBodies(validation)`. Without it nothing is, and no schema is bundled. */
  readonly validate?: BodyCheck | undefined;
  /** Keeps the bodies that a 304 stands for; an in-memory LRU of 500 entries and 16 MiB if absent. */
  readonly store?: RepresentationStore | undefined;
  /** Keeps state changes to one resource from overlapping: `lanes()`. */
  readonly lanes?: Layer<Change, object> | undefined;
  /** What happens when the answer to a state change is lost: `resendOnce()`. Without it the outcome is `ambiguous`. */
  readonly recover?: Layer<Change, object> | undefined;
  /** Repeats retrievals that found the server busy: `retryRetrievals()`. State changes are never repeated by it. */
  readonly retry?: Layer<OutgoingRequest, Received> | undefined;
  /** Answers a 401 with new credentials: `refreshOnce(renew)`. */
  readonly refresh?: Layer<OutgoingRequest, Received> | undefined;
  /** Hears of every decision: `onEvent(listener)`. */
  readonly events?: Events | undefined;
  /** Overrides `weakTags` of the API. */
  readonly weakTags?: Api["weakTags"] | undefined;
  /** Overrides `versionHeaders` of the API. */
  readonly versionHeaders?: readonly string[] | undefined;
}

/** One user's view of one API. Several clients live side by side and share nothing. */
export interface Client {
  readonly api: Api;
  readonly options: ClientOptions;
  /** The tags that this client knows, by resource. */
  readonly tags: TagMemory;
  /** The representations that this client knows, by URL; made by the first retrieval. */
  store: RepresentationStore | undefined;
  /** Stores a representation; set by the first retrieval, so that a client that only writes bundles none of it. */
  remember: ((reading: Reading, received: Received) => Promise<void>) | undefined;
  /** The moment of the last `clear()`: what was under way then is not kept. */
  clearedAt: number;
  /** The validator this client saw last for a resource, if it is still believed to be current. */
  tagOf<R extends string>(resource: R, ...key: readonly (string | number)[]): EntityTag<R> | undefined;
  /** Forgets every tag and body: call it at logout, so that no user sees another's data. */
  clear(): Promise<void>;
}
