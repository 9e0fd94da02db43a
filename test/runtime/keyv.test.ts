import { type KeyvOptions, keyvStore } from "ifmatch/runtime/keyv";
import { Keyv } from "keyv";
import { describe, expect, it } from "vitest";
import { keyOf, representation, withoutSource } from "./representation.js";

/** A Keyv over a map that the test can look into. */
function keyv(options: Partial<KeyvOptions> = {}): {
  map: Map<string, unknown>;
  open: () => ReturnType<typeof keyvStore>;
  errors: unknown[];
} {
  const map = new Map<string, unknown>();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  return {
    map,
    errors,
    open: () => keyvStore(new Keyv({ store: map }), { namespace: "ada", onError, ...options }),
  };
}

const key = keyOf("https://notes.example/", "Bearer s3cret");

describe("a Keyv", () => {
  it("is told neither URLs nor credentials", async () => {
    const { map, open } = keyv();
    await open().set(key, [representation({ headers: { "set-cookie": "s3cret" } })]);
    expect(JSON.stringify([...map])).not.toMatch(/s3cret|notes\.example/);
    expect((await open().get(key))?.[0]?.headers).toEqual({});
  });

  it("keeps no files", async () => {
    const { map, open } = keyv();
    await open().set(key, [representation({ data: new Blob(["%PDF"]) })]);
    expect(map.size).toBe(0);
  });

  it("is one store for all who open it, and cleared for all at once", async () => {
    const { open } = keyv();
    const [one, other] = [open(), open()];
    await one.set(key, [representation()]);
    expect(withoutSource(await other.get(key))).toEqual([representation()]);
    await one.clear();
    expect(await other.get(key)).toBeUndefined();
    await other.set(key, [representation({ data: "new" })]);
    expect((await one.get(key))?.[0]?.data).toBe("new");
  });

  it("gives nothing back that was cleared, though the back end should lose the generation", async () => {
    const { map, open } = keyv();
    await open().set(key, [representation()]);
    await open().clear();
    for (const name of map.keys()) if (name.includes("generation")) map.delete(name);
    expect(await open().get(key)).toBeUndefined();
    await open().set(keyOf("/b"), [representation()]);
    expect(await open().get(key)).toBeUndefined();
    expect(await open().get(keyOf("/b"))).toBeDefined();
  });

  it("drops what is corrupt", async () => {
    const { map, open } = keyv();
    await open().set(key, [representation()]);
    const name = [...map.keys()].find((one) => !one.includes("generation"))!;
    const before = String(map.get(name));
    map.set(name, before.replace('\\"status\\":200', '\\"status\\":null'));
    expect(map.get(name)).not.toBe(before);
    expect(await open().get(key)).toBeUndefined();
    expect(map.has(name)).toBe(false);
  });

  it("does not take what somebody else put there for its own", async () => {
    const { map, open } = keyv();
    await open().set(key, [representation()]);
    for (const name of map.keys()) map.set(name, JSON.stringify({ value: 7 }));
    expect(await open().get(key)).toBeUndefined();
  });

  it("anything with get, set and delete will do", async () => {
    const map = new Map<string, unknown>();
    const simple = {
      get: async (name: string) => map.get(name),
      set: async (name: string, value: string) => void map.set(name, value),
      delete: async (name: string) => map.delete(name),
    };
    const store = keyvStore(simple, { namespace: "ada" });
    await store.set(key, [representation()]);
    expect(withoutSource(await keyvStore(simple, { namespace: "ada" }).get(key))).toEqual([representation()]);
    await store.clear();
    expect(await store.get(key)).toBeUndefined();
  });

  it("reads nothing from before a clear that takes its time", async () => {
    const map = new Map<string, unknown>();
    let ready = Promise.resolve();
    const slow = {
      get: async (name: string) => map.get(name),
      set: async (name: string, value: string) => {
        await ready;
        map.set(name, value);
      },
      delete: async (name: string) => map.delete(name),
    };
    const store = keyvStore(slow, { namespace: "ada" });
    await store.set(key, [representation()]);
    let go = (): void => {};
    ready = new Promise((resolve) => {
      go = resolve;
    });
    const clearing = store.clear();
    const reading = store.get(key);
    const first = await Promise.race([reading, new Promise((resolve) => setImmediate(resolve, "still waiting"))]);
    expect(first).toBe("still waiting");
    go();
    await clearing;
    expect(await reading).toBeUndefined();
  });

  it("says so when it could not be cleared", async () => {
    const refusing = { get: async () => undefined, set: async () => false, delete: async () => false };
    const store = keyvStore(refusing, { namespace: "ada" });
    await expect(Promise.resolve(store.clear())).rejects.toThrow("ifmatch/ada/generation");
  });
});
