import type { ResourceRef, Validated } from "../call.js";
import { AmbiguousOutcomeError } from "../core/unwrap.js";
import type { StateChangeOutcome, UnknownChange } from "../pipeline.js";
import { callerOf } from "../wire/caller.js";

/** What tells a repetition of a change from another one. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly resource: ResourceRef;
  readonly ifMatch: Validated | "*" | null | undefined;
  readonly signal: AbortSignal | undefined;
}

// As many as a page has lost at a time; the oldest are forgotten.
const RESOURCES = 1000;

/**
 * Changes whose outcome is unknown, until somebody has looked. A library that repeats requests by itself sends the same
 * one again: it is refused, as it may have been carried out. Another change, or one under a newer tag, is none of these.
 */
export class Unsettled {
  readonly #open = new Map<string, Map<string, UnknownChange>>();
  readonly #underway = new Map<
    string,
    { readonly signal: AbortSignal | undefined; readonly outcome: Promise<unknown> }
  >();

  /**
   * Performs a change.
   *
   * @throws {AmbiguousOutcomeError} when it is one whose outcome is still unknown: nothing is sent then.
   */
  async run(attempt: Attempt, perform: () => Promise<StateChangeOutcome>): Promise<StateChangeOutcome> {
    const { resource, signal } = attempt;
    const identity = identityOf(attempt);
    const id = `${idOf(resource)} ${identity}`;
    const before = this.#underway.get(id);
    // Its caller has turned away, and what became of it is only about to be known.
    if (before?.signal?.aborted) await before.outcome.catch(() => {});
    const open = this.#open.get(idOf(resource))?.get(identity);
    // RFC 9110, 9.2.2: whoever repeats requests by itself does not know whether this one was carried out.
    if (open) throw new AmbiguousOutcomeError(open);
    const outcome = perform().then((result) => {
      if (result.kind === "ambiguous") this.#add(resource, identity, result);
      return result;
    });
    this.#underway.set(id, { signal, outcome });
    try {
      return await outcome;
    } finally {
      if (this.#underway.get(id)?.outcome === outcome) this.#underway.delete(id);
    }
  }

  #add(resource: ResourceRef, identity: string, unknown: UnknownChange): void {
    const id = idOf(resource);
    const changes = this.#open.get(id) ?? new Map<string, UnknownChange>();
    this.#open.delete(id);
    this.#open.set(id, changes.set(identity, unknown));
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
