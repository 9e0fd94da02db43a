import { reasonOf } from "../wire/signals.js";

/** How repeated attempts wait. What a test or an unusual platform replaces: time and chance. */
export interface Timing {
  /** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. A timer if absent. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** A number from 0 up to 1; `Math.random` if absent. */
  readonly random?: (() => number) | undefined;
}

/** Full jitter: a random wait from 0 up to `base` doubled with each attempt (counted from 1), at most `limit` milliseconds. */
export function fullJitter(attempt: number, base: number, limit: number, random: () => number = Math.random): number {
  // The exponent is bounded, because 0 times infinity is NaN.
  return random() * Math.min(limit, base * 2 ** Math.min(attempt - 1, 50));
}

// A timer set to more milliseconds than this fires at once.
const LONGEST = 2 ** 31 - 1;

/** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(milliseconds, LONGEST));
  });
  return unlessAborted(over, signal).finally(() => clearTimeout(timer));
}

/** Resolves as `promise` does; rejects with the signal's reason when that aborts first. */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  let quit = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    quit = () => reject(reasonOf(signal) as Error);
    if (signal.aborted) quit();
    signal.addEventListener("abort", quit);
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener("abort", quit);
  }
}
