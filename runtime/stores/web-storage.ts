import type { RepresentationStore } from "../pipeline.js";
import { fromText, isJson, type Medium, persistent, type PersistentOptions, prefixOf, toText } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

/** The part of `sessionStorage` and `localStorage` that is used. */
export type WebStorage = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

export interface WebStorageOptions extends PersistentOptions {
  /** `sessionStorage`, or `localStorage`. As a function where touching it may throw: the browser's settings may forbid it. */
  readonly storage: WebStorage | (() => WebStorage);
  /** How many URLs are kept; 200 if absent. */
  readonly entries?: number | undefined;
  /** How many characters of JSON are kept; 2 Mi if absent. Browsers give an origin about 5 Mi. */
  readonly bytes?: number | undefined;
}

/**
 * Keeps representations where a reload finds them again. Bodies are kept as JSON, so files (blobs) are not. Least
 * recently used out first, bounded by `entries` and `bytes` and by what the browser allows.
 */
export function webStorageStore(options: WebStorageOptions): RepresentationStore {
  return persistent(webStorageMedium(options), options, options);
}

/** Sizes by id, least recently used first. */
type Index = Map<string, number>;

function webStorageMedium({ storage: given, namespace, entries = 200, bytes = 2 ** 21 }: WebStorageOptions): Medium {
  const prefix = prefixOf(namespace);
  const indexName = `${prefix}index`;
  const access = (): WebStorage => (typeof given === "function" ? given() : given);

  function removeAll(storage: WebStorage): void {
    const names = Array.from({ length: storage.length }, (_, position) => storage.key(position));
    for (const name of names) if (name?.startsWith(prefix)) storage.removeItem(name);
  }

  function readIndex(storage: WebStorage): Index {
    const text = storage.getItem(indexName);
    const index = text === null ? new Map<string, number>() : parseIndex(text);
    if (index) return index;
    // Nobody knows any more what is there and how large it is.
    removeAll(storage);
    return new Map();
  }

  function forget(storage: WebStorage, index: Index, id: string): void {
    storage.removeItem(prefix + id);
    if (index.delete(id)) saveIndex(storage, index);
  }

  function saveIndex(storage: WebStorage, index: Index): void {
    if (index.size === 0) storage.removeItem(indexName);
    else storage.setItem(indexName, JSON.stringify([...index]));
  }

  return {
    accepts: isJson,
    async read(id) {
      const storage = access();
      const index = readIndex(storage);
      const text = storage.getItem(prefix + id);
      // Not ours, or half gone: an entry and its place in the index belong together.
      if (text === null || !index.has(id)) {
        forget(storage, index, id);
        return undefined;
      }
      if ([...index.keys()].at(-1) !== id) {
        index.delete(id);
        index.set(id, text.length);
        saveIndex(storage, index);
      }
      return fromText(text);
    },
    async write(id, list) {
      const storage = access();
      const stamp = crypto.randomUUID();
      const text = toText(stamp, list);
      const index = readIndex(storage);
      // What is replaced makes room first, and goes even where its successor finds none.
      forget(storage, index, id);
      // What would push out everything else is not kept.
      if (text.length > bytes) return stamp;
      index.set(id, text.length);
      save(storage, index, id, text);
      return stamp;
    },
    async remove(id) {
      const storage = access();
      forget(storage, readIndex(storage), id);
    },
    async clear() {
      let storage: WebStorage;
      try {
        storage = access();
      } catch {
        // Storage that cannot be touched was never written to.
        return;
      }
      removeAll(storage);
    },
  };

  /** Writes the newest entry and the index, and evicts until limits and browser are content. */
  function save(storage: WebStorage, index: Index, id: string, text: string): void {
    let total = [...index.values()].reduce((sum, size) => sum + size, 0);
    for (const [oldest, size] of index) {
      if (index.size <= entries && total <= bytes) break;
      storage.removeItem(prefix + oldest);
      index.delete(oldest);
      total -= size;
    }
    for (;;) {
      try {
        // The index first: an entry that it does not know would never be evicted.
        saveIndex(storage, index);
        if (index.has(id)) storage.setItem(prefix + id, text);
        return;
      } catch (error) {
        const oldest = index.keys().next();
        if (!isQuotaExceeded(error) || oldest.done) throw error;
        storage.removeItem(prefix + oldest.value);
        index.delete(oldest.value);
      }
    }
  }
}

function parseIndex(text: string): Index | undefined {
  let pairs: unknown;
  try {
    pairs = JSON.parse(text);
  } catch {
    // Somebody else wrote here; the caller starts anew.
    return undefined;
  }
  const isPair = (pair: unknown): pair is [string, number] =>
    Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "number";
  return Array.isArray(pairs) && pairs.every(isPair) ? new Map(pairs) : undefined;
}

/** Browsers before 2025 name a DOMException so; Firefox had a name of its own. */
const isQuotaExceeded = (error: unknown): boolean =>
  ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes((error as Error | undefined)?.name ?? "");
