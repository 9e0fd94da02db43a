import type { RepresentationStore } from "../pipeline.js";
import type { StoredRepresentation } from "./stored.js";
import { NoDatabaseError, openDatabase, resultOf } from "./database.js";
import { type Medium, persistent, type PersistentOptions, prefixOf } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

export interface IndexedDbOptions extends PersistentOptions {
  /** The database's name; `ifmatch` if absent. Several namespaces can share one database. */
  readonly database?: string | undefined;
  /** The most URLs to keep; 500 if absent. */
  readonly entries?: number | undefined;
  /** The most bytes of bodies to keep; 16 MiB if absent. */
  readonly bytes?: number | undefined;
}

/**
 * Keeps representations, files (blobs) included, beyond the session. Evicts the least recently used entries beyond
 * `entries`, or beyond `bytes` of bodies. If the browser provides no database, nothing is stored.
 */
export function indexedDbStore(options: IndexedDbOptions): RepresentationStore {
  const { entries = 500, bytes = 16 * 1024 * 1024 } = options;
  return persistent(indexedDbMedium(options, { entries, bytes }), options, { entries, bytes });
}

/** Increment when the layout of the database changes; `upgrade` migrates every older one. */
const VERSION = 1;

type EntryKey = [namespace: string, id: string];
interface Body {
  readonly namespace: string;
  readonly id: string;
  readonly stamp: string;
  readonly list: readonly StoredRepresentation[];
}
/** Separate from the bodies, so that reading an entry does not write its body again. */
interface Use {
  readonly namespace: string;
  readonly id: string;
  readonly size: number;
  /** Larger is more recent. */
  readonly used: number;
}

function upgrade(database: IDBDatabase): void {
  database.createObjectStore("bodies", { keyPath: ["namespace", "id"] });
  database.createObjectStore("uses", { keyPath: ["namespace", "id"] }).createIndex("recent", ["namespace", "used"]);
}

function indexedDbMedium(
  { namespace: given, database = "ifmatch" }: IndexedDbOptions,
  limits: { entries: number; bytes: number },
): Medium {
  const namespace = prefixOf(given);
  const inTransaction = openDatabase<[IDBObjectStore, IDBObjectStore]>(database, VERSION, upgrade, ["bodies", "uses"]);
  const ofNamespace = (): IDBKeyRange => IDBKeyRange.bound([namespace], [namespace, []]);
  const keyOf = (id: string): EntryKey => [namespace, id];
  /** Marks an entry as the most recently used one, unless it is already. */
  async function touch(uses: IDBObjectStore, id: string, size: number): Promise<void> {
    const newest = await resultOf(uses.index("recent").openCursor(ofNamespace(), "prev"));
    const last = newest?.value as Use | undefined;
    if (last?.id === id && last.size === size) return;
    await resultOf(uses.put({ namespace, id, size, used: (last?.used ?? 0) + 1 } satisfies Use));
  }

  return {
    accepts: () => true,
    read: (id) =>
      inTransaction(async (bodies, uses) => {
        const body = (await resultOf(bodies.get(keyOf(id)))) as Body | undefined;
        const use = (await resultOf(uses.get(keyOf(id)))) as Use | undefined;
        if (!body || !use) return undefined;
        await touch(uses, id, use.size);
        return { stamp: body.stamp, list: () => body.list };
      }),
    write: (id, list) =>
      inTransaction(async (bodies, uses) => {
        const stamp = crypto.randomUUID();
        const size = list.reduce((sum, one) => sum + one.bytes, 0);
        if (size > limits.bytes) {
          // An entry larger than the whole budget is not kept.
          await Promise.all([resultOf(bodies.delete(keyOf(id))), resultOf(uses.delete(keyOf(id)))]);
          return stamp;
        }
        await resultOf(bodies.put({ namespace, id, stamp, list } satisfies Body));
        await touch(uses, id, size);
        const all = (await resultOf(uses.index("recent").getAll(ofNamespace()))) as Use[];
        let total = all.reduce((sum, one) => sum + one.size, 0);
        let count = all.length;
        for (const oldest of all) {
          if (count <= limits.entries && total <= limits.bytes) break;
          bodies.delete(keyOf(oldest.id));
          uses.delete(keyOf(oldest.id));
          total -= oldest.size;
          count -= 1;
        }
        return stamp;
      }),
    remove: (id) =>
      inTransaction(async (bodies, uses) => {
        await Promise.all([resultOf(bodies.delete(keyOf(id))), resultOf(uses.delete(keyOf(id)))]);
      }),
    async clear() {
      try {
        await inTransaction(async (bodies, uses) => {
          await Promise.all([resultOf(bodies.delete(ofNamespace())), resultOf(uses.delete(ofNamespace()))]);
        });
      } catch (error) {
        // A browser without databases has stored nothing in one. Any other failure may leave bodies behind.
        if (!(error instanceof NoDatabaseError)) throw error;
      }
    },
  };
}
