import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { base, notesClient, readNote } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

/* A page that polls is not drawn again while nothing changes: the results of 304s are equal, part by part. */

/**
 * What query caches keep of the old value (TanStack Query calls it structural sharing): plain objects and arrays that
 * are equal part by part stay the very object.
 */
function shared(old: unknown, fresh: unknown): unknown {
  if (Object.is(old, fresh)) return old;
  if (!isPlain(old) || !isPlain(fresh) || Array.isArray(old) !== Array.isArray(fresh)) return fresh;
  const [before, after] = [old, fresh].map((value) => new Map(Object.entries(value)));
  const parts = [...after!].map(([name, part]) => [name, shared(before!.get(name), part)] as const);
  const isSame = before!.size === after!.size && parts.every(([name, part]) => before!.get(name) === part);
  if (isSame) return old;
  return Array.isArray(fresh) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
const isPlain = (value: unknown): value is object =>
  Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);

const servers: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(servers.splice(0).map((close) => close())));

/** Note 1 on this machine: `headers` are those of the n-th response. Stops after the test. */
async function noteServer(headers: (response: number) => Record<string, string>): Promise<string> {
  let responses = 0;
  const server = createServer(({ headers: asked }: { headers: IncomingHttpHeaders }, response) => {
    const known = asked["if-none-match"] === '"v1"';
    response.writeHead(known ? 304 : 200, {
      "content-type": "application/json",
      etag: '"v1"',
      ...headers(++responses),
    });
    response.end(known ? undefined : '{"id":1,"text":"first"}');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  servers.push(() => new Promise((closed) => server.close(closed)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const second = (response: number): string => new Date(response * 1000).toUTCString();

describe("polling", () => {
  it("a page that compares results sees one change, when `revalidated` becomes true, and none after it", async () => {
    const url = await noteServer((response) => ({
      // RFC 9110, 6.6.1: each message has its own date. Proxies add the rest.
      date: second(response),
      age: String(response),
      expires: second(response + 60),
      via: `1.1 cache-${response}`,
      "server-timing": `db;dur=${response}`,
      "x-request-id": `r${response}`,
      "x-amzn-requestid": `a${response}`,
      "x-amz-cf-id": `f${response}`,
      "cf-ray": `c${response}`,
      "x-runtime": `0.00${response}`,
      "keep-alive": `timeout=${response}`,
    }));
    const client = notesClient({ baseUrl: url });
    let kept: unknown;
    const drawn: unknown[] = [];
    for (let poll = 0; poll < 5; poll++) {
      const before = kept;
      kept = shared(kept, await readNote(client));
      if (kept !== before) drawn.push(kept);
    }
    expect(drawn).toMatchObject([{ revalidated: false }, { revalidated: true }]);
    const [first, again] = drawn as [object, object];
    const changed = Object.entries(again).filter(([name, part]) => part !== first[name as keyof typeof first]);
    expect(changed).toEqual([["revalidated", true]]);
  });

  it("`headers` are the very object, and those of the first response", async () => {
    const url = await noteServer((response) => ({ date: second(response), "x-request-id": `r${response}` }));
    const client = notesClient({ baseUrl: url });
    const first = await readNote(client);
    for (let poll = 0; poll < 3; poll++) expect((await readNote(client)).headers).toBe(first.headers);
    expect(first.headers).toMatchObject({ date: second(1), "x-request-id": "r1" });
  });

  const note = { id: 1, text: "first" };
  /** The headers of two reads: a 200 with `stored`, then a 304 with `fresh`. */
  async function twice(
    stored: Record<string, string>,
    fresh: Record<string, string>,
  ): Promise<[Readonly<Record<string, string>>, Readonly<Record<string, string>>]> {
    const stub = stubFetch(json(200, note, { etag: '"v1"', ...stored }), empty(304, fresh));
    const client = notesClient({ fetch: stub.fetch, baseUrl: base });
    return [(await readNote(client)).headers, (await readNote(client)).headers];
  }

  it.each([
    ["no fields at all", {}, {}],
    ["equal fields", { "cache-control": "no-cache", vary: "Accept" }, { vary: "Accept", "cache-control": "no-cache" }],
    ["a date that the first response lacked", {}, { date: second(1) }],
    [
      "fields of the body that is not there (RFC 9111, 3.2)",
      {},
      { "content-length": "0", "content-type": "text/html" },
    ],
    ["the weak form of a strong tag", {}, { etag: 'W/"v1"' }],
  ])("%s: the same object", async (_what, stored, fresh) => {
    const [first, again] = await twice(stored, fresh);
    expect(again).toBe(first);
  });

  it.each([
    ["Cache-Control", { "cache-control": "max-age=1" }, { "cache-control": "max-age=9" }],
    ["a count", { "x-total-count": "3" }, { "x-total-count": "4" }],
    ["what is left of a limit: pages act on it", { "ratelimit-remaining": "9" }, { "ratelimit-remaining": "8" }],
    ["a cookie: sessions live in it", { "set-cookie": "s=1" }, { "set-cookie": "s=2" }],
    ["a field that is new", {}, { "x-build": "7" }],
    ["a name that merely ends like one of a message", { "x-update": "1" }, { "x-update": "2" }],
  ])("%s: a new object, with all that the 304 says", async (_what, stored, fresh) => {
    const [first, again] = await twice({ date: second(1), ...stored }, { date: second(2), ...fresh });
    expect(again).not.toBe(first);
    expect(again).toEqual({ ...first, date: second(2), ...fresh });
  });
});
