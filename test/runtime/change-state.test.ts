import {
  changeState,
  type EntityTag,
  retrieve,
  type RetrievalOperation,
  type StateChangeOperation,
  type StateChangeResult,
  UsageError,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  noteArchive,
  noteArchiveOperation,
  noteDelete,
  notePatchOperation,
  noteRetrieveOperation,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "./note-operations.js";
import { cutShort, empty, json, never, stubFetch } from "./stub-fetch.js";

const note = { id: 1, text: "first" };
const changed = { id: 1, text: "changed" };
const one = { path: { id: 1 } };

/** The UsageError of a call, after checking that nothing left. */
async function refusal(call: Promise<unknown>, requests: readonly Request[]): Promise<UsageError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect(requests).toHaveLength(0);
  return error as UsageError;
}

describe("the precondition of a state change", () => {
  it("rule 4: If-Match is the tag that was passed in, not one that the client learnt meanwhile", async () => {
    const stub = stubFetch(json(200, note, { etag: '"v1"' }), json(200, changed, { etag: '"v2"' }), empty(412));
    const client = notesClient({ fetch: stub.fetch });
    const form = await readNote(client);
    await readNote(client);
    expect(client.tagOf("Note", 1)).toBe('"v2"');
    expect(await patchNote(client, form)).toMatchObject({ kind: "precondition-failed", sent: '"v1"' });
    expect(stub.requests[2]!.headers.get("if-match")).toBe('"v1"');
  });

  it.each(['"a,b\\"', '""', 'W/"weak"', '"caf\xe9\xff"', '"2024-06-01T12:00:00.000001+00:00"'])(
    "rule 4: If-Match carries %s byte for byte",
    async (value) => {
      const stub = stubFetch(json(200, changed));
      await patchNote(notesClient({ fetch: stub.fetch }), tag(value));
      expect(stub.requests[0]!.headers.get("if-match")).toBe(value);
    },
  );

  it("rule 4: the tag passed in is stronger than an If-Match among the headers", async () => {
    const stub = stubFetch(json(200, changed));
    await patchNote(notesClient({ fetch: stub.fetch, headers: { "If-Match": "*" } }), tag('"v1"'), {
      headers: { "IF-MATCH": '"other"' },
    });
    expect(stub.requests[0]!.headers.get("if-match")).toBe('"v1"');
  });

  it("rule 4: `weakTags` sends a weak tag as it is, strips it, or rejects it before sending", async () => {
    const stub = stubFetch(json(200, changed), json(200, changed));
    await patchNote(notesClient({ fetch: stub.fetch }), tag('W/"v1"'));
    await patchNote(notesClient({ fetch: stub.fetch, weakTags: "strip" }), tag('W/"v1"'));
    expect(stub.requests.map((request) => request.headers.get("if-match"))).toEqual(['W/"v1"', '"v1"']);
    const { fetch, requests } = stubFetch();
    const error = await refusal(patchNote(notesClient({ fetch }, { weakTags: "reject" }), tag('W/"v1"')), requests);
    expect(error).toMatchObject({ code: "weak-entity-tag" });
    expect(error.message).toContain('W/"v1"');
  });

  it("rule 4: a version in the body is the tag, in its own form, where the config says so", async () => {
    const reading = { ...noteRetrieveOperation, tagProperty: "_rev" } as const satisfies RetrievalOperation;
    const changing = { ...notePatchOperation, tagProperty: "_rev" } as const satisfies StateChangeOperation;
    const stub = stubFetch(
      json(200, { ...note, _rev: "1-abc" }, { etag: '"other"' }),
      json(200, { ...changed, _rev: "W2-def" }),
      json(200, changed),
    );
    const client = notesClient({ fetch: stub.fetch, weakTags: "strip" });
    const read = await retrieve<Awaited<ReturnType<typeof readNote>>>(client, reading, one);
    const saved = await changeState<StateChangeResult<{ 200: typeof note }, "Note">>(client, changing, {
      ...one,
      body: note,
      ifMatch: read,
    });
    if (saved.kind !== "ok") throw new Error(saved.kind);
    await changeState(client, changing, { ...one, body: note, ifMatch: saved });
    expect(
      stub.requests.slice(1).map((request) => request.headers.get("if-match")),
      "and a W in it makes it no weak tag",
    ).toEqual(["1-abc", "W2-def"]);
  });

  it("refuses another resource's validator before sending", async () => {
    const { fetch, requests } = stubFetch();
    const client = notesClient({ fetch });
    const ofAnother = { etag: tag('"v1"'), resource: { name: "Note", key: "2" } } as const;
    const error = await refusal(patchNote(client, ofAnother), requests);
    expect(error).toMatchObject({ code: "other-resource" });
    expect(error.message).toMatch(/^note_patch: .*Note 2.*Note 1/);
    const ofOtherKind = { etag: tag('"v1"'), resource: { name: "Job", key: "1" } } as never;
    expect(await refusal(patchNote(client, ofOtherKind), requests)).toMatchObject({ code: "other-resource" });
  });

  it("refuses an unknown tag before sending, and says how to get one", async () => {
    const { fetch, requests } = stubFetch();
    const untagged = { etag: null, resource: { name: "Note", key: "1" } } as const;
    const error = await refusal(patchNote(notesClient({ fetch }), untagged), requests);
    expect(error).toMatchObject({ code: "no-entity-tag" });
    expect(error.message).toMatch(/^note_patch: .*load the record first.*Access-Control-Expose-Headers: ETag/);
  });

  it.each([undefined, null])("refuses a required precondition that is %s", async (ifMatch) => {
    const { fetch, requests } = stubFetch();
    expect(await refusal(patchNote(notesClient({ fetch }), ifMatch as never), requests)).toMatchObject({
      code: "unconditional",
    });
  });

  it.each(["v1", "v1\r\nx: y", '"v1", "v2"', "*"])("refuses the text %j, which is no entity-tag", async (text) => {
    const { fetch, requests } = stubFetch();
    expect(await refusal(patchNote(notesClient({ fetch }), text as EntityTag<"Note">), requests)).toMatchObject({
      code: "malformed-entity-tag",
    });
  });

  it("sends nothing conditional where the call says `null` and the document allows it, and refuses silence", async () => {
    const stub = stubFetch(json(200, note));
    const client = notesClient({ fetch: stub.fetch });
    const archive = noteArchive(client, { ...one, ifMatch: undefined } as never);
    expect(await refusal(archive, stub.requests)).toMatchObject({ code: "unconditional" });
    expect(await noteArchive(client, { ...one, ifMatch: null })).toMatchObject({ kind: "ok" });
    expect(stub.requests[0]!.headers.has("if-match")).toBe(false);
    const omittable = { ...noteArchiveOperation, omittable: true } as const satisfies StateChangeOperation;
    expect(await changeState(notesClient({ fetch: stubFetch(json(200, note)).fetch }), omittable, one)).toMatchObject({
      kind: "ok",
    });
  });

  it("does not send what was aborted before, and throws the caller's reason", async () => {
    const stub = stubFetch();
    const reason = new Error("left the page");
    await expect(
      patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(stub.requests).toHaveLength(0);
  });
});

describe("an outcome that nobody knows", () => {
  it("is ambiguous when no answer arrives, with the cause, and is not repeated", async () => {
    const cause = new TypeError("fetch failed");
    const stub = stubFetch(cause);
    expect(await patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'))).toMatchObject({
      kind: "ambiguous",
      status: null,
      cause,
      resource: { name: "Note", key: "1" },
    });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([502, 504])("is ambiguous when a gateway answers %i", async (status) => {
    const stub = stubFetch(new Response("<h1>Bad gateway</h1>", { status, headers: { "content-type": "text/html" } }));
    const result = await patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'));
    expect(result).toMatchObject({
      kind: "ambiguous",
      status,
      message: expect.stringContaining(String(status)) as unknown,
    });
  });

  it("is ambiguous when the body of a success breaks off, and not when that of an error does", async () => {
    const stub = stubFetch(cutShort(200, '{"id":'), cutShort(412, '{"det'), cutShort(404, "{"));
    const client = notesClient({ fetch: stub.fetch });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "ambiguous", status: null });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "precondition-failed", error: undefined });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "error", status: 404, error: undefined });
  });

  it("is ambiguous when the caller aborts or time runs out after sending", async () => {
    const stub = stubFetch(never, never);
    const client = notesClient({ fetch: stub.fetch });
    const controller = new AbortController();
    const pending = patchNote(client, tag('"v1"'), { signal: controller.signal });
    await expect.poll(() => stub.requests.length).toBe(1);
    controller.abort();
    expect(await pending).toMatchObject({ kind: "ambiguous", status: null, cause: { name: "AbortError" } });
    expect(await patchNote(client, tag('"v1"'), { timeout: 1 })).toMatchObject({
      kind: "ambiguous",
      cause: { name: "TimeoutError" },
    });
  });

  it("is thrown, not ambiguous, when the request cannot even be built", async () => {
    const stub = stubFetch();
    const call = patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'), { headers: { "x-user": "Łukasz" } });
    await expect(call, "nothing can have been written").rejects.toThrow("ByteString");
    expect(stub.requests).toHaveLength(0);
  });
});

describe("a state change that came through", () => {
  it("carries the validator of the new state: what one change answered is the precondition of the next", async () => {
    const stub = stubFetch(
      json(200, changed, { etag: '"v2"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }),
      empty(204),
    );
    const client = notesClient({ fetch: stub.fetch });
    const saved = await patchNote(client, tag('"v1"'));
    expect(saved).toMatchObject({
      kind: "ok",
      status: 200,
      data: changed,
      etag: '"v2"',
      lastModified: "Sat, 01 Jun 2024 12:00:00 GMT",
      resource: { name: "Note", key: "1" },
    });
    if (saved.kind !== "ok") throw new Error(saved.kind);
    expect(await noteDelete(client, { ...one, ifMatch: saved })).toMatchObject({
      kind: "ok",
      status: 204,
      data: undefined,
      etag: null,
    });
    expect(stub.requests[1]!.headers.get("if-match")).toBe('"v2"');
  });
});
