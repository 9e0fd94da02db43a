/** A draft for as long as something shows it: what is typed last, listeners, and what lasts as long as the draft. */
import { attach, type AttachOptions } from "ifmatch/runtime/draft";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DocServer, docServer, noNetwork, openDoc } from "./record.js";

type OpenDoc = Awaited<ReturnType<typeof openDoc>>;

let server: DocServer;
beforeEach(() => {
  server = docServer();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

async function opened(options: AttachOptions<OpenDoc> = {}) {
  const page = attach(() => openDoc(server), options);
  await vi.waitFor(() => expect(page.getSnapshot().draft).toBeDefined());
  return { page, draft: page.getSnapshot().draft! };
}

test("is being read, then open, then what the draft is", async () => {
  const page = attach(() => openDoc(server));
  expect(page.getSnapshot()).toEqual({ draft: undefined, state: undefined, error: undefined });
  await vi.waitFor(() => expect(page.getSnapshot().state?.status).toBe("clean"));
  const before = page.getSnapshot();
  expect(page.getSnapshot()).toBe(before);
  before.draft!.change({ name: "typed" });
  expect(page.getSnapshot().state).toMatchObject({ status: "dirty", value: { name: "typed" } });
});

test.for([
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no"))],
] as const)("an opening that %s is an error to show", async ([, open]) => {
  const page = attach(open);
  await vi.waitFor(() => expect(page.getSnapshot()).toMatchObject({ draft: undefined, error: new Error("no") }));
});

test("what is opened after the end begins nothing", async () => {
  const whileOpen = vi.fn<() => () => void>(() => () => {});
  const page = attach(() => openDoc(server), { whileOpen, autosave: true });
  page.end();
  await vi.advanceTimersByTimeAsync(10);
  expect(whileOpen).not.toHaveBeenCalled();
});

describe("what is typed last", () => {
  test("is saved by autosave after the end", async () => {
    const { page, draft } = await opened({ autosave: true });
    draft.change({ name: "last" });
    page.end();
    await vi.waitFor(() => expect(server.doc.name).toBe("last"));
  });

  test("is saved when another change came first and the two do not clash", async () => {
    const { page, draft } = await opened({ autosave: true });
    server.changeElsewhere({ notes: "what Bob typed" });
    draft.change({ name: "last" });
    page.end();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.doc).toMatchObject({ name: "last", notes: "what Bob typed" });
  });

  test("is saved when the network is back", async () => {
    const leftUnsaved = vi.fn<() => void>();
    const { page, draft } = await opened({ autosave: true, leftUnsaved });
    draft.change({ name: "last" });
    server.fate = noNetwork;
    page.end();
    await vi.advanceTimersByTimeAsync(1000);
    server.fate = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.doc.name).toBe("last");
    expect(leftUnsaved).not.toHaveBeenCalled();
  });

  test("is handed over where it waits for a person", async () => {
    const leftUnsaved = vi.fn<(draft: OpenDoc) => void>();
    const { page, draft } = await opened({ autosave: true, leftUnsaved });
    server.changeElsewhere({ name: "what Bob typed" });
    draft.change({ name: "last" });
    page.end();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(leftUnsaved.mock.calls).toEqual([[draft]]);
    expect(draft.value.name).toBe("last");
    expect(server.doc.name).toBe("what Bob typed");
  });

  test("is handed over without autosave, and said on the console where nobody takes it", async () => {
    const leftUnsaved = vi.fn<(draft: OpenDoc) => void>();
    const { page, draft } = await opened({ leftUnsaved });
    draft.change({ name: "last" });
    page.end();
    expect(leftUnsaved).toHaveBeenCalledOnce();
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const other = await opened({ autosave: true });
    server.fate = () => new Response("{}", { status: 403, headers: { "content-type": "application/json" } });
    other.draft.change({ name: "refused" });
    other.page.end();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said.mock.calls.flat().join()).toContain("leftUnsaved");
    said.mockRestore();
  });
});

test("what is to last as long as the draft ends with it, after the last save", async () => {
  const steps: string[] = [];
  const { page, draft } = await opened({
    autosave: true,
    whileOpen: () => () => void steps.push(`ended, ${server.doc.name}`),
  });
  draft.change({ name: "last" });
  page.end();
  page.end();
  await vi.waitFor(() => expect(steps).toEqual(["ended, last"]));
});

test("where that throws, it is an error to show, and nothing else has begun", async () => {
  const page = attach(() => openDoc(server), {
    autosave: true,
    whileOpen: () => {
      throw new Error("no");
    },
  });
  await vi.waitFor(() => expect(page.getSnapshot().error).toEqual(new Error("no")));
  page.getSnapshot().draft?.change({ name: "typed" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.doc.name).toBe("first");
});

test("a listener that throws disturbs no other", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const { page, draft } = await opened();
  const heard = vi.fn<() => void>();
  page.subscribe(() => {
    throw new Error("listener");
  });
  page.subscribe(heard);
  draft.change({ name: "typed" });
  expect(heard).toHaveBeenCalledOnce();
  expect(page.getSnapshot().error).toBeUndefined();
  expect(said).toHaveBeenCalledOnce();
  said.mockRestore();
});
