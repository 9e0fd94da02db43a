import { openDatabase, resultOf } from "../stores/database.js";
import type { WebStorage } from "../stores/web-storage.js";

/** Where one user's outbox keeps what waits. An entry survives structured clone; `webShelf` takes JSON only. */
export interface Shelf {
  /** No other shelf of the origin has the same: tabs agree by it which of them has an entry. */
  readonly name: string;
  readonly ids: () => Promise<readonly string[]>;
  /** `undefined` where there is none, or it cannot be read. */
  readonly get: (id: string) => Promise<unknown>;
  /** Adds or replaces an entry. @throws when it could not be stored. */
  readonly put: (id: string, entry: unknown) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Removes every entry. @throws when one may be left. */
  readonly clear: () => Promise<void>;
}

/** Options of every shelf. */
export interface ShelfOptions {
  /**
   * Identifies the user whose edits these are; never share it between users. It is stored in the clear, so an opaque id
   * is better than an e-mail address.
   */
  readonly namespace: string;
}

const nameOf = ({ namespace }: ShelfOptions): string => {
  if (!namespace) throw new TypeError("A shelf needs a namespace, such as the user's id: it keeps users apart.");
  return `ifmatch-outbox/${encodeURIComponent(namespace)}/`;
};

/** Options of {@link webShelf}. */
export interface WebShelfOptions extends ShelfOptions {
  /** `localStorage`. `sessionStorage` ends with its tab, and a tab that is duplicated has a copy of it. */
  readonly storage: WebStorage;
}

/** Keeps what waits in web storage, as JSON. What cannot be written as JSON (files, bigint) is refused. */
export function webShelf({ storage, ...options }: WebShelfOptions): Shelf {
  const prefix = nameOf(options);
  const names = (): string[] =>
    Array.from({ length: storage.length }, (_, position) => storage.key(position)).filter(
      (name): name is string => name?.startsWith(prefix) === true,
    );
  return {
    name: prefix,
    ids: async () => names().map((name) => name.slice(prefix.length)),
    get: async (id) => parsed(storage.getItem(prefix + id) ?? ""),
    put: async (id, entry) => storage.setItem(prefix + id, JSON.stringify(entry, refuseFiles)),
    remove: async (id) => storage.removeItem(prefix + id),
    clear: async () => {
      for (const name of names()) storage.removeItem(name);
    },
  };
}

/** `undefined` for a damaged entry. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON.stringify would write a file as an empty object. */
function refuseFiles(_name: string, value: unknown): unknown {
  if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    throw new TypeError("Web storage cannot hold files. Use indexedDbShelf.");
  return value;
}

/** Options of {@link indexedDbShelf}. */
export interface IndexedDbShelfOptions extends ShelfOptions {
  /** The database's name; `ifmatch-outbox` if absent. Several users can share one database. */
  readonly database?: string | undefined;
}

/** Keeps what waits in IndexedDB, files included. */
export function indexedDbShelf({ database = "ifmatch-outbox", ...options }: IndexedDbShelfOptions): Shelf {
  const name = nameOf(options);
  const inTransaction = openDatabase<[IDBObjectStore]>(
    database,
    1,
    (opened) => void opened.createObjectStore("entries"),
    ["entries"],
  );
  const all = (): IDBKeyRange => IDBKeyRange.bound([name], [name, []]);
  return {
    name,
    ids: () =>
      inTransaction(async (entries) => {
        const keys = (await resultOf(entries.getAllKeys(all()))) as [string, string][];
        return keys.map(([, id]) => id);
      }),
    get: (id) => inTransaction((entries) => resultOf(entries.get([name, id]) as IDBRequest<unknown>)),
    put: (id, entry) => inTransaction(async (entries) => void (await resultOf(entries.put(entry, [name, id])))),
    remove: (id) => inTransaction(async (entries) => void (await resultOf(entries.delete([name, id])))),
    clear: () => inTransaction(async (entries) => void (await resultOf(entries.delete(all())))),
  };
}
