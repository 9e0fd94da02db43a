import { memoryStore, NetworkError, type RetrievalOperation, type RetrievalResult, retrieve } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  base,
  type Note,
  noteHead,
  noteRetrieve,
  noteRetrieveOperation,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "./note-operations.js";
import { cutShort, empty, json, stubFetch } from "./stub-fetch.js";

/* Items 21 to 39 of the checklist in http-semantics.test.ts, against a recording fetch. */

const note = { id: 1, text: "first" };
const one = { path: { id: 1 } };
const sent = (request: Request | undefined): string | null => request!.headers.get("if-none-match");

describe("what a conditional GET sends", () => {
  it("nothing that a cache could confirm, where the caller asks for `reload`; the answer replaces what was stored", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), json(200, note, { etag: '"v2"' }), empty(304));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await readNote(client, { cache: "reload" });
    await readNote(client);
    expect(stub.requests.map(sent)).toEqual([null, null, '"v2"']);
    expect(stub.requests[1]!.cache).toBe("reload");
  });

  it("RFC item 21: weak tags go into If-None-Match as they are", async () => {
    const stub = stubFetch(json(200, note, { etag: 'W/"v1"' }), empty(304, { etag: 'W/"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ revalidated: true, data: note });
    expect(sent(stub.requests[1])).toBe('W/"v1"');
  });

  it("RFC item 2: a version in the body is no entity-tag; If-None-Match carries the ETag header", async () => {
    const operation = { ...noteRetrieveOperation, tagProperty: "_rev" } as const satisfies RetrievalOperation;
    const stub = stubFetch(json(200, { ...note, _rev: "1-abc" }, { etag: '"hash"' }), empty(304, { etag: '"hash"' }));
    const client = notesClient({ fetch: stub.fetch });
    const read = (): Promise<RetrievalResult<{ 200: Note }, "Note">> => retrieve(client, operation, one);
    expect(await read()).toMatchObject({ etag: "1-abc" });
    expect(await read()).toMatchObject({ etag: "1-abc", revalidated: true });
    expect(sent(stub.requests[1])).toBe('"hash"');
  });

  it("RFC item 13: a GET never carries If-Match", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await readNote(client);
    expect(stub.requests.map((request) => request.headers.has("if-match"))).toEqual([false, false]);
  });

  it("RFC item 23: a date is not sent beside a tag", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }),
      empty(304, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await readNote(client);
    expect(stub.requests[1]!.headers.has("if-modified-since")).toBe(false);
  });

  it.each(["If-None-Match", "If-Modified-Since"])(
    "RFC item 24: a precondition in the caller's own header %s is the caller's to evaluate",
    async (header) => {
      const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"own"' }));
      const client = notesClient({ fetch: stub.fetch });
      await readNote(client);
      const result = await noteRetrieve(client, one, { headers: { [header]: '"own"' } });
      expect(result).toMatchObject({ kind: "not-modified", etag: '"own"' });
      expect(sent(stub.requests[1])).toBe(header === "If-None-Match" ? '"own"' : null);
    },
  );

  it("RFC item 37: a range is asked for without the stored tag, and a 206 is not stored", async () => {
    const operation = { ...noteRetrieveOperation, responses: [200, 206] } as const satisfies RetrievalOperation;
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(206, "fi", { etag: '"v2"' }),
      empty(304, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await retrieve(client, operation, one, { headers: { range: "bytes=0-1" } })).toMatchObject({
      kind: "ok",
      status: 206,
    });
    expect(await readNote(client)).toMatchObject({ data: note, revalidated: true });
    expect(stub.requests.map(sent)).toEqual([null, null, '"v1"']);
  });
});

describe("what a 304 stands for", () => {
  it("RFC item 22: a tag that gzip weakened on the 200 is matched by the strong one on the 304", async () => {
    const stub = stubFetch(json(200, note, { etag: 'W/"v1"' }), empty(304, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    const first = await readNote(client);
    const second = await readNote(client);
    expect(second.data).toBe(first.data);
    expect(second.etag).toBe('"v1"');
  });

  it("RFC item 25: the body of a 304 is never read", async () => {
    const answer = empty(304, { etag: '"v1"', "content-type": "application/json", "content-length": "99" });
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), answer);
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ kind: "ok", status: 200, data: note });
    expect(answer.bodyUsed).toBe(false);
  });

  it("RFC item 26: a 304 whose tag matches nothing stored is asked again, unconditionally", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      empty(304, { etag: '"v9"' }),
      json(200, { id: 1, text: "ninth" }, { etag: '"v9"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ data: { text: "ninth" }, etag: '"v9"', revalidated: false });
    expect(stub.requests.map(sent)).toEqual([null, '"v1"', null]);
    expect(stub.requests[2]!.cache).toBe("reload");
  });

  it("RFC item 27: a 304 without a tag renews the one stored representation", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ data: note, etag: '"v1"', revalidated: true });
  });

  it("RFC item 27: a weak tag on the 304 does not take the place of the strong one in the store", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: 'W/"v1"' }), empty(304));
    const client = notesClient({ fetch: stub.fetch });
    for (let reads = 0; reads < 3; reads++) await readNote(client);
    expect(sent(stub.requests[2])).toBe('"v1"');
  });

  it("RFC item 27: nor in the result, where a state change needs the strong one", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: 'W/"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ revalidated: true, etag: '"v1"' });
  });

  it("RFC item 28: its headers replace the stored ones, except those that describe the missing body", async () => {
    const stored = {
      etag: '"v1"',
      "cache-control": "max-age=1",
      "x-kept": "yes",
      "content-length": "23",
      "content-language": "en",
    };
    const fresh = {
      etag: '"v1"',
      "cache-control": "max-age=9",
      "content-length": "0",
      "content-type": "text/html",
      "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT",
    };
    const stub = stubFetch(json(200, note, stored), empty(304, fresh), empty(304, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    const expected = {
      ...stored,
      "content-type": "application/json",
      "cache-control": "max-age=9",
      "last-modified": fresh["last-modified"],
    };
    expect(await readNote(client)).toMatchObject({ headers: expected, lastModified: fresh["last-modified"] });
    expect((await readNote(client)).headers, "and stay replaced").toEqual(expected);
  });

  it("RFC item 29: a second 304, to an unconditional request, is an unexpected answer and no endless loop", async () => {
    const stub = stubFetch(empty(304), empty(304));
    const client = notesClient({ fetch: stub.fetch, store: { ...memoryStore(), get: () => undefined } });
    expect(await noteRetrieve(client, one)).toMatchObject({ kind: "unexpected", status: 304 });
    expect(stub.requests).toHaveLength(2);
  });
});

describe("what is stored", () => {
  it("RFC item 30: the full answer to a repeated request replaces the stored one", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      empty(304, { etag: '"v9"' }),
      json(200, note, { etag: '"v9"' }),
      empty(304, { etag: '"v9"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    for (let reads = 0; reads < 3; reads++) await readNote(client);
    expect(sent(stub.requests[3])).toBe('"v9"');
  });

  it("RFC item 30: a failed validation is forwarded and leaves the stored representation in place", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(503, { detail: "busy" }, { etag: '"error"' }),
      empty(304, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    expect(await noteRetrieve(client, one)).toMatchObject({ kind: "unexpected", status: 503 });
    expect(await readNote(client)).toMatchObject({ data: note, revalidated: true });
  });

  it("RFC item 31: `no-store` in an answer stores nothing and removes what stood there", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, note, { etag: '"v2"', "cache-control": "private, no-store" }),
      json(200, note),
    );
    const client = notesClient({ fetch: stub.fetch });
    for (let reads = 0; reads < 3; reads++) await readNote(client);
    expect(stub.requests.map(sent)).toEqual([null, '"v1"', null]);
  });

  it("RFC item 31: `no-store` in an answer still lets its tag be a precondition", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"', "cache-control": "no-store" }),
      json(200, note, { etag: '"v2"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await patchNote(client, await readNote(client));
    expect(stub.requests[1]!.headers.get("if-match")).toBe('"v1"');
  });

  it("RFC item 31: `no-store` in a request stores nothing", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), json(200, note, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client, { headers: { "Cache-Control": "no-store" } });
    await readNote(client);
    expect(sent(stub.requests[1])).toBeNull();
  });

  it("nor does fetch's own `no-store`, which uses nothing that was stored either", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      json(200, note, { etag: '"v2"' }),
      json(200, note, { etag: '"v3"' }),
      empty(304),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client, { cache: "no-store" });
    await readNote(client);
    await readNote(client, { cache: "no-store" });
    await readNote(client);
    expect(stub.requests.map(sent)).toEqual([null, null, null, '"v2"']);
  });

  it("RFC item 31: a 304 marked `no-store`, as some back ends send it, is not stored; what it stands for stays", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      empty(304, { etag: '"v1"', "cache-control": "no-store" }),
      empty(304, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    for (let reads = 0; reads < 2; reads++) expect((await readNote(client)).data).toEqual(note);
    const third = await readNote(client);
    expect(third).toMatchObject({ data: note, revalidated: true });
    expect(third.headers).not.toHaveProperty("cache-control");
  });

  it("RFC item 32: freshness is never assumed, and without a connection there is an error, nothing stale", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"', "cache-control": "max-age=3600" }),
      new TypeError("offline"),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await expect(readNote(client)).rejects.toThrow(NetworkError);
    expect(stub.requests).toHaveLength(2);
  });

  it("RFC item 37: a 206 that nobody asked for is not stored", async () => {
    const operation = { ...noteRetrieveOperation, responses: [206] } as const satisfies RetrievalOperation;
    const stub = stubFetch(json(206, "fi", { etag: '"v1"' }), json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    expect(await retrieve(client, operation, one)).toMatchObject({ kind: "ok", status: 206 });
    await readNote(client);
    expect(sent(stub.requests[1])).toBeNull();
  });

  it("RFC item 37: a truncated body is a NetworkError and not stored", async () => {
    const stub = stubFetch(cutShort(200, '{"id":1,', { etag: '"v1"' }), json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    await expect(readNote(client)).rejects.toThrow(NetworkError);
    await readNote(client);
    expect(sent(stub.requests[1])).toBeNull();
  });

  it("RFC item 39: a HEAD neither uses nor changes the stored representation of the GET", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      empty(200, { etag: '"v2"' }),
      json(200, note, { etag: '"v2"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    await readNote(client);
    await noteHead(client, one);
    await readNote(client);
    expect(stub.requests.map(sent)).toEqual([null, null, '"v1"']);
    expect(stub.requests[0]!.url).toBe(`${base}/notes/1/`);
    expect(client.tagOf("Note", 1)).toBe(tag('"v2"'));
  });
});

describe("a body that a page changed in place is never taken for the server's (RFC 9110, 15.4.5)", () => {
  /** A body as no JSON.stringify writes it. */
  const spaced = '{ "id": 1,\n "text": "\\u0066irst" }';
  const read = (client: ReturnType<typeof notesClient>): Promise<{ data: { text: string } }> =>
    readNote(client) as Promise<{ data: { text: string } }>;

  it.each([0, 1, 2, 3])("after %i answers 304 that changed nothing", async (untouched) => {
    const head = { "content-type": "application/json", etag: '"v1"' };
    const answers = Array.from({ length: untouched + 3 }, () => empty(304, { etag: '"v1"' }));
    const stub = stubFetch(() => new Response(spaced, { headers: head }), ...answers);
    const client = notesClient({ fetch: stub.fetch });
    const first = await read(client);
    for (let index = 0; index < untouched; index++) expect((await read(client)).data).toBe(first.data);
    first.data.text = "mine";
    const second = await read(client);
    expect(second.data).not.toBe(first.data);
    expect(second.data).toEqual(note);
    // And so once more: what was made anew is now the one that is kept.
    expect((await read(client)).data).toBe(second.data);
    second.data.text = "mine again";
    expect((await read(client)).data).toEqual(note);
  });

  it("also where the page put something there that JSON has no text for", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), empty(304, { etag: '"v1"' }));
    const client = notesClient({ fetch: stub.fetch });
    const first = await read(client);
    Object.assign(first.data, { self: first.data });
    expect((await read(client)).data).toEqual(note);
  });
});
