import { acrossTabs, type Client, createClient, lanes, onEvent, pending, type RuntimeEvent } from "ifmatch/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import { base, type Note, notePatch, readNote, tag } from "./note-operations.js";
import { empty, json, later, type StubAnswer, stubFetch } from "./stub-fetch.js";

/** As the browsers do it: one holder a name, the others wait in line; a signal takes a waiting one out. */
function lockManager(): Pick<LockManager, "request"> & { readonly asked: string[] } {
  const tails = new Map<string, Promise<unknown>>();
  const asked: string[] = [];
  const request = async (
    name: string,
    { signal }: { signal?: AbortSignal },
    run: () => Promise<unknown>,
  ): Promise<unknown> => {
    asked.push(name);
    const before = tails.get(name) ?? Promise.resolve();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    tails.set(
      name,
      before.then(() => held),
    );
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
    try {
      await Promise.race([before, aborted]);
    } catch (error) {
      release();
      throw error;
    }
    return run().finally(release);
  };
  return { asked, request: request as LockManager["request"] };
}

interface Tab {
  readonly client: Client;
  readonly requests: Request[];
  readonly events: RuntimeEvent[];
  readonly heard: unknown[];
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.unstubAllGlobals();
});

/** A channel that the test listens to, and speaks over. */
class FakeChannel extends EventTarget {
  readonly posted: unknown[] = [];
  postMessage(data: unknown): void {
    this.posted.push(data);
  }
  close(): void {}
  hear(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

let serial = 0;
/** Tabs of one browser: one channel name, one lock manager. */
function browser(): { open: (...answers: StubAnswer[]) => Tab; locks: ReturnType<typeof lockManager>; name: string } {
  const locks = lockManager();
  const name = `tabs-test-${++serial}`;
  return {
    locks,
    name,
    open(...answers) {
      const stub = stubFetch(...answers);
      const events: RuntimeEvent[] = [];
      const heard: unknown[] = [];
      const client = createClient(
        { servers: [base] },
        { fetch: stub.fetch, lanes: lanes(), events: onEvent((event) => events.push(event)) },
      );
      ends.push(acrossTabs(client, { name, locks, onChange: (...news) => heard.push(news) }));
      return { client, requests: stub.requests, events, heard };
    },
  };
}

const note: Note = { id: 1, text: "a" };
/** Messages between tabs are tasks of their own: they come after the promises that are ready. */
const delivered = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));

async function heardBy(tab: Tab): Promise<unknown[]> {
  for (let round = 0; round < 100 && tab.heard.length === 0; round++) await delivered();
  return tab.heard;
}

describe("across tabs", () => {
  it("tells the other tabs of a change: key and tag, and no body", async () => {
    const { open, name } = browser();
    const wire = new BroadcastChannel(name);
    ends.push(() => wire.close());
    const messages: unknown[] = [];
    wire.addEventListener("message", ({ data }) => messages.push(data));
    const mine = open(json(200, note, { etag: '"2"' }));
    const other = open();
    await notePatch(mine.client, { path: { id: 1 }, body: { text: "secret" }, ifMatch: tag('"1"') });
    expect(await heardBy(other)).toEqual([[{ name: "Note", key: "1" }, '"2"']]);
    expect(messages).toEqual([{ name: "Note", key: "1", tag: '"2"' }]);
    expect(mine.heard).toEqual([]);
    expect(other.events).toMatchObject([
      { type: "changed-elsewhere", tag: '"2"', resource: "Note", key: "1", operation: undefined, attempt: 1 },
    ]);
  });

  it("a tab no longer takes the tag it knows for the current one, and what it read is still refused by the server", async () => {
    const { open } = browser();
    const mine = open(json(200, note, { etag: '"2"' }));
    const other = open(json(200, note, { etag: '"1"' }), empty(412));
    const read = await readNote(other.client);
    if (read.kind !== "ok") throw new Error(read.kind);
    expect(other.client.tagOf("Note", 1)).toBe('"1"');
    await notePatch(mine.client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    await heardBy(other);
    expect(other.client.tagOf("Note", 1)).toBeUndefined();
    const saved = await notePatch(other.client, { path: { id: 1 }, body: { text: "c" }, ifMatch: read });
    expect([saved.kind, other.requests[1]!.headers.get("if-match")]).toEqual(["precondition-failed", '"1"']);
  });

  it("a tab that knows the new tag already keeps it", async () => {
    const { open } = browser();
    const mine = open(json(200, note, { etag: '"2"' }));
    const other = open(json(200, note, { etag: '"2"' }));
    await readNote(other.client);
    await notePatch(mine.client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    await heardBy(other);
    expect(other.client.tagOf("Note", 1)).toBe('"2"');
  });

  it("an ambiguous change is told too: it may have come through", async () => {
    const { open } = browser();
    const mine = open(empty(502));
    const other = open();
    await notePatch(mine.client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    expect(await heardBy(other)).toEqual([[{ name: "Note", key: "1" }, null]]);
  });

  it("a change that did not come through is told to nobody", async () => {
    const { open } = browser();
    const mine = open(empty(412), json(200, note, { etag: '"2"' }));
    const other = open();
    await notePatch(mine.client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    await notePatch(mine.client, { path: { id: 2 }, body: { text: "b" }, ifMatch: tag('"1"') });
    expect(await heardBy(other)).toEqual([[{ name: "Note", key: "2" }, '"2"']]);
  });

  it("lanes hold across tabs: the second tab's change waits for the first one's answer", async () => {
    const { open, locks, name } = browser();
    const first = later();
    const one = open(first.answer);
    const two = open(json(200, note, { etag: '"3"' }));
    const request = { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') };
    const saving = notePatch(one.client, request);
    await delivered();
    const waiting = notePatch(two.client, request);
    await delivered();
    expect([one.requests.length, two.requests.length]).toEqual([1, 0]);
    expect(pending(two.client, "Note", 1)).toBe(1);
    first.give(json(200, note, { etag: '"2"' }));
    expect([(await saving).kind, (await waiting).kind]).toEqual(["ok", "ok"]);
    expect(locks.asked).toEqual([`${name} Note/1`, `${name} Note/1`]);
  });

  it("aborted while it waits for another tab, a change is not sent", async () => {
    const { open } = browser();
    const first = later();
    const one = open(first.answer);
    const two = open();
    const request = { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') };
    const saving = notePatch(one.client, request);
    await delivered();
    const controller = new AbortController();
    const waiting = notePatch(two.client, request, { signal: controller.signal });
    await delivered();
    controller.abort(new Error("left the page"));
    await expect(waiting).rejects.toThrow("left the page");
    expect(two.requests).toEqual([]);
    first.give(empty(204));
    await saving;
  });

  it("what else is sent over the channel is not ours", async () => {
    const { open, name } = browser();
    const tab = open();
    const wire = new BroadcastChannel(name);
    ends.push(() => wire.close());
    for (const data of [null, "text", { name: "Note" }, { name: "Note", key: "1" }, { name: 1, key: "1", tag: null }])
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel stays on its origin
      wire.postMessage(data);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel stays on its origin
    wire.postMessage({ name: "Note", key: "1", tag: "not a tag" });
    expect(await heardBy(tab)).toEqual([[{ name: "Note", key: "1" }, null]]);
  });

  it("without Web Locks it still tells; once ended it does neither", async () => {
    const name = `tabs-test-${++serial}`;
    const stub = stubFetch(json(200, note, { etag: '"2"' }), json(200, note, { etag: '"3"' }));
    const client = createClient({ servers: [base] }, { fetch: stub.fetch, lanes: lanes() });
    const end = acrossTabs(client, { name, locks: null });
    const wire = new BroadcastChannel(name);
    ends.push(() => wire.close());
    const messages: unknown[] = [];
    wire.addEventListener("message", ({ data }) => messages.push(data));
    await notePatch(client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    for (let round = 0; round < 100 && messages.length === 0; round++) await delivered();
    end();
    await notePatch(client, { path: { id: 1 }, body: { text: "c" }, ifMatch: tag('"2"') });
    await delivered();
    expect(messages).toEqual([{ name: "Note", key: "1", tag: '"2"' }]);
  });

  it("asks the browser for its locks and for a channel named `ifmatch`, where nobody says otherwise", async () => {
    const locks = lockManager();
    vi.stubGlobal("navigator", { locks });
    const channels: string[] = [];
    const channel = new FakeChannel();
    vi.stubGlobal("BroadcastChannel", function open(name: string) {
      channels.push(name);
      return channel;
    });
    const stub = stubFetch(json(200, note, { etag: '"2"' }));
    const client = createClient({ servers: [base] }, { fetch: stub.fetch, lanes: lanes() });
    acrossTabs(client);
    await notePatch(client, { path: { id: 1 }, body: { text: "b" }, ifMatch: tag('"1"') });
    expect([channels, locks.asked]).toEqual([["ifmatch"], ["ifmatch Note/1"]]);
  });

  it("believes what another tab says where nobody listens, and hears nothing that has no key", async () => {
    const channel = new FakeChannel();
    const stub = stubFetch(json(200, note, { etag: '"1"' }));
    const client = createClient({ servers: [base] }, { fetch: stub.fetch, lanes: lanes() });
    const failures: unknown[] = [];
    const failed = (error: unknown): void => void failures.push(error);
    // What a listener of an EventTarget throws is raised as an uncaught exception.
    process.on("uncaughtException", failed);
    acrossTabs(client, { locks: null, channel: () => channel as unknown as BroadcastChannel });
    await readNote(client);
    channel.hear({ name: "Note", key: 1, tag: null });
    expect(client.tagOf("Note", 1)).toBe('"1"');
    channel.hear({ name: "Note", key: "1", tag: '"2"' });
    expect(client.tagOf("Note", 1)).toBeUndefined();
    await delivered();
    process.off("uncaughtException", failed);
    expect(failures).toEqual([]);
  });

  it("needs lanes, and says so", () => {
    expect(() => acrossTabs(createClient({ servers: [base] }))).toThrow(
      expect.objectContaining({ code: "no-lanes", message: expect.stringContaining("lanes: lanes()") as unknown }),
    );
  });
});
