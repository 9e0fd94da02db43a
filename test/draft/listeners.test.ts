import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { docClient, docServer, openDoc } from "./record.js";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

it("one that throws keeps neither the save nor the other listeners from anything, and is reported", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  const second = vi.fn<() => void>();
  const full = new Error("QuotaExceededError");
  draft.subscribe(() => {
    throw full;
  });
  draft.subscribe(second);
  draft.change({ name: "mine" });
  expect(second).toHaveBeenCalledTimes(1);
  expect(console.error).toHaveBeenCalledWith(full);
  expect((await draft.save()).status).toBe("clean");
  expect(server.doc.name).toBe("mine");
});

it("one that is subscribed twice, and ended once, is called once", async () => {
  const draft = await openDoc(docServer());
  const listener = vi.fn<() => void>();
  const end = draft.subscribe(listener);
  draft.subscribe(listener);
  end();
  draft.change({ count: 1 });
  expect(listener).toHaveBeenCalledTimes(1);
});

it("one that subscribes anew is called once for each change", async () => {
  const draft = await openDoc(docServer());
  let calls = 0;
  let end = (): void => {};
  const listener = (): void => {
    end();
    if (++calls < 50) end = draft.subscribe(listener);
  };
  end = draft.subscribe(listener);
  draft.change({ count: 1 });
  expect(calls).toBe(1);
});

it("hears of no change to the same value, so that two-way bindings end", async () => {
  const draft = await openDoc(docServer());
  const listener = vi.fn<() => void>(() => draft.change({ name: draft.value.name }));
  draft.subscribe(listener);
  draft.change({ count: 1 });
  draft.change((doc) => ({ ...doc, count: 1 }));
  expect(listener).toHaveBeenCalledTimes(1);
});

it("what was asked of a save that had nothing to send is not asked of the next one", async () => {
  const server = docServer();
  const inits: (RequestInit | undefined)[] = [];
  const client = docClient(server, {
    fetch: (url, init) => {
      inits.push(init);
      return server.fetch(url, init);
    },
  });
  const draft = await openDoc(server, {}, client);
  await draft.save({ keepalive: true });
  draft.change({ name: "x" });
  await draft.save();
  expect(inits.at(-1)!.method).toBe("PATCH");
  expect(inits.at(-1)!.keepalive ?? false).toBe(false);
});
