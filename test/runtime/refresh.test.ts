import {
  bearer,
  binary,
  changeState,
  type ClientOptions,
  createClient,
  json as jsonBody,
  lanes,
  memoryStore,
  NetworkError,
  type Operation,
  refreshOnce,
  resendOnce,
  retryRetrievals,
  send,
  type StateChangeOperation,
  UnauthenticatedError,
} from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";
import {
  noteCreate,
  noteHead,
  notePatchOperation,
  noteRetrieve,
  notesClient,
  patchNote,
  readNote,
  tag,
  ofNote,
} from "./note-operations.js";
import { expire, notesServer, type NotesServer, sent, type Session, session } from "./notes-server.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const one = { path: { id: 1 } };
const v1 = tag('"v1"');
const ping = { id: "ping", method: "POST", path: "/ping", responses: [200, 201] } as const satisfies Operation;

interface Expired extends Session {
  readonly server: NotesServer;
}

/** Someone whose token has expired. */
function expired(options: Omit<ClientOptions, "fetch" | "auth" | "refresh"> = {}): Expired {
  const server = notesServer();
  const user = session(server, (renew) => ({ ...options, refresh: refreshOnce(renew) }));
  expire(server);
  return Object.assign(user, { server });
}

/** A renewal that ends when the test says so. */
function slowRenewal(): { renew: () => Promise<void>; end: () => void; fail: (error: Error) => void; begun: number } {
  const state = { begun: 0, end: (): void => {}, fail: (_error: Error): void => {} };
  const renew = (): Promise<void> =>
    new Promise((resolve, reject) => {
      state.begun++;
      state.end = resolve;
      state.fail = reject;
    });
  return Object.assign(state, { renew });
}

describe("A8: a 401", () => {
  it(
    "parallel requests share one token refresh, and each is retried once after it",
    { tags: "at-length" },
    async () => {
      const { client, server } = expired();
      const calls = Array.from({ length: 1000 }, (_, index) => (index % 2 ? readNote(client) : send(client, ping, {})));
      const results = await Promise.all(calls);
      expect(results.every(({ kind }) => kind === "ok")).toBe(true);
      expect(server.requests).toHaveLength(2000);
      expect(sent(server, "authorization").filter((value) => value === "Bearer t2")).toHaveLength(1000);
      expect(server.token, "renewed once").toBe("t2");
    },
  );

  it.each<[string, (user: Session) => Promise<{ kind: string }>]>([
    ["retrieve", ({ client }) => readNote(client)],
    ["a HEAD", ({ client }) => noteHead(client, one)],
    ["create", ({ client }) => noteCreate(client, { body: { text: "new" } })],
    ["send", ({ client }) => send(client, ping, {})],
    ["changeState", ({ client }) => patchNote(client, v1)],
  ])("is answered with new credentials: %s", async (_name, call) => {
    const user = expired();
    expect(await call(user)).toMatchObject({ kind: "ok" });
    expect(sent(user.server, "authorization")).toEqual(["Bearer t1", "Bearer t2"]);
    expect(user.renewals).toBe(1);
  });

  it("asks for headers anew, and carries preconditions over byte for byte, and the body again", async () => {
    let asked = 0;
    const { client, server } = expired({ headers: () => ({ "x-asked": String(++asked) }) });
    const options = { headers: { "X-Trace": "a", "if-unmodified-since": "Sat, 01 Jun 2024 12:00:00 GMT" } };
    expect(await patchNote(client, v1, options)).toMatchObject({ kind: "ok" });
    const [first, second] = server.requests;
    expect(Object.fromEntries(second!.headers)).toEqual({
      ...Object.fromEntries(first!.headers),
      authorization: "Bearer t2",
      "x-asked": "2",
    });
    expect(second!.headers.get("if-match")).toBe('"v1"');
    expect(await second!.text()).toBe(await first!.text());
  });

  it("leaves a stored tag the precondition, and a 304 gives the very object of before", async () => {
    const { client, server } = expired();
    server.token = "t1";
    const first = await readNote(client);
    expire(server);
    const second = await readNote(client);
    expect(second).toMatchObject({ revalidated: true });
    expect(second.data).toBe(first.data);
    // What came of it is stored under the new credentials.
    await readNote(client);
    expect(sent(server, "if-none-match")).toEqual([null, '"v1"', '"v1"', '"v1"']);
    expect(sent(server, "authorization")).toEqual(["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"]);
  });

  it("stores a whole answer under the credentials that got it", async () => {
    const { client, server } = expired();
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ revalidated: true });
    expect(sent(server, "if-none-match")).toEqual([null, null, '"v1"']);
  });

  it("leaves a date the precondition, too", async () => {
    const server = notesServer();
    const { client } = session(server, (renew) => ({ refresh: refreshOnce(renew) }));
    const date = "Sat, 01 Jun 2024 12:00:00 GMT";
    server.intercept = () => json(200, server.note, { "last-modified": date });
    await readNote(client);
    server.intercept = undefined;
    expire(server);
    await readNote(client);
    expect(sent(server, "if-modified-since")).toEqual([null, date, date]);
  });

  it("of a user who has signed out meanwhile is the answer: nothing is sent for whoever comes next", async () => {
    const server = notesServer();
    const slow = slowRenewal();
    const user = session(server, (renew) => ({ refresh: refreshOnce(() => slow.renew().then(renew)) }));
    await readNote(user.client);
    expire(server);
    const reading = readNote(user.client);
    await expect.poll(() => slow.begun).toBe(1);
    await user.client.clear();
    slow.end();
    await expect(reading).rejects.toThrow("401");
    expect(sent(server, "if-none-match")).toEqual([null, '"v1"']);
  });

  it("of a state change whose user has signed out meanwhile is the answer, too", async () => {
    const server = notesServer();
    const slow = slowRenewal();
    const { client } = session(server, (renew) => ({ refresh: refreshOnce(() => slow.renew().then(renew)) }));
    expire(server);
    const saving = patchNote(client, v1);
    await expect.poll(() => slow.begun).toBe(1);
    await client.clear();
    slow.end();
    expect(await saving).toMatchObject({ status: 401 });
    expect(sent(server, "if-match")).toEqual(['"v1"']);
  });

  it("leaves the caller's own precondition alone", async () => {
    const { client, server } = expired();
    expect(await noteRetrieve(client, { ...one, ifNoneMatch: [v1, tag('W/"v0"')] })).toMatchObject({ kind: "ok" });
    expect(sent(server, "if-none-match")).toEqual(['"v1", W/"v0"', '"v1", W/"v0"']);
  });

  it("sends what the caller passed, whatever became of the object since", async () => {
    const server = notesServer();
    const slow = slowRenewal();
    const { client } = session(server, (renew) => ({ refresh: refreshOnce(() => slow.renew().then(renew)) }));
    expire(server);
    const body = { text: "as it was saved" };
    const saving = changeState(client, notePatchOperation, ofNote({ ...one, body, ifMatch: v1 }));
    await expect.poll(() => slow.begun).toBe(1);
    body.text = "typed since";
    slow.end();
    expect(await saving).toMatchObject({ kind: "ok", data: { text: "as it was saved" } });
  });

  it("shows hooks the new request, not what they made of the first one", async () => {
    const { client, server } = expired({
      onRequest(request) {
        request.url += "?traced";
        request.init.headers["x-seen"] = `${request.init.headers["x-seen"] ?? ""}+`;
      },
    });
    await patchNote(client, v1);
    expect(server.requests.map(({ url }) => new URL(url).search)).toEqual(["?traced", "?traced"]);
    expect(sent(server, "x-seen")).toEqual(["+", "+"]);
  });

  it("is surfaced when it comes again, as `unexpected` or as the document has it", async () => {
    const stub = stubFetch(empty(401), empty(401), empty(401), json(401, { detail: "Still not" }));
    const renew = vi.fn<() => Promise<void>>().mockResolvedValue();
    const client = notesClient({ fetch: stub.fetch, refresh: refreshOnce(renew) });
    expect(await patchNote(client, v1)).toMatchObject({ kind: "unexpected", status: 401 });
    expect(await send(client, { ...ping, responses: [200, 401] }, {})).toMatchObject({
      kind: "error",
      status: 401,
      error: { detail: "Still not" },
    });
    expect(renew).toHaveBeenCalledTimes(2);
    expect(stub.requests).toHaveLength(4);
  });

  it("of an operation that takes no credentials, such as a login, is the answer", async () => {
    const stub = stubFetch(empty(401), empty(401), empty(401), json(200, {}));
    const renew = vi.fn<() => Promise<void>>().mockResolvedValue();
    const client = createClient(
      { servers: ["https://notes.example"], defaultSecurity: [{}] },
      { fetch: stub.fetch, refresh: refreshOnce(renew) },
    );
    expect(await send(client, { ...ping, security: [] }, {})).toMatchObject({ status: 401 });
    expect(await send(client, ping, {})).toMatchObject({ status: 401 });
    expect(renew).not.toHaveBeenCalled();
    expect(await send(client, { ...ping, security: [{ bearer }, {}] }, {})).toMatchObject({ status: 200 });
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it("of an operation without credentials can be part of a renewal that fails", async () => {
    const server = notesServer();
    server.intercept = () => empty(401);
    const user: Session = session(server, () => ({
      refresh: refreshOnce(async () => {
        const answer = await send(user.client, { ...ping, security: [{}] }, {});
        if (answer.kind !== "ok") throw new Error("Log in again.");
      }),
    }));
    await expect(readNote(user.client)).rejects.toMatchObject({ cause: { message: "Log in again." } });
    expect(server.requests).toHaveLength(2);
  });

  it("to a stream is the answer: what was read from it is gone", async () => {
    const stub = stubFetch(empty(401), empty(401));
    const renew = vi.fn<() => Promise<void>>().mockResolvedValue();
    const client = notesClient({ fetch: stub.fetch, refresh: refreshOnce(renew) });
    const upload = {
      ...notePatchOperation,
      body: { "application/octet-stream": binary },
    } satisfies StateChangeOperation;
    const bytes = new Blob(["text"]).stream();
    expect(await changeState(client, upload, ofNote({ ...one, body: bytes, ifMatch: v1 }))).toMatchObject({
      status: 401,
    });
    // Node's fetch takes any async iterable.
    const encoder = (): { body: BodyInit; type: undefined; init: object } => ({
      body: (async function* () {
        yield new TextEncoder().encode("text");
      })() as unknown as BodyInit,
      type: undefined,
      init: { duplex: "half" },
    });
    expect(await send(client, { ...ping, body: { "application/octet-stream": encoder } }, { body: 1 })).toMatchObject({
      status: 401,
    });
    expect(renew).not.toHaveBeenCalled();
  });

  it("to a Blob is not: it can be read again", async () => {
    const { client, server } = expired();
    const upload = { ...ping, body: { "application/octet-stream": binary } };
    expect(await send(client, upload, { body: new Blob(["text"]) })).toMatchObject({ kind: "ok" });
    expect(await Promise.all(server.requests.map((request) => request.text()))).toEqual(["text", "text"]);
  });
});

describe("A8: one refresh", () => {
  it("serves a 401 that arrives after it, of a request from before it", async () => {
    const { client, server } = expired();
    let late: (answer: Response) => void = () => {};
    server.intercept = (_request, index) =>
      index === 0
        ? (new Promise<Response>((resolve) => {
            late = resolve;
          }) as unknown as Promise<undefined>)
        : undefined;
    const waiting = readNote(client);
    await expect.poll(() => server.requests.length).toBe(1);
    await patchNote(client, v1);
    late(empty(401));
    await waiting;
    expect(server.token).toBe("t2");
    expect(sent(server, "authorization")).toEqual(["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"]);
  });

  it("serves a request whose credentials were asked for before it, though it left after", async () => {
    const memory = memoryStore();
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { client, server } = expired({
      store: { ...memory, get: (key) => gate.then(() => memory.get(key)) },
    });
    const waiting = readNote(client);
    await patchNote(client, v1);
    open();
    await waiting;
    expect(server.token, "not t3").toBe("t2");
    expect(sent(server, "authorization")).toEqual(["Bearer t1", "Bearer t2", "Bearer t1", "Bearer t2"]);
  });

  it("is followed by another when the new credentials expire, also where they look the same", async () => {
    const user = expired();
    await readNote(user.client);
    expire(user.server);
    await readNote(user.client);
    expect(user.renewals).toBe(2);
    // A session that the server keeps by the same cookie or token.
    const stub = stubFetch(empty(401), json(200, {}), empty(401), json(200, {}));
    const renew = vi.fn<() => Promise<void>>().mockResolvedValue();
    const client = notesClient({ fetch: stub.fetch, refresh: refreshOnce(renew) });
    await send(client, ping, {});
    expect(await send(client, ping, {})).toMatchObject({ kind: "ok" });
    expect(renew).toHaveBeenCalledTimes(2);
  });
});

describe("A8: a refresh that fails", () => {
  it("rejects all that waited with the same error, which keeps the cause; nothing was carried out", async () => {
    const slow = slowRenewal();
    const server = notesServer();
    const { client } = session(server, () => ({ refresh: refreshOnce(slow.renew) }));
    expire(server);
    const calls = [
      readNote(client),
      patchNote(client, v1),
      noteCreate(client, { body: { text: "" } }),
      send(client, ping, {}),
    ];
    const settled = Promise.allSettled(calls);
    await expect.poll(() => server.requests.length).toBe(4);
    const cause = new Error("The refresh token has expired.");
    slow.fail(cause);
    const errors = (await settled).map((result) => (result as PromiseRejectedResult).reason as unknown);
    expect(errors[0]).toBeInstanceOf(UnauthenticatedError);
    expect(errors[0]).toMatchObject({ name: "UnauthenticatedError", cause });
    expect(new Set(errors).size).toBe(1);
    expect(server.requests).toHaveLength(4);
    expect(server.version).toBe(1);
  });

  it("is tried again by the next 401", async () => {
    const server = notesServer();
    let fails = true;
    const user = session(server, (renew) => ({
      // Fails before it is a promise, too.
      refresh: refreshOnce(() => {
        if (fails) throw new Error("No network");
        return renew();
      }),
    }));
    expire(server);
    await expect(readNote(user.client)).rejects.toThrow(UnauthenticatedError);
    fails = false;
    expect(await readNote(user.client)).toMatchObject({ kind: "ok" });
    expect(user.renewals).toBe(1);
  });
});

describe("A8: while a refresh is under way", () => {
  it("an abort ends the wait of its caller alone, with the signal's reason, and nothing was carried out", async () => {
    const slow = slowRenewal();
    const server = notesServer();
    const { client } = session(server, (renew) => ({ refresh: refreshOnce(() => slow.renew().then(renew)) }));
    expire(server);
    const controller = new AbortController();
    const { signal } = controller;
    const saving = patchNote(client, v1, { signal });
    const reading = readNote(client, { signal });
    const other = readNote(client);
    await expect.poll(() => slow.begun).toBe(1);
    await expect.poll(() => server.requests.length).toBe(3);
    const reason = new Error("left the page");
    controller.abort(reason);
    await expect(saving).rejects.toBe(reason);
    await expect(reading).rejects.toBe(reason);
    slow.end();
    expect(await other).toMatchObject({ kind: "ok" });
    expect(server.requests).toHaveLength(4);
    expect(slow.begun).toBe(1);
  });

  it("an abort that came with the 401 begins none", async () => {
    const controller = new AbortController();
    const renew = vi.fn<() => Promise<void>>().mockResolvedValue();
    const client = notesClient({
      fetch: stubFetch(empty(401)).fetch,
      refresh: refreshOnce(renew),
      onResponse: () => controller.abort("enough"),
    });
    await expect(patchNote(client, v1, { signal: controller.signal })).rejects.toBe("enough");
    expect(renew).not.toHaveBeenCalled();
  });
});

describe("A8: the replay of a state change", () => {
  it("is ambiguous when its answer is lost", async () => {
    const { client, server } = expired();
    const cause = new TypeError("fetch failed");
    server.intercept = (_request, index) => (index === 1 ? cause : undefined);
    expect(await patchNote(client, v1)).toMatchObject({ kind: "ambiguous", status: null, cause });
    expect(server.requests).toHaveLength(2);
  });

  it("is no NetworkError's business when it never leaves: what a hook or a credential throws is thrown", async () => {
    let calls = 0;
    const refused = new Error("refused");
    const hooked = expired({
      onRequest() {
        if (++calls % 2 === 0) throw refused;
      },
    });
    await expect(patchNote(hooked.client, v1)).rejects.toBe(refused);
    await expect(readNote(hooked.client)).resolves.toMatchObject({ kind: "ok" });
    const provided = expired({
      headers: () => {
        if (++calls % 2 === 0) throw refused;
        return {};
      },
    });
    calls = 0;
    await expect(patchNote(provided.client, v1)).rejects.toBe(refused);
    expect(provided.server.requests).toHaveLength(1);
  });

  it("is a NetworkError where nothing was to be changed", async () => {
    const { client, server } = expired();
    server.intercept = (_request, index) => (index === 1 ? new TypeError("fetch failed") : undefined);
    await expect(readNote(client)).rejects.toThrow(NetworkError);
  });

  it("keeps its lane, and what is lost after it is resent under the same precondition", async () => {
    const { client, server } = expired({
      lanes: lanes(),
      recover: resendOnce({ sleep: async () => {} }),
    });
    server.intercept = (_request, index) => (index === 1 ? new TypeError("fetch failed") : undefined);
    const first = patchNote(client, v1);
    const second = changeState(client, notePatchOperation, ofNote({ ...one, body: { text: "again" }, ifMatch: v1 }));
    expect(await first).toMatchObject({ kind: "ok", etag: '"v2"' });
    expect(await second).toMatchObject({ kind: "ok", etag: '"v3"' });
    expect(sent(server, "if-match")).toEqual(['"v1"', '"v1"', '"v1"', '"v1"', '"v2"', '"v2"']);
    // Each request leaves as it was put together at the call; its 401 is answered with the credentials there are.
    const tokens = ["Bearer t1", "Bearer t2"];
    expect(sent(server, "authorization")).toEqual([...tokens, ...tokens, ...tokens]);
  });

  it("that cannot be had throws, and no resend is tried", async () => {
    const server = notesServer();
    const { client } = session(server, () => ({
      lanes: lanes(),
      recover: resendOnce({ sleep: async () => {} }),
      refresh: refreshOnce(() => Promise.reject(new Error("No"))),
    }));
    expire(server);
    await expect(patchNote(client, v1)).rejects.toThrow(UnauthenticatedError);
    expect(server.requests).toHaveLength(1);
  });

  it("encodes with the media type of the first time", async () => {
    const { client, server } = expired();
    const either = { ...ping, body: { "application/json": jsonBody, "application/merge-patch+json": jsonBody } };
    await send(client, either, { body: { a: 1 }, contentType: "application/merge-patch+json" });
    expect(sent(server, "content-type")).toEqual(["application/merge-patch+json", "application/merge-patch+json"]);
  });
});

describe("A8: with retries of retrievals", () => {
  const retry = (): ClientOptions["retry"] => retryRetrievals({ sleep: async () => {}, random: () => 0 });

  it("a retry after the replay has the new credentials, and needs no refresh of its own", async () => {
    const { client, server } = expired({ retry: retry() });
    server.intercept = (_request, index) => (index === 1 ? empty(503) : undefined);
    expect(await readNote(client)).toMatchObject({ kind: "ok" });
    expect(sent(server, "authorization")).toEqual(["Bearer t1", "Bearer t2", "Bearer t2"]);
    expect(server.token).toBe("t2");
  });

  it("credentials that were renewed during the wait are not renewed again", async () => {
    const server = notesServer();
    const { client } = session(server, (renew) => ({
      refresh: refreshOnce(renew),
      retry: retryRetrievals({
        random: () => 0,
        sleep: async () => {
          expire(server);
          await patchNote(client, v1);
        },
      }),
    }));
    server.intercept = (_request, index) => (index === 0 ? empty(503) : undefined);
    expect(await readNote(client)).toMatchObject({ kind: "ok" });
    expect(server.token).toBe("t2");
    expect(sent(server, "authorization").at(-2)).toBe("Bearer t1");
  });
});

describe("a 401 of someone who is another user by then", () => {
  it("renews nothing once the client was cleared while the request was under way", async () => {
    const { client, server, ...user } = expired();
    server.intercept = (_, index) => (index === 0 ? client.clear().then(() => undefined) : undefined);
    expect(await noteRetrieve(client, one)).toMatchObject({ kind: "unexpected", status: 401 });
    expect([server.requests.length, user.renewals]).toEqual([1, 0]);
  });

  it.each([
    ["is not sent again as the next one's", "bob", 1],
    ["is sent again as the same one's", "ada", 2],
  ])("%s, where the client says who calls", async (_, next, requests) => {
    let user = "ada";
    const stub = stubFetch(empty(401), json(200, { id: 1, text: "bob's" }, { etag: '"v1"' }));
    const refresh = refreshOnce(async () => void (user = next));
    const client = notesClient({ fetch: stub.fetch, caller: () => user, refresh });
    const result = await noteRetrieve(client, one);
    expect([result.kind, stub.requests.length]).toEqual([requests === 1 ? "unexpected" : "ok", requests]);
  });
});
