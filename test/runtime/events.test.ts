import {
  bearer,
  type Client,
  type ClientOptions,
  eventCounter,
  lanes,
  onEvent,
  refreshOnce,
  resendOnce,
  resolve,
  retrieve,
  retryRetrievals,
  type RuntimeEvent,
  send,
} from "ifmatch/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  noteCreate,
  noteDelete,
  noteHead,
  notePatch,
  noteRetrieve,
  noteRetrieveOperation,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "./note-operations.js";
import { expire, notesServer, session } from "./notes-server.js";
import { empty, json, later, never, type StubAnswer, stubFetch } from "./stub-fetch.js";

const one = { path: { id: 1 } };
const note = { id: 1, text: "first" };
const good = (etag = '"v1"'): Response => json(200, note, { etag });
const reading = { operation: "note_retrieve", resource: "Note", key: "1" };
const patching = { operation: "note_patch", resource: "Note", key: "1" };

interface Heard {
  readonly client: Client;
  /** Decisions; what is told of each request and answer is tested by itself, below. */
  readonly events: RuntimeEvent[];
}

const ofExchanges = new Set<RuntimeEvent["type"]>(["answered", "unanswered"]);

/** An event without what tells calls and requests apart. */
function bare(event: RuntimeEvent): RuntimeEvent {
  const { call: _call, ...rest } = event;
  const { method: _method, path: _path, ...left } = { method: undefined, path: undefined, ...rest };
  return left as RuntimeEvent;
}

/** A client, and all that it told. */
function listen(answers: StubAnswer[], options: ClientOptions = {}): Heard {
  const events: RuntimeEvent[] = [];
  const client = notesClient({
    fetch: stubFetch(...answers).fetch,
    events: onEvent((event) => {
      if (!ofExchanges.has(event.type)) events.push(bare(event));
    }),
    ...options,
  });
  return { client, events };
}

/** Types and attempts, in order. */
const told = (events: readonly RuntimeEvent[]): string[] => events.map(({ type, attempt }) => `${type} ${attempt}`);

/** An answer as a browser shows one of another origin. */
function crossOrigin(response: Response): Response {
  return Object.defineProperty(response, "type", { value: "cors" });
}

const immediately = { sleep: async () => {}, random: () => 0 };

afterEach(() => void vi.restoreAllMocks());

describe("an event tells operation, resource, key and attempt", () => {
  it("of a retrieval and a state change", async () => {
    const { client, events } = listen([good(), good('"v2"')]);
    await patchNote(client, await readNote(client));
    expect(events).toEqual([
      { type: "sent", ...reading, attempt: 1 },
      { type: "sent", ...patching, attempt: 1 },
    ]);
  });

  it("of what has no resource: a creation, or anything without tags", async () => {
    const { client, events } = listen([json(201, note, { etag: '"v1"' }), json(200, {})]);
    await noteCreate(client, { body: { text: "new" } });
    await send(client, { id: "ping", method: "GET", path: "/ping", responses: [200] }, {});
    expect(events).toEqual([
      { type: "sent", operation: "note_create", resource: undefined, key: undefined, attempt: 1 },
      { type: "sent", operation: "ping", resource: undefined, key: undefined, attempt: 1 },
    ]);
  });

  it("of what happened elsewhere", () => {
    const events: RuntimeEvent[] = [];
    const { report } = onEvent((event) => void events.push(bare(event)));
    report({ resource: { name: "Note", key: "1" } }, { type: "changed-elsewhere", tag: '"v2"' });
    report({}, { type: "changed-elsewhere", tag: null });
    expect(events).toEqual([
      { type: "changed-elsewhere", tag: '"v2"', operation: undefined, resource: "Note", key: "1", attempt: 1 },
      { type: "changed-elsewhere", tag: null, operation: undefined, resource: undefined, key: undefined, attempt: 1 },
    ]);
  });
});

describe("`attempt` counts how often a call was sent", () => {
  it("retries and replays included", async () => {
    const server = notesServer();
    const events: RuntimeEvent[] = [];
    const { client } = session(server, (renew) => ({
      refresh: refreshOnce(renew),
      retry: retryRetrievals(immediately),
      events: onEvent((event) => {
        if (!ofExchanges.has(event.type)) events.push(event);
      }),
    }));
    expire(server);
    server.intercept = (_request, index) => [empty(503), undefined, empty(502)][index];
    await readNote(client);
    expect(told(events)).toEqual(["sent 1", "sent 2", "unauthenticated 2", "sent 3", "sent 4"]);
  });

  it("resends included, and a verification belongs to the last of them", async () => {
    const recover = resendOnce({ ...immediately, believe: "fields" });
    const changed = json(200, { id: 1, text: "changed" }, { etag: '"v2"' });
    const { client, events } = listen([new TypeError("lost"), empty(412), changed], { recover, lanes: lanes() });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "ok", status: 204, verified: true });
    expect(events.map(({ operation, type, attempt }) => `${operation} ${type} ${attempt}`)).toEqual([
      "note_patch sent 1",
      "note_patch ambiguous 1",
      "note_patch sent 2",
      "note_patch precondition-failed 2",
      "note_retrieve sent 1",
      "note_patch read-back 2",
      "note_patch verified 2",
    ]);
  });

  it("and the look that `resolve` takes is a call of its own", async () => {
    const { client, events } = listen([new TypeError("lost"), good(), good('"v2"')]);
    const lost = await patchNote(client, tag('"v1"'));
    if (lost.kind !== "ambiguous") throw new Error(lost.kind);
    expect(await resolve(lost)).toMatchObject({ kind: "ok" });
    expect(told(events)).toEqual(["sent 1", "ambiguous 1", "sent 1", "read-back 1", "sent 2"]);
  });

  it("and starts at 1 for each call, though the caller gives the same objects", async () => {
    const options = { headers: { "x-trace": "a" } };
    const request = { ...one, body: { text: "a" }, ifMatch: tag('"v1"') };
    const creation = { body: { text: "a" } };
    const answers = [good(), good(), good(), good(), json(201, note), json(201, note)];
    const { client, events } = listen(answers);
    for (let call = 0; call < 2; call++) await noteRetrieve(client, one, options);
    for (let call = 0; call < 2; call++) await notePatch(client, request, options);
    for (let call = 0; call < 2; call++) await noteCreate(client, creation, options);
    expect(events.filter(({ type }) => type === "sent").map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("also for two calls at the same time", async () => {
    const gates = [later(), later()];
    const options = {};
    const { client, events } = listen(gates.map(({ answer }) => answer));
    const calls = [1, 2].map((id) =>
      notePatch(client, { path: { id }, body: { text: "" }, ifMatch: tag('"v1"') }, options),
    );
    for (const { give } of gates) give(good());
    await Promise.all(calls);
    expect(told(events)).toEqual(["sent 1", "sent 1"]);
  });
});

describe("C4: saving is visible", () => {
  it("a 304 tells the bytes of the body that was not transferred", async () => {
    const { client, events } = listen([good(), empty(304, { etag: '"v1"' }), empty(304)]);
    for (let call = 0; call < 3; call++) await readNote(client);
    const bytes = Buffer.byteLength(JSON.stringify(note));
    expect(events.slice(2)).toEqual([
      { type: "revalidated", bytes, ...reading, attempt: 1 },
      { type: "sent", ...reading, attempt: 1 },
      { type: "revalidated", bytes, ...reading, attempt: 1 },
    ]);
  });

  it("also where a date was the precondition, or a gateway weakened the tag", async () => {
    const dated = json(200, note, { "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" });
    const { client, events } = listen([dated, empty(304, { etag: '"v1"' })]);
    for (let call = 0; call < 2; call++) await readNote(client);
    expect(told(events)).toContain("revalidated 1");
    const weakened = listen([good('W/"v1"'), empty(304, { etag: '"v1"' }), empty(304, { etag: "malformed" })]);
    for (let call = 0; call < 3; call++) await readNote(weakened.client);
    expect(told(weakened.events).filter((text) => text === "revalidated 1")).toHaveLength(2);
  });

  it("a 304 that names another tag saves nothing: the body is asked for again", async () => {
    const { client, events } = listen([good(), empty(304, { etag: '"other"' }), good()]);
    for (let call = 0; call < 2; call++) await readNote(client);
    expect(told(events)).toEqual(["sent 1", "sent 1", "sent 1"]);
  });

  it("nor is the caller's own precondition our saving", async () => {
    const { client, events } = listen([empty(304)]);
    await noteRetrieve(client, { ...one, ifNoneMatch: tag('"v1"') });
    expect(told(events)).toEqual(["sent 1"]);
  });

  it("`eventCounter` sums events and bytes", async () => {
    const counter = eventCounter();
    expect(counter).toMatchObject({ totals: {}, bytesSaved: 0 });
    const answers = [good(), empty(304), empty(304), good(), empty(412)];
    const { client } = listen(answers, { events: onEvent(counter.count) });
    for (let call = 0; call < 3; call++) await readNote(client);
    await patchNote(client, tag('"v1"'));
    await patchNote(client, tag('"v1"'));
    expect(counter.totals).toEqual({ sent: 5, answered: 5, revalidated: 2, "precondition-failed": 1 });
    expect(counter.bytesSaved).toBe(2 * Buffer.byteLength(JSON.stringify(note)));
  });

  it.each(["plain", "na\u00efve", "\u20ac".repeat(3000), "\u{1f600} and \u{1f601}", "\u07ff\u0800\ud7ff\ue000"])(
    "bytes are those that were transferred, not UTF-16 code units: %#",
    async (text) => {
      const body = new TextEncoder().encode(JSON.stringify({ ...note, text }));
      const answer = (): Response =>
        new Response(body, { headers: { "content-type": "application/json", etag: '"v1"' } });
      const counter = eventCounter();
      const { client } = listen([answer, empty(304)], { events: onEvent(counter.count) });
      for (let call = 0; call < 2; call++) await readNote(client);
      expect(counter.bytesSaved).toBe(body.byteLength);
    },
  );

  it("a binary body counts as many bytes as it has", async () => {
    const body = new Uint8Array(5000).fill(0xe9);
    const counter = eventCounter();
    const answer = (): Response =>
      new Response(body, { headers: { "content-type": "application/octet-stream", etag: '"v1"' } });
    const { client } = listen([answer, empty(304)], { events: onEvent(counter.count) });
    const operation = { ...noteRetrieveOperation, accept: "application/octet-stream" };
    for (let call = 0; call < 2; call++) await retrieve(client, operation, { path: { id: 1 } });
    expect(counter.bytesSaved).toBe(5000);
  });
});

describe("what became of a state change", () => {
  it("precondition-failed, with the tag that was sent", async () => {
    const { client, events } = listen([empty(412), empty(412)]);
    await patchNote(client, tag('"v1"'));
    expect(events.at(-1)).toEqual({ type: "precondition-failed", sent: '"v1"', ...patching, attempt: 1 });
  });

  it("ambiguous, with what was thrown", async () => {
    const cause = new TypeError("fetch failed");
    const { client, events } = listen([cause]);
    await patchNote(client, tag('"v1"'));
    expect(events.at(-1)).toEqual({ type: "ambiguous", cause, ...patching, attempt: 1 });
  });

  it("ambiguous, with the status of a gateway's answer, not with its body", async () => {
    const { client, events } = listen([json(502, { detail: "secret" })]);
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "ambiguous", cause: { detail: "secret" } });
    expect(events.at(-1)).toEqual({ type: "ambiguous", cause: 502, ...patching, attempt: 1 });
  });

  it("coalesced, where an identical one is under way", async () => {
    const gate = later();
    const { client, events } = listen([gate.answer], { lanes: lanes() });
    const twice = [patchNote(client, tag('"v1"')), patchNote(client, tag('"v1"'))];
    gate.give(good('"v2"'));
    await Promise.all(twice);
    expect(events).toEqual([
      { type: "coalesced", ...patching, attempt: 1 },
      { type: "sent", ...patching, attempt: 1 },
    ]);
  });

  it("superseded, where our own PATCH had replaced the tag", async () => {
    const { client, events } = listen([good('"v2"'), empty(204)], { lanes: lanes() });
    await patchNote(client, tag('"v1"'));
    await noteDelete(client, { ...one, ifMatch: tag('"v1"') });
    expect(events.slice(1)).toEqual([
      { type: "superseded", tag: '"v2"', operation: "note_delete", resource: "Note", key: "1", attempt: 1 },
      { type: "sent", operation: "note_delete", resource: "Note", key: "1", attempt: 1 },
    ]);
  });
});

describe("what an answer lacks", () => {
  it("a strong tag", async () => {
    const { client, events } = listen([good('W/"v1"'), good('W/"v2"')]);
    await readNote(client);
    await patchNote(client, tag('"v1"'));
    expect(events.filter(({ type }) => type === "weak-tag")).toEqual([
      { type: "weak-tag", tag: 'W/"v1"', ...reading, attempt: 1 },
      { type: "weak-tag", tag: 'W/"v2"', ...patching, attempt: 1 },
    ]);
  });

  it.each<[string, Response, string]>([
    ["B13: across origins, where the server does not expose it", crossOrigin(json(200, note)), "cors"],
    ["behind a proxy that names itself", json(200, note, { via: "1.1 squid" }), "proxy"],
    ["behind a cache that names itself", json(200, note, { "x-cache": "MISS" }), "proxy"],
    ["where something compressed the answer", json(200, note, { "content-encoding": "br" }), "proxy"],
    ["where the server sent none", json(200, note), "server"],
    ["where the server sent no entity-tag", json(200, note, { etag: "v1" }), "server"],
  ])("any tag: %s", async (_name, answer, cause) => {
    const { client, events } = listen([answer]);
    expect(await readNote(client)).toMatchObject({ etag: null });
    expect(events.slice(1)).toEqual([{ type: "missing-tag", cause, ...reading, attempt: 1 }]);
  });

  it("any tag, after a state change or in a HEAD", async () => {
    const { client, events } = listen([empty(204), crossOrigin(empty(200))]);
    await patchNote(client, tag('"v1"'));
    await noteHead(client, one);
    expect(events.filter(({ type }) => type === "missing-tag")).toMatchObject([
      { operation: "note_patch", cause: "server" },
      { operation: "note_head", cause: "cors" },
    ]);
  });

  it("a property of the body, which nothing on the way took from it", async () => {
    const { client, events } = listen([crossOrigin(json(200, note)), json(200, { ...note, rev: 7 })]);
    const operation = { ...noteRetrieveOperation, tagProperty: "rev" };
    for (let call = 0; call < 2; call++) await retrieve(client, operation, one);
    expect(events.filter(({ type }) => type === "missing-tag")).toMatchObject([{ cause: "server" }]);
  });

  it("is nobody's fault after a DELETE, or in an error", async () => {
    const { client, events } = listen([empty(204), json(404, {}), empty(500)]);
    await noteDelete(client, { ...one, ifMatch: tag('"v1"') });
    await noteRetrieve(client, one);
    await patchNote(client, tag('"v1"'));
    expect(told(events)).toEqual(["sent 1", "sent 1", "sent 1"]);
  });

  it("credentials", async () => {
    const { client, events } = listen([empty(401), empty(401)]);
    await noteRetrieve(client, one);
    await patchNote(client, tag('"v1"'));
    expect(events.filter(({ type }) => type === "unauthenticated")).toEqual([
      { type: "unauthenticated", ...reading, attempt: 1 },
      { type: "unauthenticated", ...patching, attempt: 1 },
    ]);
  });
});

describe("requests, answers and calls", () => {
  /** Everything a client tells, as it is. */
  function all(answers: StubAnswer[], options: ClientOptions = {}): Heard {
    const events: RuntimeEvent[] = [];
    const heard = onEvent((event) => void events.push(event));
    return { client: notesClient({ fetch: stubFetch(...answers).fetch, events: heard, ...options }), events };
  }

  it("a request says where it goes as the document writes it, and its answer how much came", async () => {
    const { client, events } = all([good()]);
    await readNote(client);
    expect(events).toEqual([
      { type: "sent", method: "GET", path: "/notes/{id}/", ...reading, attempt: 1, call: 1 },
      {
        type: "answered",
        status: 200,
        bytes: Buffer.byteLength(JSON.stringify(note)),
        ...reading,
        attempt: 1,
        call: 1,
      },
    ]);
  });

  it("without an answer, what was thrown", async () => {
    const cause = new TypeError("fetch failed");
    const { client, events } = all([cause]);
    await expect(readNote(client)).rejects.toThrow("fetch failed");
    expect(events.at(-1)).toMatchObject({ type: "unanswered", cause, call: 1 });
  });

  it("all attempts of a call have its number, and what recovery reads has one of its own", async () => {
    const lost = new TypeError("lost");
    const { client, events } = all([lost, lost, good()], { recover: resendOnce(immediately) });
    await patchNote(client, tag('"v1"'));
    expect(events.map(({ type, call }) => `${type} ${call}`)).toEqual([
      "sent 1",
      "unanswered 1",
      "ambiguous 1",
      "sent 1",
      "unanswered 1",
      "ambiguous 1",
      "sent 2",
      "answered 2",
      "read-back 1",
    ]);
  });

  it("a creation that is sent again is one call, too", async () => {
    const recover = resendOnce({ ...immediately, token: { header: "Idempotency-Key" } });
    const { client, events } = all([new TypeError("lost"), json(201, note)], { recover });
    await noteCreate(client, { body: { text: "new" } });
    const sent = events.filter(({ type }) => type === "sent");
    expect(sent.map(({ call, attempt }) => [call, attempt])).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it("a change that waits in its lane says behind how many", async () => {
    const gates = [later(), later(), later()];
    const { client, events } = all(
      gates.map(({ answer }) => answer),
      { lanes: lanes() },
    );
    const texts = ["a", "b", "c"].map((text) => notePatch(client, { ...one, body: { text }, ifMatch: tag('"v1"') }));
    for (const [index, { give }] of gates.entries()) give(good(`"v${index + 2}"`));
    await Promise.all(texts);
    const queued = events.flatMap((event) => (event.type === "queued" ? [[event.call, event.ahead]] : []));
    expect(queued).toHaveLength(2);
    expect(queued.map(([, ahead]) => ahead)).toEqual([1, 2]);
    const ofCalls = new Set(events.map(({ call }) => call));
    expect(ofCalls.size).toBe(3);
  });

  it.each<[string, string, string]>([
    ["the record still has the tag that was sent", '"v1"', "untouched"],
    ["it has another one, and other values", '"v2"', "unknown"],
  ])("what reading back found: %s", async (_name, etag, finding) => {
    const lost = new TypeError("lost");
    const { client, events } = all([lost, lost, good(etag)], { recover: resendOnce(immediately) });
    await patchNote(client, tag('"v1"'));
    expect(events.find(({ type }) => type === "read-back")).toMatchObject({ finding });
  });

  it("a listener that is added later hears the rest, until it is removed", async () => {
    const events = onEvent();
    const client = notesClient({ fetch: stubFetch(good(), good(), good()).fetch, events });
    const heard: string[] = [];
    await readNote(client);
    const end = events.subscribe!(({ type }) => heard.push(type));
    await readNote(client);
    end();
    await readNote(client);
    expect(heard).toEqual(["sent", "answered"]);
  });
});

describe("a listener", () => {
  it("takes nothing from a call: its headers leave, and its signal ends it", async () => {
    const { fetch, requests } = stubFetch(good('"v2"'), never);
    const { client } = listen([], { fetch });
    const controller = new AbortController();
    const options = { headers: { prefer: "return=minimal" }, signal: controller.signal };
    await notePatch(client, { ...one, body: { text: "a" }, ifMatch: tag('"v1"') }, options);
    const saving = notePatch(client, { ...one, body: { text: "b" }, ifMatch: tag('"v2"') }, options);
    await expect.poll(() => requests.length).toBe(2);
    controller.abort(new Error("left the page"));
    expect(await saving).toMatchObject({ kind: "ambiguous", cause: { message: "left the page" } });
    expect(requests.map(({ headers }) => headers.get("prefer"))).toEqual(["return=minimal", "return=minimal"]);
  });

  it("that throws changes nothing, and is reported", async () => {
    const error = new Error("a page's mistake");
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const { client } = listen([good(), empty(304), empty(412)], {
      events: onEvent(() => {
        throw error;
      }),
    });
    const read = await readNote(client);
    expect((await readNote(client)).data).toBe(read.data);
    expect(await patchNote(client, read)).toMatchObject({ kind: "precondition-failed" });
    expect(logged.mock.calls).toEqual(Array.from({ length: 8 }, () => [error]));
  });

  it("hears of no body and of no credential", async () => {
    const secrets = ["s3cret", "classified"];
    const events: RuntimeEvent[] = [];
    const body = { id: 1, text: "classified" };
    const stub = stubFetch(
      json(200, body, { etag: '"v1"' }),
      empty(304),
      json(200, body),
      json(412, body),
      json(502, body),
      json(401, body),
      json(200, body, { etag: 'W/"v2"' }),
    );
    const client = notesClient(
      {
        fetch: stub.fetch,
        auth: { token: "s3cret" },
        headers: { "x-key": "s3cret" },
        events: onEvent((event) => void events.push(event)),
        lanes: lanes(),
      },
      { defaultSecurity: [{ token: bearer }] },
    );
    for (let call = 0; call < 3; call++) await readNote(client);
    const saving = { ...one, body: { text: "classified" }, ifMatch: tag('"v1"') };
    for (let call = 0; call < 3; call++) await notePatch(client, saving);
    await Promise.all([notePatch(client, saving), notePatch(client, saving)]);
    expect(new Set(events.map(({ type }) => type)).size).toBe(9);
    const text = JSON.stringify(events);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
