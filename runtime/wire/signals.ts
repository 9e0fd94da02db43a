/*
 * Aborts and time limits by AbortController and setTimeout alone: React Native and older browsers have no
 * AbortSignal.any, AbortSignal.timeout or throwIfAborted.
 */

import { UsageError } from "../errors.js";

// A timer that is set for longer fires at once (Node and browsers count in 32 bits).
const LONGEST = 2 ** 31 - 1;

/** An error as platforms throw it, also where there is no DOMException (React Native). */
function named(name: "AbortError" | "TimeoutError", message: string): Error {
  return typeof DOMException === "function"
    ? new DOMException(message, name)
    : Object.assign(new Error(message), { name });
}

/** Why a signal was aborted. */
export const reasonOf = (signal: AbortSignal): unknown =>
  (signal.reason as unknown) ?? named("AbortError", "This operation was aborted.");

/** @throws the signal's reason, once it is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** @throws {UsageError} for what is no length of time: `NaN`, or less than 0. */
export function checkTimeout(timeout: number | undefined, name: string): void {
  if (timeout !== undefined && !(timeout >= 0))
    throw new UsageError(
      "timeout",
      `${name}: timeout is ${timeout}; it takes milliseconds, 0 or Infinity for no limit.`,
    );
}

/** A signal that aborts with `signal`, or after `limit` milliseconds; `release` it when the request is over. */
export function limited(
  signal: AbortSignal | undefined,
  limit: number | undefined,
): { readonly signal: AbortSignal | undefined; readonly release: (keepSignal?: boolean) => void } {
  if (!limit || limit === Infinity) return { signal, release() {} };
  const controller = new AbortController();
  const follow = (): void => controller.abort(reasonOf(signal!));
  const timer = setTimeout(
    () => controller.abort(named("TimeoutError", `No response within ${limit} ms.`)),
    Math.min(limit, LONGEST),
  );
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow);
  return {
    signal: controller.signal,
    release(keepSignal) {
      clearTimeout(timer);
      if (!keepSignal) signal?.removeEventListener("abort", follow);
    },
  };
}
