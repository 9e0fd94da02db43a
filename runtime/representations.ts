/**
 * One stored representation: what a 304 stands for. Keyed by URL and principal, never by resource
 * (RFC 9110, 8.8.1: a tag says nothing about another URL), and told apart by the `Vary` headers.
 */
export interface Representation {
  /** The ETag header: what If-None-Match carries, whatever header or property If-Match takes its tag from. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly data: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The request headers that selected this representation (RFC 9111, 4.1). */
  readonly vary: readonly (readonly [name: string, value: string | undefined])[];
  /** Size of the body in bytes. */
  readonly bytes: number;
}

/**
 * Where representations live. Asynchronous, so that IndexedDB or a server's store fits; what is asked of it takes
 * effect in the order it was asked, so that nothing is written behind a `clear`.
 */
export interface RepresentationStore {
  get(key: string): readonly Representation[] | undefined | Promise<readonly Representation[] | undefined>;
  set(key: string, representations: readonly Representation[]): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

/** In memory; least recently used out first, bounded by `entries` and by the `bytes` of the bodies. */
export function memoryStore(limits: { entries?: number; bytes?: number } = {}): RepresentationStore {
  const { entries = 500, bytes = 16 * 1024 * 1024 } = limits;
  const stored = new Map<string, readonly Representation[]>();
  let total = 0;
  const size = (list: readonly Representation[]): number => list.reduce((sum, one) => sum + one.bytes, 0);
  const remove = (key: string): readonly Representation[] | undefined => {
    const list = stored.get(key);
    if (list && stored.delete(key)) total -= size(list);
    return list;
  };
  return {
    get(key) {
      const list = remove(key);
      if (list) {
        stored.set(key, list);
        total += size(list);
      }
      return list;
    },
    set(key, list) {
      remove(key);
      // What would push out everything else is not kept.
      if (size(list) > bytes) return;
      stored.set(key, list);
      total += size(list);
      for (const oldest of stored.keys()) {
        if (stored.size <= entries && total <= bytes) break;
        remove(oldest);
      }
    },
    delete: (key) => void remove(key),
    clear() {
      stored.clear();
      total = 0;
    },
  };
}
