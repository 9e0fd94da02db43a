import { ConfigError } from "../diagnostics.js";
import type { MockState, StatefulMock } from "./options.js";
import type { MockSnapshot } from "./snapshot.js";

/** What is stored: one state by name, that of the last document. */
interface Kept {
  readonly identity: string;
  readonly snapshot: MockSnapshot;
}

const STORE = "states";

/**
 * One state for all tabs of an origin, which outlives them: in IndexedDB, under a Web Lock while a request is carried
 * out. Of two tabs that send the same If-Match, one gets a 412, as from a server.
 *
 * @param name Mocks with the same name share a state. That of another document or seed is replaced.
 * @throws {ConfigError} where there is no IndexedDB or no Web Locks: in Node, and on pages without https.
 */
export function sharedState(name: string): MockState {
  if (globalThis.indexedDB === undefined || globalThis.navigator?.locks === undefined)
    throw new ConfigError("A shared state needs IndexedDB and Web Locks: a page served from localhost, or over https.");
  return new SharedState(`ifmatch mock ${name}`);
}

class SharedState implements MockState {
  readonly #name: string;
  #database: Promise<IDBDatabase> | undefined;
  /** Of the state that the mock has now. */
  #revision: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async run<T>(mock: StatefulMock, step: () => T): Promise<T> {
    return (await navigator.locks.request(this.#name, () => this.#locked(mock, step))) as T;
  }

  async #locked<T>(mock: StatefulMock, step: () => T): Promise<T> {
    await this.#catchUp(mock);
    let isChanged = false;
    const stop = mock.onCommit(() => void (isChanged = true));
    try {
      return step();
    } finally {
      stop();
      if (isChanged) await this.#keep(mock);
    }
  }

  async #catchUp(mock: StatefulMock): Promise<void> {
    const store = (await this.#open()).transaction(STORE).objectStore(STORE);
    const revision = (await settled(store.get("revision"))) as string | undefined;
    if (revision === this.#revision) return;
    const kept = revision === undefined ? undefined : ((await settled(store.get("state"))) as Kept);
    // What was cleared, or belongs to another document, is no state to go on from.
    if (kept?.identity === mock.identity) mock.restore(kept.snapshot);
    else mock.reset();
    this.#revision = revision;
  }

  async #keep(mock: StatefulMock): Promise<void> {
    const transaction = (await this.#open()).transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const revision = crypto.randomUUID();
    store.put(revision, "revision");
    store.put({ identity: mock.identity, snapshot: mock.snapshot() } satisfies Kept, "state");
    await new Promise<void>((done, fail) => {
      transaction.addEventListener("complete", () => done());
      transaction.addEventListener("abort", () => fail(transaction.error ?? new Error("The state could not be kept.")));
    });
    this.#revision = revision;
  }

  #open(): Promise<IDBDatabase> {
    return (this.#database ??= this.#opened());
  }

  async #opened(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.#name, 1);
    request.addEventListener("upgradeneeded", () => void request.result.createObjectStore(STORE));
    const database = await settled(request);
    // A page that deletes the database need not close this one first.
    database.addEventListener("versionchange", () => {
      database.close();
      this.#database = undefined;
    });
    return database;
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, fail) => {
    request.addEventListener("success", () => done(request.result));
    request.addEventListener("error", () => fail(request.error ?? new Error("IndexedDB did not answer.")));
  });
