import {
  type Client,
  type ClientOptions,
  NetworkError,
  type Operation,
  refreshOnce,
  type RetryOptions,
  retryRetrievals,
  send,
  UnauthenticatedError,
  UsageError,
} from "ifmatch/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { retryAfter } from "../../runtime/layers/retry.js";
import {
  noteCreate,
  noteDelete,
  noteHead,
  noteRetrieve,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "./note-operations.js";
import { cutShort, empty, json, never, type StubAnswer, stubFetch, type StubFetch } from "./stub-fetch.js";

const one = { path: { id: 1 } };
const note = { id: 1, text: "first" };
const good = (): Response => json(200, note, { etag: '"v1"' });
const down = (): Error => new TypeError("fetch failed");

interface Setup extends StubFetch {
  readonly client: Client;
  /** How long each wait was to be. */
  readonly waits: number[];
}

/** A client that waits without waiting, and draws the longest delay. */
function setup(answers: StubAnswer[], options: RetryOptions = {}, more: ClientOptions = {}): Setup {
  const stub = stubFetch(...answers);
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  const retry = retryRetrievals({ random: () => 1, sleep, ...options });
  return { ...stub, waits, client: notesClient({ fetch: stub.fetch, retry, ...more }) };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe("a retrieval is repeated", () => {
  it.each([429, 502, 503, 504])("after a %i", async (status) => {
    const { client, requests, waits } = setup([empty(status), good()]);
    expect(await readNote(client)).toMatchObject({ data: note, etag: '"v1"' });
    expect(requests).toHaveLength(2);
    expect(waits).toEqual([200]);
  });

  it.each([
    ["no answer", down],
    ["a body cut short", () => cutShort(200, '{"id":')],
  ])("after %s", async (_name, failure) => {
    const { client, requests } = setup([failure(), good()]);
    expect(await readNote(client)).toMatchObject({ data: note });
    expect(requests).toHaveLength(2);
  });

  it("after a time-out, each attempt having its own time", async () => {
    const { client, requests } = setup([never, good()]);
    expect(await readNote(client, { timeout: 5 })).toMatchObject({ data: note });
    expect(requests).toHaveLength(2);
    expect(requests[1]!.signal).not.toBe(requests[0]!.signal);
  });

  it("as HEAD, or as a GET that has nothing to do with tags", async () => {
    const listing = { id: "list", method: "GET", path: "/notes/", responses: [200] } as const satisfies Operation;
    const { client, requests } = setup([empty(503), empty(200), empty(503), json(200, [])]);
    expect(await noteHead(client, one)).toMatchObject({ kind: "ok" });
    expect(await send(client, listing, {})).toMatchObject({ kind: "ok" });
    expect(requests.map(({ method }) => method)).toEqual(["HEAD", "HEAD", "GET", "GET"]);
  });

  it("under the same precondition each time, and as it was put together", async () => {
    let count = 0;
    const hooks: ClientOptions = {
      headers: () => ({ "x-count": String(++count) }),
      onRequest(request) {
        request.init.headers["x-seen"] = `${request.init.headers["x-seen"] ?? ""}+`;
      },
    };
    const { client, requests } = setup([good(), empty(503), down(), empty(304, { etag: '"v1"' })], {}, hooks);
    const first = await readNote(client);
    expect((await readNote(client)).data).toBe(first.data);
    expect(requests.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, '"v1"', '"v1"', '"v1"']);
    expect(requests.map(({ headers }) => headers.get("x-count"))).toEqual(["1", "2", "2", "2"]);
    expect(requests.map(({ headers }) => headers.get("x-seen"))).toEqual(["+", "+", "+", "+"]);
  });

  it("at the URL that a hook makes of it, each time", async () => {
    const onRequest: ClientOptions["onRequest"] = (request) => {
      request.url += "?traced";
    };
    const { client, requests } = setup([empty(503), good()], {}, { onRequest });
    await readNote(client);
    expect(requests.map(({ url }) => new URL(url).search)).toEqual(["?traced", "?traced"]);
  });

  it("so often as `attempts` says; then the last failure is the answer", async () => {
    const { client, requests, waits } = setup(times(6, () => empty(503)));
    expect(await noteRetrieve(client, one)).toMatchObject({ kind: "unexpected", status: 503 });
    expect(requests).toHaveLength(3);
    expect(waits).toEqual([200, 400]);
    const lost = setup(times(2, down), { attempts: 2 });
    await expect(readNote(lost.client)).rejects.toThrow(NetworkError);
    expect(lost.requests).toHaveLength(2);
    const once = setup([empty(503)], { attempts: 1 });
    expect(await noteRetrieve(once.client, one)).toMatchObject({ status: 503 });
  });
});

describe("what is not repeated", () => {
  it.each([400, 404, 409, 412, 500, 501])("a %i", async (status) => {
    const { client, requests } = setup([empty(status)]);
    expect(await noteRetrieve(client, one)).toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, (client: Client) => Promise<{ kind: string }>, string]>([
    ["a PATCH", (client) => patchNote(client, tag('"v1"')), "ambiguous"],
    ["a DELETE", (client) => noteDelete(client, { ...one, ifMatch: tag('"v1"') }), "ambiguous"],
    ["a POST", (client) => noteCreate(client, { body: { text: "" } }), "ambiguous"],
  ])("%s", async (_name, call, kind) => {
    const { client, requests, waits } = setup([empty(503, { "retry-after": "1" }), down()]);
    expect(await call(client)).toMatchObject({ kind });
    await call(client).catch(() => {});
    expect(requests).toHaveLength(2);
    expect(waits).toEqual([]);
  });

  it("a call that was refused before it was sent: by the runtime", async () => {
    const { client, requests, waits } = setup([]);
    await expect(noteRetrieve(client, { path: { id: "" as never } })).rejects.toThrow(UsageError);
    await expect(noteHead(client, one, { headers: { "x-user": "Łukasz" } })).rejects.toThrow("ByteString");
    expect(requests).toHaveLength(0);
    expect(waits).toEqual([]);
  });

  it("a call that was refused before it was sent: by a hook, which is asked once for all attempts", async () => {
    const refused = new Error("refused");
    const refusing = setup(
      [],
      {},
      {
        onRequest: () => {
          throw refused;
        },
      },
    );
    await expect(readNote(refusing.client), "not a NetworkError").rejects.toBe(refused);
    expect([refusing.requests.length, refusing.waits.length]).toEqual([0, 0]);
    let calls = 0;
    const onRequest = (): void => void calls++;
    const { client, requests } = setup([empty(503), down(), json(200, note, { etag: '"v1"' })], {}, { onRequest });
    await readNote(client);
    expect([requests.length, calls]).toEqual([3, 1]);
  });

  it("a refresh that failed", async () => {
    const refresh = refreshOnce(() => Promise.reject(new Error("No")));
    const { client, waits } = setup([empty(401)], {}, { refresh });
    await expect(readNote(client)).rejects.toThrow(UnauthenticatedError);
    expect(waits).toEqual([]);
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2024, 5, 1, 12, 0, 0);

  it.each([
    ["7", 7000],
    ["0", 0],
    ["Sat, 01 Jun 2024 12:00:05 GMT", 5000],
    ["Saturday, 01-Jun-24 12:00:06 GMT", 6000],
    ["Sat Jun  1 12:00:07 2024", 7000],
    ["Fri Dec 31 23:59:59 2023", 0],
    ["Sat, 01 Jun 2024 11:59:00 GMT", 0],
  ])("%s is waited for", async (value, milliseconds) => {
    const { client, waits } = setup([empty(503, { "retry-after": value }), good()], { now: () => now });
    await readNote(client);
    expect(waits).toEqual([milliseconds]);
  });

  it("of two digits for the year means the last such year that is at most 50 years ahead", () => {
    const year = 365.2425 * 24 * 3600 * 1000;
    const inYears = (value: string): number => Math.round(retryAfter(value, now)! / year);
    expect(inYears("Monday, 01-Jun-74 12:00:00 GMT")).toBe(50);
    expect(inYears("Sunday, 01-Jun-75 12:00:00 GMT"), "1975").toBe(0);
    expect(inYears("Wednesday, 01-Jun-99 12:00:00 GMT"), "1999").toBe(0);
    expect(retryAfter("Sunday, 01-Jan-00 00:00:05 GMT", Date.UTC(2099, 11, 31, 23, 59, 59))).toBe(6000);
  });

  it.each([
    "soon",
    "-5",
    "1.5",
    "",
    "5, 5",
    "Sat, 32 Jun 2024 12:00:05 GMT",
    "Sat, 01 Foo 2024 12:00:05 GMT",
    "2024-06-01",
  ])("%j says nothing", (value) => {
    expect(retryAfter(value, now)).toBeUndefined();
  });

  it("in each of the three forms of a date is what Date makes of it", () => {
    const days = ["Sun", "Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur"];
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1.5e9 }), (seconds) => {
        const date = new Date(now + seconds * 1000);
        const imf = date.toUTCString();
        const [, day, month, year, time] = imf.split(" ");
        const forms = [
          imf,
          `${days[date.getUTCDay()]}day, ${day}-${month}-${year!.slice(2)} ${time} GMT`,
          `${imf.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
        ];
        const expected = Math.max(0, seconds * 1000);
        expect(forms.map((form) => retryAfter(form, now))).toEqual([expected, expected, expected]);
      }),
    );
  });

  it("that asks for more than `limit` is the answer, at once", async () => {
    const { client, requests, waits } = setup([empty(503, { "retry-after": "31" })]);
    expect(await noteRetrieve(client, one)).toMatchObject({ status: 503, headers: { "retry-after": "31" } });
    expect(requests).toHaveLength(1);
    expect(waits).toEqual([]);
    const long = setup([empty(429, { "retry-after": "31" }), good()], { limit: 31_000 });
    await readNote(long.client);
    expect(long.waits).toEqual([31_000]);
    const absurd = setup([empty(429, { "retry-after": "9".repeat(400) })]);
    expect(await noteRetrieve(absurd.client, one)).toMatchObject({ status: 429 });
  });

  it("counts against the clock, if no other is given", async () => {
    const value = new Date(Date.now() - 60_000).toUTCString();
    const { client, waits } = setup([empty(503, { "retry-after": value }), good()]);
    await readNote(client);
    expect(waits).toEqual([0]);
  });
});

describe("waits", () => {
  it("are full jitter: from 0 to the base, doubled each time up to the limit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (attempts, base, limit, chances) => {
          const random = (): number => chances.next().value as number;
          const { client, waits } = setup(
            times(attempts, () => empty(503)),
            { attempts, base, limit, random },
          );
          await noteRetrieve(client, one);
          expect(waits).toHaveLength(attempts - 1);
          waits.forEach((wait, index) => {
            expect(wait).toBeGreaterThanOrEqual(0);
            expect(wait).toBeLessThanOrEqual(Math.min(limit, base * 2 ** index));
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("end with the signal's reason when the caller gives up", async () => {
    const controller = new AbortController();
    const reason = new Error("left the page");
    const sleep = (_wait: number, signal?: AbortSignal): Promise<void> => {
      controller.abort(reason);
      return Promise.reject(signal?.reason as Error);
    };
    for (const failure of [empty(503), down()]) {
      const { client, requests } = setup([failure], { sleep });
      await expect(readNote(client, { signal: controller.signal })).rejects.toBe(reason);
      expect(requests.length).toBeLessThanOrEqual(1);
    }
  });

  it("end so, too, where a sleep knows no signals; nothing is sent any more", async () => {
    const controller = new AbortController();
    const { client, requests } = setup([empty(503)], { sleep: async () => controller.abort("enough") });
    await expect(readNote(client, { signal: controller.signal })).rejects.toBe("enough");
    expect(requests).toHaveLength(1);
  });

  it("are none where the caller gave up during the request", async () => {
    const controller = new AbortController();
    const { client, waits } = setup([never]);
    const reading = readNote(client, { signal: controller.signal });
    controller.abort("enough");
    await expect(reading).rejects.toBe("enough");
    expect(waits).toEqual([]);
  });
});

describe("waits without a sleep of the caller's own", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are a timer's", async () => {
    const stub = stubFetch(empty(503, { "retry-after": "1" }), good());
    const client = notesClient({ fetch: stub.fetch, retry: retryRetrievals() });
    const reading = readNote(client);
    await vi.advanceTimersByTimeAsync(999);
    expect(stub.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toMatchObject({ data: note });
  });
});

describe("the budget", () => {
  it("is shared: an outage does not multiply requests", async () => {
    const { client, requests } = setup(times(400, () => empty(503)));
    for (let call = 0; call < 200; call++) await noteRetrieve(client, one);
    // 10 that are always there, and one for each 5 calls.
    expect(requests.length).toBeGreaterThan(200);
    expect(requests.length).toBeLessThanOrEqual(200 + 10 + 40);
  });

  it("is shared by calls that run at the same time, too", async () => {
    const { client, requests } = setup(times(400, () => empty(503)));
    await Promise.all(times(100, () => noteRetrieve(client, one)));
    expect(requests.length).toBeLessThanOrEqual(100 + 10 + 20);
  });

  it("recovers with the calls that follow, up to what was there at first", async () => {
    const answers = [...times(11, () => empty(503)), ...times(5, good), empty(503), good()];
    const { client, requests, waits } = setup(answers, { attempts: 100 });
    expect(await noteRetrieve(client, one), "spent").toMatchObject({ status: 503 });
    expect(waits).toHaveLength(10);
    for (let call = 0; call < 5; call++) await readNote(client);
    expect(await noteRetrieve(client, one), "one more may be spent").toMatchObject({ kind: "ok" });
    expect(requests).toHaveLength(18);
    const idle = setup([...times(100, good), ...times(20, () => empty(503))], { attempts: 100 });
    for (let call = 0; call < 100; call++) await readNote(idle.client);
    await noteRetrieve(idle.client, one);
    expect(idle.waits).toHaveLength(10);
  });

  it("of 0 is the reserve alone, and one above 1 allows every retry", async () => {
    const none = setup(
      times(40, () => empty(503)),
      { budget: 0 },
    );
    for (let call = 0; call < 20; call++) await noteRetrieve(none.client, one);
    expect(none.requests).toHaveLength(30);
    const plenty = setup(
      times(90, () => empty(503)),
      { budget: 2 },
    );
    for (let call = 0; call < 30; call++) await noteRetrieve(plenty.client, one);
    expect(plenty.requests).toHaveLength(90);
  });

  it("is not spent by state changes", async () => {
    const answers = [...times(30, () => empty(503)), empty(503), empty(503), good()];
    const { client, waits } = setup(answers, { budget: 0 });
    for (let call = 0; call < 30; call++) await patchNote(client, tag('"v1"'));
    expect(await noteRetrieve(client, one)).toMatchObject({ kind: "ok" });
    expect(waits).toHaveLength(2);
  });
});
