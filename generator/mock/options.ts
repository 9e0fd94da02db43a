import type { Delay } from "./delays.js";
import type { FaultName, Faults } from "./faults.js";
import type { Key } from "./keys.js";
import type { ProfileName } from "./profiles.js";
import type { LoggedRequest } from "./request-log.js";
import type { MockSnapshot } from "./snapshot.js";
import type { ValuesName } from "./values/load-faker.js";

/** How a mock behaves, whatever it is made of. */
export interface MockSettings {
  /** How the server behaves beyond its document; `standard` if absent. */
  readonly profile?: ProfileName;
  /** Seed for the generated keys and tags. */
  readonly seed?: string | number;
  /** Members that collections start with, unless they lie below another resource; 3 if absent. */
  readonly count?: number;
  /** `plain`: samples of the schemas (`"string"`, 0) in place of names, dates and prices. */
  readonly values?: ValuesName;
  /** Milliseconds before a request is looked at, or the least and the most. */
  readonly delay?: Delay;
  /** Faults that are enabled from the start. */
  readonly faults?: readonly FaultName[];
  /** Milliseconds since 1970, for dates that the server keeps; a second a change if absent. */
  readonly now?: () => number;
  /** `false`: no CORS header at all. Otherwise every origin may do all that the API can, and see every header. */
  readonly cors?: boolean | CorsOptions;
  /** Answer 401 when credentials that the document requires are missing; any value is accepted. */
  readonly auth?: boolean;
  /** Keeps the state elsewhere than in this mock: `sharedState(name)`. */
  readonly state?: MockState;
}

export interface CorsOptions {
  /** Response headers that pages see; `[]` hides ETag. */
  readonly exposeHeaders?: readonly string[];
  /** Request headers that pages may send; all that they ask for if absent. */
  readonly allowHeaders?: readonly string[];
}

/** What is stored, and how to name it. */
export interface MockResource {
  readonly name: string;
  /** Path template. */
  readonly path: string;
  /** Keys of the existing members; for nested resources, those of the first parent. */
  readonly keys: readonly Key[];
}

/** A stateful server without a socket. */
export interface Mock {
  /** In place of the global `fetch`; rejects where an answer is lost. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** For servers and MSW: like `fetch`, but a lost answer is `Response.error()`. */
  respond(request: Request): Promise<Response>;
  /** Whether the document has a path for this URL, whatever the method. */
  serves(url: URL | string): boolean;
  readonly faults: Faults;
  /** Somebody else changes the resource right before the next conditional change: that gets a 412. */
  simulateConcurrentEdit(): void;
  /** The next change is carried out, and its answer is lost. */
  dropAnswer(): void;
  /** The next tag that is sent has a `W/` before it. */
  weakenTags(): void;
  /** A change by somebody else: fields to set, a function of the data, or something noticeable. */
  edit(resource: string, key: KeyInput, change?: object | ((data: unknown) => unknown)): EditedResource;
  resources(): readonly MockResource[];
  /** Keys of what exists behind a path template: values of its parameters, in order. */
  keys(path: string): readonly Key[];
  snapshot(): MockSnapshot;
  /** @throws {ConfigError} when it is not a snapshot of this document. */
  restore(snapshot: unknown): void;
  /** Restores the initial state; faults that were enabled at the start are enabled again. */
  reset(): void;
  /**
   * Runs a step with the newest state, while no request is carried out: with `state`, whatever reads or changes the
   * mock stands in here. Rejects with what the step throws.
   */
  exclusively<T>(step: () => T): Promise<T>;
  /** Calls back with each request once it is answered; returns how to stop that. */
  on(event: "request", listener: (request: LoggedRequest) => void): () => void;
  /** The last thousand requests since the start or the last `reset`, the eldest first. */
  requests(): readonly LoggedRequest[];
  /** Calls back after each change; returns how to stop that. */
  onCommit(listener: () => void): () => void;
  readonly summary: { readonly title: string; readonly operations: number; readonly demanding: number };
}

/** One value, or one a parameter of the resource's path. */
export type KeyInput = string | number | readonly (string | number)[];

export interface EditedResource {
  readonly data: unknown;
  readonly etag: string;
}

/** Where the state of a mock is kept when several of them share it. */
export interface MockState {
  /** Runs a step on the newest state while no other mock runs one, and keeps what it changed. */
  run<T>(mock: StatefulMock, step: () => T): Promise<T>;
}

/** What a {@link MockState} sees of a mock. */
export interface StatefulMock {
  /** Differs between mocks whose states do not fit each other: of other documents, or with other seeds. */
  readonly identity: string;
  snapshot(): MockSnapshot;
  restore(snapshot: unknown): void;
  reset(): void;
  onCommit(listener: () => void): () => void;
}
