import { changeState, type StateChangeOperation } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  noteArchive,
  noteDelete,
  notePatchOperation,
  noteRetrieve,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "./note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "./stub-fetch.js";

/*
 * The checklist of what RFC 9110, 9111, 6585, 9457 and 5789 ask of a conditional client. A test whose
 * title begins with `RFC item N:` shows that item. Where they are, and why some have none:
 *
 *  1, 2, 4, 12, 22   entity-tag.test.ts: grammar, bytes, lists, comparison. 2 also in conditional-get.
 *  3, 7, 8           here: what is a validator, and what a success does to it.
 *  5, 6, 33, 34      representations.test.ts: by URL, by Vary, by principal. 6: a `-gzip` suffix is not
 *                    undone; `versionHeaders` names a header with the tag that the back end means.
 *  9                 create.test.ts. The key comes from the body or from Location; Content-Location is not read.
 * 10                 Nothing to do: fetch gives no trailers, so none can be merged.
 * 11                 here, and deliberately different: `weakTags` decides. "send" is the default, since some
 *                    back ends demand their weak tag back as it is; "reject" is what the item asks.
 * 13, 21, 23 to 32,  conditional-get.test.ts. 26: compared weakly, since gzip weakens the tag of a 200 and not
 * 37, 39             that of its 304. 31: the tag of a `no-store` answer stays known as application state.
 *                    32: there is no fresh period at all; everything stored is validated before use.
 *                    37: one entry a variant, the latest, so no choice by Date. 39: a HEAD leaves the store alone.
 * 14, 15             here: a date is never the precondition of a state change.
 * 16                 Not in the core: no operation of a document says "create only if absent". A caller may add
 *                    the header If-None-Match: *; its 412 is then an answer like any other.
 * 17                 here.
 * 18                 Not in the core, which repeats nothing: test/runtime/recover.test.ts.
 * 19                 here.
 * 20                 A server's duty: test/servers/records-server.test.ts.
 * 35, 36             here. 36: nothing stored is ever used unvalidated, so a write has nothing to invalidate;
 *                    the tag that was known is replaced or dropped.
 * 38                 here.
 * 40                 lanes.test.ts (rule 8). The core collapses no requests.
 * 41 to 44           recover.test.ts, refresh.test.ts and retry.test.ts (rules 9 to 11).
 * 45                 fetch's own: it follows redirects, keeps If-Match on 307 and 308, and drops Authorization
 *                    across origins, as does If-Match (redirects.test.ts, docs/adr/0013).
 * 46, 47, 48         here.
 * 49, 50             results.test.ts.
 * 51, 52             Not about entity-tags of the core; Link and Content-Location are not read.
 */

const note = { id: 1, text: "first" };
const one = { path: { id: 1 } };

function recorded(...answers: StubAnswer[]): { client: ReturnType<typeof notesClient>; requests: Request[] } {
  const { fetch, requests } = stubFetch(...answers);
  return { client: notesClient({ fetch }), requests };
}

describe("validators", () => {
  it.each(["abc", "'abc'", 'w/"abc"', '"a"b"', "", '"a", "b"'])(
    "RFC item 3: the malformed ETag %j is no validator",
    async (etag) => {
      const { client, requests } = recorded(json(200, note, { etag }), json(200, note));
      expect(await readNote(client)).toMatchObject({ etag: null });
      expect(client.tagOf("Note", 1)).toBeUndefined();
      await readNote(client);
      expect(requests[1]!.headers.has("if-none-match")).toBe(false);
    },
  );

  it("RFC item 3: a malformed ETag on a 304 or on a write's answer is none either", async () => {
    const { client } = recorded(
      json(200, note, { etag: '"v1"' }),
      empty(304, { etag: "v1" }),
      json(200, note, { etag: "v2" }),
    );
    await readNote(client);
    expect(await readNote(client)).toMatchObject({ revalidated: true, etag: '"v1"' });
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "ok", etag: null });
  });

  it("RFC item 7: the tag of a successful state change is the validator of the new state", async () => {
    const { client, requests } = recorded(json(200, note, { etag: '"v2"' }), json(200, note, { etag: '"v3"' }));
    const saved = await patchNote(client, tag('"v1"'));
    expect(saved).toMatchObject({ kind: "ok", etag: '"v2"' });
    expect(client.tagOf("Note", 1)).toBe('"v2"');
    if (saved.kind === "ok") await patchNote(client, saved);
    expect(requests[1]!.headers.get("if-match")).toBe('"v2"');
  });

  it("RFC item 8: after a success without a tag the next change needs a retrieval first", async () => {
    const { client, requests } = recorded(json(200, note, { etag: '"v1"' }), empty(204));
    const saved = await patchNote(client, await readNote(client));
    if (saved.kind !== "ok") throw new Error(saved.kind);
    expect(client.tagOf("Note", 1)).toBeUndefined();
    await expect(patchNote(client, saved)).rejects.toMatchObject({ code: "no-entity-tag" });
    expect(requests).toHaveLength(2);
  });
});

describe("If-Match", () => {
  it("RFC item 11: a weak tag is sent as it is by default, and refused locally where the API asks for that", async () => {
    const { client, requests } = recorded(empty(412));
    await patchNote(client, tag('W/"v1"'));
    expect(requests[0]!.headers.get("if-match")).toBe('W/"v1"');
    const strict = notesClient({ fetch: stubFetch().fetch, weakTags: "reject" });
    await expect(patchNote(strict, tag('W/"v1"'))).rejects.toMatchObject({ code: "weak-entity-tag" });
  });

  it("RFC item 12: the asterisk stands alone, and only where the config allows it", async () => {
    const operation = { ...notePatchOperation, wildcard: true } as const satisfies StateChangeOperation;
    const { client, requests } = recorded(json(200, note), empty(412));
    const change = (allowed: StateChangeOperation): Promise<unknown> =>
      changeState(client, allowed, { ...one, body: note, ifMatch: "*" });
    expect(await change(operation)).toMatchObject({ kind: "ok" });
    expect(requests[0]!.headers.get("if-match")).toBe("*");
    expect(await change(operation), "there is nothing to change").toMatchObject({
      kind: "precondition-failed",
      sent: "*",
    });
    await expect(change(notePatchOperation)).rejects.toMatchObject({ name: "UsageError" });
    expect(requests).toHaveLength(2);
  });

  it("RFC item 14: If-Unmodified-Since is never sent", async () => {
    const { client, requests } = recorded(
      json(200, note, { etag: '"v1"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }),
      json(200, note),
    );
    await patchNote(client, await readNote(client));
    expect(requests.map((request) => request.headers.has("if-unmodified-since"))).toEqual([false, false]);
  });

  it("RFC item 15: Last-Modified alone is no precondition for a state change: it is refused", async () => {
    const { client, requests } = recorded(json(200, note, { "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }));
    const read = await readNote(client);
    await expect(patchNote(client, read)).rejects.toMatchObject({ code: "no-entity-tag" });
    expect(requests).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 422, 429, 500])(
    "RFC item 17: a %i instead of 412 says nothing about the tag",
    async (status) => {
      const { client } = recorded(json(200, note, { etag: '"v1"' }), json(status, { detail: "no" }));
      const result = await patchNote(client, await readNote(client));
      expect(["error", "unexpected"]).toContain(result.kind);
      expect(client.tagOf("Note", 1)).toBe('"v1"');
    },
  );

  it("RFC item 19: a 304 to a state change is a protocol error, never a success", async () => {
    const { client } = recorded(empty(304, { etag: '"v1"' }), empty(304));
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "unexpected", status: 304 });
    expect(await noteDelete(client, { ...one, ifMatch: tag('"v1"') })).toMatchObject({
      kind: "unexpected",
      status: 304,
    });
  });

  it("RFC item 46: 409 is not 412: it is the API's own conflict, for a person to resolve", async () => {
    const { client } = recorded(json(409, { detail: "Hours are booked on it" }), json(422, { detail: "Not valid" }));
    const conflict = await patchNote(client, tag('"v1"'));
    expect(conflict).toMatchObject({ kind: "error", status: 409, message: "Hours are booked on it" });
    expect(conflict).not.toHaveProperty("reload");
    expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "unexpected", status: 422 });
  });

  it.each([
    new TypeError("fetch failed"),
    empty(502),
    empty(503),
    empty(500),
    empty(408),
    empty(412),
    empty(428),
    empty(429),
  ])("RFC item 47: a PATCH is not repeated, whatever comes of it: %#", async (answer) => {
    const { client, requests } = recorded(answer instanceof Response ? answer.clone() : answer);
    expect((await patchNote(client, tag('"v1"'))).kind).not.toBe("ok");
    expect(requests).toHaveLength(1);
  });

  it("RFC item 48: a 428 is not answered with `If-Match: *`, nor with anything else", async () => {
    const { client, requests } = recorded(json(200, note, { etag: '"v1"' }), empty(428));
    await readNote(client);
    expect(await noteArchive(client, { ...one, ifMatch: null })).toMatchObject({ kind: "precondition-required" });
    expect(requests).toHaveLength(2);
    expect(requests[1]!.headers.has("if-match")).toBe(false);
  });
});

describe("the store and state changes", () => {
  it("RFC item 35: a state change is never answered from the store, and carries none of its preconditions", async () => {
    const { client, requests } = recorded(
      json(200, note, { etag: '"v1"' }),
      json(200, { id: 1, text: "changed" }, { etag: '"v2"' }),
    );
    const saved = await patchNote(client, await readNote(client));
    expect(saved).toMatchObject({ kind: "ok", data: { text: "changed" } });
    expect(requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("RFC item 36: what was stored before a write is validated before it is shown again", async () => {
    const { client, requests } = recorded(
      json(200, note, { etag: '"v1"', "cache-control": "max-age=60" }),
      empty(204),
      json(200, { id: 1, text: "changed" }, { etag: '"v2"' }),
    );
    await patchNote(client, await readNote(client));
    expect((await readNote(client)).data.text).toBe("changed");
    expect(requests[2]).toMatchObject({ method: "GET", cache: "no-cache" });
  });

  it("RFC item 36: an ambiguous outcome drops the tag that was known", async () => {
    const { client } = recorded(json(200, note, { etag: '"v1"' }), new TypeError("fetch failed"));
    expect(await patchNote(client, await readNote(client))).toMatchObject({ kind: "ambiguous" });
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });

  it.each([412, 428, 404, 503])("RFC item 38: a %i to a retrieval is stored by nobody", async (status) => {
    const { client, requests } = recorded(
      json(status, { detail: "no" }, { etag: '"e"', "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT" }),
      json(200, note),
    );
    expect((await noteRetrieve(client, one)).kind).not.toBe("ok");
    await readNote(client);
    expect([requests[1]!.headers.has("if-none-match"), requests[1]!.headers.has("if-modified-since")]).toEqual([
      false,
      false,
    ]);
  });
});
