import type { Change, EntityTag, Layer, RequestOptions } from "../pipeline.js";
import { fullJitter, sleep, type Timing } from "../core/backoff.js";
import { once, readAgain } from "../core/change-state.js";
import { isWeak, weakEquals } from "../core/entity-tag.js";
import { UsageError } from "../errors.js";
import { isObject, property } from "../merge/json.js";
import { layered } from "../layered.js";
import type { Ambiguous, Retrieved } from "../core/results.js";

/** Where a write token travels: in a header that the server remembers, or in a field that it stores with the record. */
export type WriteToken = { readonly header: string } | { readonly body: string };

export interface RecoveryOptions extends Timing {
  /** Whether a change may be sent again under the same precondition; `true` if absent. Never without a strong tag. */
  readonly resend?: boolean | ((change: Change) => boolean);
  /** A mark of its own for each change, which tells it from an equal one of somebody else. */
  readonly token?: WriteToken;
  /** Makes a token; `crypto.randomUUID` if absent. */
  readonly newToken?: () => string;
  /** Milliseconds that the wait before a resend may take at most; 1,000 if absent. */
  readonly delay?: number;
}

/** A change, and the token it carries. */
interface MarkedChange extends Change {
  readonly token?: { readonly field: string; readonly value: string };
}

/**
 * Settles a state change whose answer was lost (no answer, 502, 504), and which may have been carried out.
 *
 * It is sent once more under the same If-Match, which can change each version at most once. A 412 to that
 * is not believed: it may be our own first attempt that moved the tag on. The record is read back then. If
 * it holds what was sent, under another tag, the change was made, and the result is `ok` (`verified`).
 * Whatever stays open is `ambiguous`, which {@link resolve} can look into later; nothing is ever applied twice.
 */
export function resendOnce(options: RecoveryOptions = {}): Layer<Change, object> {
  const { resend = true, delay = 1000, random } = options;
  const wait = options.sleep ?? sleep;
  return async (change, next) => {
    const marked = mark(change, options);
    const { signal } = change.options;
    // Asked before anything is sent: what it throws must not hide that the server may have written.
    const allowed = isExact(change.sent) && (typeof resend === "function" ? resend(change) : resend);
    const { client } = change;
    const since = client.clearedAt;
    // Once its user has signed out, what was theirs is neither sent nor read with the next one's credentials.
    const isOver = (): boolean => signal?.aborted === true || client.clearedAt !== since;
    const first = (await next(marked)) as Outcome;
    if (first.kind !== "ambiguous" || isOver()) return first;
    if (allowed) {
      try {
        await wait(fullJitter(1, delay, delay, random), signal);
      } catch {
        // Given up while waiting; the first attempt is as open as before.
        return first;
      }
      if (isOver()) return first;
      const second = await next(marked).catch((error: unknown) => error);
      // RFC 9110, 13.1.1: the tag still matched, so the first attempt had not been carried out. All else,
      // what was thrown included, says nothing about that one.
      if (isOk(second)) return second;
      if (isOver()) return first;
    }
    return (await readBack(marked, first, signal)).result;
  };
}

interface Outcome {
  readonly kind: string;
}

/** Whether a precondition is that of one version, which can be replaced once at most. */
const isExact = (sent: EntityTag | null): sent is EntityTag => sent !== null && sent !== "*" && !isWeak(sent);

const isOk = (outcome: unknown): outcome is Outcome => (outcome as Partial<Outcome> | null)?.kind === "ok";

/** A change with a token of its own, the same one however often it is sent. */
function mark(change: Change, { token, newToken = () => crypto.randomUUID() }: RecoveryOptions): MarkedChange {
  if (token === undefined) return change;
  const value = newToken();
  if ("header" in token) {
    const headers = { [token.header]: value, ...change.options.headers };
    return { ...change, options: { ...change.options, headers } };
  }
  const { request } = change;
  // A body that is no object (a file, a list) has no place for it.
  if (!isObject(request.body)) return change;
  const body = { ...request.body, [token.body]: value };
  return { ...change, request: { ...request, body }, token: { field: token.body, value } };
}

/** Reads the record that a change was about, and says what that shows. */
async function readBack(
  change: MarkedChange,
  open: Outcome,
  signal: AbortSignal | undefined,
): Promise<{ readonly result: object; readonly unchanged: boolean }> {
  const { client, operation, options, sent } = change;
  const unknown = { result: open, unchanged: false };
  let now: Retrieved<unknown> | { readonly kind: "error" | "unexpected"; readonly status: number };
  try {
    now = (await readAgain(change, { signal, timeout: options.timeout })) as typeof now;
  } catch {
    // The record cannot be read either (no network, no retrieval): the outcome stays as open as it is.
    return unknown;
  }
  const isGone = now.kind !== "ok" && (now.status === 404 || now.status === 410);
  const unchanged = now.kind === "ok" && now.etag !== null && isExact(sent) && weakEquals(now.etag, sent);
  // Under the old tag nothing was written: fields that hold have held all along.
  const byFields = options.verify !== false && !unchanged;
  const isMade = operation.method === "DELETE" ? isGone : now.kind === "ok" && holds(change, now.data, byFields);
  if (!isMade) return { result: open, unchanged };
  client.options.events?.report(change, { type: "verified" });
  const status = operation.verify;
  // Without a documented answer of the same shape there is nothing to say it with.
  if (status === undefined) return { result: { ...open, applied: true }, unchanged: false };
  const data = now.kind === "ok" ? now : { data: undefined, etag: null, lastModified: null, headers: {} };
  return { result: { resource: change.resource, ...data, kind: "ok", status, verified: true }, unchanged: false };
}

/** Whether a record shows that the change was made: it carries its token, or else all that was written. */
function holds({ operation, request, token }: MarkedChange, data: unknown, byFields: boolean): boolean {
  if (!isObject(data)) return false;
  if (token !== undefined) return data[token.field] === token.value;
  if (!byFields || !isObject(request.body) || !["PUT", "PATCH"].includes(operation.method)) return false;
  // A field that does not come back (a password) shows nothing, and the others may hold by chance.
  return Object.values(request.body).some((value) => value !== undefined) && includes(data, request.body);
}

/** Whether `actual` is `wanted`, but for fields that `wanted` does not speak of; both as JSON has them. */
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
 * Looks into an ambiguous outcome: reads the record, and answers `ok` if it holds what was sent. If the tag
 * is still the one that was sent, the change is sent again under it, which is safe for the reason given at
 * {@link resendOnce}. The result may be `ambiguous` again, and this may be called again.
 *
 * @throws {UsageError} when the operation has no retrieval to read back with.
 */
export async function resolve<Result>(
  ambiguous: Ambiguous<string, Result>,
  { signal }: Pick<RequestOptions, "signal"> = {},
): Promise<Result> {
  // The signal of the lost call may be what lost it.
  const change = { ...ambiguous.change, options: { ...ambiguous.change.options, signal } };
  const { client, operation, resource } = change;
  if (!operation.reload)
    throw new UsageError("no-retrieval", `${operation.id}: no retrieval of ${resource.name} is known.`);
  const { result, unchanged } = await readBack(change, ambiguous, signal);
  // What was made once, and undone by another writer since, is not made again.
  if (!unchanged || ambiguous.applied) return result as Result;
  const { lanes, events } = client.options;
  const send = layered<Change, object>([lanes, events?.change], once);
  const again = await send(change).catch((error: unknown) => error);
  return (isOk(again) ? again : (await readBack(change, ambiguous, signal)).result) as Result;
}
