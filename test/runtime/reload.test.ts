import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import type { Client, RepresentationStore } from "ifmatch/runtime";
import { indexedDbStore } from "ifmatch/runtime/indexed-db";
import { webStorageStore } from "ifmatch/runtime/web-storage";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, peopleRetrieve } from "../../generated/index.js";
import { ids } from "../servers/records.js";
import { type RecordsServer, startRecordsServer } from "../servers/records-server.js";
import { FakeStorage } from "./fake-storage.js";
import { notesClient, readNote } from "./note-operations.js";
import { json, later, stubFetch } from "./stub-fetch.js";

/* Pages that reload: the client is new, the storage is the old one. Titles name field-systems.md. */

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
});
afterEach(() => void vi.unstubAllGlobals());

const person = { path: { id: ids.person } };
const token = (user: string): Record<string, string> => ({ authorization: `Bearer ${user}` });

/** What a page does when it loads. */
const load = (server: RecordsServer, store: RepresentationStore | undefined, user = "ada"): Client =>
  createClient({ baseUrl: server.url, store, headers: token(user) });

it("A9: without a store that outlives the page, tags come back with the next GETs", async () => {
  const server = await startRecordsServer();
  await peopleRetrieve(load(server, undefined), person);
  const reloaded = load(server, undefined);
  expect(reloaded.tagOf("Person", ids.person)).toBeUndefined();
  const read = await peopleRetrieve(reloaded, person);
  expect(reloaded.tagOf("Person", ids.person)).toBe(read.kind === "ok" && read.etag);
  expect(server.seen.map(({ status }) => status)).toEqual([200, 200]);
});

const storage = new FakeStorage();

async function rowsOfIndexedDb(): Promise<string> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve) => {
      request.addEventListener("success", () => resolve(request.result));
    });
  const database = await done(indexedDB.open("ifmatch"));
  const names = [...database.objectStoreNames];
  const rows = await Promise.all(names.map((name) => done(database.transaction(name).objectStore(name).getAll())));
  database.close();
  return JSON.stringify(rows);
}

describe.each<[string, (namespace: string) => RepresentationStore, () => string | Promise<string>]>([
  ["sessionStorage", (namespace) => webStorageStore({ storage, namespace }), () => storage.dump()],
  ["IndexedDB", (namespace) => indexedDbStore({ namespace }), rowsOfIndexedDb],
])("with %s", (_name, open, dump) => {
  it("A9: after a reload the next GET is a 304, shows the stored body, and brings the tag back", async () => {
    const server = await startRecordsServer();
    const before = await peopleRetrieve(load(server, open("u1")), person);
    const reloaded = load(server, open("u1"));
    expect(reloaded.tagOf("Person", ids.person)).toBeUndefined();
    const after = await peopleRetrieve(reloaded, person);
    expect(before).toMatchObject({ kind: "ok", revalidated: false });
    expect(after).toMatchObject({ kind: "ok", revalidated: true, data: before.kind === "ok" && before.data });
    expect(server.seen.map(({ status, bytes }) => [status, bytes > 0])).toEqual([
      [200, true],
      [304, false],
    ]);
    expect(reloaded.tagOf("Person", ids.person)).toBe(after.kind === "ok" && after.etag);
  });

  it("A9: a 304 later in the same page answers with the very object of the first", async () => {
    const server = await startRecordsServer();
    await peopleRetrieve(load(server, open("u2")), person);
    const reloaded = load(server, open("u2"));
    const reads = [await peopleRetrieve(reloaded, person), await peopleRetrieve(reloaded, person)];
    const [one, two] = reads.map((read) => read.kind === "ok" && read.data);
    expect(one).toBeTypeOf("object");
    expect(two).toBe(one);
  });

  it("keeps one entry of a URL, however often it is read and changed", async () => {
    const store = open("u3");
    const keys: string[] = [];
    const counting = {
      ...store,
      set: (...[key, list]: Parameters<typeof store.set>) => store.set((keys.push(key), key), list),
    };
    const stub = stubFetch(
      json(200, { id: 1, text: "one" }, { etag: '"v1"' }),
      json(200, { id: 1, text: "two" }, { etag: '"v2"' }),
      json(200, { id: 1, text: "three" }, { etag: '"v3"' }),
    );
    for (let reads = 0; reads < 3; reads++) await readNote(notesClient({ fetch: stub.fetch, store: counting }));
    expect(new Set(keys).size).toBe(1);
    expect((await store.get(keys[0]!))?.map(({ data }) => data)).toEqual([{ id: 1, text: "three" }]);
  });

  it("after clear() nothing of the user remains in the storage, and another user's stays", async () => {
    const server = await startRecordsServer();
    const [ada, bob] = [load(server, open("ada-1"), "ada"), load(server, open("bob-1"), "bob")];
    await peopleRetrieve(ada, person);
    await peopleRetrieve(bob, person);
    expect(await dump()).toContain("ifmatch/ada-1/");
    await ada.clear();
    expect(await dump()).not.toContain("ifmatch/ada-1/");
    expect(ada.tagOf("Person", ids.person)).toBeUndefined();
    await peopleRetrieve(load(server, open("bob-1"), "bob"), person);
    await peopleRetrieve(load(server, open("ada-1"), "ada"), person);
    expect(server.seen.map(({ status }) => status)).toEqual([200, 200, 304, 200]);
  });

  it("RFC item 34: one user's body is never shown to another, though both should name the same namespace", async () => {
    const server = await startRecordsServer();
    await peopleRetrieve(load(server, open("shared"), "ada"), person);
    await peopleRetrieve(load(server, open("shared"), "bob"), person);
    expect(server.seen.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined]);
  });

  it("what is under way when clear() is called is not kept", async () => {
    const answer = later();
    const store = open("u4");
    const client = notesClient({ fetch: stubFetch(answer.answer).fetch, store });
    const reading = readNote(client);
    await client.clear();
    answer.give(json(200, { id: 1, text: "late" }, { etag: '"v1"' }));
    expect((await reading).data).toEqual({ id: 1, text: "late" });
    expect(await dump()).not.toContain("ifmatch/u4/");
  });
});
