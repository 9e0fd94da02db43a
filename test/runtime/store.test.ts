import fc from "fast-check";
import { memoryStore, type Representation, type RepresentationStore } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { noteRetrieve, notesClient, readNote } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const sized = (bytes: number, data: unknown = bytes): Representation => ({
  etag: null,
  lastModified: null,
  data,
  status: 200,
  headers: {},
  vary: [],
  bytes,
});
const held = (store: RepresentationStore, keys: string): string =>
  [...keys].filter((key) => store.get(key) !== undefined).join("");

/** A store that has been given one byte under each of `keys`, in order. */
function filled(limits: { entries?: number; bytes?: number }, keys: string): RepresentationStore {
  const store = memoryStore(limits);
  for (const key of keys) void store.set(key, [sized(1)]);
  return store;
}

describe("the store of representations", () => {
  it("gives back the very objects it was given, under their key only", () => {
    const store = memoryStore();
    const list = [sized(1), sized(2)];
    void store.set("a", list);
    expect(store.get("a")).toBe(list);
    expect(store.get("b")).toBeUndefined();
  });

  it("rule 1: keeps no more entries than allowed, and drops the one used longest ago", () => {
    expect(held(filled({ entries: 2 }, "abc"), "abc")).toBe("bc");
  });

  it("rule 1: reading and writing both count as use", () => {
    const read = filled({ entries: 2 }, "ab");
    void read.get("a");
    void read.set("c", [sized(1)]);
    expect(held(read, "abc")).toBe("ac");
    const written = filled({ entries: 2 }, "ab");
    void written.set("a", [sized(1)]);
    void written.set("c", [sized(1)]);
    expect(held(written, "abc")).toBe("ac");
  });

  it("rule 1: keeps no more bytes than allowed, counting every variant", () => {
    const store = filled({ bytes: 10 }, "abc");
    void store.set("d", [sized(4), sized(5)]);
    expect(held(store, "abcd")).toBe("cd");
  });

  it("rule 1: bytes that were replaced, deleted or cleared are free again", () => {
    const store = memoryStore({ bytes: 10 });
    void store.set("a", [sized(9)]);
    void store.set("a", [sized(2)]);
    void store.set("b", [sized(8)]);
    expect(held(store, "ab")).toBe("ab");
    void store.delete("b");
    void store.set("c", [sized(8)]);
    expect(held(store, "abc")).toBe("ac");
    void store.clear();
    expect(held(store, "ac")).toBe("");
    void store.set("d", [sized(10)]);
    expect(held(store, "d")).toBe("d");
  });

  it("rule 1: bytes that were read count on: reading makes no room", () => {
    const store = memoryStore({ bytes: 10 });
    void store.set("a", [sized(6)]);
    expect(held(store, "aaa")).toBe("aaa");
    void store.set("b", [sized(6)]);
    expect(held(store, "ab")).toBe("b");
  });

  it("rule 1: a body larger than the whole store is not kept, and pushes nothing out", () => {
    const store = filled({ bytes: 10 }, "ab");
    void store.set("c", [sized(11)]);
    expect(held(store, "abc")).toBe("ab");
  });

  it("deleting what is not there changes nothing", () => {
    const store = filled({ entries: 2 }, "a");
    void store.delete("b");
    expect(held(store, "ab")).toBe("a");
  });

  it("rule 1: stays within both limits, and keeps what was written last, whatever happens", () => {
    const key = fc.constantFrom("a", "b", "c", "d", "e");
    const step = fc.oneof(
      fc.record({ do: fc.constant("set" as const), key, bytes: fc.integer({ min: 0, max: 6 }) }),
      fc.record({ do: fc.constantFrom("get" as const, "delete" as const), key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = memoryStore({ entries: 3, bytes: 10 });
        /** The model: least recently used first. */
        let expected: { key: string; bytes: number }[] = [];
        for (const action of steps) {
          const before = expected.find((entry) => entry.key === action.key);
          if (action.do !== "get" || before) expected = expected.filter((entry) => entry !== before);
          if (action.do === "get" && before) expected.push(before);
          if (action.do === "set") expected.push({ key: action.key, bytes: action.bytes });
          while (expected.length > 3 || expected.reduce((sum, entry) => sum + entry.bytes, 0) > 10) expected.shift();
          if (action.do === "set") void store.set(action.key, [sized(action.bytes)]);
          else if (action.do === "get") void store.get(action.key);
          else void store.delete(action.key);
        }
        for (const { key: name, bytes } of expected) expect(store.get(name)).toEqual([sized(bytes)]);
        expect(held(store, "abcde")).toHaveLength(expected.length);
      }),
    );
  });
});

describe("a client and its store", () => {
  const note = { id: 1, text: "first" };

  it("works with a store that answers in its own time, as IndexedDB does", async () => {
    const inner = memoryStore();
    const store: RepresentationStore = {
      get: async (key) => structuredClone(await inner.get(key)),
      set: async (key, list) => inner.set(key, structuredClone(list)),
      delete: async (key) => inner.delete(key),
      clear: async () => inner.clear(),
    };
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"v1"' }), json(200, note));
    const client = notesClient({ fetch: stub.fetch, store });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ data: note, revalidated: true });
    await client.clear();
    await readNote(client);
    expect(stub.requests[2]!.headers.has("if-none-match")).toBe(false);
  });

  it("a store outlives its client: the next one revalidates what the first one read", async () => {
    const store = memoryStore();
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"v1"' }));
    await readNote(notesClient({ fetch: stub.fetch, store }));
    expect(await readNote(notesClient({ fetch: stub.fetch, store }))).toMatchObject({ revalidated: true });
  });

  it("a body whose size is the limit is kept, and one that is larger is not", async () => {
    const body = JSON.stringify(note).length;
    const conditions = async (bytes: number): Promise<(string | null)[]> => {
      const stub = stubFetch(json(200, note, { etag: '"v1"' }), json(200, note, { etag: '"v1"' }));
      const client = notesClient({ fetch: stub.fetch, store: memoryStore({ bytes }) });
      for (let reads = 0; reads < 2; reads++) await noteRetrieve(client, { path: { id: 1 } });
      return stub.requests.map((request) => request.headers.get("if-none-match"));
    };
    expect(await conditions(body)).toEqual([null, '"v1"']);
    expect(await conditions(body - 1)).toEqual([null, null]);
  });

  it("what was cleared while a slow store was being asked stays cleared", async () => {
    const inner = memoryStore();
    const keys: string[] = [];
    let gets = 0;
    const client = notesClient({
      fetch: stubFetch(json(200, note, { etag: '"v1"' })).fetch,
      store: {
        ...inner,
        async get(key) {
          keys.push(key);
          // One for the condition, one for the variant to replace, one for its neighbours: the last moment there is.
          if (++gets === 3) await client.clear();
          return inner.get(key);
        },
      },
    });
    await readNote(client);
    expect(gets).toBe(3);
    expect(inner.get(keys[0]!)).toBeUndefined();
  });

  it("what began before clear() is not kept, though it had not left by then", async () => {
    const inner = memoryStore();
    const keys: string[] = [];
    const store = { ...inner, set: (key: string) => void keys.push(key) };
    const client = notesClient({ fetch: stubFetch(json(200, note, { etag: '"v1"' })).fetch, store });
    const reading = readNote(client);
    await client.clear();
    await reading;
    expect(keys).toEqual([]);
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });
});
