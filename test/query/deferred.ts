/** A promise, and what fulfils it: `Promise.withResolvers` of newer versions of Node. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function deferred<T>(): Deferred<T> {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => void (settle = resolve));
  // The executor has run.
  return { promise, resolve: settle! };
}
