import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { indexedDbShelf, type Shelf, webShelf } from "ifmatch/runtime/outbox";

beforeAll(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
});
afterAll(() => void vi.unstubAllGlobals());

const entriesOf = async (shelf: Shelf): Promise<[string, unknown][]> =>
  Promise.all((await shelf.ids()).map(async (id): Promise<[string, unknown]> => [id, await shelf.get(id)]));

/** As browsers have it. */
function webStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}

let databases = 0;
const shelves = {
  webShelf: (): ((namespace: string) => Shelf) => {
    const storage = webStorage();
    return (namespace) => webShelf({ namespace, storage });
  },
  indexedDbShelf: (): ((namespace: string) => Shelf) => {
    const database = `test ${++databases}`;
    return (namespace) => indexedDbShelf({ namespace, database });
  },
};

describe.for(Object.entries(shelves))("%s", ([, media]) => {
  it("keeps, replaces and removes entries, for whoever opens it next", async () => {
    const of = media();
    const shelf = of("ada");
    await shelf.put("a", { name: "first" });
    await shelf.put("b", { list: [1, null, "x"] });
    await shelf.put("a", { name: "second" });
    expect(new Map(await entriesOf(of("ada")))).toEqual(
      new Map<string, unknown>([
        ["a", { name: "second" }],
        ["b", { list: [1, null, "x"] }],
      ]),
    );
    await shelf.remove("a");
    expect(await entriesOf(of("ada"))).toEqual([["b", { list: [1, null, "x"] }]]);
  });

  it.for([
    ["ada", "bob"],
    ["ada", "ada/"],
    ["ada", "ada%2F"],
    ["a", "ab"],
  ] as const)("keeps %s and %s apart, also when one signs out", async ([one, other]) => {
    const of = media();
    await of(one).put("x", 1);
    await of(other).put("x", 2);
    expect(await entriesOf(of(one))).toEqual([["x", 1]]);
    await of(one).clear();
    expect([await entriesOf(of(one)), await entriesOf(of(other))]).toEqual([[], [["x", 2]]]);
    expect(of(one).name).not.toBe(of(other).name);
  });

  it("needs a namespace", () => expect(() => media()("")).toThrow("namespace"));
});

it("web storage refuses what JSON cannot hold, and keeps what was there", async () => {
  const shelf = webShelf({ namespace: "ada", storage: webStorage() });
  await shelf.put("a", { name: "first" });
  for (const file of [new Blob(["x"]), new ArrayBuffer(1), new Uint8Array(1)])
    await expect(shelf.put("a", { body: { file } })).rejects.toThrow("indexedDbShelf");
  await expect(shelf.put("a", { count: 1n })).rejects.toThrow(TypeError);
  expect(await entriesOf(shelf)).toEqual([["a", { name: "first" }]]);
});

it("a damaged entry of web storage is there, and is nothing", async () => {
  const storage = webStorage();
  const shelf = webShelf({ namespace: "ada", storage });
  await shelf.put("a", 1);
  storage.setItem(storage.key(0)!, "{");
  expect(await entriesOf(shelf)).toEqual([["a", undefined]]);
});

it("IndexedDB keeps files", async () => {
  const shelf = indexedDbShelf({ namespace: "ada", database: "files" });
  await shelf.put("a", { file: new Uint8Array([1, 2]) });
  expect(await entriesOf(shelf)).toEqual([["a", { file: new Uint8Array([1, 2]) }]]);
});
