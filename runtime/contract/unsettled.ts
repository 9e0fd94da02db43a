import type { ResourceRef, Validated } from "../call.js";
import type { UnknownChange } from "../pipeline.js";
import { callerOf } from "../wire/caller.js";

/** What tells a repetition of a change from another one. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly resource: ResourceRef;
  readonly ifMatch: Validated | "*" | null | undefined;
}

// As many as a page has lost at a time; the oldest are forgotten.
const RESOURCES = 1000;

/**
 * Changes whose outcome is unknown, until somebody has looked. A library that repeats requests by itself sends the same
 * one again: it is refused, as it may have been carried out. Another change, or one under a newer tag, is none of these.
 */
export class Unsettled {
  readonly #open = new Map<string, Map<string, UnknownChange>>();

  /** The outcome of the same change, if it is still unknown. */
  of(attempt: Attempt): UnknownChange | undefined {
    return this.#open.get(idOf(attempt.resource))?.get(identityOf(attempt));
  }

  add(attempt: Attempt, unknown: UnknownChange): void {
    const id = idOf(attempt.resource);
    const changes = this.#open.get(id) ?? new Map<string, UnknownChange>();
    this.#open.delete(id);
    this.#open.set(id, changes.set(identityOf(attempt), unknown));
    if (this.#open.size > RESOURCES) this.#open.delete(this.#open.keys().next().value!);
  }

  /** The record was read: what became of its changes can be seen. */
  settle(resource: ResourceRef): void {
    this.#open.delete(idOf(resource));
  }
}

const idOf = ({ name, key }: ResourceRef): string => `${name}/${key}`;

/** Two files cannot be compared: a change that contains one counts as the same whatever file it is. */
const identityOf = ({ method, url, headers, body, ifMatch }: Attempt): string =>
  JSON.stringify([
    method.toUpperCase(),
    url,
    ifMatch === "*" ? ifMatch : (ifMatch?.etag ?? null),
    callerOf({ secrets: [], init: { method, headers: { ...headers } } }),
    body,
  ]);
