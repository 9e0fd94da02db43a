/** Stores of drafts: who shares one, and when it ends. */
import { get, type Readable } from "svelte/store";
import type { AttachedDraft } from "ifmatch/runtime/draft";
import { draftStores } from "ifmatch/runtime/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type DocServer, docServer, openDoc } from "./record.js";

type OpenDoc = Awaited<ReturnType<typeof openDoc>>;

let server: DocServer;
const open = vi.fn<(source: number) => Promise<OpenDoc>>(() => openDoc(server));
const leftUnsaved = vi.fn<(draft: OpenDoc) => void>();
beforeEach(() => {
  server = docServer();
  // As in a browser.
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

/** Subscribes, and waits until the draft is open. */
async function shown(store: Readable<AttachedDraft<OpenDoc>>) {
  const seen: AttachedDraft<OpenDoc>[] = [];
  const leave = store.subscribe((now) => seen.push(now));
  expect(seen).toHaveLength(1);
  await vi.waitFor(() => expect(seen.at(-1)?.draft).toBeDefined());
  return { seen, leave, draft: seen.at(-1)!.draft! };
}

test("the same source is the same store, and its subscribers share a draft until the last has gone", async () => {
  const storeOf = draftStores(open, { leftUnsaved });
  expect(storeOf(1)).toBe(storeOf(1));
  expect(storeOf(2)).not.toBe(storeOf(1));
  expect(open).not.toHaveBeenCalled();
  const one = await shown(storeOf(1));
  const other = await shown(storeOf(1));
  expect(other.draft).toBe(one.draft);
  expect(open.mock.calls).toEqual([[1]]);
  one.draft.change({ name: "typed" });
  one.leave();
  one.leave();
  await Promise.resolve();
  expect(leftUnsaved).not.toHaveBeenCalled();
  one.draft.change({ name: "typed on" });
  expect(one.seen.at(-1)?.state?.value.name).toBe("typed");
  expect(other.seen.at(-1)?.state?.value.name).toBe("typed on");
  other.leave();
  await Promise.resolve();
  expect(leftUnsaved.mock.calls).toEqual([[one.draft]]);
});

test("who subscribes while another one leaves takes over the draft; who comes later gets a new one", async () => {
  const store = draftStores(open, { leftUnsaved })(1);
  const one = await shown(store);
  one.draft.change({ name: "typed" });
  one.leave();
  const next = await shown(store);
  expect(next.draft).toBe(one.draft);
  expect(next.seen[0]?.state?.value.name).toBe("typed");
  next.leave();
  await Promise.resolve();
  expect(leftUnsaved).toHaveBeenCalledOnce();
  const late = await shown(store);
  expect(late.draft).not.toBe(one.draft);
  expect(late.draft.value.name).toBe("first");
  late.leave();
});

test("is a store to Svelte", async () => {
  const store = draftStores(open)(1);
  expect(get(store)).toEqual({ draft: undefined, state: undefined, error: undefined });
  const { draft, leave } = await shown(store);
  expect(get(store).draft).toBe(draft);
  leave();
});
