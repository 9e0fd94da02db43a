/** Which tab an item belongs to, by Web Locks. */

/** The part of `navigator.locks` that is used. */
export type Locks = Pick<LockManager, "request">;

/** Ends the holding of a lock. */
export type Release = () => void;

/** Takes a lock that nobody holds; `undefined` where somebody does. Without Web Locks, every lock is free. */
export function tryHold(locks: Locks | undefined, name: string): Promise<Release | undefined> {
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const held = locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return untilReleased(resolve);
      resolve(undefined);
      return undefined;
    });
    held.catch(reject);
  });
}

/** Takes a lock as soon as whoever holds it lets go, such as a tab that is closed. @throws the signal's reason. */
export function holdNext(locks: Locks, name: string, signal: AbortSignal): Promise<Release> {
  return new Promise((resolve, reject) => {
    locks.request(name, { signal }, () => untilReleased(resolve)).catch(reject);
  });
}

const untilReleased = (held: (release: Release) => void): Promise<void> => new Promise((release) => held(release));
