import { describe, expect, it } from "vitest";
import { noteDelete, noteHead, notesClient, patchNote, readNote, tag } from "./note-operations.js";
import { cutShort, empty, json, later, type StubAnswer, stubFetch } from "./stub-fetch.js";

/* What `client.tagOf` believes to be current: it serves adapters and events, never If-Match by itself. */

const note = { id: 1, text: "first" };
const one = { path: { id: 1 } };
const full = (etag: string): Response => json(200, note, { etag });

function client(...answers: StubAnswer[]): ReturnType<typeof notesClient> & { requests: Request[] } {
  const stub = stubFetch(...answers);
  return Object.assign(notesClient({ fetch: stub.fetch }), { requests: stub.requests });
}

describe("the tag that a client knows for a resource", () => {
  it("rule 5: comes from a retrieval, a 304, a HEAD and a state change alike", async () => {
    const notes = client(full('"v1"'), empty(304, { etag: '"v1"' }), empty(200, { etag: '"v2"' }), full('"v3"'));
    expect(notes.tagOf("Note", 1)).toBeUndefined();
    await readNote(notes);
    expect(notes.tagOf("Note", 1)).toBe('"v1"');
    await readNote(notes);
    expect(notes.tagOf("Note", 1)).toBe('"v1"');
    await noteHead(notes, one);
    expect(notes.tagOf("Note", 1)).toBe('"v2"');
    await patchNote(notes, tag('"v2"'));
    expect(notes.tagOf("Note", 1)).toBe('"v3"');
    expect(notes.tagOf("Note", 2)).toBeUndefined();
    expect(notes.tagOf("Other", 1)).toBeUndefined();
  });

  it("rule 5: a key is the same as a number and as a text, and slashes in it separate nothing", async () => {
    const notes = client(full('"v1"'));
    await readNote(notes);
    expect(notes.tagOf("Note", "1")).toBe('"v1"');
    expect(notes.tagOf("Note", "1/")).toBeUndefined();
  });

  it.each<[string, StubAnswer]>([
    ["a 200 without a tag", json(200, note)],
    ["a 204", empty(204)],
    ["a 412", empty(412, { etag: '"v9"' })],
    ["a 502", empty(502, { etag: '"v9"' })],
    ["no answer at all", new TypeError("fetch failed")],
    ["a success whose body broke off", cutShort(200, "{", { etag: '"v9"' })],
  ])("rule 5: is dropped by a state change answered with %s", async (_answer, answer) => {
    const notes = client(full('"v1"'), answer);
    await patchNote(notes, await readNote(notes));
    expect(notes.tagOf("Note", 1)).toBeUndefined();
  });

  it("rule 5: is dropped by a DELETE, whatever tag its answer carries", async () => {
    const notes = client(full('"v1"'), empty(204, { etag: '"v9"' }));
    expect(await noteDelete(notes, { ...one, ifMatch: await readNote(notes) })).toMatchObject({
      kind: "ok",
      etag: null,
    });
    expect(notes.tagOf("Note", 1)).toBeUndefined();
  });

  it("rule 5: is not changed by an error answer, with or without a tag", async () => {
    const notes = client(
      full('"v1"'),
      json(409, { detail: "busy" }, { etag: '"v9"' }),
      json(500, {}, { etag: '"v9"' }),
    );
    const read = await readNote(notes);
    await patchNote(notes, read);
    await patchNote(notes, read);
    expect(notes.tagOf("Note", 1)).toBe('"v1"');
  });

  it("rule 5: a retrieval that left before a state change answered brings older news, and is ignored", async () => {
    const slow = later();
    const notes = client(full('"v1"'), slow.answer, full('"v2"'), full('"v3"'));
    const read = await readNote(notes);
    const pending = noteHead(notes, one);
    await expect.poll(() => notes.requests.length).toBe(2);
    await patchNote(notes, read);
    await patchNote(notes, tag('"v2"'));
    slow.give(empty(200, { etag: '"v1"' }));
    await pending;
    expect(notes.tagOf("Note", 1)).toBe('"v3"');
  });

  it("rule 5: a retrieval answered from a stale cache after a state change is ignored", async () => {
    const notes = client(full('"v1"'), full('"v2"'), full('"v1"'), full('"v3"'));
    await patchNote(notes, await readNote(notes));
    await readNote(notes);
    expect(notes.tagOf("Note", 1)).toBe('"v2"');
    await readNote(notes);
    expect(notes.tagOf("Note", 1)).toBe('"v3"');
  });

  it("rule 5: a 304 makes known again what a refusal had dropped", async () => {
    const notes = client(full('"v1"'), empty(412), empty(304, { etag: '"v1"' }));
    await patchNote(notes, await readNote(notes));
    expect(notes.tagOf("Note", 1)).toBeUndefined();
    await readNote(notes);
    expect(notes.tagOf("Note", 1)).toBe('"v1"');
  });

  it("rule 5: a tag that comes back for good is believed: content hashes repeat", async () => {
    // Ours turned "a" into "b"; somebody undid it, which the 412 and the reload after it tell.
    const notes = client(full('"a"'), full('"b"'), empty(412), full('"a"'));
    await patchNote(notes, await readNote(notes));
    const refused = await patchNote(notes, tag('"b"'));
    if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
    await refused.reload();
    expect(notes.tagOf("Note", 1)).toBe('"a"');
  });

  it("is forgotten when ten thousand others came after it, unless it was learned again", () => {
    const notes = client();
    const learn = (id: number, text: string): void =>
      notes.tags.read({ name: "Note", key: String(id) }, tag(text), notes.tags.now());
    for (let id = 0; id < 10_000; id++) learn(id, '"v1"');
    learn(0, '"v2"');
    expect(notes.tagOf("Note", 1)).toBe('"v1"');
    learn(10_000, '"v1"');
    const known = [0, 1, 2, 10_000].map((id) => notes.tagOf("Note", id));
    expect(known).toEqual(['"v2"', undefined, '"v1"', '"v1"']);
  });

  it("keeps no tag of one client for another", async () => {
    const first = client(full('"v1"'));
    await readNote(first);
    expect(client().tagOf("Note", 1)).toBeUndefined();
  });
});
