import type { Change } from "./change-state.js";
import type { EntityTag } from "./entity-tag.js";
import type { EventDetail } from "./events.js";
import type { Received } from "./exchange.js";
import type { Layer } from "./layers.js";
import type { Operation, RequestParts } from "./operation.js";
import type { Reading } from "./read.js";
import type { RepresentationStore } from "./representations.js";
import type { RequestOptions, ResourceRef } from "./results.js";
import type { SecurityRequirement } from "./security.js";
import { createTagMemory, type TagMemory } from "./tags.js";
import type { Validator } from "./validation.js";

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

type Provider<T> = T | (() => T | Promise<T>);

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
  readonly validate?: Validator | undefined;
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

/** Makes a client for `api`; generated code wraps this with the API's own description. */
export function createClient<Credentials extends object>(api: Api, options: ClientOptions<Credentials> = {}): Client {
  const tags = createTagMemory();
  return {
    api,
    options,
    tags,
    store: options.store,
    remember: undefined,
    clearedAt: 0,
    tagOf: (name, ...key) => tags.get({ name, key: key.map(encodeURIComponent).join("/") }),
    async clear() {
      tags.clear();
      this.clearedAt = tags.now();
      await this.store?.clear();
    },
  };
}
