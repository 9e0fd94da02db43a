import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import KeyvRedis, { createClient as createRedisClient } from "@keyv/redis";
import { keyvStore } from "ifmatch/runtime/keyv";
import { Keyv } from "keyv";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startRecordsServer } from "../servers/records-server.js";
import { type RedisServer, startRedis } from "../servers/redis.js";
import { keyOf, representation } from "./representation.js";

/* Server processes that share what they read, through a real Redis. */

const program = fileURLToPath(new URL("keyv-process.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** A process of its own, which reads a person and ends. */
async function read(...parameters: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", program, ...parameters], { cwd: root });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("processes that share a Redis", { tags: ["redis"] }, () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.stop());

  /** Everything that stands in Redis, names and values. */
  async function dump(): Promise<string> {
    const raw = createRedisClient({ url: redis.url });
    await raw.connect();
    const names = await raw.keys("*");
    const values = await Promise.all(names.map((name) => raw.get(name as string)));
    await raw.close();
    return JSON.stringify([names, values]);
  }

  it("the second process gets a 304 and shows the first one's body", async () => {
    const server = await startRecordsServer();
    const first = await read(redis.url, server.url, "ada", "s3cret");
    const second = await read(redis.url, server.url, "ada", "s3cret");
    expect(first).toMatchObject({ kind: "ok", revalidated: false });
    expect(second).toMatchObject({ kind: "ok", revalidated: true, data: first["data"], etag: first["etag"] });
    expect(second["tag"]).toBe(first["etag"]);
    expect(server.seen.map(({ status }) => status)).toEqual([200, 304]);
    expect(server.seen[1]!.bytes).toBe(0);
    // Neither where from nor with which credentials.
    expect(await dump()).not.toMatch(/s3cret|127\.0\.0\.1/);
  });

  it("another user's process, and another token's, see none of it", async () => {
    const server = await startRecordsServer();
    await read(redis.url, server.url, "cyd", "one");
    await read(redis.url, server.url, "dan", "one");
    await read(redis.url, server.url, "cyd", "two");
    expect(server.seen.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("a process that logs out logs all of the user's processes out, and nobody else's", async () => {
    const server = await startRecordsServer();
    await read(redis.url, server.url, "eve", "t");
    await read(redis.url, server.url, "fay", "t");
    await read(redis.url, server.url, "eve", "t", "clear");
    await read(redis.url, server.url, "eve", "t");
    await read(redis.url, server.url, "fay", "t");
    expect(server.seen.map(({ status }) => status)).toEqual([200, 200, 304, 200, 304]);
  });

  it("nothing is kept for longer than it may be, the generation included", async () => {
    const keyv = new Keyv(new KeyvRedis(redis.url));
    onTestFinished(() => keyv.disconnect());
    await keyvStore(keyv, { namespace: "gus", ttl: 60_000 }).set(keyOf("/a"), [representation()]);
    const raw = createRedisClient({ url: redis.url });
    await raw.connect();
    onTestFinished(() => raw.close().then(() => {}));
    const names = await raw.keys("*ifmatch/gus/*");
    expect(names).toHaveLength(2);
    for (const name of names) {
      const left = await raw.pTTL(name);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
    }
  });

  it("a Redis that is gone takes no retrieval with it, but logging out does not claim to have worked", async () => {
    const own = await startRedis();
    onTestFinished(() => own.stop());
    const options = { url: own.url, disableOfflineQueue: true, socket: { reconnectStrategy: false as const } };
    const keyv = new Keyv(new KeyvRedis(options));
    // Keyv tells of errors by an event, and demands that somebody listens.
    keyv.on("error", () => {});
    const errors: unknown[] = [];
    const store = keyvStore(keyv, { namespace: "hal", onError: (error) => errors.push(error) });
    await store.set(keyOf("/a"), [representation()]);
    expect(await store.get(keyOf("/a"))).toEqual([representation()]);
    await own.stop();
    expect(await store.get(keyOf("/a"))).toBeUndefined();
    await store.set(keyOf("/a"), [representation()]);
    expect(errors).not.toEqual([]);
    await expect(Promise.resolve(store.clear())).rejects.toThrow("did not take");
  });
});
