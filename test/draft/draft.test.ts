import { draftOf, openDraft } from "ifmatch/runtime/draft";
import { InvalidResponseError, unwrap } from "ifmatch/runtime";
import { mergeText } from "ifmatch/runtime/text";
import { describe, expect, it, vi } from "vitest";
import { type Doc, docClient, docPatch, docPut, docRead, type DocServer, docServer, type Fate, one } from "./record.js";

const readOnly = ["id", "updated_at"] as const;

async function start(more: { resend?: number; server?: DocServer } = {}) {
  const { server = docServer(), resend } = more;
  const client = docClient(server);
  const draft = await openDraft(client, docRead, docPatch, one, {
    readOnly,
    text: mergeText,
    textFields: ["notes"],
    resend,
  });
  return { server, client, draft };
}

/** Loses the response to the next change, after it was carried out or before. */
const lose = (server: DocServer, isCarriedOut: boolean): void => {
  const fate: Fate = ({ method }, carryOut) => {
    if (method === "GET") return undefined;
    server.fate = undefined;
    if (isCarriedOut) carryOut();
    throw new TypeError("Failed to fetch");
  };
  server.fate = fate;
};

const changes = ({ seen }: DocServer): unknown[] =>
  seen.filter(({ method }) => method !== "GET").map(({ body }) => body);

describe("a draft", () => {
  it("starts clean, with the version and the tag that were read", async () => {
    const { draft } = await start();
    expect(draft.getSnapshot()).toMatchObject({
      status: "clean",
      value: { name: "first" },
      base: { etag: '"r1"' },
      edits: [],
      conflicts: [],
      isOutdated: false,
    });
  });

  it("sends the fields that were changed, under the tag that was read, and is clean afterwards", async () => {
    const { server, draft } = await start();
    draft.change({ name: "second" });
    expect(draft.getSnapshot()).toMatchObject({
      status: "dirty",
      edits: [{ path: ["name"], from: "first", to: "second" }],
    });
    expect(await draft.save()).toMatchObject({ status: "clean", base: { etag: '"r2"' }, value: { updated_at: "t2" } });
    expect(changes(server)).toEqual([{ name: "second" }]);
    expect(server.seen.at(-1)!.headers["if-match"]).toBe('"r1"');
  });

  it("sends nothing where nothing was changed, or was changed back", async () => {
    const { server, draft } = await start();
    await draft.save();
    draft.change({ name: "second" });
    draft.change((value) => ({ ...value, name: "first" }));
    expect((await draft.save()).status).toBe("clean");
    expect(changes(server)).toEqual([]);
  });

  it("sends the whole record without server-managed fields to a PUT", async () => {
    const server = docServer();
    const client = docClient(server);
    const draft = await openDraft(client, docRead, docPut, one, { readOnly });
    draft.change({ count: 2 });
    await draft.save();
    expect(changes(server)).toEqual([{ name: "first", notes: "", count: 2, lines: [{ id: 1, quantity: 1 }] }]);
  });

  it("has the same snapshot until something changes, and tells its listeners of each change", async () => {
    const { draft } = await start();
    const listener = vi.fn<() => void>();
    const end = draft.subscribe(listener);
    const before = draft.getSnapshot();
    expect(draft.getSnapshot()).toBe(before);
    draft.change({ count: 1 });
    expect(draft.getSnapshot()).not.toBe(before);
    const shown = draft.getSnapshot();
    draft.resolve(["count"], "mine");
    expect(draft.getSnapshot()).toBe(shown);
    expect(listener).toHaveBeenCalledTimes(1);
    end();
    draft.change({ count: 2 });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("drops its edits on discard", async () => {
    const { draft } = await start();
    draft.change({ count: 1, name: "x" });
    draft.discard();
    expect(draft.getSnapshot()).toMatchObject({ status: "clean", value: { count: 0, name: "first" } });
  });

  it("cannot be saved for the user who comes next", async () => {
    const { server, client, draft } = await start();
    draft.change({ count: 1 });
    await client.clear();
    await expect(draft.save()).rejects.toMatchObject({ name: "UsageError", code: "cleared" });
    await expect(draft.rebase()).rejects.toMatchObject({ code: "cleared" });
    expect(changes(server)).toEqual([]);
    expect(draft.value.count).toBe(1);
  });
});

describe("while a save is under way", () => {
  it("what is typed stays, on top of what the server made of the rest", async () => {
    const { server, draft } = await start();
    draft.change({ name: " spaces ", notes: "a" });
    server.fate = ({ method }) => {
      if (method !== "PATCH") return undefined;
      expect(draft.status).toBe("saving");
      draft.change({ notes: "ab", count: 7 });
      expect(draft.getSnapshot()).toMatchObject({ status: "saving", value: { notes: "ab" } });
      return undefined;
    };
    // " spaces " was trimmed by the server, and nobody typed on in it.
    expect(await draft.save()).toMatchObject({ status: "dirty", value: { name: "spaces", notes: "ab", count: 7 } });
    server.fate = undefined;
    await draft.save();
    expect(changes(server)).toEqual([
      { name: " spaces ", notes: "a" },
      { notes: "ab", count: 7 },
    ]);
    expect(server.doc).toMatchObject({ name: "spaces", notes: "ab", count: 7 });
  });

  it("further saves wait, and all of them are one more request", async () => {
    const { server, draft } = await start();
    draft.change({ count: 1 });
    const first = draft.save();
    await vi.waitFor(() => expect(server.seen).toHaveLength(2));
    draft.change({ count: 2 });
    const [second, third] = [draft.save(), draft.save()];
    expect(second).toBe(third);
    await Promise.all([first, second, third]);
    expect(changes(server)).toEqual([{ count: 1 }, { count: 2 }]);
    expect(draft.status).toBe("clean");
  });

  it("a discard keeps what is being sent, and drops the rest", async () => {
    const { server, draft } = await start();
    draft.change({ count: 1 });
    server.fate = ({ method }) => {
      if (method === "PATCH") {
        draft.change({ name: "later" });
        draft.discard();
      }
      return undefined;
    };
    expect(await draft.save()).toMatchObject({ status: "clean", value: { count: 1, name: "first" } });
  });

  it("a version from before it is not taken for a newer one", async () => {
    const { client, draft } = await start();
    const old = unwrap(await docRead(client, one));
    draft.change({ count: 1 });
    await draft.save();
    draft.notice(old);
    expect(draft.getSnapshot()).toMatchObject({ status: "clean", value: { count: 1 }, isOutdated: false });
  });
});

describe("somebody else's change", () => {
  it("that is noticed is followed where nothing was typed", async () => {
    const { server, client, draft } = await start();
    server.changeElsewhere({ count: 5 });
    draft.notice(unwrap(await docRead(client, one)));
    expect(draft.getSnapshot()).toMatchObject({ status: "clean", value: { count: 5 }, base: { etag: '"r2"' } });
  });

  it("that is noticed is shown where something was typed, and the tag stays", async () => {
    const { server, client, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    draft.notice(unwrap(await docRead(client, one)));
    expect(draft.getSnapshot()).toMatchObject({
      status: "dirty",
      isOutdated: true,
      base: { etag: '"r1"' },
      value: { count: 0 },
      changes: [{ path: ["count"], from: 0, to: 5 }],
    });
    expect(await draft.rebase()).toMatchObject({
      status: "conflict",
      isOutdated: false,
      value: { name: "mine", count: 5 },
      conflicts: [],
    });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 5 });
  });

  it("is merged after a 412, and the next save sends the merged value", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    expect(await draft.save()).toMatchObject({
      status: "conflict",
      value: { name: "mine", count: 5 },
      conflicts: [],
      changes: [{ path: ["count"], from: 0, to: 5 }],
      failure: { kind: "precondition-failed" },
    });
    expect(changes(server)).toHaveLength(1);
    expect(await draft.save()).toMatchObject({ status: "clean", failure: undefined, changes: [] });
    expect(server.doc).toMatchObject({ name: "mine", count: 5 });
  });

  it("is merged and sent again at once where the caller allows it", async () => {
    const { server, draft } = await start({ resend: 1 });
    draft.change({ name: "mine", notes: "a\nb\nmine" });
    server.changeElsewhere({
      count: 5,
      lines: [
        { id: 1, quantity: 1 },
        { id: 2, quantity: 9 },
      ],
    });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 5, lines: [{ id: 1 }, { id: 2, quantity: 9 }] });
  });

  it("is not sent again where the two clash, whatever the caller allows", async () => {
    const { server, draft } = await start({ resend: 3 });
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    expect(await draft.save()).toMatchObject({
      status: "conflict",
      value: { name: "mine" },
      theirs: { name: "theirs" },
      conflicts: [{ path: ["name"], base: "first", mine: "mine", theirs: "theirs" }],
    });
    await draft.save();
    expect(changes(server)).toHaveLength(1);
    expect(server.doc.name).toBe("theirs");
  });

  it.each([
    ["mine", "mine"],
    ["theirs", "theirs"],
    [{ value: "both" }, "both"],
  ] as const)("that clashes is decided: %j", async (choice, name) => {
    const { server, draft } = await start();
    draft.change({ name: "mine", count: 1 });
    server.changeElsewhere({ name: "theirs" });
    await draft.save();
    draft.resolve(["name"], choice);
    expect(draft.getSnapshot()).toMatchObject({ conflicts: [], value: { name } });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name, count: 1 });
  });

  it("upon another one asks again only for what changed again", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine", count: 1 });
    server.changeElsewhere({ name: "theirs", count: 2 });
    await draft.save();
    draft.resolve(["name"], "mine");
    draft.resolve(["count"], "mine");
    server.changeElsewhere({ name: "theirs again" });
    const again = await draft.rebase();
    expect(again.conflicts).toMatchObject([{ path: ["name"], mine: "mine", theirs: "theirs again" }]);
    draft.resolve(["name"], "theirs");
    await draft.save();
    expect(server.doc).toMatchObject({ name: "theirs again", count: 1 });
  });

  it("to the same value, or to what was not edited, leaves nothing to decide", async () => {
    const { server, draft } = await start();
    draft.change({ name: "same" });
    server.changeElsewhere({ name: "same" });
    expect(await draft.save()).toMatchObject({ status: "clean", conflicts: [] });
    expect(changes(server)).toHaveLength(1);
  });

  it("to server-managed fields alone is no conflict", async () => {
    const { server, draft } = await start({ resend: 1 });
    draft.change({ name: "mine" });
    server.changeElsewhere({});
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.name).toBe("mine");
  });

  it("to text is merged by lines", async () => {
    const { server, draft } = await start({ resend: 1 });
    server.changeElsewhere({ notes: "a\nb\nc\nd\ne" });
    await draft.rebase();
    draft.change({ notes: "a\nb\nc\nd\ne\nmine" });
    server.changeElsewhere({ notes: "theirs\na\nb\nc\nd\ne" });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.notes).toBe("theirs\na\nb\nc\nd\ne\nmine");
  });

  it("that deleted the record leaves the edits, and sends nothing more", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.isGone = true;
    expect(await draft.save()).toMatchObject({ status: "gone", value: { name: "mine" }, failure: { status: 404 } });
    await draft.save();
    expect(changes(server)).toHaveLength(1);
  });
});

describe("a response that is lost", () => {
  it.each([true, false])("is looked into (the change was carried out: %s)", async (isCarriedOut) => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    lose(server, isCarriedOut);
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.name).toBe("mine");
  });

  it("and cannot be looked into leaves the outcome unknown, and the edits", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.fate = () => {
      throw new TypeError("Failed to fetch");
    };
    expect(await draft.save()).toMatchObject({
      status: "unknown",
      value: { name: "mine" },
      failure: { kind: "ambiguous" },
    });
    draft.change({ count: 3 });
    server.fate = undefined;
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 3 });
  });

  it("after a change that somebody else changed since: nothing of theirs is undone", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.fate = ({ method }, carryOut) => {
      if (method === "GET") return undefined;
      server.fate = undefined;
      carryOut();
      server.changeElsewhere({ name: "theirs", count: 4 });
      throw new TypeError("Failed to fetch");
    };
    const { status } = await draft.save();
    expect(["unknown", "conflict"]).toContain(status);
    await draft.save();
    expect(server.doc).toMatchObject({ name: "theirs", count: 4 });
    await draft.rebase();
    expect(draft.getSnapshot().conflicts).toMatchObject([{ path: ["name"], mine: "mine", theirs: "theirs" }]);
  });

  it("that is not what the document promises counts as made, and what the server has is read", async () => {
    const server = docServer();
    const validate = {
      request: () => {},
      response: ({ method }: { method: string }, result: { status: number; data: unknown }) => {
        if (method !== "GET") throw new InvalidResponseError("docs: the body is another one.", result);
      },
    };
    const draft = await openDraft(docClient(server, { validate }), docRead, docPatch, one, { readOnly });
    draft.change({ name: " mine " });
    expect(await draft.save()).toMatchObject({
      status: "clean",
      value: { name: "mine" },
      base: { etag: '"r2"' },
      failure: { name: "InvalidResponseError" },
    });
  });

  it("no network: a reading that fails is no exception", async () => {
    const { server, draft } = await start();
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 1 });
    server.fate = ({ method }) => {
      if (method === "GET") throw new TypeError("Failed to fetch");
      return undefined;
    };
    expect(await draft.save()).toMatchObject({ status: "dirty", failure: { name: "NetworkError" } });
    server.fate = undefined;
    await draft.save();
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 1 });
  });
});

describe("a server", () => {
  it("that answers without the record is asked for it", async () => {
    const { server, draft } = await start({ server: docServer(false) });
    draft.change({ name: " mine " });
    expect(await draft.save()).toMatchObject({ status: "clean", value: { name: "mine" } });
    draft.change({ count: 2 });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 2 });
  });

  it("that refuses what was sent: `invalid`, with the reason, until something is changed", async () => {
    const { draft } = await start();
    draft.change({ name: "" });
    expect(await draft.save()).toMatchObject({ status: "invalid", failure: { kind: "error", status: 400 } });
    draft.change({ name: "x" });
    expect(draft.status).toBe("dirty");
    expect((await draft.save()).status).toBe("clean");
  });
});

it("opens on what was read before, and a foreign body needs `body`", async () => {
  const server = docServer();
  const client = docClient(server);
  const record = unwrap(await docRead(client, one));
  const draft = draftOf(client, docRead, docPatch, one, record, { body: ({ name }: Doc) => ({ name }) });
  draft.change({ name: "x", count: 9 });
  await draft.save();
  expect(changes(server)).toEqual([{ name: "x" }]);
});
