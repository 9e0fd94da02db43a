import type { Change, Client, Layer, ResourceRef } from "../pipeline.js";
import { UsageError } from "../errors.js";
import { isObject } from "../merge/json.js";
import { Successions } from "./successions.js";

/** A state change that waits in its lane, or is on its way. */
interface Entry {
  /** Equal for submissions that ask for the same; `undefined` where a body cannot be compared. */
  readonly identity: string | undefined;
  /** The `clearedAt` of the client when it was called: whose change it is. */
  readonly since: number;
  readonly outcome: Promise<object>;
  /** Lets one more caller have the outcome. */
  readonly join: (signal: AbortSignal | undefined) => void;
  /** Lets go of the callers' signals, which may outlive many changes. */
  readonly leave: () => void;
  readonly aborted: AbortSignal;
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
  /** What stands around each change in its turn; `acrossTabs` puts a lock here. */
  guard: Layer<Change, object> | undefined;

  changed(): void {
    // A copy: a listener that subscribes anew is not called anew.
    for (const listener of Array.from(this.listeners)) {
      try {
        listener();
      } catch (error) {
        // A page's mistake must not turn a change that was made into one that failed.
        console.error(error);
      }
    }
  }
}

const keepers = new WeakMap<object, WeakMap<Client, LaneKeeper>>();

/**
 * Keeps state changes to one resource (PUT, PATCH, DELETE and actions) from overlapping: each waits for
 * the one before it. Changes to different resources do not wait for each other.
 *
 * A change identical to the one called before it (same operation, request and tag), which waits or is on its
 * way, is not sent twice: both calls get its result, so a double click is one event and never fails against itself.
 *
 * A PATCH or DELETE that holds the tag which our own PATCH has replaced meanwhile is sent with the new
 * tag: nobody else came between. A PUT or POST is not: it could overwrite, or duplicate.
 *
 * What `edit` writes was derived from what it read: it is neither shared nor sent with another tag.
 */
export function lanes(): Layer<Change, object> {
  const layer: Layer<Change, object> = async (change, next) => {
    const { client, options } = change;
    options.signal?.throwIfAborted();
    const keeper = keeperOf(client, layer);
    const id = laneId(change.resource);
    const lane = keeper.lanes.get(id) ?? { entries: [], tail: Promise.resolve() };
    keeper.lanes.set(id, lane);
    const identity = identityOf(change);
    // The last one only: on, off and on again must end with on.
    const last = lane.entries.filter((one) => !one.aborted.aborted).at(-1);
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
 * Puts a change at the end of its lane. Aborted while it waits, it is not sent; later, its outcome is ambiguous.
 * Nor is it sent when its user signs out meanwhile: it would leave with the next one's credentials.
 */
function enter(
  lane: Lane,
  identity: string | undefined,
  change: Change,
  carryOut: (change: Change) => Promise<object>,
): Entry {
  const controller = new AbortController();
  const { signal } = controller;
  const listening: (() => void)[] = [];
  const leave = (): void => listening.forEach((end) => end());
  let callers = 0;
  // The change ends when every caller who shares it has given up.
  const join = (own: AbortSignal | undefined): void => {
    callers++;
    const giveUp = (): void => {
      if (--callers === 0) controller.abort(own!.reason);
    };
    own?.addEventListener("abort", giveUp);
    listening.push(() => own?.removeEventListener("abort", giveUp));
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
    return carryOut({ ...change, options: { ...change.options, signal } });
  });
  aborted.catch(() => {});
  // The next one waits for all before it, also for those before one that gave up waiting.
  lane.tail = Promise.allSettled([before, outcome]).then(() => {
    // Without a value: each tail would hold the results of all before it.
  });
  const entry = { identity, since, outcome, join, leave, aborted: signal };
  lane.entries.push(entry);
  return entry;
}

const guarded =
  (keeper: LaneKeeper, next: (change: Change) => Promise<object>) =>
  (change: Change): Promise<object> =>
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
 * How many state changes wait or are on their way: to one resource, to all of its name, or at all. A
 * button of a form is disabled while it is not 0.
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
 * Calls `listener` whenever {@link pending} may answer something else; the function it returns ends that.
 * Made for `useSyncExternalStore` and the like.
 */
export function subscribe(client: Client, listener: () => void): () => void {
  const { listeners } = keeperOf(client);
  // A function of its own, as the same listener may be subscribed twice.
  const own = (): void => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}

/**
 * All that a request says; `undefined` where it holds what has no text of its own, such as a file, and where
 * equal ones are not the same: two edits that both write 6 for 5 are two increments.
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
