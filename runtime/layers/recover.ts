import type { EntityTag, RequestOptions, RetrievalOutcome } from "../call.js";
import { fullJitter, sleep, type Timing } from "../core/backoff.js";
import { attemptChange, readAgain } from "../core/change-state.js";
import { isWeak, weakEquals } from "../core/entity-tag.js";
import { asDocumented, verified } from "../core/outcomes.js";
import type { Ambiguous } from "../core/results.js";
import { UsageError } from "../errors.js";
import { layered } from "../layered.js";
import { isObject, property } from "../merge/json.js";
import type { Change, Layer, StateChangeOutcome, UnknownChange } from "../pipeline.js";

/** Where to put a write token: in a header that the server remembers, or in a field that it stores with the record. */
export type WriteToken = { readonly header: string } | { readonly body: string };

export interface RecoveryOptions extends Timing {
  /** Whether a change may be sent again under the same precondition; `true` if absent. Never without a strong tag. */
  readonly resend?: boolean | ((change: Change) => boolean);
  /** Adds a token to each change, which distinguishes it from an equal change by another writer. */
  readonly token?: WriteToken;
  /** Creates a token; `crypto.randomUUID` if absent. */
  readonly newToken?: () => string;
  /** The longest wait before a resend, in milliseconds; 1,000 if absent. */
  readonly delay?: number;
}

/** A change and the token it carries. */
interface MarkedChange extends Change {
  readonly token?: { readonly field: string; readonly value: string };
}

/**
 * Finds out what became of a state change whose response was lost (none arrived, 502, 504), and which may have been
 * carried out.
 *
 * The change is sent once more under the same If-Match, under which each version can be changed at most once. A 412
 * to that is not taken at its word: it may have been our own first attempt that changed the tag. The record is then
 * read back. If it has the values that were sent, under another tag, the change was made, and the result is `ok`
 * (`verified`). Whatever remains unknown is `ambiguous`; pass it to {@link resolve} later. Nothing is ever applied twice.
 */
export function resendOnce(options: RecoveryOptions = {}): Layer<Change, StateChangeOutcome> {
  const { resend = true, delay = 1000, random } = options;
  const wait = options.sleep ?? sleep;
  return async (change, next) => {
    const marked = mark(change, options);
    const { signal } = change.options;
    // Asked before anything is sent: an error that it throws must not hide that the server may have written.
    const allowed = isExact(change.sent) && (typeof resend === "function" ? resend(change) : resend);
    const { client } = change;
    const since = client.clearedAt;
    // After a sign-out, nothing of the old user's is sent or read with the next user's credentials.
    const isOver = (): boolean => signal?.aborted === true || client.clearedAt !== since;
    const first = await next(marked);
    if (first.kind !== "ambiguous" || isOver()) return first;
    if (allowed) {
      try {
        await wait(fullJitter(1, delay, delay, random), signal);
      } catch {
        // Aborted while waiting; the outcome of the first attempt is as unknown as before.
        return first;
      }
      if (isOver()) return first;
      const second = await next(marked).catch(() => undefined);
      // RFC 9110, 13.1.1: the tag still matched, so the first attempt had not been carried out. Any other outcome,
      // an error included, says nothing about the first attempt.
      if (second?.kind === "ok") return second;
      if (isOver()) return first;
    }
    return (await readBack(marked, first, signal)).outcome;
  };
}

/** Whether a precondition names one version, which can be replaced at most once. */
const isExact = (sent: EntityTag | null): sent is EntityTag => sent !== null && sent !== "*" && !isWeak(sent);

/** The change with a new token, which stays the same however often the change is sent. */
function mark(change: Change, { token, newToken = () => crypto.randomUUID() }: RecoveryOptions): MarkedChange {
  if (token === undefined) return change;
  const value = newToken();
  if ("header" in token) {
    const headers = { [token.header]: value, ...change.options.headers };
    return { ...change, options: { ...change.options, headers } };
  }
  const { request } = change;
  // A body that is no object (a file, a list) has no field to put it in.
  if (!isObject(request.body)) return change;
  const body = { ...request.body, [token.body]: value };
  return { ...change, request: { ...request, body }, token: { field: token.body, value } };
}

/**
 * Reads the record of a change again. `outcome` is `ok` if the record shows that the change was made, else `unknown`;
 * `unchanged` tells that the record still has the tag that was sent.
 */
async function readBack(
  change: MarkedChange,
  unknown: UnknownChange,
  signal: AbortSignal | undefined,
): Promise<{ readonly outcome: StateChangeOutcome; readonly unchanged: boolean }> {
  const { client, operation, options, sent } = change;
  let record: RetrievalOutcome;
  try {
    record = await readAgain(change, { signal, timeout: options.timeout });
  } catch {
    // The record cannot be read either (no network, no retrieval): the outcome remains unknown.
    return { outcome: unknown, unchanged: false };
  }
  const isDeleted = record.kind !== "ok" && (record.status === 404 || record.status === 410);
  const unchanged = record.kind === "ok" && record.etag !== null && isExact(sent) && weakEquals(record.etag, sent);
  // Under the old tag nothing was written: equal fields were equal before.
  const byFields = options.verify !== false && !unchanged;
  const isMade =
    operation.method === "DELETE" ? isDeleted : record.kind === "ok" && shows(change, record.data, byFields);
  if (!isMade) return { outcome: unknown, unchanged };
  client.options.events?.report(change, { type: "verified" });
  // Without a documented response of the same shape, the result cannot be `ok`: its data would have the wrong type.
  if (operation.verify === undefined) return { outcome: { ...unknown, applied: true }, unchanged: false };
  return { outcome: verified(change, operation.verify, record), unchanged: false };
}

/** Whether a record shows that the change was made: it has the change's token or, without one, every value that was sent. */
function shows({ operation, request, token }: MarkedChange, data: unknown, byFields: boolean): boolean {
  if (!isObject(data)) return false;
  if (token !== undefined) return data[token.field] === token.value;
  if (!byFields || !isObject(request.body) || !["PUT", "PATCH"].includes(operation.method)) return false;
  // If a sent field is never returned (a password), the others prove nothing: they may be equal by chance.
  return Object.values(request.body).some((value) => value !== undefined) && includes(data, request.body);
}

/** Whether `actual` equals `wanted`, ignoring fields that `wanted` does not have; compared as JSON. */
function includes(actual: unknown, wanted: unknown): boolean {
  if (wanted instanceof Date) return includes(actual, wanted.toJSON());
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => includes(actual[index], item))
    );
  if (!isObject(wanted)) return actual === wanted;
  return (
    isObject(actual) &&
    Object.entries(wanted).every(([name, value]) => value === undefined || includes(property(actual, name), value))
  );
}

/**
 * Finds out what became of an ambiguous change: reads the record, and returns `ok` if it has the values that were sent.
 * If the tag is still the one that was sent, the change is sent again under it, which is safe for the reason given at
 * {@link resendOnce}. The result may be `ambiguous` again; `resolve` may then be called again.
 *
 * @throws {UsageError} when the operation has no retrieval to read the record with.
 */
export async function resolve<Result extends StateChangeOutcome>(
  ambiguous: Ambiguous<string, Result>,
  { signal }: Pick<RequestOptions, "signal"> = {},
): Promise<Result> {
  return asDocumented<StateChangeOutcome, Result>(await outcomeOf(ambiguous, signal));
}

async function outcomeOf(unknown: UnknownChange, signal: AbortSignal | undefined): Promise<StateChangeOutcome> {
  // The lost call's own signal may be what aborted it.
  const change = { ...unknown.change, options: { ...unknown.change.options, signal } };
  const { client, operation, resource } = change;
  if (!operation.reload)
    throw new UsageError("no-retrieval", `${operation.id}: no retrieval of ${resource.name} is known.`);
  const { outcome, unchanged } = await readBack(change, unknown, signal);
  // A change that was made once and then undone by another writer is not made again.
  if (!unchanged || unknown.applied) return outcome;
  const { lanes, events } = client.options;
  const perform = layered<Change, StateChangeOutcome>([lanes, events?.change], attemptChange);
  const second = await perform(change).catch(() => undefined);
  return second?.kind === "ok" ? second : (await readBack(change, unknown, signal)).outcome;
}
