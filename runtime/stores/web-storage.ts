import type { RepresentationStore } from "../pipeline.js";
import { utf8Length } from "../wire/decode.js";
import { fromText, isJson, type Medium, persistent, type PersistentOptions, prefixOf, toText } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

/** The members of `sessionStorage` and `localStorage` that are used. */
export type WebStorage = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

export interface WebStorageOptions extends PersistentOptions {
  /** `sessionStorage` or `localStorage`; pass a function if accessing it may throw, as browser settings can forbid it. */
  readonly storage: WebStorage | (() => WebStorage);
  /** The most URLs to keep; 200 if absent. */
  readonly entries?: number | undefined;
  /** The most bytes of JSON (as UTF-8) to keep; 2 MiB if absent. Browsers allow an origin about 5 Mi characters. */
  readonly bytes?: number | undefined;
}

/**
 * Keeps representations across page reloads. Bodies are kept as JSON, so files (blobs) are not kept. Evicts the least
 * recently used entries when `entries`, `bytes` or the browser's quota is exceeded.
 */
export function webStorageStore(options: WebStorageOptions): RepresentationStore {
  return persistent(webStorageMedium(options), options, options);
}

/** Sizes in bytes by id, least recently used first. */
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
    // Without an index it is unknown which entries exist and how large they are.
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
      const size = index.get(id);
      // Not ours, or incomplete: an entry and its size in the index belong together.
      if (text === null || size === undefined) {
        forget(storage, index, id);
        return undefined;
      }
      if ([...index.keys()].at(-1) !== id) {
        index.delete(id);
        index.set(id, size);
        saveIndex(storage, index);
      }
      return fromText(text);
    },
    async write(id, list) {
      const storage = access();
      const stamp = crypto.randomUUID();
      const text = toText(stamp, list);
      const index = readIndex(storage);
      // The old entry makes room first; it is removed even if there is no room for the new one.
      forget(storage, index, id);
      const size = utf8Length(text);
      // An entry larger than the whole budget is not kept.
      if (size > bytes) return stamp;
      index.set(id, size);
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
        // Storage that cannot be accessed was never written to.
        return;
      }
      removeAll(storage);
    },
  };

  /** Writes the newest entry and the index; evicts entries until the limits and the quota are met. */
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
        // The index first: an entry that is missing from it would never be evicted.
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
    // Other code wrote here; the caller starts over.
    return undefined;
  }
  const isPair = (pair: unknown): pair is [string, number] =>
    Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "number";
  return Array.isArray(pairs) && pairs.every(isPair) ? new Map(pairs) : undefined;
}

/** Browsers before 2025 throw a DOMException with this name; Firefox had its own. */
const isQuotaExceeded = (error: unknown): boolean =>
  ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes((error as Error).name);
