import {
  changeState,
  type EntityTag,
  type PreconditionFailed,
  type RetrievalOperation,
  type StateChangeOperation,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  base,
  noteArchive,
  notePatchOperation,
  notesClient,
  patchNote,
  readNote,
  tag,
  ofNote,
} from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

const note = { id: 1, text: "first" };
const changed = { id: 1, text: "changed" };
const one = { path: { id: 1 } };

describe("what a state change answers to 412 and 428", () => {
  it("rule 6: 412 is precondition-failed, with the server's body, the tag sent and reload()", async () => {
    const stub = stubFetch(json(412, { detail: "stale" }, { etag: '"v2"' }), json(200, changed, { etag: '"v2"' }));
    const client = notesClient({ fetch: stub.fetch });
    const result = await patchNote(client, tag('"v1"'));
    expect(result).toMatchObject({
      kind: "precondition-failed",
      status: 412,
      error: { detail: "stale" },
      sent: '"v1"',
      resource: { name: "Note", key: "1" },
      operation: "note_patch",
    });
    const fresh = await (result as PreconditionFailed<object, "Note", typeof note>).reload();
    expect(fresh).toMatchObject({ kind: "ok", data: changed, etag: '"v2"' });
    expect(stub.requests[1]).toMatchObject({ method: "GET", url: `${base}/notes/1/`, cache: "reload" });
  });

  it("rule 6: reload() goes past the store, and renews it", async () => {
    const stub = stubFetch(
      json(200, note, { etag: '"v1"' }),
      empty(412),
      json(200, changed, { etag: '"v2"' }),
      empty(304, { etag: '"v2"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const result = await patchNote(client, await readNote(client));
    if (result.kind !== "precondition-failed") throw new Error(result.kind);
    await result.reload();
    expect(stub.requests[2]!.headers.has("if-none-match")).toBe(false);
    await readNote(client);
    expect(stub.requests[3]!.headers.get("if-none-match")).toBe('"v2"');
  });

  it("rule 6: reload() finds the record by its key, wherever both operations carry it", async () => {
    const comment = { resource: "Comment", responses: [200] } as const;
    const reading = {
      ...comment,
      id: "comment_read",
      method: "GET",
      path: "/comments",
      key: [
        ["query", "note_id"],
        ["query", "comment"],
      ],
    } as const satisfies RetrievalOperation;
    const changing = {
      ...comment,
      id: "comment_change",
      method: "POST",
      path: "/notes/{note}/comment",
      body: notePatchOperation.body,
      key: [
        ["path", "note"],
        ["body", "comment_id"],
      ],
      ifMatch: "required",
      reload: () => reading,
    } as const satisfies StateChangeOperation;
    const stub = stubFetch(empty(412), json(200, { text: "hi" }, { etag: '"c2"' }));
    const request = {
      path: { note: "a/b" },
      body: { comment_id: 7 },
      ifMatch: { etag: tag('"c1"') as EntityTag, resource: { name: "Comment", key: "a%2Fb/7" } },
    };
    const result = await changeState<PreconditionFailed<object, "Comment", unknown>>(
      notesClient({ fetch: stub.fetch }),
      changing,
      request,
    );
    await result.reload();
    expect(stub.requests[1]!.url).toBe(`${base}/comments?note_id=a%2Fb&comment=7`);
  });

  it("rule 6: reload() where the document has no retrieval is refused with a reason", async () => {
    const { reload: _reload, ...alone } = notePatchOperation;
    const result = await changeState<PreconditionFailed<object, "Note", unknown>>(
      notesClient({ fetch: stubFetch(empty(412)).fetch }),
      alone,
      ofNote({ ...one, body: note, ifMatch: tag('"v1"') }),
    );
    await expect(result.reload()).rejects.toMatchObject({ name: "UsageError", code: "no-retrieval" });
  });

  it("rule 6: a 412 to a weak tag says so, and a 412 to a strong one does not", async () => {
    const stub = stubFetch(empty(412), empty(412));
    const client = notesClient({ fetch: stub.fetch });
    expect(await patchNote(client, tag('W/"v1"'))).toMatchObject({
      message: expect.stringMatching(/If-Match: W\/"v1"\. The tag is weak/) as unknown,
    });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({
      message: expect.stringMatching(
        /^This request was not carried out: .* no longer the version it was made for/,
      ) as unknown,
    });
  });

  it("rule 6: the statuses are the API's own to choose", async () => {
    const stub = stubFetch(json(409, { detail: "stale" }), json(400, { detail: "If-Match?" }));
    const client = notesClient(
      { fetch: stub.fetch },
      { preconditionFailed: [412, 409], preconditionRequired: [428, 400] },
    );
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "precondition-failed", status: 409 });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "precondition-required", status: 400 });
  });

  it("rule 6: a 412 is precondition-failed by its status alone, even to a change that sent no precondition", async () => {
    const stub = stubFetch(json(412, { detail: "checksum mismatch" }));
    const result = await noteArchive(notesClient({ fetch: stub.fetch }), { ...one, ifMatch: null });
    expect(result).toMatchObject({ kind: "precondition-failed", error: { detail: "checksum mismatch" } });
  });

  it("rule 7: 428 is precondition-required, and tells how document and server disagree", async () => {
    const stub = stubFetch(json(428, { detail: "If-Match is required" }), empty(428));
    const client = notesClient({ fetch: stub.fetch });
    const optional = await noteArchive(client, { ...one, ifMatch: null });
    expect(optional).toMatchObject({
      kind: "precondition-required",
      status: 428,
      error: { detail: "If-Match is required" },
      message: expect.stringMatching(/document.*optional/) as unknown,
    });
    const stripped = await patchNote(client, tag('"v1"'));
    expect(stripped).toMatchObject({
      kind: "precondition-required",
      message: expect.stringMatching(/was sent.*proxy/) as unknown,
    });
  });
});
