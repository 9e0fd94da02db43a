/** Somebody pressed Ctrl-C, or ended the process, before anything was written. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** @throws {InterruptedError} */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new InterruptedError("interrupted");
}

/** Aborts when either does. */
export function anyOf(one: AbortSignal | null | undefined, other: AbortSignal | undefined): AbortSignal | null {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other ?? null);
}
