import { memoryStore, NetworkError } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, noteHead, noteRetrieve, notesClient, patchNote, readNote, tag } from "./note-operations.js";
import { empty, json, later, never, stubFetch } from "./stub-fetch.js";

const note = { id: 1, text: "first" };
const one = { path: { id: 1 } };

describe("a retrieval", () => {
  it("answers with data, validators, resource and headers", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }));
    const result = await readNote(notesClient({ fetch: stub.fetch }));
    expect(result).toEqual({
      kind: "ok",
      status: 200,
      data: note,
      etag: '"v1"',
      lastModified: "Sat, 01 Jun 2024 12:00:00 GMT",
      resource: { name: "Note", key: "1" },
      headers: { "content-type": "application/json", etag: '"v1"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" },
      revalidated: false,
    });
    expect(stub.requests[0]).toMatchObject({ method: "GET", url: `${base}/notes/1/` });
  });

  it("is plain data: what comes back from JSON or a structured clone is still a precondition", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, note, { etag: '"v2"' }),
      json(200, note, { etag: '"v3"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const read = await readNote(client);
    await patchNote(client, JSON.parse(JSON.stringify(read)) as typeof read);
    await patchNote(client, structuredClone(read));
    expect(stub.requests.slice(1).map((request) => request.headers.get("if-match"))).toEqual(['"v1"', '"v1"']);
  });

  it("costs nothing where the server sends no validator", async () => {
    const stub = stubFetch(json(200, note), json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    expect(await readNote(client)).toMatchObject({ etag: null, lastModified: null });
    await readNote(client);
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("takes the tag from the first header of `versionHeaders` that carries one", async () => {
    const stub = stubFetch(
      json(200, note, { etag: 'W/"v1"', "x-resource-version": '"v1"' }),
      json(200, note, { etag: '"v2"', "x-resource-version": "bare" }),
    );
    const client = notesClient({ fetch: stub.fetch, versionHeaders: ["X-Resource-Version", "ETag"] });
    expect((await readNote(client)).etag).toBe('"v1"');
    expect((await readNote(client)).etag).toBe('"v2"');
  });

  it("tells a HEAD's validator without a body, and passes it on as a precondition", async () => {
    const stub = stubFetch(
      empty(200, { etag: '"v1"', "content-type": "application/json", "content-length": "26" }),
      json(200, note, { etag: '"v2"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const head = await noteHead(client, one);
    if (head.kind !== "ok") throw new Error(head.kind);
    expect(head).toMatchObject({ etag: '"v1"', data: undefined });
    expect(await patchNote(client, head)).toMatchObject({ kind: "ok" });
  });
});

describe("a retrieval that fails", () => {
  it("gives a documented status as `error` and any other as `unexpected`", async () => {
    const stub = stubFetch(json(404, { detail: "No such note" }), json(500, { detail: "Down" }));
    const client = notesClient({ fetch: stub.fetch });
    expect(await noteRetrieve(client, one)).toMatchObject({
      kind: "error",
      status: 404,
      error: { detail: "No such note" },
      message: "No such note",
    });
    expect(await noteRetrieve(client, one)).toMatchObject({
      kind: "unexpected",
      status: 500,
      operation: "note_retrieve",
      method: "GET",
      url: `${base}/notes/1/`,
    });
  });

  it("rule 5: a tag on an error answer is not stored", async () => {
    const stub = stubFetch(json(404, { detail: "gone" }, { etag: '"error"' }), json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    await noteRetrieve(client, one);
    expect(client.tagOf("Note", 1)).toBeUndefined();
    await readNote(client);
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("throws a NetworkError that keeps its cause when no answer arrives", async () => {
    const cause = new TypeError("fetch failed");
    const error = await noteRetrieve(notesClient({ fetch: stubFetch(cause).fetch }), one).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ cause, message: `No response: fetch failed (GET ${base}/notes/1/)` });
  });

  it("rejects with the caller's own reason when the caller aborts", async () => {
    const controller = new AbortController();
    const pending = noteRetrieve(notesClient({ fetch: stubFetch(never).fetch }), one, { signal: controller.signal });
    const reason = new Error("left the page");
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });
});

describe("a conditional retrieval", () => {
  it("rule 1: sends the stored tag, and a 304 gives the very same object under fresh headers", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"', "x-served-by": "a" }),
      empty(304, { etag: '"v1"', "x-served-by": "b" }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const first = await readNote(client);
    const second = await readNote(client);
    expect(stub.requests.map((request) => request.headers.get("if-none-match"))).toEqual([null, '"v1"']);
    expect(second.data).toBe(first.data);
    expect(second).toMatchObject({ status: 200, etag: '"v1"', revalidated: true, resource: first.resource });
    expect(second.headers["x-served-by"]).toBe("b");
  });

  it("rule 1: sends If-Modified-Since, as received, where only Last-Modified is known", async () => {
    const date = "Saturday, 01-Jun-24 12:00:00 GMT";
    const stub = stubFetch(json(200, note, { "last-modified": date }), empty(304));
    const client = notesClient({ fetch: stub.fetch });
    const first = await readNote(client);
    const second = await readNote(client);
    expect(stub.requests[1]!.headers.get("if-modified-since")).toBe(date);
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
    expect(second).toMatchObject({ revalidated: true, lastModified: date });
    expect(second.data).toBe(first.data);
  });

  it("rule 1: a 200 replaces what was stored", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, { id: 1, text: "second" }, { etag: '"v2"' }),
      empty(304, { etag: '"v2"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await readNote(client);
    const third = await readNote(client);
    expect(stub.requests[2]!.headers.get("if-none-match")).toBe('"v2"');
    expect(third.data.text).toBe("second");
  });

  it("rule 1: a 304 with nothing stored is asked once more, without the precondition", async () => {
    const forgetful = { ...memoryStore(), get: () => undefined };
    const stub = stubFetch(empty(304, { etag: '"v1"' }), json(200, note, { etag: '"v1"' }));
    expect(await readNote(notesClient({ fetch: stub.fetch, store: forgetful }))).toMatchObject({
      data: note,
      revalidated: false,
    });
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("rule 1: the store is bounded; what was pushed out is simply downloaded again", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, { id: 2, text: "two" }, { etag: '"w1"' }),
      json(200, note, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch, store: memoryStore({ entries: 1 }) });
    await readNote(client);
    await noteRetrieve(client, { path: { id: 2 } });
    await readNote(client);
    expect(stub.requests[2]!.headers.has("if-none-match")).toBe(false);
  });

  it("rule 1: an answer that cannot be stored pushes nothing out", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, note),
      json(200, note),
      empty(304, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch, store: memoryStore({ entries: 2 }) });
    await readNote(client);
    await noteRetrieve(client, { path: { id: 2 } });
    await noteRetrieve(client, { path: { id: 3 } });
    await readNote(client);
    expect(stub.requests[3]!.headers.get("if-none-match")).toBe('"v1"');
  });

  it("rule 1: clear() forgets bodies and tags", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), json(200, note, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await client.clear();
    expect(client.tagOf("Note", 1)).toBeUndefined();
    await readNote(client);
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("rule 1: clear() also forgets what was still on its way", async () => {
    const slow = later();
    const stub = stubFetch(slow.answer, json(200, note, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    const pending = readNote(client);
    await expect.poll(() => stub.requests.length).toBe(1);
    await client.clear();
    slow.give(json(200, note, { etag: '"v1"' }));
    await pending;
    expect(client.tagOf("Note", 1)).toBeUndefined();
    await readNote(client);
    expect(stub.requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("rule 1: clear() forgets the tag that a 304 on its way confirms, too", async () => {
    const slow = later();
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), slow.answer);
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    const pending = readNote(client);
    await expect.poll(() => stub.requests.length).toBe(2);
    await client.clear();
    slow.give(empty(304, { etag: '"v1"' }));
    expect(await pending).toMatchObject({ kind: "ok", revalidated: true });
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });

  it("rule 2: asks fetch for `no-cache`, which the client or the call may overrule", async () => {
    const stub = stubFetch(json(200, note), json(200, note), json(200, note));
    await readNote(notesClient({ fetch: stub.fetch }));
    await readNote(notesClient({ fetch: stub.fetch, init: { cache: "default" } }));
    await readNote(notesClient({ fetch: stub.fetch, init: { cache: "default" } }), { cache: "force-cache" });
    expect(stub.requests.map((request) => request.cache)).toEqual(["no-cache", "default", "force-cache"]);
  });

  it("rule 3: the caller's own `ifNoneMatch` wins over the store, and a 304 is `not-modified`", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"v2"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    const result = await noteRetrieve(client, { ...one, ifNoneMatch: [tag('"v2"'), tag('W/"v3"')] });
    expect(stub.requests[1]!.headers.get("if-none-match")).toBe('"v2", W/"v3"');
    expect(result).toMatchObject({
      kind: "not-modified",
      status: 304,
      etag: '"v2"',
      resource: { name: "Note", key: "1" },
    });
  });

  it("rule 3: a 200 to the caller's own `ifNoneMatch` is `ok`", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v2"' }));
    const result = await noteRetrieve(notesClient({ fetch: stub.fetch }), { ...one, ifNoneMatch: tag('"v1"') });
    expect(stub.requests[0]!.headers.get("if-none-match")).toBe('"v1"');
    expect(result).toMatchObject({ kind: "ok", data: note, etag: '"v2"' });
  });
});
