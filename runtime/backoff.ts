/** How repeated attempts wait. What a test or an unusual platform replaces: time and chance. */
export interface Timing {
  /** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. A timer if absent. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** A number from 0 up to 1; `Math.random` if absent. */
  readonly random?: (() => number) | undefined;
}

/** Full jitter: anything from 0 up to `base` doubled with each attempt (counted from 1), at most `limit` milliseconds. */
export function fullJitter(attempt: number, base: number, limit: number, random: () => number = Math.random): number {
  return random() * Math.min(limit, base * 2 ** (attempt - 1));
}

/** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const done = new AbortController();
    const timer = setTimeout(() => {
      done.abort();
      resolve();
    }, milliseconds);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true, signal: done.signal },
    );
  });
}
