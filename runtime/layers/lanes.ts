import type { ResourceRef } from "../call.js";
import { UsageError } from "../errors.js";
import type { Change, ChangeLayer, Client, Layer, StateChangeOutcome } from "../pipeline.js";
import { reasonOf, throwIfAborted } from "../wire/signals.js";
import { identityOf, isSameCaller } from "./identity.js";
import { joinCreations } from "./join-creations.js";
import { type SuccessionLimits, Successions } from "./successions.js";

export interface LaneOptions extends SuccessionLimits {
  /**
   * Milliseconds that a change may wait for its turn; then it is not sent, and rejects with a `UsageError` of code
   * `waited-too-long`. No limit if absent: a call's `timeout` counts from the moment at which it is sent.
   */
  readonly wait?: number;
  /** An identical creation, called while the first one is in progress, shares its result; `false` if absent. */
  readonly creations?: boolean;
}

/** A state change that is waiting in its lane or in progress. */
interface Entry {
  readonly change: Change;
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
  /** It may turn out to be the change before it, called once more: until then it is not counted. */
  mayJoin: boolean;
}

interface Lane {
  entries: Entry[];
  /** Resolves when the last entry is done. */
  tail: Promise<unknown>;
}

/** The lanes of one client. */
class LaneKeeper {
  readonly lanes = new Map<string, Lane>();
  readonly successions: Successions;
  readonly listeners = new Set<() => void>();
  /** A layer around each change when its turn comes; `acrossTabs` sets one that takes a lock. */
  guard: Layer<Change, StateChangeOutcome> | undefined;

  constructor(limits: SuccessionLimits) {
    this.successions = new Successions(limits);
  }

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

const keepers = new WeakMap<
  object,
  { readonly options: LaneOptions; readonly byClient: WeakMap<Client, LaneKeeper> }
>();

/**
 * Serialises state changes to the same resource (PUT, PATCH, DELETE and actions): each waits for the one
 * before it. Changes to different resources do not wait for each other.
 *
 * If the change before it is identical (same operation, request and tag) and still waiting or in progress, the call
 * is not sent: both calls get the same result, so a double click is sent once and never conflicts with itself. Only one
 * and the same user's calls share a result.
 *
 * A PATCH or DELETE whose tag has been replaced by our own PATCH in the meantime is sent with the new
 * tag: no other writer came between. A PUT or POST is not: it could overwrite data, or act twice.
 *
 * A change by `edit` was derived from what it read: it is neither shared nor sent with another tag.
 */
export function lanes(options: LaneOptions = {}): ChangeLayer {
  const layer = async (
    change: Change,
    next: (change: Change) => Promise<StateChangeOutcome>,
  ): Promise<StateChangeOutcome> => {
    const { client } = change;
    throwIfAborted(change.options.signal);
    const keeper = keeperOf(client, layer);
    const id = laneId(change.resource);
    const lane = keeper.lanes.get(id) ?? { entries: [], tail: Promise.resolve() };
    keeper.lanes.set(id, lane);
    const identity = identityOf(change);
    // Only with the last one: on, off and on again must end with on.
    const last = lane.entries.filter((one) => !one.signal.aborted).at(-1);
    const isTwin = last && identity !== undefined && last.identity === identity && last.since === client.clearedAt;
    const entry = enter(lane, identity, change, {
      twin: isTwin ? last : undefined,
      limit: options.wait,
      perform: (turn) => keeper.successions.follow(turn, guarded(keeper, next)),
      counts: () => keeper.changed(),
    });
    if (!entry.mayJoin) keeper.changed();
    try {
      return await entry.outcome;
    } finally {
      entry.leave();
      lane.entries = lane.entries.filter((one) => one !== entry);
      if (lane.entries.length === 0) keeper.lanes.delete(id);
      if (!entry.mayJoin) keeper.changed();
    }
  };
  keepers.set(layer, { options, byClient: new WeakMap() });
  return Object.assign(layer, { creation: options.creations ? joinCreations() : undefined });
}

interface Turn {
  /** The identical change before it, whose result it shares if it is the same user's. */
  readonly twin: Entry | undefined;
  /** Milliseconds that it may wait. */
  readonly limit: number | undefined;
  readonly perform: (change: Change) => Promise<StateChangeOutcome>;
  /** Called when the change has turned out not to be its twin. */
  readonly counts: () => void;
}

/**
 * Appends a change to its lane. If it is aborted while waiting, it is not sent; after that, its outcome is ambiguous.
 * If the client is cleared while it waits, it is not sent either: its user has signed out.
 */
function enter(
  lane: Lane,
  identity: string | undefined,
  change: Change,
  { twin, limit, perform, counts }: Turn,
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
      if (--callers === 0) controller.abort(reasonOf(caller!));
    };
    caller?.addEventListener("abort", quit);
    removers.push(() => caller?.removeEventListener("abort", quit));
  };
  join(change.options.signal);
  const before = lane.tail;
  const ahead = countOf(lane);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(reasonOf(signal) as Error));
  });
  aborted.catch(() => {});
  const { client, since } = change;
  const wait = async (): Promise<StateChangeOutcome> => {
    if (twin && (await isSameCaller(twin.change, change)) && !twin.signal.aborted) {
      twin.join(change.options.signal);
      lane.entries = lane.entries.filter((one) => one !== entry);
      client.options.events?.report(change, { type: "coalesced" });
      return twin.outcome;
    }
    if (twin) {
      entry.mayJoin = false;
      counts();
    }
    if (ahead > 0) client.options.events?.report(change, { type: "queued", ahead });
    await Promise.race([before, aborted, tooLong(change, limit, removers)]);
    if (client.clearedAt !== since) throw notSent(change, "cleared", "the client was cleared while it waited.");
    return perform({ ...change, options: { ...change.options, signal } });
  };
  const entry: Entry = { change, identity, since, outcome: wait(), join, leave, signal, mayJoin: twin !== undefined };
  // The next one waits for all before it, even if the one directly before it was aborted while waiting.
  lane.tail = Promise.allSettled([before, entry.outcome]).then(() => {
    // Returns nothing: otherwise each tail would keep the results of all before it in memory.
  });
  lane.entries.push(entry);
  return entry;
}

function notSent({ operation, resource }: Change, code: "cleared" | "waited-too-long", why: string): UsageError {
  return new UsageError(code, `${operation.id}: ${why} Nothing was sent. (${laneId(resource)})`);
}

/** Rejects after `limit` milliseconds of waiting; never settles without a limit. */
function tooLong(change: Change, limit: number | undefined, removers: (() => void)[]): Promise<never> {
  return new Promise((_, reject) => {
    if (limit === undefined) return;
    const giveUp = (): void => reject(notSent(change, "waited-too-long", `it waited ${limit} ms for its turn.`));
    const timer = setTimeout(giveUp, limit);
    removers.push(() => clearTimeout(timer));
  });
}

const guarded =
  (keeper: LaneKeeper, next: (change: Change) => Promise<StateChangeOutcome>) =>
  (change: Change): Promise<StateChangeOutcome> =>
    keeper.guard ? keeper.guard(change, next) : next(change);

const laneId = ({ name, key }: ResourceRef): string => `${name}/${key}`;

/** The lanes of a client. */
export function keeperOf(client: Client, layer: object | undefined = client.options.lanes): LaneKeeper {
  const known = layer && keepers.get(layer);
  if (!known) throw new UsageError("no-lanes", "This client has no lanes: createClient({ lanes: lanes() }).");
  const keeper = known.byClient.get(client) ?? new LaneKeeper(known.options);
  known.byClient.set(client, keeper);
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
    return countOf(all.get(`${resource}/${key.map(encodeURIComponent).join("/")}`));
  let count = 0;
  for (const [id, lane] of all) {
    if (resource === undefined || id.startsWith(`${resource}/`)) count += countOf(lane);
  }
  return count;
}

const countOf = (lane: Lane | undefined): number => lane?.entries.filter(({ mayJoin }) => !mayJoin).length ?? 0;

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
