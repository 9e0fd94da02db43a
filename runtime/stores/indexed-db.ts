import type { RepresentationStore } from "../pipeline.js";
import type { StoredRepresentation } from "./stored.js";
import { type Medium, persistent, type PersistentOptions, prefixOf } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

export interface IndexedDbOptions extends PersistentOptions {
  /** The database's name; `ifmatch` if absent. Several namespaces share one. */
  readonly database?: string | undefined;
  /** How many URLs are kept; 500 if absent. */
  readonly entries?: number | undefined;
  /** How many bytes of bodies are kept; 16 MiB if absent. */
  readonly bytes?: number | undefined;
}

/**
 * Keeps representations, files (blobs) included, beyond the session. Least recently used out first, bounded by
 * `entries` and by the `bytes` of the bodies. Where the browser gives no database, nothing is stored.
 */
export function indexedDbStore(options: IndexedDbOptions): RepresentationStore {
  const { entries = 500, bytes = 16 * 1024 * 1024 } = options;
  return persistent(indexedDbMedium(options, { entries, bytes }), options, { entries, bytes });
}

/** Raised with the layout of the database; `upgrade` brings every older one here. */
const VERSION = 1;

type EntryKey = [namespace: string, id: string];
interface Body {
  readonly namespace: string;
  readonly id: string;
  readonly stamp: string;
  readonly list: readonly StoredRepresentation[];
}
/** Apart from the bodies, so that a reading need not write the body again. */
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
  let connection: Promise<IDBDatabase> | undefined;
  const connect = (): Promise<IDBDatabase> => {
    const opening = open(database, () => {
      if (connection === opening) connection = undefined;
    });
    return (connection = opening);
  };

  /** Runs `work` in one transaction, which is through when this resolves. */
  async function inTransaction<T>(work: (bodies: IDBObjectStore, uses: IDBObjectStore) => Promise<T>): Promise<T> {
    const begin = (opened: IDBDatabase): IDBTransaction => opened.transaction(["bodies", "uses"], "readwrite");
    let transaction: IDBTransaction;
    try {
      transaction = begin(await (connection ?? connect()));
    } catch (error) {
      // Closed under our hands, by another tab's upgrade or by the browser: once more, with a new connection.
      if ((error as Error).name !== "InvalidStateError") throw error;
      transaction = begin(await connect());
    }
    const finished = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () =>
        reject(transaction.error ?? new Error("The transaction was aborted.")),
      );
    });
    const [outcome] = await Promise.all([
      work(transaction.objectStore("bodies"), transaction.objectStore("uses")),
      finished,
    ]);
    return outcome;
  }

  const ofNamespace = (): IDBKeyRange => IDBKeyRange.bound([namespace], [namespace, []]);
  const keyOf = (id: string): EntryKey => [namespace, id];
  /** Marks an entry as the most recent one, if it is not. */
  async function touch(uses: IDBObjectStore, id: string, size: number): Promise<void> {
    const newest = await settled(uses.index("recent").openCursor(ofNamespace(), "prev"));
    const last = newest?.value as Use | undefined;
    if (last?.id === id && last.size === size) return;
    await settled(uses.put({ namespace, id, size, used: (last?.used ?? 0) + 1 } satisfies Use));
  }

  return {
    accepts: () => true,
    read: (id) =>
      inTransaction(async (bodies, uses) => {
        const body = (await settled(bodies.get(keyOf(id)))) as Body | undefined;
        const use = (await settled(uses.get(keyOf(id)))) as Use | undefined;
        if (!body || !use) return undefined;
        await touch(uses, id, use.size);
        return { stamp: body.stamp, list: () => body.list };
      }),
    write: (id, list) =>
      inTransaction(async (bodies, uses) => {
        const stamp = crypto.randomUUID();
        const size = list.reduce((sum, one) => sum + one.bytes, 0);
        if (size > limits.bytes) {
          // What would push out everything else is not kept.
          await Promise.all([settled(bodies.delete(keyOf(id))), settled(uses.delete(keyOf(id)))]);
          return stamp;
        }
        await settled(bodies.put({ namespace, id, stamp, list } satisfies Body));
        await touch(uses, id, size);
        const all = (await settled(uses.index("recent").getAll(ofNamespace()))) as Use[];
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
        await Promise.all([settled(bodies.delete(keyOf(id))), settled(uses.delete(keyOf(id)))]);
      }),
    async clear() {
      try {
        await inTransaction(async (bodies, uses) => {
          await Promise.all([settled(bodies.delete(ofNamespace())), settled(uses.delete(ofNamespace()))]);
        });
      } catch (error) {
        // A browser that refuses databases altogether has kept nothing in one. Any other failure may leave bodies.
        if (!(error instanceof NoDatabaseError)) throw error;
      }
    },
  };
}

/** This browser, or this mode of it, has no databases for us. */
class NoDatabaseError extends Error {}

// Browsers have been seen not to answer at all; a retrieval waits no longer than this for what it can do without.
const PATIENCE = 2_000;

/**
 * Opens the database. `onClosed` hears when it is worth trying anew: the connection is closed, or did not come about.
 * Until then whoever asks gets the same answer: another request to open would wait behind this one.
 */
function open(name: string, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise<IDBDatabase>((resolve, reject) => {
    const refused = (cause: unknown): void =>
      reject(new NoDatabaseError(`No database: ${(cause as Error | null)?.message ?? "refused"}`, { cause }));
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(name, VERSION);
    } catch (error) {
      // No `indexedDB` at all, or an origin that may not use it; that does not change while the page lives.
      return refused(error);
    }
    let late = false;
    const giveUp = (why: string): void => {
      late = true;
      reject(new Error(`The database ${name} ${why}.`));
    };
    const timer = setTimeout(() => giveUp("does not open"), PATIENCE);
    request.addEventListener("upgradeneeded", () => upgrade(request.result));
    request.addEventListener("blocked", () => giveUp("is held open by another tab that has an older layout of it"));
    request.addEventListener("error", () => {
      clearTimeout(timer);
      // Private windows of some browsers refuse with this name.
      if (request.error?.name === "InvalidStateError") refused(request.error);
      else reject(request.error ?? new Error(`The database ${name} does not open.`));
      onClosed();
    });
    request.addEventListener("success", () => {
      clearTimeout(timer);
      const opened = request.result;
      const close = (): void => {
        opened.close();
        onClosed();
      };
      // Nobody waits for it any more, and it must not block others.
      if (late) return close();
      opened.addEventListener("versionchange", close);
      opened.addEventListener("close", onClosed);
      resolve(opened);
    });
  });
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The request failed.")));
  });
