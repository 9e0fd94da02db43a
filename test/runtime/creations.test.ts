import {
  type ClientOptions,
  type CreationResult,
  lanes,
  onEvent,
  resendOnce,
  resolve,
  type RuntimeEvent,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { type Note, noteCreate, notesClient, type Problem } from "./note-operations.js";
import { json, later, type StubAnswer, stubFetch } from "./stub-fetch.js";

/* Creations that are called twice, and those whose response was lost. */

type Made = CreationResult<{ 201: Note; 400: Problem }, "Note">;
const request = { body: { text: "new" } };
const made = (id: number): Response => json(201, { id, text: "new" }, { etag: `"v${id}"` });
const settled = (): Promise<void> => new Promise((done) => void setImmediate(done));
const lost = (): Error => new TypeError("fetch failed");

function connect(answers: StubAnswer[], options: ClientOptions = {}) {
  const stub = stubFetch(...answers);
  const events: RuntimeEvent[] = [];
  const client = notesClient({ fetch: stub.fetch, events: onEvent((event) => events.push(event)), ...options });
  return { stub, client, types: () => events.map(({ type }) => type) };
}

describe("lanes({ creations: true })", () => {
  /** A server that answers when the test says so. */
  function held(options: ClientOptions = {}) {
    const answers = Array.from({ length: 9 }, later);
    const connected = connect(
      answers.map(({ answer }) => answer),
      { lanes: lanes({ creations: true }), ...options },
    );
    const giveAll = (): void => answers.forEach(({ give }, index) => give(made(index + 1)));
    return { ...connected, giveAll };
  }
  const ids = async (calls: readonly Promise<Made>[]): Promise<unknown[]> =>
    (await Promise.all(calls)).map((one) => (one.kind === "ok" ? one.data.id : one.kind));

  it("sends a double click once, and says so", async () => {
    const { client, stub, giveAll, types } = held();
    const calls = [noteCreate(client, request), noteCreate(client, request)];
    await settled();
    giveAll();
    expect(await ids(calls)).toEqual([1, 1]);
    expect(stub.requests).toHaveLength(1);
    expect(types()).toEqual(["sent", "coalesced", "answered"]);
  });

  it("creates two where two are meant: one after the other, or of different content", async () => {
    const { client, giveAll } = held();
    giveAll();
    expect(await ids([noteCreate(client, request)])).toEqual([1]);
    expect(await ids([noteCreate(client, request), noteCreate(client, { body: { text: "other" } })])).toEqual([2, 3]);
    const verify = { verify: false } as const;
    expect(await ids([noteCreate(client, request, verify), noteCreate(client, request, verify)])).toEqual([4, 5]);
  });

  it("leaves equal creations alone unless it is told to join them", async () => {
    const { client, giveAll } = held({ lanes: lanes() });
    giveAll();
    expect(await ids([noteCreate(client, request), noteCreate(client, request)])).toEqual([1, 2]);
  });

  it("joins those of one user alone, whoever else creates the same in between", async () => {
    let user = "ada";
    const { client, stub, giveAll } = held({ caller: () => user });
    const of = (name: string): Promise<Made> => {
      user = name;
      return noteCreate(client, request);
    };
    const calls = [of("ada"), of("bob"), of("ada"), of("bob"), of("ada")];
    await settled();
    giveAll();
    const [ada, bob, ...again] = await ids(calls);
    expect(new Set([ada, bob]).size).toBe(2);
    expect(again).toEqual([ada, bob, ada]);
    expect(stub.requests).toHaveLength(2);
  });

  it("joins nothing of before a sign-out", async () => {
    const { client, stub, giveAll } = held();
    const before = noteCreate(client, request);
    await settled();
    await client.clear();
    const after = noteCreate(client, request);
    await settled();
    giveAll();
    expect(await ids([before, after])).toEqual([1, 2]);
    expect(stub.requests).toHaveLength(2);
  });

  it("shares no result of a request that cannot be put together", async () => {
    const { client, stub } = held({ headers: () => Promise.reject(new Error("no token")) });
    const calls = [noteCreate(client, request), noteCreate(client, request)];
    for (const call of calls) await expect(call).rejects.toThrow("no token");
    expect(stub.requests).toHaveLength(0);
  });
});

describe("a creation whose response was lost", () => {
  const token = { header: "Idempotency-Key" } as const;
  const resending = (more: Parameters<typeof resendOnce>[0] = {}): ClientOptions => ({
    recover: resendOnce({ token, sleep: () => Promise.resolve(), ...more }),
  });

  it("is sent again with its key, and stays as unknown as before if that does not settle it", async () => {
    for (const second of [lost(), json(400, {}), new Response("", { status: 502 })]) {
      const { client, stub, types } = connect([lost(), second], resending());
      expect(await noteCreate(client, request)).toMatchObject({ kind: "ambiguous", status: null });
      const keys = stub.requests.map(({ headers }) => headers.get("idempotency-key"));
      expect(keys).toEqual([keys[0], keys[0]]);
      expect(types().filter((type) => type === "ambiguous").length).toBeGreaterThan(0);
    }
  });

  it("is not sent again where it is known to be made: a redirection shows it elsewhere", async () => {
    const page = new Response("<p>", { status: 200, headers: { "content-type": "text/html" } });
    const answers = [() => new Response(null, { status: 303, headers: { location: "/notes/1/" } }), page];
    const { client, stub } = connect(answers, resending());
    const result = await noteCreate(client, request);
    expect(result).toMatchObject({ kind: "ambiguous", applied: true });
    expect(stub.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is not sent again for who signed out, or left the page, before or during the wait", async () => {
    const controller = new AbortController();
    const ends: ((client: ReturnType<typeof notesClient>) => void)[] = [
      (client) => void client.clear(),
      () => controller.abort(),
    ];
    for (const end of ends) {
      const waiting = connect([lost(), made(1)], resending({ sleep: async () => end(waiting.client) }));
      const { signal } = controller;
      expect(await noteCreate(waiting.client, request, { signal })).toMatchObject({ kind: "ambiguous" });
      expect(waiting.stub.requests).toHaveLength(1);
    }
    const cleared = connect([() => cleared.client.clear().then(() => Promise.reject(lost()))], resending());
    expect(await noteCreate(cleared.client, request)).toMatchObject({ kind: "ambiguous" });
    const aborted = connect([lost()], resending({ sleep: () => Promise.reject(new Error("left")) }));
    expect(await noteCreate(aborted.client, request)).toMatchObject({ kind: "ambiguous", status: null });
  });

  it("is looked for by its own user only", async () => {
    const { client } = connect([lost()], resending({ resend: false }));
    const open = await noteCreate(client, request);
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    await client.clear();
    await expect(resolve<Made>(open, { find: () => Promise.resolve(undefined) })).rejects.toMatchObject({
      code: "cleared",
    });
  });
});
