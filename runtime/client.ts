import type { EntityTag } from "./entity-tag.js";
import type { Operation } from "./operation.js";
import type { RepresentationStore } from "./representations.js";
import { createTagMemory, type TagMemory } from "./tags.js";

/** How a security scheme of the document travels. `http` schemes other than basic are sent as bearer. */
export type SecurityScheme =
  | { readonly type: "basic" | "bearer" }
  | { readonly type: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string };

/** What the document and `ifmatch.config.ts` say about the API as a whole; generated. */
export interface Api {
  readonly servers: readonly string[];
  readonly security?: Readonly<Record<string, SecurityScheme>>;
  /** The alternatives that hold where an operation gives none of its own. */
  readonly defaultSecurity?: readonly (readonly string[])[];
  /** Response headers that may carry the tag, in order of preference; `["ETag"]` if absent. */
  readonly tagHeaders?: readonly string[];
  /** What happens to a weak tag in If-Match, which strong comparison can never match; `send` if absent. */
  readonly weakTags?: "send" | "strip" | "reject";
  /** Statuses that mean precondition-failed; `[412]` if absent. */
  readonly preconditionFailed?: readonly number[];
  /** Statuses that mean precondition-required; `[428]` if absent. */
  readonly preconditionRequired?: readonly number[];
}

/** A bearer token or API key, or a user with a password; or a function that gives it for each request. */
export type Credential = string | { readonly username: string; readonly password: string };
type Provider<T> = T | (() => T | Promise<T>);

/** What is about to be sent. Hooks may change it in place. */
export interface OutgoingRequest {
  url: string;
  readonly operation: Operation;
  readonly init: RequestInit & { method: string; headers: Record<string, string> };
}

/** The part of a zod schema (or any other) that validation needs. */
export interface Schema {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: unknown };
}

/** Schemas by operation id; `generated/validation.ts` exports one for every operation, and all of them. */
export type ValidationSchemas = Readonly<
  Record<string, { readonly body?: Schema; readonly responses?: Readonly<Record<string, Schema>> }>
>;

/** Which bodies are held against the document. Without this, nothing is, and no schema is bundled. */
export interface ValidationOptions {
  readonly schemas: ValidationSchemas;
  /** Refuse an invalid request body before it is sent; `true` if absent. */
  readonly requests?: boolean;
  /** What an invalid response does; `"throw"` if absent. The answer is part of the error. */
  readonly responses?: "throw" | "warn" | false;
}

/** Options of a client. `Scheme` is the union of the document's security schemes. */
export interface ClientOptions<Scheme extends string = string> {
  /** Where the API lives; the document's first server if absent. */
  readonly baseUrl?: string | undefined;
  /** `globalThis.fetch` if absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Provider<Readonly<Record<string, string>>> | undefined;
  readonly auth?: { readonly [S in Scheme]?: Provider<Credential | undefined> } | undefined;
  /** Milliseconds until a request is given up; none if absent. */
  readonly timeout?: number | undefined;
  /** `credentials`, `mode`, `keepalive` and the like, for every request. */
  readonly init?: Omit<RequestInit, "method" | "headers" | "body" | "signal"> | undefined;
  /** Sees each request before it leaves. */
  readonly onRequest?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /** Sees each response before it is read; may answer with another one. */
  readonly onResponse?: ((response: Response, request: OutgoingRequest) => Response | void | Promise<Response | void>) | undefined;
  readonly validate?: ValidationOptions | undefined;
  /** Keeps the bodies that a 304 stands for; an in-memory LRU of 500 entries and 16 MiB if absent. */
  readonly store?: RepresentationStore | undefined;
  /** Overrides `weakTags` of the API. */
  readonly weakTags?: Api["weakTags"] | undefined;
  /** Overrides `tagHeaders` of the API. */
  readonly tagHeaders?: readonly string[] | undefined;
}

/** One user's view of one API. Several clients live side by side and share nothing. */
export interface Client {
  readonly api: Api;
  readonly options: ClientOptions;
  /** The tags that this client knows, by resource. */
  readonly tags: TagMemory;
  /** The representations that this client knows, by URL; made by the first retrieval. */
  store: RepresentationStore | undefined;
  /** The validator this client saw last for a resource, if it is still believed to be current. */
  tagOf<R extends string>(resource: R, key: string | number): EntityTag<R> | undefined;
  /** Forgets every tag and body: call it at logout, so that no user sees another's data. */
  clear(): Promise<void>;
}

/** Makes a client for `api`; generated code wraps this with the API's own description. */
export function createClient(api: Api, options: ClientOptions = {}): Client {
  const tags = createTagMemory();
  return {
    api: {
      ...api,
      ...(options.weakTags && { weakTags: options.weakTags }),
      ...(options.tagHeaders && { tagHeaders: options.tagHeaders }),
    },
    options,
    tags,
    store: options.store,
    tagOf: (resource, key) => tags.get({ name: resource, key: encodeURIComponent(key) }),
    async clear() {
      tags.clear();
      await this.store?.clear();
    },
  };
}
