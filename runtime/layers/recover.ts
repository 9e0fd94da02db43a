import type { EntityTag, RequestOptions, Retrieved, RetrievalOutcome } from "../call.js";
import { fullJitter, sleep, type Timing } from "../core/backoff.js";
import { attemptChange, readAgain, reloadOf } from "../core/change-state.js";
import { isWeak, weakEquals } from "../core/entity-tag.js";
import { ambiguousRefusal, holding, made, notMade, revised } from "../core/outcomes.js";
import type { Ambiguous, AmbiguousCreation } from "../core/results.js";
import { holdsAll, showsChange } from "../core/shows.js";
import { UsageError } from "../errors.js";
import type { Finding } from "../event.js";
import { layered } from "../layered.js";
import { isObject, property, same } from "../merge/json.js";
import type {
  Change,
  ChangeLayer,
  CreationOutcome,
  Mark,
  StateChangeOutcome,
  UnknownChange,
  UnknownCreation,
} from "../pipeline.js";
import { type FindOptions, resendCreation, resolveCreation } from "./recover-creation.js";

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
  /**
   * What proves that a change was made whose response was lost. If absent, only its write token, or for a DELETE that the
   * record is gone. `"fields"`: a PUT or PATCH also counts as made if the record has every value that was sent. That is
   * wrong where another writer may have sent the same values: of two increments of one counter, one is lost without a
   * word (docs/concurrency.md).
   */
  readonly believe?: "fields";
}

/**
 * Finds out what became of a state change whose response was lost or is not to be believed (none arrived, 502, 503, 504,
 * a redirection), and which may have been carried out.
 *
 * The change is sent once more under the same If-Match, under which each version can be changed at most once. A 412 is
 * not taken at its word, not even the first one: it may answer a copy of the request that the browser or a proxy sent
 * again. The record is then read back. If it has the change's write token, the change was made, and the result is `ok`
 * (`verified`). If it only has the values that were sent, under another tag, the result is `ambiguous` and says so.
 * Whatever remains unknown is `ambiguous`; pass it to {@link resolve} later. Nothing is ever applied twice.
 *
 * @throws {UsageError} when a token is asked for, and the platform cannot make one.
 */
export function resendOnce(options: RecoveryOptions = {}): ChangeLayer {
  const { token, resend = true, delay = 1000, random, newToken = platformToken(token) } = options;
  const wait = options.sleep ?? sleep;
  const beliefs: Beliefs = { fields: options.believe === "fields", token: true };
  const layer = async (
    change: Change,
    next: (change: Change) => Promise<StateChangeOutcome>,
  ): Promise<StateChangeOutcome> => {
    const { client, sent, since } = change;
    const { signal } = change.options;
    // Asked before anything is sent: an error that it throws must not hide that the server may have written.
    const allowed = isExact(sent) && (typeof resend === "function" ? resend(change) : resend);
    // After a sign-out, nothing of the old user's is sent or read with the next user's credentials.
    const isOver = (): boolean => signal?.aborted === true || client.clearedAt !== since;
    const first = await next(change);
    learn(beliefs, change, first);
    if (first.kind === "precondition-failed" && !isOver()) return looked(change, first, beliefs, signal);
    if (first.kind !== "ambiguous" || first.applied || isOver()) return first;
    if (allowed && !((await change.prepared).init.body instanceof ReadableStream)) {
      try {
        await wait(fullJitter(1, delay, delay, random), signal);
      } catch {
        // Aborted while waiting; the outcome of the first attempt is as unknown as before.
        return first;
      }
      if (isOver()) return first;
      const second = await next(change).catch(() => undefined);
      // RFC 9110, 13.1.1: the tag still matched, so the first attempt had not been carried out. Any other outcome,
      // an error included, says nothing about the first attempt.
      if (second?.kind === "ok") return second;
      if (isOver()) return first;
    }
    return (await readBack(change, first, beliefs, signal)).outcome;
  };
  const mark = token && ((): Mark => toMark(token, newToken()));
  changeBeliefs.set(layer, beliefs);
  return Object.assign(layer, { mark, creation: resendCreation({ resend, delay, random, wait }) });
}

const toMark = (token: WriteToken, value: string): Mark =>
  "header" in token ? { place: "header", name: token.header, value } : { place: "body", name: token.body, value };

/** @throws {UsageError} where a token is asked for and there is no crypto.randomUUID (React Native, pages without TLS). */
function platformToken(token: WriteToken | undefined): () => string {
  if (token !== undefined && typeof globalThis.crypto?.randomUUID !== "function")
    throw new UsageError("missing-platform", "resendOnce: this platform has no crypto.randomUUID; pass `newToken`.");
  return () => crypto.randomUUID();
}

/** What counts as proof. */
interface Beliefs {
  /** A record that has all values that were sent shows that they were written. */
  readonly fields: boolean;
  /** The server stores the token; `false` once a record that was just written came back without it. */
  token: boolean;
}

// `resolve` looks as the layer would that the client has.
const changeBeliefs = new WeakMap<object, Beliefs>();

/** A success that shows the record shows whether its token was stored. */
function learn(beliefs: Beliefs, { mark, operation }: Change, outcome: StateChangeOutcome): void {
  if (outcome.kind !== "ok" || mark?.place !== "body" || outcome.status !== operation.verify) return;
  if (isObject(outcome.data) && property(outcome.data, mark.name) !== mark.value) beliefs.token = false;
}

/** Whether a precondition names one version, which can be replaced at most once. */
const isExact = (sent: EntityTag | null): sent is EntityTag => sent !== null && sent !== "*" && !isWeak(sent);

type Refusal = Extract<StateChangeOutcome, { readonly kind: "precondition-failed" }>;

/** What a 412 to the first attempt means: it may answer a copy of a request that had been carried out. */
async function looked(
  change: Change,
  failed: Refusal,
  beliefs: Beliefs,
  signal: AbortSignal | undefined,
): Promise<StateChangeOutcome> {
  if (!change.operation.reload) return failed;
  const unknown = ambiguousRefusal(failed);
  const { verdict, outcome } = await readBack(change, unknown, beliefs, signal);
  if (verdict === "made" || verdict === "shown") return outcome;
  return verdict === "not made" ? revised(failed, { certain: true }) : failed;
}

/** What a record shows of a change, and what that makes of the change. */
interface Looked {
  readonly verdict: Finding;
  readonly outcome: StateChangeOutcome;
}

/** Reads the record of a change again, and says what that shows. */
async function readBack(
  change: Change,
  unknown: UnknownChange,
  beliefs: Beliefs,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const found = await lookedAt(change, unknown, beliefs, signal);
  const { events } = change.client.options;
  events?.report(change, { type: "read-back", finding: found.verdict });
  if (found.verdict === "made") events?.report(change, { type: "verified" });
  return found;
}

async function lookedAt(
  change: Change,
  unknown: UnknownChange,
  beliefs: Beliefs,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  let record: RetrievalOutcome;
  try {
    record = await readAgain(change, { signal, timeout: change.options.timeout });
  } catch {
    // The record cannot be read either (no network, no retrieval, another user): the outcome remains unknown.
    return { verdict: "unknown", outcome: unknown };
  }
  const verdict = verdictOf(change, record, beliefs);
  if (verdict === "made") return { verdict, outcome: made(unknown, record.kind === "ok" ? record : undefined) };
  if (verdict === "not made" && record.kind === "ok")
    return { verdict, outcome: notMade(unknown, record, (options) => reloadOf(change, options)) };
  return { verdict, outcome: verdict === "shown" ? holding(unknown) : unknown };
}

function verdictOf(change: Change, record: RetrievalOutcome, beliefs: Beliefs): Finding {
  const { operation, options, sent, mark } = change;
  if (record.kind !== "ok") {
    const isGone = record.status === 404 || record.status === 410;
    return isGone && operation.method === "DELETE" ? "made" : "unknown";
  }
  if (mark?.place === "body" && property(Object(record.data) as object as never, mark.name) === mark.value)
    return "made";
  if (isExact(sent) && record.etag !== null && weakEquals(record.etag, sent)) return "untouched";
  if (mark?.place === "body" && beliefs.token) return hasOldToken(change, record) ? "not made" : "unknown";
  if (!showsChange(change, record)) return "unknown";
  const isWhole = ["PUT", "PATCH"].includes(operation.method) && holdsAll(change, record);
  return beliefs.fields && options.verify !== false && isWhole ? "made" : "shown";
}

/**
 * Whether the field of the write token is as the caller had read it, or empty: then nobody wrote to it since, and this
 * change was not made. Where writers share a field, another one's token stands there, and nothing can be told.
 */
function hasOldToken({ request: { ifMatch }, mark }: Change, record: Retrieved): boolean {
  const base: unknown = isObject(ifMatch) ? property(ifMatch, "data") : undefined;
  const before = isObject(base) ? property(base, mark!.name) : undefined;
  // A record that is no object has no place for a token: nothing follows from its absence.
  if (!isObject(record.data)) return false;
  const now = property(record.data, mark!.name);
  return same(before ?? null, now ?? null);
}

/** The data of the `ok` among some results. */
export type DataOf<Result> =
  Extract<Result, { readonly kind: "ok" }> extends { readonly data: infer Data } ? Data : unknown;

/**
 * Finds out what became of an ambiguous change. Three answers: `ok`, it was made; `precondition-failed`, it was not, and
 * another change came first; `ambiguous`, it is still unknown, and this may be called again. If the tag is still the one
 * that was sent, the change is sent again under it, which is safe for the reason given at {@link resendOnce}.
 *
 * @throws {UsageError} when the operation has no retrieval to read the record with, or the client was cleared.
 */
export function resolve<Result extends StateChangeOutcome>(
  ambiguous: Ambiguous<string, Result>,
  options?: Pick<RequestOptions, "signal">,
): Promise<Result>;
/** Finds out what became of an ambiguous creation: `ok` with the record that `find` finds, else still `ambiguous`. */
export function resolve<Result extends CreationOutcome>(
  ambiguous: AmbiguousCreation<string, Result>,
  options: FindOptions<DataOf<Result>>,
): Promise<Result>;
export async function resolve(
  ambiguous: UnknownChange | UnknownCreation,
  options: Partial<FindOptions> = {},
): Promise<StateChangeOutcome | CreationOutcome> {
  return isCreation(ambiguous) ? resolveCreation(ambiguous, options) : outcomeOf(ambiguous, options.signal);
}

const isCreation = (unknown: UnknownChange | UnknownCreation): unknown is UnknownCreation =>
  !("sent" in unknown.change);

async function outcomeOf(unknown: UnknownChange, signal: AbortSignal | undefined): Promise<StateChangeOutcome> {
  // The lost call's own signal may be what aborted it.
  const change = { ...unknown.change, options: { ...unknown.change.options, signal } };
  const { client, operation, resource, since } = change;
  const { lanes, recover, events } = client.options;
  if (!operation.reload)
    throw new UsageError("no-retrieval", `${operation.id}: no retrieval of ${resource.name} is known.`);
  if (client.clearedAt !== since)
    throw new UsageError(
      "cleared",
      `${operation.id}: the client was cleared since this change was made. Nothing was sent.`,
    );
  const beliefs = (recover && changeBeliefs.get(recover)) ?? { fields: false, token: true };
  const { verdict, outcome } = await readBack(change, unknown, beliefs, signal);
  // A change that was made once and then undone by another writer is not made again.
  if (verdict !== "untouched" || unknown.applied) return outcome;
  const perform = layered<Change, StateChangeOutcome>([lanes, events?.change], attemptChange);
  const second = await perform(change).catch(() => undefined);
  return second?.kind === "ok" ? second : (await readBack(change, unknown, beliefs, signal)).outcome;
}
