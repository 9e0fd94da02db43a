import type { Created, RequestOptions, Retrieved } from "../call.js";
import { fullJitter } from "../core/backoff.js";
import { UsageError } from "../errors.js";
import type { CreationAttempt, CreationOutcome, Layer, UnknownCreation } from "../pipeline.js";

interface ResendOptions {
  readonly resend: boolean | ((attempt: never) => boolean);
  readonly delay: number;
  readonly random: (() => number) | undefined;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Sends a creation whose response was lost once more, if it carries a key that the server remembers: a second one with
 * the same key creates nothing. Without such a key it is never sent again: POST is not idempotent (RFC 9110, 9.2.2).
 */
export function resendCreation(options: ResendOptions): Layer<CreationAttempt, CreationOutcome> {
  const { resend, delay, random, wait } = options;
  return async (attempt, next) => {
    const { client, mark, since } = attempt;
    const { signal } = attempt.options;
    const isOver = (): boolean => signal?.aborted === true || client.clearedAt !== since;
    const first = await next(attempt);
    if (first.kind !== "ambiguous" || first.applied || isOver()) return first;
    if (mark?.place !== "header" || resend === false) return first;
    if ((await attempt.prepared).init.body instanceof ReadableStream) return first;
    try {
      await wait(fullJitter(1, delay, delay, random), signal);
    } catch {
      // Aborted while waiting; the outcome of the first attempt is as unknown as before.
      return first;
    }
    if (isOver()) return first;
    const second = await next(attempt).catch(() => undefined);
    return second?.kind === "ok" ? second : first;
  };
}

/** How to find what a lost creation created. */
export interface FindOptions<Data = unknown> extends Pick<RequestOptions, "signal"> {
  /**
   * Looks for the record, in a list or by whatever else identifies it; `undefined` when it is not there, or not yet.
   * `token` is the write token that the creation carried, if any.
   */
  readonly find: (token: string | undefined) => Promise<Retrieved<Data> | undefined>;
}

/** What became of a creation: `ok` with the record that was found, else as unknown as before. */
export async function resolveCreation(
  unknown: UnknownCreation,
  { find }: Partial<FindOptions>,
): Promise<CreationOutcome> {
  const { client, operation, mark, since } = unknown.change;
  if (find === undefined)
    throw new UsageError(
      "no-retrieval",
      `${operation.id}: say how to look for what was created: resolve(result, { find }).`,
    );
  if (client.clearedAt !== since)
    throw new UsageError(
      "cleared",
      `${operation.id}: the client was cleared since this was created. Nothing was sent.`,
    );
  const record = await find(mark?.value);
  if (record === undefined) return unknown;
  const { data, etag, lastModified, resource, headers } = record;
  const status =
    operation.responses.find((one): one is 201 => typeof one === "number" && one >= 200 && one < 300) ?? 201;
  const found: Created = { kind: "ok", status, data, etag, lastModified, resource, headers, verified: true };
  return found;
}
