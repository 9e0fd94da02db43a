/** Connections to IndexedDB. */

/** This browser, or its current mode, provides no database. */
export class NoDatabaseError extends Error {}

/** Runs `work` in one transaction over object stores, which is complete when this resolves. */
export type InTransaction<Stores extends readonly IDBObjectStore[]> = <T>(
  work: (...stores: Stores) => Promise<T>,
) => Promise<T>;

/** A database that is opened when it is first used, and again when it was closed. */
export function openDatabase<Stores extends readonly IDBObjectStore[]>(
  name: string,
  version: number,
  upgrade: (opened: IDBDatabase) => void,
  stores: readonly string[],
): InTransaction<Stores> {
  let connection: Promise<IDBDatabase> | undefined;
  const connect = (): Promise<IDBDatabase> => {
    const opening = open(name, version, upgrade, () => {
      if (connection === opening) connection = undefined;
    });
    return (connection = opening);
  };
  return async (work) => {
    const begin = (opened: IDBDatabase): IDBTransaction => opened.transaction([...stores], "readwrite");
    let transaction: IDBTransaction;
    try {
      transaction = begin(await (connection ?? connect()));
    } catch (error) {
      // Closed in the meantime, by another tab's upgrade or by the browser: try again with a new connection.
      if ((error as Error).name !== "InvalidStateError") throw error;
      transaction = begin(await connect());
    }
    const finished = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () =>
        reject(transaction.error ?? new Error("The transaction was aborted.")),
      );
    });
    const objectStores = stores.map((one) => transaction.objectStore(one)) as unknown as Stores;
    const [outcome] = await Promise.all([work(...objectStores), finished]);
    return outcome;
  };
}

// Some browsers never respond; a retrieval waits no longer than this (in milliseconds) for an optional cache.
const OPEN_TIMEOUT = 2_000;

/**
 * Opens the database. Calls `onClosed` when it makes sense to try again: the connection was closed or not established.
 * Until then all callers share this attempt: another request to open would only wait behind it.
 */
function open(
  name: string,
  version: number,
  upgrade: (opened: IDBDatabase) => void,
  onClosed: () => void,
): Promise<IDBDatabase> {
  return new Promise<IDBDatabase>((resolve, reject) => {
    const refused = (cause: unknown): void =>
      reject(new NoDatabaseError(`No database: ${(cause as Error).message}`, { cause }));
    let request: IDBOpenDBRequest;
    try {
      request = indexedDB.open(name, version);
    } catch (error) {
      // No `indexedDB` at all, or an origin that may not use it; this does not change until the page is closed.
      return refused(error);
    }
    let isLate = false;
    const fail = (why: string): void => {
      isLate = true;
      reject(new Error(`The database ${name} ${why}.`));
    };
    const timer = setTimeout(() => fail("does not open"), OPEN_TIMEOUT);
    request.addEventListener("upgradeneeded", () => upgrade(request.result));
    request.addEventListener("blocked", () => fail("is open in another tab with an older layout"));
    request.addEventListener("error", () => {
      clearTimeout(timer);
      // Private windows of some browsers fail with this error.
      if (request.error!.name === "InvalidStateError") refused(request.error);
      else reject(request.error!);
      onClosed();
    });
    request.addEventListener("success", () => {
      clearTimeout(timer);
      const opened = request.result;
      const close = (): void => {
        opened.close();
        onClosed();
      };
      // No caller is waiting any more, and an open connection would block other tabs.
      if (isLate) return close();
      opened.addEventListener("versionchange", close);
      opened.addEventListener("close", onClosed);
      resolve(opened);
    });
  });
}

/** The result of a request. */
export const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error!));
  });
