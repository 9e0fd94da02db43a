import { describe, expect, it, onTestFinished } from "vitest";
import {
  docServer,
  type DocWrite,
  type DocServer,
  loseNextResponse,
  noNetwork,
  once,
  one,
  sentBodies,
} from "../draft/record.js";
import { eventually } from "../browsers/field.js";
import { type DocPage, memoryShelf, openPage, Origin } from "./pages.js";

const pageOf: typeof openPage = (...args) => {
  const page = openPage(...args);
  onTestFinished(() => page.end());
  return page;
};

const aWhile = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** Nothing is sent within a test. */
const slow = { autosave: { delay: 600_000, longest: 600_000 } } as const;

const waiting = ({ outbox }: DocPage) => outbox.getSnapshot().map(({ kind, status }) => `${kind} ${status}`);
/** A page in which somebody has typed without a network. */
async function typedOffline(fields: DocWrite) {
  const [server, shelf] = [docServer(), memoryShelf()];
  const page = pageOf(server, shelf);
  const draft = await page.outbox.open("doc", one);
  server.fate = noNetwork;
  draft.change(fields);
  await eventually(() => expect(shelf.kept.size).toBe(1));
  return { server, shelf, page, draft };
}

/** What such a page left when it was closed. */
async function leftOffline(fields: DocWrite) {
  const { server, shelf, page } = await typedOffline(fields);
  page.end();
  return { server, shelf };
}

const isSaved = (server: DocServer, fields: object) => eventually(() => expect(server.doc).toMatchObject(fields));

describe("what is typed without a network", () => {
  it("waits on the shelf, is listed, and is saved when the network is back", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const draft = await page.outbox.open("doc", one);
    expect(shelf.kept.size).toBe(0);
    server.fate = noNetwork;
    draft.change({ name: "typed offline" });
    expect(waiting(page)).toEqual(["doc dirty"]);
    await eventually(() => expect(shelf.kept.size).toBe(1));
    // The response is what was lost, for all that a page can know.
    await eventually(() => expect(waiting(page)).toEqual(["doc unknown"]));
    server.fate = undefined;
    await isSaved(server, { name: "typed offline" });
    await eventually(() => expect([waiting(page), shelf.kept.size]).toEqual([[], 0]));
    expect(page.sent).toMatchObject([{ kind: "doc", request: one, result: { status: "clean" } }]);
    expect(page.errors).toEqual([]);
  });

  it("is sent by the next page, under the tag of what the person saw", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const first = pageOf(server, shelf, undefined, slow);
    (await first.outbox.open("doc", one)).change({ name: "typed offline" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
    first.end();
    server.seen.length = 0;
    const next = pageOf(server, shelf);
    await isSaved(server, { name: "typed offline" });
    // It was not read: the first request is the save itself.
    expect(server.seen[0]).toMatchObject({ method: "PATCH", headers: { "if-match": '"r1"' } });
    await eventually(() => expect([waiting(next), shelf.kept.size]).toEqual([[], 0]));
    expect(next.sent).toMatchObject([{ kind: "doc", request: one }]);
  });

  it("comes back as a conflict where others changed the same, and nothing of theirs is replaced", async () => {
    const { server, shelf } = await leftOffline({ name: "mine", notes: "mine" });
    server.fate = undefined;
    server.changeElsewhere({ name: "theirs", count: 5 });
    const next = pageOf(server, shelf);
    await eventually(() => expect(waiting(next)).toEqual(["doc conflict"]));
    expect(server.doc).toMatchObject({ name: "theirs", notes: "" });
    const [item] = next.outbox.getSnapshot();
    if (item?.kind !== "doc") throw new Error("no draft");
    expect(item.draft.getSnapshot().conflicts).toMatchObject([{ mine: "mine", theirs: "theirs" }]);
    item.draft.resolve(["name"], "mine");
    await isSaved(server, { name: "mine", notes: "mine", count: 5 });
  });

  it("is merged where it does not clash, and saved without a question", async () => {
    const { server, shelf } = await leftOffline({ name: "mine" });
    server.fate = undefined;
    server.changeElsewhere({ count: 5 });
    pageOf(server, shelf);
    await isSaved(server, { name: "mine", count: 5 });
    await eventually(() => expect(shelf.kept.size).toBe(0));
  });

  it("is what a form shows that opens the record, and typing goes on in it", async () => {
    const { server, shelf } = await leftOffline({ name: "mine" });
    const next = pageOf(server, shelf);
    const again = await next.outbox.open("doc", one);
    expect(again.value.name).toBe("mine");
    again.change({ notes: "more" });
    expect(await next.outbox.open("doc", one)).toBe(again);
    server.fate = undefined;
    await isSaved(server, { name: "mine", notes: "more" });
  });
});

describe("a page that ends during a save", () => {
  it.for([
    ["that was carried out", true],
    ["that was not", false],
  ] as const)("%s leaves an edit that is made once", async ([, isCarriedOut]) => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const first = pageOf(server, shelf);
    const draft = await first.outbox.open("doc", one);
    server.fate = (request, carryOut) => {
      if (request.method !== "PATCH") return undefined;
      if (isCarriedOut) carryOut();
      first.end();
      return noNetwork(request, carryOut);
    };
    draft.change((value) => ({ ...value, count: value.count + 1 }));
    await eventually(() => expect(sentBodies(server)).toHaveLength(1));
    server.fate = undefined;
    const next = pageOf(server, shelf);
    await eventually(() => expect([waiting(next), shelf.kept.size]).toEqual([[], 0]));
    expect(server.doc.count).toBe(1);
  });

  it("a response that was lost is looked into, and the edit is made once", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const draft = await page.outbox.open("doc", one);
    loseNextResponse(server);
    draft.change({ count: 1 });
    await eventually(() => expect(waiting(page)).toEqual([]));
    expect(server.doc.count).toBe(1);
    expect(sentBodies(server).filter(Boolean)).toHaveLength(1);
  });
});

describe("two tabs", () => {
  it("have drafts of their own, and the one that stays takes over what the other leaves", async () => {
    const [server, shelf, origin] = [docServer(), memoryShelf(), new Origin()];
    const first = pageOf(server, shelf, origin);
    const second = pageOf(server, shelf, origin);
    const mine = await first.outbox.open("doc", one);
    server.fate = noNetwork;
    mine.change({ name: "first tab" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
    const other = await second.outbox.open("doc", one).catch((error: unknown) => error);
    expect(other).toBeInstanceOf(Error);
    await second.outbox.send();
    expect(waiting(second)).toEqual([]);
    first.end();
    await eventually(() => expect(waiting(second)).toHaveLength(1));
    server.fate = undefined;
    await second.outbox.send();
    await isSaved(server, { name: "first tab" });
  });

  it("what both typed into one field is asked about", async () => {
    const [server, shelf, origin] = [docServer(), memoryShelf(), new Origin()];
    const pages = [pageOf(server, shelf, origin), pageOf(server, shelf, origin)] as const;
    const [mine, other] = await Promise.all(pages.map(({ outbox }) => outbox.open("doc", one)));
    server.fate = noNetwork;
    mine!.change({ name: "first tab" });
    other!.change({ name: "second tab" });
    await eventually(() => expect(shelf.kept.size).toBe(2));
    for (const page of pages) page.end();
    server.fate = undefined;
    const next = pageOf(server, shelf, origin);
    await eventually(() => expect(waiting(next)).toEqual(["doc conflict"]));
    expect(["first tab", "second tab"]).toContain(server.doc.name);
  });
});

describe("with a button", () => {
  const button = { autosave: false } as const;

  it("nothing is sent before it is pressed, and everything is kept", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const first = pageOf(server, shelf, undefined, button);
    (await first.outbox.open("doc", one)).change({ name: "typed" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
    first.end();
    const next = pageOf(server, shelf, undefined, button);
    await next.outbox.ready;
    expect(waiting(next)).toEqual(["doc dirty"]);
    const draft = await next.outbox.open("doc", one);
    await draft.rebase();
    expect(sentBodies(server)).toEqual([]);
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.name).toBe("typed");
  });

  it("what was to be saved and did not arrive is sent when it can be, also by the next page", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const first = pageOf(server, shelf, undefined, button);
    const draft = await first.outbox.open("doc", one);
    draft.change({ name: "saved offline" });
    server.fate = noNetwork;
    await draft.save();
    await eventually(() => expect([...shelf.kept.values()]).toMatchObject([{ isAsked: true }]));
    first.end();
    server.fate = undefined;
    pageOf(server, shelf, undefined, button);
    await isSaved(server, { name: "saved offline" });
  });
});

describe("with a button, what was not asked for", () => {
  const button = { autosave: false } as const;
  const nextPage = async (server: DocServer, shelf: ReturnType<typeof memoryShelf>, page: DocPage): Promise<void> => {
    await eventually(() => expect(shelf.kept.size).toBe(1));
    await aWhile(10);
    page.end();
    const next = pageOf(server, shelf, undefined, button);
    await next.outbox.ready;
    await aWhile(30);
    next.end();
  };

  it("is not sent because it was read, online or offline", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf, undefined, button);
    const draft = await page.outbox.open("doc", one);
    draft.change({ name: "typed" });
    await draft.rebase();
    server.fate = noNetwork;
    await draft.rebase();
    server.fate = undefined;
    await nextPage(server, shelf, page);
    expect(sentBodies(server)).toEqual([]);
  });

  it("is not sent because what was typed before was saved, or refused", async () => {
    for (const name of ["saved", ""]) {
      const [server, shelf] = [docServer(), memoryShelf()];
      const page = pageOf(server, shelf, undefined, button);
      const draft = await page.outbox.open("doc", one);
      draft.change({ name });
      once(server, "PATCH", () => draft.change({ notes: "half-ty" }));
      await draft.save();
      await nextPage(server, shelf, page);
      expect(sentBodies(server)).toHaveLength(1);
    }
  });
});

describe("onSent", () => {
  it("is told of each save, and of nothing that was given up", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf, undefined, slow);
    const draft = await page.outbox.open("doc", one);
    for (const name of ["first", "second", "third"].map((text) => `${text} save`)) {
      draft.change({ name });
      once(server, "PATCH", () => draft.change({ notes: name }));
      await draft.save();
    }
    await draft.save();
    expect(page.sent.map(({ kind }) => kind)).toEqual(["doc", "doc", "doc", "doc"]);
    draft.change({ name: "" });
    await draft.save();
    expect(draft.status).toBe("invalid");
    await page.outbox.getSnapshot()[0]!.remove();
    draft.change({ name: "discarded" });
    draft.discard();
    expect(page.sent).toHaveLength(4);
  });
});

describe("one record", () => {
  it("that is opened twice at once has one draft, whether its id is a number or a text", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const [draft, same] = await Promise.all([
      page.outbox.open("doc", one),
      page.outbox.open("doc", { path: { id: 1 } }),
    ]);
    expect(same).toBe(draft);
    server.fate = noNetwork;
    draft.change({ name: "typed" });
    expect(await page.outbox.open("doc", { path: { id: "1" } } as never)).toBe(draft);
  });

  it("that is edited, saved and edited again has another place each time", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf, undefined, slow);
    const draft = await page.outbox.open("doc", one);
    const ids = new Set<string>();
    for (const name of ["a", "b", "c"]) {
      draft.change({ name });
      ids.add(page.outbox.getSnapshot()[0]!.id);
      await draft.save();
      await eventually(() => expect(shelf.kept.size).toBe(0));
    }
    expect(ids.size).toBe(3);
  });
});

describe("giving up and signing out", () => {
  it("an item that is removed is discarded, here and on the shelf", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf, undefined, slow);
    const draft = await page.outbox.open("doc", one);
    draft.change({ name: "typed" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
    await page.outbox.getSnapshot()[0]!.remove();
    expect([waiting(page), shelf.kept.size, draft.value.name]).toEqual([[], 0, "first"]);
    draft.change({ notes: "typed on" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
  });

  it("an item that cannot be taken from the shelf says so", async () => {
    const [server, kept] = [docServer(), memoryShelf()];
    const shelf = { ...kept, remove: () => Promise.reject(new Error("The disk is gone.")) };
    const page = pageOf(server, shelf, undefined, slow);
    (await page.outbox.open("doc", one)).change({ name: "typed" });
    await eventually(() => expect(kept.kept.size).toBe(1));
    await expect(page.outbox.getSnapshot()[0]!.remove()).rejects.toThrow("The disk is gone.");
  });

  it("an outbox that is opened after the sign-in ends the one before, and takes up what it left", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf, undefined, slow);
    (await page.outbox.open("doc", one)).change({ name: "typed" });
    await eventually(() => expect(shelf.kept.size).toBe(1));
    await page.client.clear();
    const again = page.reopen();
    await again.ready;
    expect(again.getSnapshot()).toHaveLength(1);
    expect((await again.open("doc", one)).value.name).toBe("typed");
  });

  it("an item whose save may have been made is given up, and not sent again", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const draft = await page.outbox.open("doc", one);
    server.fate = noNetwork;
    draft.change({ name: "typed" });
    await eventually(() => expect(waiting(page)).toEqual(["doc unknown"]));
    await page.outbox.getSnapshot()[0]!.remove();
    server.fate = undefined;
    await page.outbox.send();
    expect([waiting(page), shelf.kept.size, server.doc.name]).toEqual([[], 0, "first"]);
  });

  it("clear() deletes everything and sends nothing more", async () => {
    const { server, shelf, page, draft } = await typedOffline({ name: "typed" });
    await page.outbox.clear();
    server.fate = undefined;
    draft.change({ name: "typed on" });
    await expect(page.outbox.open("doc", one)).rejects.toMatchObject({ code: "cleared" });
    await expect(page.outbox.send()).rejects.toMatchObject({ code: "cleared" });
    expect([shelf.kept.size, waiting(page), server.doc.name]).toEqual([0, [], "first"]);
  });

  it("after client.clear() nothing is sent, and the same user finds it again", async () => {
    const { server, shelf, page } = await typedOffline({ name: "typed" });
    await page.client.clear();
    server.fate = undefined;
    await expect(page.outbox.send()).rejects.toMatchObject({ code: "cleared" });
    expect(server.doc.name).toBe("first");
    await page.outbox.stop();
    expect(shelf.kept.size).toBe(1);
    pageOf(server, shelf);
    await isSaved(server, { name: "typed" });
  });
});

describe("what goes wrong with the shelf", () => {
  it("a full disk is reported, and the draft is saved as long as the page lives", async () => {
    const [server, shelf] = [docServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const draft = await page.outbox.open("doc", one);
    shelf.isFull = true;
    draft.change({ name: "typed" });
    await isSaved(server, { name: "typed" });
    expect(page.errors).toContainEqual(new Error("The disk is full."));
  });

  it.for([
    ["damaged", undefined],
    ["of another version", { version: 2, id: "a", kind: "doc", since: 1, request: one }],
    ["of a kind that this page has not", { version: 1, id: "a", kind: "gone", since: 1, request: one }],
    [
      "a draft where this page has creations",
      { version: 1, id: "a", kind: "newDoc", since: 1, request: one, draft: {} },
    ],
    ["no draft of the record", { version: 1, id: "a", kind: "doc", since: 1, request: one, draft: { version: 1 } }],
  ] as const)("an entry that is %s is reported and left where it is", async ([, entry]) => {
    const [server, shelf] = [docServer(), memoryShelf()];
    shelf.kept.set("a", entry);
    const page = pageOf(server, shelf);
    await page.outbox.ready;
    await page.outbox.send();
    expect(page.errors).toHaveLength(1);
    expect([waiting(page), shelf.kept.size]).toEqual([[], 1]);
  });
});
