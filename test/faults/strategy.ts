import {
  type Client,
  type ClientOptions,
  InvalidResponseError,
  NetworkError,
  type RequestOptions,
  UnsatisfiableError,
  UsageError,
} from "ifmatch/runtime";
import { type EntryChange, type EntryRead, type EntryReload, entryRetrieve } from "./entry-operations.js";
import type { Outcome, Read } from "./history.js";
import type { Random } from "./random.js";
import type { Entry } from "./server.js";

/** What a strategy works with: its client, and time and chance that the run governs. */
export interface Tools {
  /** The client's own, which no other has. */
  readonly name: string;
  readonly client: Client;
  readonly random: Random;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Options of each call. */
  readonly call: RequestOptions;
  /** Whether whoever asked for the operation has signed out. */
  readonly isOver: () => boolean;
  /** Puts a retrieval on record. */
  readonly saw: (read: Read) => void;
}

export interface Report {
  readonly outcome: Outcome;
  /** What had been read when it was written. */
  readonly base?: Entry["value"];
  /** Of a conflict: the entity-tag that was refused. */
  readonly sent?: string | null;
}

/** A way to carry out one operation: an increment of the counter, or a write of its id to the register. */
export interface Strategy {
  readonly name: string;
  readonly resource: "counter" | "register";
  /** A negative control: what it must do wrong. */
  readonly breaks?: "lost" | "doubled";
  /** No outcome is left ambiguous, whatever happens. */
  readonly settles?: true;
  /** A write may be sent with the tag that its own client's last write brought. */
  readonly followsOwn?: true;
  /** How many operations of one client are under way at a time; 1 if absent. */
  readonly atOnce?: number;
  readonly options?: (tools: Pick<Tools, "name" | "random" | "sleep">) => ClientOptions;
  readonly carryOut: (tools: Tools, id: string) => Promise<Report>;
}

export const ofEntry = { path: { id: 1 } };
export const acknowledged: Report = { outcome: "acknowledged" };
export const ambiguous: Report = { outcome: "ambiguous" };

/** How often a strategy tries; faults come and go, so this is hardly ever reached. */
const TRIES = 60;

/** Tries until there is something to report; `undefined` says that nothing was changed, and asks for one more. */
export async function untilReported(tools: Tools, attempt: () => Promise<Report | undefined>): Promise<Report> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (tools.isOver()) break;
    const report = await unlessNothingDone(attempt);
    if (report) return report;
    await pause(tools);
  }
  return { outcome: "gave-up" };
}

/** What a page stops with when its user has signed out. */
export class SignedOutError extends Error {
  override readonly name = "SignedOutError";
}

/**
 * Calls what may change the record. `undefined` where it threw and nothing can have been changed by that; a change whose
 * answer cannot be used is ambiguous.
 */
export async function unlessNothingDone(carryOut: () => Promise<Report | undefined>): Promise<Report | undefined> {
  try {
    return await carryOut();
  } catch (error) {
    if (error instanceof NetworkError || error instanceof UsageError || error instanceof UnsatisfiableError)
      return undefined;
    if (error instanceof InvalidResponseError) return ambiguous;
    throw error;
  }
}

/**
 * What a page tells its user of a 412, having loaded the record: a conflict, unless the record holds what was sent. It
 * does not save again by itself, as a 412 does not say that nothing was carried out before.
 */
export function refusal(saved: EntryChange, reloaded: EntryReload): Report {
  if (reloaded.kind === "ok" && reloaded.holdsChange) return ambiguous;
  return { outcome: "conflict", sent: saved.kind === "precondition-failed" ? saved.sent : null };
}

/** What a page reports of one change. */
export async function told(saved: EntryChange, base?: Entry["value"]): Promise<Report | undefined> {
  if (saved.kind === "ok") return base === undefined ? acknowledged : { ...acknowledged, base };
  if (saved.kind === "precondition-failed")
    return saved.reload().then(
      (now) => refusal(saved, now),
      () => ambiguous,
    );
  return saved.kind === "ambiguous" ? ambiguous : undefined;
}

/** A retrieval whose answer cannot be used has changed nothing, unlike a change whose answer cannot be used. */
export const readEntry: typeof entryRetrieve = (client, request, options) =>
  entryRetrieve(client, request, options).catch((error: unknown) => {
    throw error instanceof InvalidResponseError ? new NetworkError(error.message, { cause: error }) : error;
  });

/** Nobody waits for the same moment as everybody else. */
export const pause = ({ sleep, random }: Tools): Promise<void> => sleep(random.between(10, 120));

export type Reading = Extract<EntryRead, { kind: "ok" }>;

/** Reads until the server answers. Nothing is changed by that, so it may be done as often as it takes. */
export async function read(tools: Tools): Promise<Reading> {
  for (;;) {
    if (tools.isOver()) throw new SignedOutError("The user has signed out.");
    const startedAt = tools.now();
    const result = await entryRetrieve(tools.client, ofEntry, tools.call).catch(() => null);
    // What is not shown any more was not seen.
    if (tools.isOver()) continue;
    if (result?.kind === "ok") {
      tools.saw({ startedAt, endedAt: tools.now(), value: result.data.value });
      return result;
    }
    await pause(tools);
  }
}

/** Reads until the answer carries a tag that If-Match can match. */
export async function readTagged(tools: Tools): Promise<Reading> {
  for (;;) {
    const result = await read(tools);
    if (result.etag?.startsWith('"')) return result;
    await pause(tools);
  }
}

export const increment = ({ value }: Entry): Entry => ({ value: (value as number) + 1 });
