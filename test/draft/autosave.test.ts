import { autosave, type AutosaveOptions, openDraft } from "ifmatch/runtime/draft";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { docClient, docPatch, docRead, type DocServer, docServer, noNetwork, one } from "./record.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeDocument extends EventTarget {
  visibilityState = "visible";
}

async function start(more: Partial<AutosaveOptions> = {}) {
  const server = docServer();
  const inits: (RequestInit | undefined)[] = [];
  const client = docClient(server, {
    fetch: (url, init) => {
      inits.push(init);
      return server.fetch(url, init);
    },
  });
  const draft = await openDraft(client, docRead, docPatch, one, { readOnly: ["id", "updated_at"] });
  const [window, document] = [new EventTarget(), new FakeDocument()];
  const onError = vi.fn<(error: unknown) => void>();
  const saving = autosave(draft, { delay: 100, longest: 500, retry: 1000, onError, window, document, ...more });
  return { server, client, draft, saving, window, document, onError, inits };
}

const bodies = ({ seen }: DocServer): unknown[] =>
  seen.filter(({ method }) => method !== "GET").map(({ body }) => body);
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe("autosave", () => {
  it("saves after a pause in typing", async () => {
    const { server, draft } = await start();
    draft.change({ notes: "a" });
    await pass(99);
    draft.change({ notes: "ab" });
    await pass(99);
    expect(bodies(server)).toEqual([]);
    await pass(1);
    expect(bodies(server)).toEqual([{ notes: "ab" }]);
    expect(draft.status).toBe("clean");
  });

  it("saves at the latest after `longest`, though somebody types on", async () => {
    const { server, draft } = await start();
    for (let key = 0; key < 12; key++) {
      draft.change({ count: key + 1 });
      await pass(50);
    }
    expect(bodies(server)).toEqual([{ count: 10 }]);
    await pass(100);
    expect(server.doc.count).toBe(12);
  });

  it("saves one at a time, and what is typed meanwhile next", async () => {
    const { server, draft } = await start();
    let answer: (() => void) | undefined;
    server.fate = ({ method }, carryOut) =>
      method === "GET" ? undefined : new Promise((done) => void (answer = () => done(carryOut())));
    draft.change({ notes: "a" });
    await pass(100);
    draft.change({ notes: "ab" });
    await pass(400);
    expect(bodies(server)).toHaveLength(1);
    server.fate = undefined;
    answer!();
    await pass(500);
    expect(bodies(server)).toEqual([{ notes: "a" }, { notes: "ab" }]);
    expect(draft.status).toBe("clean");
  });

  it.each([
    ["left", "pagehide"],
    ["hidden", "visibilitychange"],
  ])("saves at once when the page is %s, in a request that outlives it", async (_what, event) => {
    const { server, draft, window, document, inits } = await start();
    draft.change({ notes: "a" });
    document.visibilityState = "hidden";
    (event === "pagehide" ? window : document).dispatchEvent(new Event(event));
    await pass(0);
    expect(bodies(server)).toEqual([{ notes: "a" }]);
    expect(inits.at(-1)).toMatchObject({ method: "PATCH", keepalive: true });
  });

  it("asks for no such request where browsers would refuse it: 64 KiB", async () => {
    const { server, draft, window, inits } = await start();
    draft.change({ notes: "x".repeat(65_536) });
    window.dispatchEvent(new Event("pagehide"));
    await pass(0);
    expect(bodies(server)).toHaveLength(1);
    expect(inits.at(-1)!.keepalive).toBeUndefined();
  });

  it("tries again while the network is away, less and less often, and at once when it is back", async () => {
    const { server, draft, window } = await start();
    server.fate = () => {
      throw new TypeError("Failed to fetch");
    };
    draft.change({ notes: "a" });
    await pass(100);
    expect(draft.status).toBe("unknown");
    const attempts = (): number => server.seen.length;
    const first = attempts();
    await pass(1000);
    const second = attempts();
    expect(second).toBeGreaterThan(first);
    await pass(1000);
    expect(attempts()).toBe(second);
    server.fate = undefined;
    window.dispatchEvent(new Event("online"));
    await pass(0);
    expect(draft.status).toBe("clean");
    expect(server.doc.notes).toBe("a");
  });

  it("leaves a conflict to the person, and goes on when they have decided", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    await pass(100);
    expect(draft.status).toBe("conflict");
    await pass(60_000);
    expect(bodies(server)).toHaveLength(1);
    draft.resolve(["name"], "mine");
    await draft.save();
    draft.change({ count: 3 });
    await pass(100);
    expect(server.doc).toMatchObject({ name: "mine", count: 3 });
  });

  it("leaves a refusal to the person, until they type on", async () => {
    const { server, draft } = await start();
    draft.change({ name: "" });
    await pass(60_000);
    expect([draft.status, bodies(server)]).toEqual(["invalid", [{ name: "" }]]);
    draft.change({ name: "x" });
    await pass(100);
    expect(draft.status).toBe("clean");
  });

  it("stops, and says why, when the client was cleared", async () => {
    const { server, client, draft, onError } = await start();
    draft.change({ notes: "a" });
    await client.clear();
    await pass(60_000);
    expect(onError.mock.calls).toMatchObject([[{ code: "cleared" }]]);
    expect(bodies(server)).toEqual([]);
  });

  it("flushes on request, and does nothing after `stop`", async () => {
    const { server, draft, saving } = await start();
    draft.change({ notes: "a" });
    await saving.flush();
    expect(bodies(server)).toEqual([{ notes: "a" }]);
    draft.change({ notes: "b" });
    saving.stop();
    await pass(60_000);
    expect(bodies(server)).toHaveLength(1);
    expect(draft.value.notes).toBe("b");
  });

  it("a thousand saves of one draft arrive in order, and cost one request each", async () => {
    const { server, draft } = await start();
    for (let count = 1; count <= 1000; count++) {
      draft.change({ count });
      await pass(100);
    }
    expect(server.doc.count).toBe(1000);
    expect(bodies(server)).toHaveLength(1000);
  });
});

describe("autosave of a page that is shown again", () => {
  it("tries again at once what did not reach the server, and sends nothing where nothing waits", async () => {
    const { server, draft, document, window } = await start();
    const show = (): boolean => document.dispatchEvent(new Event("visibilitychange"));
    show();
    window.dispatchEvent(new Event("online"));
    await pass(0);
    expect(bodies(server)).toEqual([]);
    server.fate = noNetwork;
    draft.change({ notes: "a" });
    await pass(100);
    expect([draft.status, bodies(server)]).toEqual(["unknown", [{ notes: "a" }]]);
    server.fate = undefined;
    show();
    await pass(0);
    expect(bodies(server)).toHaveLength(2);
    expect([draft.status, server.doc.notes]).toEqual(["clean", "a"]);
  });

  it("flushes nothing that is saved, and nothing once it has stopped", async () => {
    const { server, draft, saving } = await start();
    await saving.flush();
    draft.change({ notes: "a" });
    saving.stop();
    await saving.flush();
    expect(bodies(server)).toEqual([]);
  });

  it("goes on after an error that is not the end of the client", async () => {
    const failing = new Error("The storage is full.");
    const save = vi.fn<() => Promise<void>>().mockRejectedValueOnce(failing).mockResolvedValue(undefined);
    const state = { status: "dirty", value: 1, failure: undefined, conflicts: [] } as const;
    const onError = vi.fn<(error: unknown) => void>();
    const draft = { getSnapshot: () => state, subscribe: () => () => {}, save };
    const saving = autosave(draft, { delay: 100, onError });
    await pass(100);
    expect(onError.mock.calls).toEqual([[failing]]);
    await pass(100);
    expect(save).toHaveBeenCalledTimes(2);
    saving.stop();
  });
});
