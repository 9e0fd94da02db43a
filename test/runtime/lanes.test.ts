import { getEventListeners } from "node:events";
import {
  type Change,
  type Client,
  type ClientOptions,
  lanes,
  onEvent,
  type OutgoingRequest,
  pending,
  type RuntimeEvent,
  subscribe,
  UsageError,
} from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";
import {
  createClient,
  jobJobsAcceptQuoteCreate,
  jobJobsEventsCreate,
  jobJobsPartialUpdate,
} from "../../generated/index.js";
import type { Changed } from "../../runtime/call.js";
import { keeperOf } from "../../runtime/layers/lanes.js";
import {
  type Page,
  pageAdd,
  pageClient,
  pageDelete,
  pagePatch,
  pagePatchOperation,
  ofPage,
  pagePut,
  pageRetrieve,
  type PageRequest,
  settled,
  tag,
} from "./page-operations.js";
import { PageServer } from "./page-server.js";
import { empty, json, later, stubFetch, type StubFetch } from "./stub-fetch.js";

const first: Page = { title: "first", text: "", lines: [] };
const id1 = { path: { id: 1 } };
const A = tag('"a"');
const save: PageRequest = { ...id1, body: { text: "x" }, ifMatch: A };
const ok = (version: string): Response => json(200, first, { etag: `"${version}"` });

/** A server that answers when the test says so, with what it says. */
function held(options: ClientOptions = {}): {
  readonly client: Client;
  readonly stub: StubFetch;
  readonly give: (...responses: Response[]) => Promise<void>;
} {
  const answers = Array.from({ length: 20 }, later);
  const stub = stubFetch(...answers.map(({ answer }) => answer));
  let given = 0;
  return {
    client: pageClient({ fetch: stub.fetch, lanes: lanes(), ...options }),
    stub,
    async give(...responses) {
      for (const response of responses) answers[given++]!.give(response);
      await settled();
    },
  };
}

const sentBy = (stub: StubFetch): string[] =>
  stub.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);

describe("lanes", () => {
  it("rule 8: PUT, PATCH, DELETE and action POSTs to one resource go one after the other, in the order of the calls", async () => {
    const { client, stub, give } = held();
    const order: string[] = [];
    const calls = [pagePut, pageAdd, pagePatch, pageAdd, pageDelete, pagePut].map((call, index) =>
      call(client, { ...save, body: { text: `${index}` } }).then(() => order.push(`${index}`)),
    );
    for (let sent = 1; sent <= 6; sent++) {
      await settled();
      expect(stub.requests).toHaveLength(sent);
      await give(ok("b"));
    }
    await Promise.all(calls);
    expect(order).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(sentBy(stub)).toEqual([
      "PUT /pages/1/",
      "POST /pages/1/lines/",
      "PATCH /pages/1/",
      "POST /pages/1/lines/",
      "DELETE /pages/1/",
      "PUT /pages/1/",
    ]);
  });

  it("rule 8: changes to different resources do not wait for each other", async () => {
    const { client, stub, give } = held();
    const calls = [1, 2, 3].map((id) => pagePatch(client, { ...save, path: { id } }));
    await settled();
    expect(stub.requests).toHaveLength(3);
    await give(ok("b"), ok("b"), ok("b"));
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(["ok", "ok", "ok"]);
  });

  it("rule 8: retrievals do not wait", async () => {
    const { client, stub, give } = held();
    const saving = pagePatch(client, save);
    await settled();
    const reading = pageRetrieve(client, id1);
    await settled();
    expect(stub.requests).toHaveLength(2);
    await give(ok("b"), ok("b"));
    await Promise.all([saving, reading]);
  });

  it("different clients share no lane, even where they share the `lanes()`", async () => {
    const shared = lanes();
    const one = held({ lanes: shared });
    const other = held({ lanes: shared });
    const calls = [pagePatch(one.client, save), pagePatch(other.client, save)];
    await settled();
    expect(
      [one.stub.requests.length, other.stub.requests.length],
      "neither waits, neither is the other's twin",
    ).toEqual([1, 1]);
    expect([pending(one.client), pending(other.client)]).toEqual([1, 1]);
    await one.give(ok("b"));
    expect([pending(one.client), pending(other.client)]).toEqual([0, 1]);
    await other.give(ok("b"));
    await Promise.all(calls);
  });

  it("B3: an event and the acceptance of a quote are changes of the job, and share its lane", async () => {
    const { client: _, stub, give } = held();
    const client = createClient({ baseUrl: "https://jobs.example", fetch: stub.fetch, lanes: lanes() });
    const path = { job_id: "j1" };
    const ofJob = (key: string): never => ({ etag: '"a"', resource: { name: "Job", key } }) as never;
    const ifMatch = ofJob("j1");
    const calls = [
      jobJobsPartialUpdate(client, { path, body: { notes: "x" }, ifMatch }),
      jobJobsEventsCreate(client, { path, body: { description: "Steel arrived" } as never, ifMatch }),
      jobJobsAcceptQuoteCreate(client, { path, ifMatch }),
      jobJobsPartialUpdate(client, { path: { job_id: "j2" }, body: { notes: "x" }, ifMatch: ofJob("j2") }),
    ];
    await settled();
    expect(sentBy(stub), "the other job does not wait").toEqual(["PATCH /api/job/jobs/j1/", "PATCH /api/job/jobs/j2/"]);
    expect(pending(client, "Job", "j1")).toBe(3);
    await give(json(200, {}, { etag: '"b"' }), json(200, {}, { etag: '"b"' }));
    expect(sentBy(stub).slice(2)).toEqual(["POST /api/job/jobs/j1/events/"]);
    await give(json(201, {}, { etag: '"c"' }));
    expect(sentBy(stub).slice(3)).toEqual(["POST /api/job/jobs/j1/accept-quote/"]);
    await give(json(200, {}));
    await Promise.all(calls);
    expect(pending(client)).toBe(0);
  });

  it.each<[string, () => Response | Error, string]>([
    ["is refused", () => json(400, { detail: "no" }), "error"],
    ["loses against another's", () => empty(412), "precondition-failed"],
    ["finds no answer", () => new TypeError("fetch failed"), "ambiguous"],
    ["meets an undocumented status", () => empty(500), "unexpected"],
  ])("a change that %s lets the next one go", async (_, answer, kind) => {
    const stub = stubFetch(answer() as Response, ok("b"));
    const client = pageClient({ fetch: stub.fetch, lanes: lanes() });
    const results = await Promise.all([pagePatch(client, save), pagePut(client, save)]);
    expect(results.map((result) => result.kind)).toEqual([kind, "ok"]);
  });

  it("a change that throws lets the next one go, whether it threw before or after it was sent", async () => {
    const stub = stubFetch(new Response("{", { headers: { "content-type": "application/json" } }), ok("b"));
    const client = pageClient({ fetch: stub.fetch, lanes: lanes() });
    const outcomes = await Promise.allSettled([
      pagePatch(client, save, { headers: { "x-user": "Łukasz" } }),
      pagePatch(client, save),
      pagePut(client, save),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(stub.requests).toHaveLength(2);
    expect(pending(client)).toBe(0);
  });

  it("a mistake in a call is told at once, and enters no lane", async () => {
    const { client, give } = held();
    const saving = pagePatch(client, save);
    await expect(pagePatch(client, { ...save, ifMatch: null })).rejects.toBeInstanceOf(UsageError);
    expect(pending(client)).toBe(1);
    await give(ok("b"));
    await saving;
  });
});

describe("identical changes under way", () => {
  it("B11: a double submission is one request, and both calls have its result", async () => {
    const { client, stub, give } = held();
    const calls = [pagePut(client, save), pagePut(client, { ...save, body: { text: "x" } })];
    await settled();
    expect(pending(client), "one change, however many calls").toBe(1);
    await give(ok("b"));
    const [one, two] = await Promise.all(calls);
    expect(one).toMatchObject({ kind: "ok", etag: '"b"' });
    expect(two).toBe(one);
    expect(stub.requests).toHaveLength(1);
  });

  it('B16: "add event", pressed rapidly, adds one event', async () => {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes() });
    const page = await pageRetrieve(client, id1);
    if (page.kind !== "ok") throw new Error(page.kind);
    const press = () => pageAdd(client, { ...id1, body: { line: "Steel arrived" }, ifMatch: page });
    const results = await Promise.all([press(), press(), settled().then(press)]);
    expect(server.page("1")?.lines).toEqual(["Steel arrived"]);
    expect(results.slice(0, 2).map(({ kind }) => kind)).toEqual(["ok", "ok"]);
    // The third click came when the first was done, and holds a tag that it replaced.
    expect(results[2].kind).toBe("precondition-failed");
  });

  it("share one that waits, too, and what it throws", async () => {
    const { client, stub, give } = held();
    const before = pagePut(client, save);
    const bad = { headers: { "x-user": "Łukasz" } };
    const calls = [pagePatch(client, save, bad), pagePatch(client, save, bad)];
    const outcomes = Promise.allSettled(calls);
    await give(ok("b"));
    await before;
    const [one, two] = (await outcomes) as PromiseRejectedResult[];
    expect(one!.reason).toBeInstanceOf(TypeError);
    expect(two!.reason).toBe(one!.reason);
    expect(stub.requests).toHaveLength(1);
  });

  it("may hold the tag or what was read: what counts is what is sent", async () => {
    const { client, stub, give } = held();
    const calls = [
      pagePatch(client, save),
      pagePatch(client, { ...save, ifMatch: { etag: A, resource: { name: "Page", key: "1" } } }),
    ];
    await give(ok("b"));
    await Promise.all(calls);
    expect(stub.requests).toHaveLength(1);
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ["operation", (client) => pagePut(client, save)],
    ["key", (client) => pagePatch(client, { ...save, path: { id: 2 } })],
    ["tag", (client) => pagePatch(client, { ...save, ifMatch: tag('"b"') })],
    ["body", (client) => pagePatch(client, { ...save, body: { text: "y" } })],
    ["body's absence", (client) => pagePatch(client, { ...id1, ifMatch: A })],
    ["query", (client) => pagePatch(client, { ...save, query: { notify: true } })],
    ["media type", (client) => pagePatch(client, { ...save, body: "", contentType: "application/octet-stream" })],
    ["headers", (client) => pagePatch(client, save, { headers: { prefer: "return=minimal" } })],
  ])("are not those of another %s", async (_, other) => {
    const { client, stub, give } = held();
    const calls = [pagePatch(client, save), other(client)];
    await give(ok("b"), ok("c"));
    const [one, two] = await Promise.all(calls);
    expect(stub.requests).toHaveLength(2);
    expect(two).not.toBe(one);
  });

  const stream = new ReadableStream<Uint8Array>();
  const circular = new (class Upload {
    readonly self = this;
  })();
  it.each<[string, unknown]>([
    ["a Blob", new Blob(["x"])],
    ["a file in a form", { file: new File(["x"], "x.txt") }],
    ["a FormData", new FormData()],
    ["a stream", stream],
    ["bytes", new Uint8Array([1, 2])],
    ["a buffer", new ArrayBuffer(2)],
    ["URLSearchParams", new URLSearchParams("a=b")],
    ["a Map", { values: new Map([["a", "b"]]) }],
    ["an upload that refers to itself", { upload: circular }],
  ])("are not seen in bodies that hold %s", async (_, body) => {
    const { client, give } = held();
    const request = { ...save, body, contentType: "application/octet-stream" };
    const blocking = pagePut(client, save);
    const calls = [pagePatch(client, request), pagePatch(client, request)];
    await settled();
    expect(pending(client), "each of them waits for itself").toBe(3);
    await give(ok("b"), ok("c"), ok("d"));
    await Promise.allSettled([blocking, ...calls]);
  });

  it("are seen in dates, in numbers beyond those of JSON, and in objects of another realm", async () => {
    const { client, stub, give } = held();
    const { runInNewContext } = await import("node:vm");
    const body = (): unknown => ({
      at: new Date(0),
      by: Object.assign(runInNewContext("({})") as object, { name: "a" }),
    });
    const request = { ...save, path: { id: 10n } };
    const calls = [pagePatch(client, { ...request, body: body() }), pagePatch(client, { ...request, body: body() })];
    await give(ok("b"));
    const [one, two] = await Promise.all(calls);
    expect(one).toMatchObject({ kind: "ok" });
    expect(two).toBe(one);
    expect(sentBy(stub)).toEqual(["PATCH /pages/10/"]);
  });

  it("are seen in null, too, and not in two numbers beyond those of JSON that differ", async () => {
    const { client, stub, give } = held();
    const of = (body: unknown): ReturnType<typeof pagePatch> => pagePatch(client, { ...save, body });
    const calls = [of({ text: null }), of({ text: null })];
    const others = [1n, 2n].map((page) => pagePatch(client, { ...save, path: { id: 2 }, query: { page } }));
    await give(ok("b"), ok("c"), ok("d"));
    const [one, two] = await Promise.all(calls);
    expect(two).toBe(one);
    await Promise.all(others);
    expect(stub.requests.map(({ url }) => new URL(url)).map(({ pathname, search }) => pathname + search)).toEqual([
      "/pages/1/",
      "/pages/2/?page=1",
      "/pages/2/?page=2",
    ]);
  });

  it("are identical no longer when the first one is done: the call is sent again", async () => {
    const { client, stub, give } = held();
    for (const version of ["b", "c"]) {
      const call = pagePut(client, save);
      await give(ok(version));
      expect(await call).toMatchObject({ etag: `"${version}"` });
    }
    expect(stub.requests).toHaveLength(2);
  });

  it("are not shared past another change: on, off and on again ends with on", async () => {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes() });
    const turn = (text: string) => pagePatch(client, { ...id1, body: { text }, ifMatch: tag('"1"') });
    const results = await Promise.all([turn("on"), turn("off"), turn("on")]);
    expect(results.map((result) => result.kind === "ok" && result.data?.text)).toEqual(["on", "off", "on"]);
    expect(server.page("1")?.text).toBe("on");
  });

  it("are told of as `coalesced`", async () => {
    const events: RuntimeEvent[] = [];
    const { client, give } = held({ events: onEvent((event) => events.push(event)) });
    const calls = [pagePut(client, save), pagePut(client, save)];
    await give(ok("b"));
    await Promise.all(calls);
    expect(events.map(({ type, operation, resource, key }) => [type, operation, resource, key])).toEqual([
      ["coalesced", "page_put", "Page", "1"],
      ["sent", "page_put", "Page", "1"],
      ["answered", "page_put", "Page", "1"],
    ]);
  });
});

describe("pending and subscribe", () => {
  it("B11: a page can disable its buttons while a change of what it shows is on its way", async () => {
    const { client, give } = held();
    const page = { disabled: false };
    const unsubscribe = subscribe(client, () => {
      page.disabled = pending(client, "Page", 1) > 0;
    });
    const saving = pagePatch(client, save);
    expect(page.disabled, "at once, before anything is sent").toBe(true);
    await give(ok("b"));
    await saving;
    expect(page.disabled).toBe(false);
    unsubscribe();
    const again = pagePatch(client, save);
    expect(page.disabled, "nobody listens any more").toBe(false);
    await give(ok("c"));
    await again;
  });

  it("counts by resource, by name, and all; what waits and what is on its way", async () => {
    const { client, give } = held();
    const calls = [
      pagePatch(client, save),
      pagePut(client, save),
      pagePatch(client, { ...save, path: { id: 2 } }),
      pagePatch(client, { ...save, path: { id: 12 } }),
    ];
    expect(pending(client)).toBe(4);
    expect(pending(client, "Page")).toBe(4);
    expect(pending(client, "Page", 1)).toBe(2);
    expect(pending(client, "Page", "2")).toBe(1);
    expect([pending(client, "Page", 3), pending(client, "Pag"), pending(client, "Job", 1)]).toEqual([0, 0, 0]);
    await give(ok("b"), ok("b"), ok("b"), ok("b"));
    await Promise.all(calls);
    expect(pending(client)).toBe(0);
  });

  it("has counted a change down when its caller hears of it, twins included", async () => {
    const { client, give } = held();
    const seen = [pagePatch(client, save), pagePatch(client, save)].map((call) => call.then(() => pending(client)));
    await give(ok("b"));
    expect(await Promise.all(seen)).toEqual([0, 0]);
  });

  it("a listener that throws is reported, and changes nothing", async () => {
    const reported = vi.spyOn(console, "error").mockImplementation(() => {});
    const { client, give } = held();
    const heard: number[] = [];
    subscribe(client, () => {
      throw new Error("a page's mistake");
    });
    subscribe(client, () => heard.push(pending(client)));
    const saving = pagePatch(client, save);
    await give(ok("b"));
    expect(await saving).toMatchObject({ kind: "ok" });
    expect(heard).toEqual([1, 0]);
    expect(reported).toHaveBeenCalledTimes(2);
    reported.mockRestore();
  });

  it("a listener may subscribe anew while it is called", async () => {
    const { client, give } = held();
    let calls = 0;
    let unsubscribe: () => void = () => {};
    const listener = (): void => {
      calls++;
      unsubscribe();
      unsubscribe = subscribe(client, listener);
    };
    unsubscribe = subscribe(client, listener);
    const saving = pagePatch(client, save);
    await give(ok("b"));
    await saving;
    expect(calls).toBe(2);
  });

  it("two that subscribe with one function are two: the end of one is not the other's", async () => {
    const { client, give } = held();
    const listener = vi.fn<() => void>();
    subscribe(client, listener)();
    const end = subscribe(client, listener);
    subscribe(client, listener);
    end();
    end();
    const saving = pagePatch(client, save);
    expect(listener).toHaveBeenCalledTimes(1);
    await give(ok("b"));
    await saving;
  });

  it("asks for lanes where the client has none, or was given something else", () => {
    const none = pageClient({});
    expect(() => pending(none)).toThrow(/createClient\(\{ lanes: lanes\(\) \}\)/);
    expect(() => subscribe(none, () => {})).toThrow(UsageError);
    expect(() => pending(pageClient({ lanes: (change, next) => next(change) }))).toThrow(UsageError);
  });
});

describe("aborting", () => {
  const reason = new Error("left the page");

  it("a change that waits removes it at once; it is never sent, and those behind still wait for the one before", async () => {
    const { client, stub, give } = held();
    const controller = new AbortController();
    const saving = pagePut(client, save);
    const waiting = pagePatch(client, save, { signal: controller.signal });
    const behind = pageDelete(client, { ...id1, ifMatch: A });
    await settled();
    expect(pending(client, "Page", 1)).toBe(3);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(pending(client, "Page", 1)).toBe(2);
    expect(stub.requests, "the first is still on its way").toHaveLength(1);
    await give(ok("b"), empty(204));
    await Promise.all([saving, behind]);
    expect(sentBy(stub)).toEqual(["PUT /pages/1/", "DELETE /pages/1/"]);
  });

  it("tells those who subscribed", async () => {
    const { client, give } = held();
    const controller = new AbortController();
    const saving = pagePut(client, save);
    const waiting = pagePatch(client, save, { signal: controller.signal });
    const heard: number[] = [];
    subscribe(client, () => heard.push(pending(client)));
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(heard).toEqual([1]);
    await give(ok("b"));
    await saving;
  });

  it("a change that was sent makes its outcome ambiguous, and lets the next one go", async () => {
    const { client, stub, give } = held();
    const controller = new AbortController();
    const saving = pagePut(client, save, { signal: controller.signal });
    const behind = pagePatch(client, save);
    await settled();
    controller.abort(reason);
    expect(await saving).toMatchObject({ kind: "ambiguous", status: null, cause: reason });
    await settled();
    expect(stub.requests).toHaveLength(2);
    await give(ok("b"), ok("c"));
    expect(await behind).toMatchObject({ kind: "ok", etag: '"c"' });
  });

  it("before the call: nothing enters the lane", async () => {
    const { client, stub } = held();
    await expect(pagePut(client, save, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(stub.requests).toHaveLength(0);
    expect(keeperOf(client).lanes.size).toBe(0);
  });

  it("between its turn and its sending: it is not sent", async () => {
    const controller = new AbortController();
    const { client, stub } = held({ onRequest: () => controller.abort(reason) });
    await expect(pagePut(client, save, { signal: controller.signal })).rejects.toBe(reason);
    expect(stub.requests).toHaveLength(0);
    expect(pending(client)).toBe(0);
  });

  it("by one of two who share a change is nothing to the other; by both, it ends", async () => {
    const { client, stub, give } = held();
    const [one, two] = [new AbortController(), new AbortController()];
    const shared = [one, two].map(({ signal }) => pagePut(client, save, { signal }));
    await settled();
    one.abort(reason);
    await give(ok("b"));
    expect(await shared[1]).toMatchObject({ kind: "ok", etag: '"b"' });
    expect(await shared[0], "the request went out: its result is the best there is to tell").toBe(await shared[1]);
    const [three, four] = [new AbortController(), new AbortController()];
    const ending = [three, four].map(({ signal }) => pagePut(client, save, { signal }));
    await settled();
    three.abort(new Error("the first to go"));
    four.abort(reason);
    expect(await ending[0]).toMatchObject({ kind: "ambiguous", cause: reason });
    expect(await ending[1]).toBe(await ending[0]);
    expect(stub.requests).toHaveLength(2);
  });

  it("by one of two is nothing to a caller who gave no signal, or the same one", async () => {
    const { client, stub, give } = held();
    const { signal, ...controller } = controls();
    const before = pagePut(client, save);
    const [aborting, staying] = [pagePatch(client, save, { signal }), pagePatch(client, save)];
    await settled();
    controller.abort(reason);
    await give(ok("b"), ok("c"));
    expect(await staying).toMatchObject({ kind: "ok", etag: '"c"' });
    expect(await aborting).toBe(await staying);
    const next = controls();
    const blocking = pagePut(client, save);
    const both = Promise.allSettled([1, 2].map(() => pagePatch(client, save, { signal: next.signal })));
    next.abort(reason);
    expect(await both).toEqual([1, 2].map(() => ({ status: "rejected", reason })));
    await give(ok("d"));
    await Promise.all([before, blocking]);
    expect(stub.requests).toHaveLength(3);
  });

  it("makes room for the same change again, which is then sent for itself", async () => {
    const { client, stub, give } = held();
    const blocking = pagePut(client, save);
    const { signal, abort } = controls();
    const waiting = pagePatch(client, save, { signal });
    abort(reason);
    const again = pagePatch(client, save);
    await expect(waiting).rejects.toBe(reason);
    await give(ok("b"), ok("c"));
    expect(await again).toMatchObject({ kind: "ok" });
    await blocking;
    expect(sentBy(stub)).toEqual(["PUT /pages/1/", "PATCH /pages/1/"]);
  });

  it("leaves no listener on a signal that outlives the changes", async () => {
    const { client, give } = held();
    const { signal, abort } = controls();
    const calls = [
      pagePut(client, save, { signal }),
      pagePut(client, save, { signal }),
      pagePatch(client, save, { signal }),
      pagePatch(client, save, { signal, headers: { "x-user": "Łukasz" } }),
      pageDelete(client, { ...id1, ifMatch: A }, { signal }),
    ];
    const outcomes = Promise.allSettled(calls);
    await settled();
    expect(getEventListeners(signal, "abort").length).toBeGreaterThanOrEqual(5);
    await give(ok("b"), ok("c"), empty(204));
    expect((await outcomes).map(({ status }) => status === "fulfilled")).toEqual([true, true, true, false, true]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    abort(reason);
  });

  function controls(): { readonly signal: AbortSignal; readonly abort: (reason: Error) => void } {
    const controller = new AbortController();
    return { signal: controller.signal, abort: (why) => controller.abort(why) };
  }
});

describe("the memory of lanes", () => {
  const layer = lanes();
  const client = pageClient({ lanes: layer });
  const change = (key: string): Change => ({
    client,
    operation: pagePatchOperation,
    request: ofPage(save),
    options: {},
    resource: { name: "Page", key },
    sent: A,
    since: client.clearedAt,
    prepared: Promise.resolve({ caller: "" } as OutgoingRequest),
  });

  const changed: Changed = {
    kind: "ok",
    status: 200,
    data: {},
    etag: tag('"b"'),
    lastModified: null,
    resource: { name: "Page", key: "1" },
    headers: {},
  };

  it("100,000 resources touched: their lanes are gone", { tags: "at-length" }, async () => {
    const { lanes: kept } = keeperOf(client);
    let most = 0;
    for (let start = 0; start < 100_000; start += 1000) {
      const calls = Array.from({ length: 1000 }, (_, index) =>
        layer(change(`${start + index}`), () => Promise.resolve(changed)),
      );
      most = Math.max(most, kept.size);
      await Promise.all(calls);
    }
    expect(most).toBe(1000);
    expect(kept.size).toBe(0);
    expect(pending(client)).toBe(0);
  });

  it("a lane goes with the last of its changes; one of a key with two parts is counted until then", async () => {
    const { lanes: kept } = keeperOf(client);
    const calls = ["a%2Fb/1", "a%2Fb/1", "c/2"].map((key, index) =>
      layer({ ...change(key), sent: tag(`"${index}"`) }, () => settled().then(() => changed)),
    );
    expect([...kept.keys()]).toEqual(["Page/a%2Fb/1", "Page/c/2"]);
    expect([pending(client, "Page", "a/b", 1), pending(client, "Page", "c", 2)]).toEqual([2, 1]);
    await Promise.all(calls);
    expect([...kept.keys()]).toEqual([]);
  });

  it("a lane that is never empty does not keep the results of what is done", async () => {
    const { lanes: kept } = keeperOf(client);
    let last = layer(change("busy"), () => settled().then(() => changed));
    const { tail } = kept.get("Page/busy")!;
    for (let count = 0; count < 10; count++) {
      const next = layer({ ...change("busy"), sent: tag(`"${count}"`) }, () => settled().then(() => changed));
      await last;
      last = next;
    }
    expect(await tail).toBeUndefined();
    expect(await kept.get("Page/busy")!.tail).toBeUndefined();
    await last;
  });
});
