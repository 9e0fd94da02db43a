import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { memoryStore, type Representation, type RepresentationStore } from "ifmatch/runtime";
import { indexedDbStore } from "ifmatch/runtime/indexed-db";
import { keyvStore } from "ifmatch/runtime/keyv";
import { webStorageStore } from "ifmatch/runtime/web-storage";
import { Keyv } from "keyv";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeStorage } from "./fake-storage.js";
import { keyOf, representation, withoutSource } from "./representation.js";

/* What holds for every store: the in-memory one is the model of the others. */

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
});
afterEach(() => void vi.unstubAllGlobals());

const fail = (error: unknown): never => {
  throw error;
};

/** Opens stores over one medium: each call is a page that was loaded again, or another process. */
type Open = (namespace: string, limits?: { entries?: number }) => RepresentationStore;
const media: [name: string, medium: () => Open][] = [
  [
    "web storage",
    () => {
      const storage = new FakeStorage();
      return (namespace, limits) => webStorageStore({ storage, namespace, onError: fail, ...limits });
    },
  ],
  [
    "IndexedDB",
    () => {
      const database = crypto.randomUUID();
      return (namespace, limits) => indexedDbStore({ database, namespace, onError: fail, ...limits });
    },
  ],
  [
    "Keyv",
    () => {
      const keyv = new Keyv();
      return (namespace) => keyvStore(keyv, { namespace, onError: fail });
    },
  ],
];

const tag = fc.stringMatching(/^(W\/)?"[!#-~]{0,8}"$/);
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const anyRepresentation: fc.Arbitrary<Representation> = fc.record({
  etag: fc.option(tag),
  lastModified: fc.option(fc.constant("Sat, 01 Jun 2024 12:00:00 GMT")),
  data: fc.oneof(json, fc.constant(undefined)),
  status: fc.constant(200),
  headers: fc.dictionary(fc.constantFrom("etag", "x-total-count", "content-type"), fc.string()),
  vary: fc.array(
    fc.tuple(fc.constantFrom("accept-language", "authorization"), fc.constantFrom(undefined, "de", "Bearer ada")),
    { maxLength: 2 },
  ),
  bytes: fc.nat(100),
});
const key = fc.constantFrom(
  keyOf("/a", "Bearer ada"),
  keyOf("/b", "Bearer ada"),
  keyOf("/b", "Bearer bob"),
  "not JSON",
  "{}",
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("set" as const),
      key,
      list: fc.array(anyRepresentation, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("get" as const, "delete" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("clear" as const, "reload" as const) }) },
);

/** What memory alone may keep: it was selected by a credential. */
const storable = (one: Representation): boolean =>
  one.vary.every(([name, value]) => name !== "authorization" || value === undefined);

describe.each(media)("%s", (name, medium) => {
  it("agrees with memory about every sequence of steps, across reloads", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const open = medium();
        let store = open("ada");
        const model = memoryStore();
        const neighbour = open("ada/2");
        await neighbour.set("not JSON", [representation()]);
        for (const action of steps) {
          if (action.do === "reload") store = open("ada");
          else if (action.do === "clear") {
            await store.clear();
            void model.clear();
          } else if (action.do === "set") {
            const list = action.list.filter(storable);
            await store.set(action.key, action.list);
            await (list.length > 0 ? model.set(action.key, list) : model.delete(action.key));
          } else if (action.do === "delete") {
            await store.delete(action.key);
            void model.delete(action.key);
          }
          if (!("key" in action)) continue;
          expect(withoutSource(await store.get(action.key))).toEqual(await model.get(action.key));
        }
        expect(withoutSource(await neighbour.get("not JSON"))).toEqual([representation()]);
      }),
      { numRuns: name === "IndexedDB" ? 40 : 100 },
    );
  });

  it("gives back the very objects it was given, as long as nobody else wrote", async () => {
    const open = medium();
    const [store, other] = [open("ada"), open("ada")];
    const [mine, theirs] = [[representation({ data: { by: "me" } })], [representation({ data: { by: "them" } })]];
    await store.set(keyOf("/a"), mine);
    expect((await store.get(keyOf("/a")))?.[0]).toBe(mine[0]);
    await other.set(keyOf("/a"), theirs);
    const read = await store.get(keyOf("/a"));
    expect(withoutSource(read)).toEqual(theirs);
    expect(await store.get(keyOf("/a"))).toBe(read);
  });

  it("writes nothing after a clear that came later, though nobody waited for the write", async () => {
    const open = medium();
    const store = open("ada");
    const writing = [store.set(keyOf("/a"), [representation()]), store.set(keyOf("/b"), [representation()])];
    await store.clear();
    await Promise.all(writing);
    expect([await open("ada").get(keyOf("/a")), await open("ada").get(keyOf("/b"))]).toEqual([undefined, undefined]);
  });

  it("reads nothing from before a clear that is under way", async () => {
    const store = medium()("ada");
    await store.set(keyOf("/a"), [representation()]);
    const clearing = store.clear();
    expect(await store.get(keyOf("/a"))).toBeUndefined();
    await clearing;
  });

  it("refuses to be everybody's", () => {
    expect(() => medium()("")).toThrow(TypeError);
  });

  it("holds nothing, and says why, where keys cannot be hashed", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const storage = new FakeStorage();
    const store = {
      "web storage": () => webStorageStore({ storage, namespace: "ada", onError }),
      IndexedDB: () => indexedDbStore({ namespace: "ada", onError }),
      Keyv: () => keyvStore(new Keyv(), { namespace: "ada", onError }),
    }[name]!();
    vi.stubGlobal("crypto", {});
    await store.set(keyOf("/a"), [representation()]);
    expect(await store.get(keyOf("/a"))).toBeUndefined();
    await store.delete(keyOf("/a"));
    expect(errors.map(String)).toEqual(Array(3).fill(expect.stringContaining("HTTPS")));
    expect(storage.length).toBe(0);
  });
});

/* How much a Keyv keeps is its back end's business. */
describe.each(media.filter(([name]) => name !== "Keyv"))("%s, bounded", (_name, medium) => {
  it("drops what memory drops: the least recently used", async () => {
    const keys = ["/a", "/b", "/c", "/d", "/e"].map((url) => keyOf(url));
    const use = fc.record({ do: fc.constantFrom("get", "set", "delete", "reload"), key: fc.constantFrom(...keys) });
    await fc.assert(
      fc.asyncProperty(fc.array(use, { maxLength: 25 }), async (steps) => {
        const open = medium();
        let store = open("ada", { entries: 3 });
        const model = memoryStore({ entries: 3 });
        for (const action of steps) {
          if (action.do === "reload") store = open("ada", { entries: 3 });
          for (const one of action.do === "reload" ? [] : [store, model]) {
            if (action.do === "get") await one.get(action.key);
            else if (action.do === "set") await one.set(action.key, [representation()]);
            else await one.delete(action.key);
          }
        }
        for (const one of keys) expect(withoutSource(await store.get(one)), one).toEqual(await model.get(one));
      }),
      { numRuns: 40 },
    );
  });
});
