import { UsageError } from "../errors.js";
import type { RuntimeEvent } from "../event.js";
import type { Client, Events } from "../pipeline.js";
import { type LoggedCall, withEvent } from "./call.js";

/** All that a log shows: one object for each state. */
export interface LogSnapshot {
  /** The last calls, oldest first. */
  readonly calls: readonly LoggedCall[];
  readonly totals: LogTotals;
}

/** Of everything since the log was opened or cleared, also of calls that it no longer lists. */
export interface LogTotals {
  /** Requests that were sent, repetitions included. */
  readonly requests: number;
  /** Answers that were a 304 and stood for a body. */
  readonly revalidated: number;
  readonly bytes: number;
  readonly savedBytes: number;
}

export interface RequestLogOptions {
  /** How many calls are listed; 200 if absent. */
  readonly limit?: number;
  /** Milliseconds; `performance.now` if absent. */
  readonly now?: () => number;
}

/** A log of what a client does. */
export interface RequestLog {
  readonly getSnapshot: () => LogSnapshot;
  /** Calls `listener` after each event, and returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Empties it. */
  readonly clear: () => void;
  /** Hears no more. */
  readonly stop: () => void;
}

const empty: LogSnapshot = { calls: [], totals: { requests: 0, revalidated: 0, bytes: 0, savedBytes: 0 } };

/**
 * Logs what a client does from now on, given the client or its `events`.
 *
 * @throws {UsageError} with the code `no-events` for a client without `events`.
 */
export function requestLog(source: Client | Pick<Events, "subscribe">, options: RequestLogOptions = {}): RequestLog {
  const { limit = 200, now = () => performance.now() } = options;
  const events = "options" in source ? source.options.events : source;
  if (!events?.subscribe)
    throw new UsageError("no-events", "This client has no events to listen to: createClient({ events: onEvent() }).");
  const listeners = new Set<() => void>();
  let snapshot = empty;
  const set = (next: LogSnapshot): void => {
    snapshot = next;
    for (const listener of Array.from(listeners)) listener();
  };
  const stop = events.subscribe((event) => {
    const { calls } = snapshot;
    const index = calls.findIndex(({ call }) => call === event.call);
    // What was cleared away, or has fallen out of the list, comes back only when it is sent again.
    if (index === -1 && !begins(event)) return set({ calls, totals: added(snapshot.totals, event) });
    const entry = withEvent(calls[index], event, now());
    const next = index === -1 ? [...calls, entry].slice(-limit) : calls.map((one, at) => (at === index ? entry : one));
    set({ calls: next, totals: added(snapshot.totals, event) });
  });
  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    clear: () => set(empty),
    stop,
  };
}

/** Whether a call may begin with this event. */
const begins = ({ type }: RuntimeEvent): boolean =>
  ["sent", "queued", "coalesced", "superseded", "assumed", "changed-elsewhere"].includes(type);

function added(totals: LogTotals, event: RuntimeEvent): LogTotals {
  if (event.type === "sent") return { ...totals, requests: totals.requests + 1 };
  if (event.type === "answered") return { ...totals, bytes: totals.bytes + event.bytes };
  if (event.type !== "revalidated") return totals;
  return { ...totals, revalidated: totals.revalidated + 1, savedBytes: totals.savedBytes + event.bytes };
}
