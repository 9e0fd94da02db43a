import { type ClientOptions, lanes, refreshOnce, unwrap } from "ifmatch/runtime";
import { autosave, type AutosaveOptions } from "ifmatch/runtime/draft";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  docClient,
  docPatch,
  docRead,
  docServer,
  loseNextResponse,
  noNetwork,
  one,
  openDoc,
  sentBodies,
} from "./record.js";

/* Autosave never stops by itself while something can be saved, and never sends again what would fail again. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

async function start(clientOptions: ClientOptions = {}) {
  const server = docServer();
  const client = docClient(server, clientOptions);
  const draft = await openDoc(server, {}, client);
  const onError = vi.fn<(error: unknown) => void>();
  const window = new EventTarget();
  const options: AutosaveOptions = { delay: 100, longest: 500, retry: 1000, onError, window };
  return { server, client, draft, onError, window, options, saving: autosave(draft, options) };
}

describe("goes on", () => {
  it("after a 412 that was merged without a conflict", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    await pass(100);
    draft.change({ notes: "an hour of typing" });
    await pass(HOUR);
    expect(server.doc).toMatchObject({ name: "mine", count: 5, notes: "an hour of typing" });
  });

  it("with such a merge when the page is left", async () => {
    const { server, draft, window } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    await pass(100);
    expect(draft.status).toBe("conflict");
    window.dispatchEvent(new Event("pagehide"));
    await pass(0);
    expect(server.doc).toMatchObject({ name: "mine", count: 5 });
  });

  it("when each conflict is decided", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    await pass(HOUR);
    expect(draft.status).toBe("conflict");
    draft.resolve(["name"], "mine");
    await pass(HOUR);
    expect([draft.status, server.doc.name]).toEqual(["clean", "mine"]);
  });

  it("with what was corrected while the refused save was under way", async () => {
    const { server, draft } = await start();
    server.fate = ({ method }, carryOut) => {
      if (method === "GET") return undefined;
      server.fate = undefined;
      draft.change({ name: "Bob" });
      return carryOut();
    };
    draft.change({ name: "" });
    await pass(HOUR);
    expect([draft.status, server.doc.name]).toEqual(["clean", "Bob"]);
  });

  it("after a response that was lost, with a server that trims", async () => {
    const { server, draft } = await start();
    loseNextResponse(server);
    draft.change({ name: "Bob " });
    await pass(100);
    draft.change({ notes: "an hour of typing" });
    await pass(HOUR);
    expect(server.doc).toMatchObject({ name: "Bob", notes: "an hour of typing" });
  });

  it.each(["unknown", "dirty", "merged"])("where it is started on a draft that is %s", async (how) => {
    const { server, draft, saving, options } = await start();
    if (how === "unknown") server.fate = noNetwork;
    if (how === "merged") server.changeElsewhere({ count: 5 });
    if (how === "dirty") saving.stop();
    draft.change({ name: "mine" });
    await pass(100);
    saving.stop();
    autosave(draft, options);
    server.fate = undefined;
    await pass(HOUR);
    expect([draft.status, server.doc.name]).toEqual(["clean", "mine"]);
  });

  it("after a change that waited too long for its lane", async () => {
    const { server, client, draft, onError } = await start({ lanes: lanes({ wait: 1000 }) });
    server.fate = ({ body }, carryOut) =>
      body?.count === 9 ? new Promise((done) => void setTimeout(() => done(carryOut()), 5000)) : undefined;
    void docPatch(client, { ...one, body: { count: 9 }, ifMatch: unwrap(await docRead(docClient(docServer()), one)) });
    draft.change({ notes: "a" });
    await pass(60_000);
    expect([onError.mock.calls, server.doc.notes]).toEqual([[], "a"]);
  });

  it("after credentials that could not be renewed for want of a network", async () => {
    let isOffline = true;
    const renew = (): Promise<unknown> =>
      isOffline ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve();
    const { server, draft, onError } = await start({ refresh: refreshOnce(renew) });
    server.fate = () => (isOffline ? new Response(null, { status: 401 }) : undefined);
    draft.change({ name: "mine" });
    await pass(100);
    expect(draft.getSnapshot()).toMatchObject({ status: "dirty", failure: { name: "UnauthenticatedError" } });
    isOffline = false;
    await pass(60_000);
    expect([onError.mock.calls, server.doc.name]).toEqual([[], "mine"]);
  });

  it("soon after an edit, however long the network was away", async () => {
    const { server, draft } = await start();
    server.fate = noNetwork;
    draft.change({ notes: "a" });
    await pass(200_000);
    server.fate = undefined;
    draft.change({ notes: "ab" });
    await pass(500);
    expect(server.doc.notes).toBe("ab");
  });

  it.each([408, 429, 500, 503])("later, after %d", async (status) => {
    const { server, draft } = await start();
    server.fate = ({ method }) => (method === "PATCH" ? new Response(null, { status }) : undefined);
    draft.change({ notes: "a" });
    await pass(60_000);
    server.fate = undefined;
    await pass(60_000);
    expect(server.doc.notes).toBe("a");
  });
});

describe("waits for the person", () => {
  it.each([400, 401, 403, 409, 422])("after %d, until the next edit", async (status) => {
    const { server, draft } = await start();
    server.fate = ({ method }) => (method === "PATCH" ? new Response(null, { status }) : undefined);
    draft.change({ notes: "a" });
    await pass(HOUR);
    expect(sentBodies(server)).toHaveLength(1);
    expect(draft.getSnapshot().failure).toMatchObject({ status });
    server.fate = undefined;
    draft.change({ notes: "ab" });
    await pass(100);
    expect(server.doc.notes).toBe("ab");
  });
});
