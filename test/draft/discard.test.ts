import { autosave } from "ifmatch/runtime/draft";
import { afterEach, expect, it, vi } from "vitest";
import { docServer, noNetwork, once, openDoc, sentBodies } from "./record.js";

afterEach(() => void vi.useRealTimers());

/** A draft with an edit, and somebody else's change that it has not seen. */
async function start(more: { readonly resend?: number } = {}) {
  const server = docServer();
  const draft = await openDoc(server, more);
  draft.change({ name: "mine" });
  return { server, draft };
}

it("while rebase() reads, after a 412: what others saved stays", async () => {
  const { server, draft } = await start();
  server.changeElsewhere({ count: 5 });
  await draft.save();
  once(server, "GET", () => draft.discard());
  expect(await draft.rebase()).toMatchObject({ status: "clean", value: { name: "first", count: 5 } });
  await draft.save();
  expect(server.doc).toMatchObject({ count: 5, name: "first" });
});

it("while a save fails: it is not sent again, what was typed afterwards is", async () => {
  const { server, draft } = await start();
  server.fate = () => {
    server.fate = undefined;
    draft.discard();
    draft.change({ notes: "later" });
    return new Response(null, { status: 500 });
  };
  expect(await draft.save()).toMatchObject({ status: "dirty", value: { name: "first", notes: "later" } });
  await draft.save();
  expect(sentBodies(server).at(-1)).toEqual({ notes: "later" });
});

it("while a save fails: autosave sends nothing", async () => {
  vi.useFakeTimers();
  const { server, draft } = await start();
  const saving = autosave(draft, { onError: () => {} });
  server.fate = () => {
    server.fate = undefined;
    draft.discard();
    return new Response(null, { status: 500 });
  };
  await vi.advanceTimersByTimeAsync(600_000);
  saving.stop();
  expect([draft.status, sentBodies(server)]).toEqual(["clean", [{ name: "mine" }]]);
});

it("after the 412, before it is sent again", async () => {
  const { server, draft } = await start({ resend: 1 });
  server.changeElsewhere({ count: 5 });
  once(server, "GET", () => draft.discard());
  expect(await draft.save()).toMatchObject({ status: "clean", value: { name: "first", count: 5 } });
  expect(server.doc.name).toBe("first");
});

it.each([false, true])("while the outcome is unknown: it is not made again (it was made: %s)", async (isMade) => {
  const { server, draft } = await start();
  server.fate = (request, carryOut) => {
    if (isMade && request.method === "PATCH") carryOut();
    return noNetwork(request, carryOut);
  };
  expect((await draft.save()).status).toBe("unknown");
  draft.discard();
  server.fate = undefined;
  expect(await draft.save()).toMatchObject({ status: "clean", value: { name: isMade ? "mine" : "first" } });
  expect(sentBodies(server)).toHaveLength(1);
});

it("while a save is under way, which another change comes before: typing on is no conflict", async () => {
  const { server, draft } = await start();
  server.changeElsewhere({ count: 5 });
  once(server, "PATCH", () => {
    draft.discard();
    draft.change({ name: "mine again" });
  });
  expect(await draft.save()).toMatchObject({ value: { name: "mine again", count: 5 }, conflicts: [] });
});
