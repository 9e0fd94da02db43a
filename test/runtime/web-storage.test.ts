import type { Representation } from "ifmatch/runtime";
import { type WebStorageOptions, webStorageStore } from "ifmatch/runtime/web-storage";
import { describe, expect, it } from "vitest";
import { FakeStorage } from "./fake-storage.js";
import { keyOf, representation, withoutSource } from "./representation.js";

const fail = (error: unknown): never => {
  throw error;
};
const open = (storage: FakeStorage, options: Partial<WebStorageOptions> = {}): ReturnType<typeof webStorageStore> =>
  webStorageStore({ storage, namespace: "ada", onError: fail, ...options });
const text = (length: number): Representation => representation({ data: "x".repeat(length), bytes: length });
const urls = ["/a", "/b", "/c", "/d"];

/** Which of `urls` a freshly opened store holds. */
async function held(storage: FakeStorage): Promise<string> {
  const store = open(storage);
  const found = await Promise.all(urls.map((url) => store.get(keyOf(url))));
  return urls.filter((_, position) => found[position]).join("");
}

describe("web storage", () => {
  it("shows neither URLs nor credentials, though responses carry them", async () => {
    const storage = new FakeStorage();
    const key = keyOf("https://notes.example/?q=private", "Bearer s3cret, sessionid=s3cret");
    const one = representation({
      headers: { etag: '"v1"', "set-cookie": "sessionid=s3cret", "x-auth-token": "s3cret", "x-author": "ada" },
      vary: [
        ["accept-language", "de"],
        ["x-tenant", undefined],
      ],
    });
    await open(storage).set(key, [one]);
    expect(storage.dump()).not.toMatch(/s3cret|private|notes\.example/);
    expect(withoutSource(await open(storage).get(key))).toEqual([
      { ...one, headers: { etag: '"v1"', "x-author": "ada" } },
    ]);
  });

  it("keeps nothing that was selected by a credential", async () => {
    const storage = new FakeStorage();
    for (const name of ["authorization", "cookie", "x-api-key", "x-session-id"])
      await open(storage).set(keyOf("/a"), [representation({ vary: [[name, "s3cret"]] })]);
    expect(storage.length).toBe(0);
  });

  it("keeps no files, and forgets what stood in their place", async () => {
    const storage = new FakeStorage();
    const store = open(storage);
    await store.set(keyOf("/a"), [representation()]);
    await store.set(keyOf("/a"), [representation({ data: new Blob(["%PDF"]) })]);
    expect(await store.get(keyOf("/a"))).toBeUndefined();
    expect(storage.length).toBe(0);
  });

  it("keeps the other variants of a URL that also has a file", async () => {
    const storage = new FakeStorage();
    const variant = representation({ vary: [["accept-language", "de"]] });
    await open(storage).set(keyOf("/a"), [representation({ data: new Blob(["%PDF"]) }), variant]);
    expect(withoutSource(await open(storage).get(keyOf("/a")))).toEqual([variant]);
  });

  it("drops the least recently used beyond its own limit of characters", async () => {
    const storage = new FakeStorage();
    const store = open(storage, { bytes: 1_500 });
    for (const url of ["/a", "/b"]) await store.set(keyOf(url), [text(400)]);
    await store.get(keyOf("/a"));
    await store.set(keyOf("/c"), [text(400)]);
    expect(await held(storage)).toBe("/a/c");
  });

  it("does not keep what is larger than everything, nor what stood in its place", async () => {
    const storage = new FakeStorage();
    const store = open(storage, { bytes: 1_000 });
    await store.set(keyOf("/a"), [text(1)]);
    await store.set(keyOf("/b"), [text(1)]);
    await store.set(keyOf("/b"), [text(1_000)]);
    expect(await held(storage)).toBe("/a");
  });

  it("drops the least recently used when the browser's quota is exceeded", async () => {
    const storage = new FakeStorage(2_000);
    const store = open(storage);
    for (const url of ["/a", "/b"]) await store.set(keyOf(url), [text(400)]);
    await store.get(keyOf("/a"));
    await store.set(keyOf("/c"), [text(400)]);
    expect(await held(storage)).toBe("/a/c");
  });

  it("gives up quietly, and leaves others alone, when others have filled the storage", async () => {
    const storage = new FakeStorage(1_000);
    storage.setItem("theirs", "x".repeat(900));
    await open(storage).set(keyOf("/a"), [text(400)]);
    expect(storage.names()).toEqual(["theirs"]);
  });

  it.each([
    ["cut short", (written: string) => written.slice(0, -1)],
    ["somebody else's", () => "hello"],
    ["of another layout", (written: string) => written.replace(/^\[1/, "[2")],
    ["not a list", (written: string) => written.replace(/^(\[1,"[^"]*",).*/, "$1 7]")],
    ["without its fields", (written: string) => written.replace('"status":200', '"status":"200"')],
    ["with a tag that is none", (written: string) => written.replace('\\"v1\\"', "v1")],
    ["with a header that is none", (written: string) => written.replace('"application/json"', "7")],
    ["with a Vary that is none", (written: string) => written.replace('"vary":[]', '"vary":["accept"]')],
  ])("drops an entry that is %s", async (_what, corrupt) => {
    const storage = new FakeStorage();
    await open(storage).set(keyOf("/a"), [representation()]);
    const name = storage.names().find((one) => !one.endsWith("/index"))!;
    const before = storage.getItem(name)!;
    storage.setItem(name, corrupt(before));
    expect(storage.getItem(name)).not.toBe(before);
    expect(await open(storage).get(keyOf("/a"))).toBeUndefined();
    expect(storage.length).toBe(0);
  });

  it.each(["nonsense", "{}", "[7]", '[["a","b"]]'])("starts anew when its index is %s", async (index) => {
    const storage = new FakeStorage();
    await open(storage).set(keyOf("/a"), [representation()]);
    storage.setItem("theirs", "stays");
    storage.setItem("ifmatch/ada/index", index);
    expect(await open(storage).get(keyOf("/a"))).toBeUndefined();
    await open(storage).set(keyOf("/b"), [representation()]);
    expect(await held(storage)).toBe("/b");
    expect(storage.getItem("theirs")).toBe("stays");
  });

  it("drops an entry that its index does not know", async () => {
    const storage = new FakeStorage();
    await open(storage).set(keyOf("/a"), [representation()]);
    storage.removeItem("ifmatch/ada/index");
    expect(await held(storage)).toBe("");
    expect(storage.length).toBe(0);
  });

  it("clears its own names only: not another user's, whatever they are called, and not the page's", async () => {
    const storage = new FakeStorage();
    storage.setItem("theme", "dark");
    const namespaces = ["a", "a/b", "ab", "a%2Fb", "A"];
    for (const namespace of namespaces)
      await open(storage, { namespace }).set(keyOf("/a"), [representation({ data: namespace })]);
    await open(storage, { namespace: "a" }).clear();
    const left = await Promise.all(namespaces.map((namespace) => open(storage, { namespace }).get(keyOf("/a"))));
    expect(left.map((list) => list?.[0]?.data)).toEqual([undefined, ...namespaces.slice(1)]);
    expect(storage.getItem("theme")).toBe("dark");
    expect(storage.names().filter((name) => name.startsWith("ifmatch/a/"))).toEqual([]);
  });

  it("holds nothing where the browser forbids storage, and logging out works all the same", async () => {
    const errors: unknown[] = [];
    const store = webStorageStore({
      storage: () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
      namespace: "ada",
      onError: (error) => errors.push(error),
    });
    await store.set(keyOf("/a"), [representation()]);
    expect(await store.get(keyOf("/a"))).toBeUndefined();
    expect(errors).toHaveLength(2);
    await expect(Promise.resolve(store.clear())).resolves.toBeUndefined();
  });

  it("does not evict for an error that is no quota", async () => {
    const storage = new FakeStorage();
    await open(storage).set(keyOf("/a"), [representation()]);
    const errors: unknown[] = [];
    const broken = Object.create(storage, {
      length: { get: () => storage.length },
      key: { value: (position: number) => storage.key(position) },
      getItem: { value: (name: string) => storage.getItem(name) },
      removeItem: { value: (name: string) => storage.removeItem(name) },
      setItem: { value: () => fail(new TypeError("broken")) },
    }) as FakeStorage;
    await open(broken, { onError: (error) => errors.push(error) }).set(keyOf("/b"), [representation()]);
    expect(errors).toEqual([new TypeError("broken")]);
    expect(await held(storage)).toBe("/a");
  });

  it("says so when it could not be cleared: bodies may still be there", async () => {
    const storage = new FakeStorage();
    const store = open(storage);
    await store.set(keyOf("/a"), [representation()]);
    storage.removeItem = () => fail(new Error("broken"));
    await expect(Promise.resolve(store.clear())).rejects.toThrow("broken");
  });
});
