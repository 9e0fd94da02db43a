import type { ResourceRef } from "../call.js";
import type { Change, Client, Layer, StateChangeOutcome } from "../pipeline.js";
import { UsageError } from "../errors.js";
import { isObject } from "../merge/json.js";
import { Successions } from "./successions.js";

/** A state change that is waiting in its lane or in progress. */
interface Entry {
  /** Equal for changes that ask for the same thing; `undefined` where a body cannot be compared. */
  readonly identity: string | undefined;
  /** The client's `clearedAt` when the change was called: it tells which user's change it is. */
  readonly since: number;
  readonly outcome: Promise<StateChangeOutcome>;
  /** Adds a caller who shares the outcome. */
  readonly join: (signal: AbortSignal | undefined) => void;
  /** Removes the listeners from the callers' signals, which may outlive many changes. */
  readonly leave: () => void;
  readonly signal: AbortSignal;
}

interface Lane {
  entries: Entry[];
  /** Resolves when the last entry is done. */
  tail: Promise<unknown>;
}

/** The lanes of one client. */
class LaneKeeper {
  readonly lanes = new Map<string, Lane>();
  readonly successions = new Successions();
  readonly listeners = new Set<() => void>();
  /** A layer around each change when its turn comes; `acrossTabs` sets one that takes a lock. */
  guard: Layer<Change, StateChangeOutcome> | undefined;

  changed(): void {
    // A copy: a listener that subscribes again while being called is not called twice.
    for (const listener of Array.from(this.listeners)) {
      try {
        listener();
      } catch (error) {
        // A bug in the page must not make a change that succeeded look like one that failed.
        console.error(error);
      }
    }
  }
}

const keepers = new WeakMap<object, WeakMap<Client, LaneKeeper>>();

/**
 * Serialises state changes to the same resource (PUT, PATCH, DELETE and actions): each waits for the one
 * before it. Changes to different resources do not wait for each other.
 *
 * If the change before it is identical (same operation, request and tag) and still waiting or in progress, the call
 * is not sent: both calls get the same result, so a double click is sent once and never conflicts with itself.
 *
 * A PATCH or DELETE whose tag has been replaced by our own PATCH in the meantime is sent with the new
 * tag: no other writer came between. A PUT or POST is not: it could overwrite data, or act twice.
 *
 * A change by `edit` was derived from what it read: it is neither shared nor sent with another tag.
 */
export function lanes(): Layer<Change, StateChangeOutcome> {
  const layer: Layer<Change, StateChangeOutcome> = async (change, next) => {
    const { client, options } = change;
    options.signal?.throwIfAborted();
    const keeper = keeperOf(client, layer);
    const id = laneId(change.resource);
    const lane = keeper.lanes.get(id) ?? { entries: [], tail: Promise.resolve() };
    keeper.lanes.set(id, lane);
    const identity = identityOf(change);
    // Only with the last one: on, off and on again must end with on.
    const last = lane.entries.filter((one) => !one.signal.aborted).at(-1);
    if (last && identity !== undefined && last.identity === identity && last.since === client.clearedAt) {
      last.join(options.signal);
      client.options.events?.report(change, { type: "coalesced" });
      return last.outcome;
    }
    const entry = enter(lane, identity, change, (turn) => keeper.successions.follow(turn, guarded(keeper, next)));
    keeper.changed();
    try {
      return await entry.outcome;
    } finally {
      entry.leave();
      lane.entries = lane.entries.filter((one) => one !== entry);
      if (lane.entries.length === 0) keeper.lanes.delete(id);
      keeper.changed();
    }
  };
  keepers.set(layer, new WeakMap());
  return layer;
}

/**
 * Appends a change to its lane. If it is aborted while waiting, it is not sent; after that, its outcome is ambiguous.
 * If the client is cleared while it waits, it is not sent either: it would carry the next user's credentials.
 */
function enter(
  lane: Lane,
  identity: string | undefined,
  change: Change,
  perform: (change: Change) => Promise<StateChangeOutcome>,
): Entry {
  const controller = new AbortController();
  const { signal } = controller;
  const removers: (() => void)[] = [];
  const leave = (): void => removers.forEach((remove) => remove());
  let callers = 0;
  // The change is aborted when every caller who shares it has aborted.
  const join = (caller: AbortSignal | undefined): void => {
    callers++;
    const quit = (): void => {
      if (--callers === 0) controller.abort(caller!.reason);
    };
    caller?.addEventListener("abort", quit);
    removers.push(() => caller?.removeEventListener("abort", quit));
  };
  join(change.options.signal);
  const before = lane.tail;
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
  const { client, operation, resource } = change;
  const since = client.clearedAt;
  const outcome = Promise.race([before, aborted]).then(() => {
    if (client.clearedAt !== since)
      throw new UsageError(
        "cleared",
        `${operation.id}: the client was cleared while this change waited. Nothing was sent. (${laneId(resource)})`,
      );
    return perform({ ...change, options: { ...change.options, signal } });
  });
  aborted.catch(() => {});
  // The next one waits for all before it, even if the one directly before it was aborted while waiting.
  lane.tail = Promise.allSettled([before, outcome]).then(() => {
    // Returns nothing: otherwise each tail would keep the results of all before it in memory.
  });
  const entry = { identity, since, outcome, join, leave, signal };
  lane.entries.push(entry);
  return entry;
}

const guarded =
  (keeper: LaneKeeper, next: (change: Change) => Promise<StateChangeOutcome>) =>
  (change: Change): Promise<StateChangeOutcome> =>
    keeper.guard ? keeper.guard(change, next) : next(change);

const laneId = ({ name, key }: ResourceRef): string => `${name}/${key}`;

/** The lanes of a client. */
export function keeperOf(client: Client, layer: object | undefined = client.options.lanes): LaneKeeper {
  const clients = layer && keepers.get(layer);
  if (!clients) throw new UsageError("no-lanes", "This client has no lanes: createClient({ lanes: lanes() }).");
  const keeper = clients.get(client) ?? new LaneKeeper();
  clients.set(client, keeper);
  return keeper;
}

/**
 * The number of state changes that are waiting or in progress: to one resource, to all resources of a name, or in
 * total. Disable a form's button while it is not 0.
 *
 * @throws {UsageError} when the client has no lanes.
 */
export function pending(client: Client, resource?: string, ...key: readonly (string | number)[]): number {
  const { lanes: all } = keeperOf(client);
  if (resource !== undefined && key.length > 0)
    return all.get(`${resource}/${key.map(encodeURIComponent).join("/")}`)?.entries.length ?? 0;
  let count = 0;
  for (const [id, { entries }] of all) {
    if (resource === undefined || id.startsWith(`${resource}/`)) count += entries.length;
  }
  return count;
}

/**
 * Calls `listener` whenever the result of {@link pending} may have changed. Fits `useSyncExternalStore` and the like.
 *
 * @returns a function that unsubscribes.
 * @throws {UsageError} when the client has no lanes.
 */
export function subscribe(client: Client, listener: () => void): () => void {
  const { listeners } = keeperOf(client);
  // Wrapped, because the same listener may be subscribed twice.
  const subscription = (): void => listener();
  listeners.add(subscription);
  return () => void listeners.delete(subscription);
}

/**
 * Everything that a request consists of, as text; `undefined` if it contains a value without a text form, such as a
 * file, and for changes that are not the same although they are equal: two edits that both write 6 for 5 are two
 * increments.
 */
function identityOf({ operation, request, options, sent }: Change): string | undefined {
  let comparable = options.verify !== false;
  const { ifMatch: _, ...parts } = request;
  const text = JSON.stringify([operation.id, sent, parts, options.headers], (_name, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null || Array.isArray(value) || isObject(value)) return value;
    comparable = false;
    return undefined;
  });
  return comparable ? text : undefined;
}
