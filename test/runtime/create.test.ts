import {
  changeState,
  create,
  type CreationOperation,
  type CreationResult,
  creates,
  entityTag,
  type StateChangeOperation,
  type StateChangeResult,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, type Note, noteCreate, noteCreateOperation, notesClient, patchNote } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const note = { id: 1, text: "new" };
const request = { body: { text: "new" } };
const location = (path: string): Response => empty(201, { location: path, etag: '"v1"' });

describe("a creation", () => {
  it("RFC item 9: gives the tag of what was created, to be passed as `ifMatch` at once", async () => {
    const stub = stubFetch(json(201, note, { etag: '"v1"', location: "/notes/1/" }), json(200, note, { etag: '"v2"' }));
    const client = notesClient({ fetch: stub.fetch });
    const created = await noteCreate(client, request);
    expect(created).toMatchObject({
      kind: "ok",
      status: 201,
      data: note,
      etag: '"v1"',
      lastModified: null,
      resource: { name: "Note", key: "1" },
    });
    expect(client.tagOf("Note", 1)).toBe('"v1"');
    if (created.kind !== "ok") throw new Error(created.kind);
    expect(await patchNote(client, created)).toMatchObject({ kind: "ok" });
    expect(stub.requests.map((sent) => sent.headers.get("if-match"))).toEqual([null, '"v1"']);
    expect(stub.requests[0]).toMatchObject({ method: "POST", url: `${base}/notes/` });
  });

  it("RFC item 9: finds the key under the first name that the body has", async () => {
    const stub = stubFetch(json(201, { note_id: "n 1", id: 5 }), json(201, { note_id: null, id: 5 }));
    const client = notesClient({ fetch: stub.fetch });
    expect(await noteCreate(client, request)).toMatchObject({ resource: { key: "n%201" } });
    expect(await noteCreate(client, request)).toMatchObject({ resource: { key: "5" } });
  });

  it.each([
    ["/notes/7/", "7"],
    ["/notes/7", "7"],
    [`${base}/notes/7/?format=json#top`, "7"],
    ["7", "7"],
    ["/notes/a%20b/", "a%20b"],
    ["/notes/a:b@c/", "a%3Ab%40c"],
    ["/notes/100%/", "100%25"],
  ])("RFC item 9: else the key is the last segment of Location %s, encoded as keys are", async (path, key) => {
    const client = notesClient({ fetch: stubFetch(location(path)).fetch });
    expect(await noteCreate(client, request)).toMatchObject({ kind: "ok", resource: { name: "Note", key } });
    expect(client.tagOf("Note", decodeURIComponent(key))).toBe('"v1"');
  });

  it("RFC item 9: a key that nobody tells is null, and the result is a precondition all the same", async () => {
    const stub = stubFetch(empty(201, { etag: '"v1"' }), json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    const created = await noteCreate(client, request);
    if (created.kind !== "ok") throw new Error(created.kind);
    expect(created.resource).toEqual({ name: "Note", key: null });
    expect(await patchNote(client, created)).toMatchObject({ kind: "ok" });
  });

  it("RFC item 9: what the request says of the key is taken from there, and the rest from Location", async () => {
    const operation = {
      ...noteCreateOperation,
      path: "/books/{book}/notes/",
      created: [{ in: "path", name: "book" }, ["note_id", "id"], { in: "header", name: "X-Tenant" }],
    } as const satisfies CreationOperation;
    const stub = stubFetch(location("/books/b%2F1/notes/2/"), json(201, { id: 3 }), empty(201));
    const client = notesClient({ fetch: stub.fetch });
    const parts = { ...request, path: { book: "b/1" }, header: { "X-Tenant": "t" } };
    const make = (): Promise<CreationResult<{ 201: Note }, "Note">> => create(client, operation, parts);
    expect(await make()).toMatchObject({ resource: { key: "b%2F1/2/t" } });
    expect(await make()).toMatchObject({ resource: { key: "b%2F1/3/t" } });
    expect(await make(), "half a key is none").toMatchObject({ resource: { key: null } });
  });

  it("RFC item 9: a key of several values comes from the body only", async () => {
    const operation = {
      ...noteCreateOperation,
      created: [["book_id"], ["note_id", "id"]],
    } as const satisfies CreationOperation;
    const stub = stubFetch(
      json(201, { book_id: "b/1", id: 2 }, { etag: '"v1"' }),
      location("/books/b/notes/2/"),
      json(201, { book_id: "b" }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const make = (): Promise<CreationResult<{ 201: Note }, "Note">> => create(client, operation, request);
    expect(await make()).toMatchObject({ resource: { key: "b%2F1/2" } });
    expect(client.tagOf("Note", "b/1", 2)).toBe('"v1"');
    expect(await make()).toMatchObject({ resource: { key: null } });
    expect(await make(), "half a key is none").toMatchObject({ resource: { key: null } });
  });

  it("rule 5: a refusal that shows another record and its tag tells nothing about what was created", async () => {
    const stub = stubFetch(json(409, note, { etag: '"e"' }), json(400, note, { etag: '"e"' }));
    const client = notesClient({ fetch: stub.fetch });
    for (let count = 0; count < 2; count++) expect(await noteCreate(client, request)).not.toHaveProperty("etag");
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });

  it("gives documented refusals as `error` and others as `unexpected`, without a tag", async () => {
    const stub = stubFetch(
      json(400, { detail: "Too long" }, { etag: '"e"' }),
      json(412, { detail: "exists" }),
      json(200, note, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    expect(await noteCreate(client, request)).toMatchObject({
      kind: "error",
      status: 400,
      error: { detail: "Too long" },
    });
    expect(await noteCreate(client, request)).toMatchObject({ kind: "unexpected", status: 412 });
    expect(client.tagOf("Note", 1)).toBeUndefined();
    expect(await noteCreate(client, request), "a success that the document does not give").toMatchObject({
      kind: "unexpected",
      status: 200,
      error: note,
    });
  });

  it("is ambiguous when no answer arrives, and is not sent again", async () => {
    const cause = new TypeError("fetch failed");
    const stub = stubFetch(cause);
    const client = notesClient({ fetch: stub.fetch });
    expect(await noteCreate(client, request)).toMatchObject({
      kind: "ambiguous",
      status: null,
      cause,
      resource: { name: "Note", key: null },
      message: expect.stringContaining("Look for it before creating it again.") as unknown,
    });
    expect(stub.requests).toHaveLength(1);
  });
});

describe("a state change that creates something below what it changes", () => {
  const operation = {
    ...noteCreateOperation,
    resource: "Book",
    path: "/books/{book}/notes/",
    key: [["path", "book"]],
    ifMatch: "required",
    responses: [200, 201],
    creates: creates("Note", [{ in: "path", name: "book" }, ["note_id", "id"]]),
  } as const satisfies StateChangeOperation<"Book">;
  const add = (client: ReturnType<typeof notesClient>) =>
    changeState<StateChangeResult<{ 200: Note; 201: Note }, "Book", unknown, "Note">>(client, operation, {
      ...request,
      path: { book: 7 },
      ifMatch: entityTag("Book", 7, '"b"'),
    });

  it("RFC 9110, 15.3.2: takes the tag of the 201 for that of what was created", async () => {
    const stub = stubFetch(json(201, note, { etag: '"v1"' }), json(200, note, { etag: '"c"' }));
    const client = notesClient({ fetch: stub.fetch });
    const added = await add(client);
    expect(added).toMatchObject({ kind: "ok", etag: '"v1"', resource: { name: "Note", key: "7/1" } });
    expect(stub.requests[0]!.headers.get("if-match")).toBe('"b"');
    expect([client.tagOf("Note", 7, 1), client.tagOf("Book", 7)]).toEqual(['"v1"', undefined]);
    expect(await add(client), "a 200 is about what was changed").toMatchObject({
      resource: { name: "Book", key: "7" },
    });
    expect(client.tagOf("Book", 7)).toBe('"c"');
  });
});
