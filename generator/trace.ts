/** One stretch of a run. */
export interface Span {
  readonly name: string;
  /** Loading libraries, or work. */
  readonly kind: "libraries" | "work";
  /** Milliseconds since the process started. */
  readonly start: number;
  readonly duration: number;
}

/** Kept for those who ask: a process that runs for days keeps nothing. */
let kept: Span[] | undefined;

/** The stretches from now on, in the order in which they end. */
export function startTrace(): readonly Span[] {
  kept = [];
  return kept;
}

/** Runs something, and keeps how long it took under a name. */
export async function traced<T>(name: string, run: () => T | Promise<T>, kind: Span["kind"] = "work"): Promise<T> {
  const start = performance.now();
  try {
    return await run();
  } finally {
    kept?.push({ name, kind, start, duration: performance.now() - start });
  }
}

/** Loads libraries, by the names that people know. */
export const loading = <T>(libraries: string, load: () => Promise<T>): Promise<T> =>
  traced(libraries, load, "libraries");
