import type { Representation, RepresentationStore } from "../pipeline.js";

/** A store in memory. Evicts the least recently used entries beyond `entries`, or beyond `bytes` of bodies. */
export function memoryStore(limits: { entries?: number; bytes?: number } = {}): RepresentationStore {
  const { entries = 500, bytes = 16 * 1024 * 1024 } = limits;
  const stored = new Map<string, readonly Representation[]>();
  let total = 0;
  /** The key that was used last, which stands last. */
  let latest: string | undefined;
  const size = (list: readonly Representation[]): number => list.reduce((sum, one) => sum + one.bytes, 0);
  const remove = (key: string): readonly Representation[] | undefined => {
    const list = stored.get(key);
    if (list && stored.delete(key)) total -= size(list);
    return list;
  };
  return {
    get(key) {
      const list = stored.get(key);
      // A call asks several times for the same entry; moving it costs a map more than finding it.
      if (list && key !== latest) {
        stored.delete(key);
        stored.set((latest = key), list);
      }
      return list;
    },
    set(key, list) {
      remove(key);
      // An entry larger than the whole budget is not kept.
      if (size(list) > bytes) return;
      stored.set((latest = key), list);
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
