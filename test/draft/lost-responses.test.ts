import { changeState, type Client, type RequestOptions, type Validated } from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";
import { describe, expect, it, vi } from "vitest";
import {
  docClient,
  docPatch,
  docRead,
  docServer,
  type DocWrite,
  loseNextResponse,
  noNetwork,
  once,
  one,
  openDoc,
  sentBodies,
} from "./record.js";

/** The save is made, and nothing comes back: neither its response nor what is read afterwards. */
async function unknownSave(edit: DocWrite) {
  const server = docServer();
  const draft = await openDoc(server);
  server.fate = (request, carryOut) => {
    if (request.method === "PATCH") carryOut();
    return noNetwork(request, carryOut);
  };
  draft.change(edit);
  expect((await draft.save()).status).toBe("unknown");
  server.fate = undefined;
  return { server, draft };
}

describe("what was typed last counts, where a response was lost and the edit typed back", () => {
  it("meanwhile", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    loseNextResponse(server, () => draft.change({ count: 0 }));
    draft.change({ count: 1 });
    expect(await draft.save()).toMatchObject({ status: "dirty", value: { count: 0 }, conflicts: [] });
    await draft.save();
    expect(server.doc.count).toBe(0);
  });

  it("until rebase()", async () => {
    const { server, draft } = await unknownSave({ count: 1 });
    draft.change({ count: 0 });
    await draft.rebase();
    await draft.save();
    expect(server.doc.count).toBe(0);
  });

  it("until the draft is opened again", async () => {
    const { server, draft } = await unknownSave({ count: 1 });
    draft.change({ count: 0 });
    const again = await openDoc(server, { stored: JSON.parse(JSON.stringify(draft)) });
    expect(again.getSnapshot()).toMatchObject({ status: "dirty", value: { count: 0 }, conflicts: [] });
  });

  it("and the save was not made, and others saved something else", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ count: 1 });
    server.fate = noNetwork;
    await draft.save();
    server.fate = undefined;
    server.changeElsewhere({ name: "theirs" });
    await draft.save();
    await draft.save();
    expect(server.doc).toMatchObject({ name: "theirs", count: 1 });
  });
});

it("a save that arrives after the draft was opened again does not win against what was typed since", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  let arrive = (): void => {};
  server.fate = ({ method }, carryOut) =>
    method === "PATCH" ? new Promise((done) => void (arrive = () => done(carryOut()))) : undefined;
  draft.change({ count: 1 });
  void draft.save();
  await vi.waitFor(() => expect(sentBodies(server)).toHaveLength(1));
  const again = await openDoc(server, { stored: JSON.parse(JSON.stringify(draft)) });
  expect(again.status).toBe("unknown");
  expect((await again.rebase()).status).toBe("unknown");
  again.change({ count: 0 });
  arrive();
  server.fate = undefined;
  await again.save();
  expect(server.doc.count).toBe(0);
});

describe("nobody is in conflict with themselves", () => {
  it.each([
    ["typed on", "Bob", "Bobby", "Bobby"],
    ["trimmed", "Bob ", undefined, "Bob"],
    ["trimmed, and typed on", "Bob ", "Bob S", "Bob S"],
  ])("after a response that was lost: %s", async (_what, name, later, arrives) => {
    const server = docServer();
    const draft = await openDoc(server);
    loseNextResponse(server, () => later !== undefined && draft.change({ name: later }));
    draft.change({ name });
    const { conflicts, changes, status } = await draft.save();
    expect({ conflicts, changes, status }).toEqual({
      conflicts: [],
      changes: [],
      status: later === undefined ? "clean" : "dirty",
    });
    await draft.save();
    expect(server.doc.name).toBe(arrives);
  });

  it("after a response without the record: trimmed, and typed on", async () => {
    const server = docServer(false);
    const draft = await openDoc(server);
    once(server, "PATCH", () => draft.change({ name: "Bob S" }));
    draft.change({ name: "Bob " });
    expect(await draft.save()).toMatchObject({ status: "dirty", value: { name: "Bob S" }, conflicts: [] });
    await draft.save();
    expect(server.doc.name).toBe("Bob S");
  });

  it("but with others, who saved after the save that was lost", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    loseNextResponse(server, () => server.changeElsewhere({ name: "theirs" }));
    draft.change({ name: "Bob " });
    expect(await draft.save()).toMatchObject({
      status: "conflict",
      conflicts: [{ base: "first", mine: "Bob ", theirs: "theirs" }],
    });
  });
});

describe("the record tells", () => {
  it("also where the operation knows no retrieval: the draft has its own", async () => {
    const server = docServer();
    const { reload: _reload, ...operation } = docPatch.operation;
    const patch = Object.assign(
      (
        client: Client,
        request: { path: { id: number }; body: DocWrite; ifMatch: Validated<"Doc"> },
        options?: RequestOptions,
      ): ReturnType<typeof docPatch> => changeState(client, operation, request, options),
      { operation },
    );
    const draft = await openDraft(docClient(server), docRead, patch, one);
    server.fate = (request, carryOut) => {
      if (request.method === "GET") return undefined;
      server.fate = undefined;
      return noNetwork(request, carryOut);
    };
    draft.change({ name: "mine" });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.name).toBe("mine");
  });

  it("nothing where a replica answers with the version before: the edit stays, and is not sent under an old tag", async () => {
    const server = docServer(false);
    const draft = await openDoc(server);
    const old = JSON.stringify(server.doc);
    const headers = { etag: server.tag(), "content-type": "application/json" };
    server.fate = ({ method }) => (method === "GET" ? new Response(old, { headers }) : undefined);
    draft.change({ name: "mine" });
    expect(await draft.save()).toMatchObject({ status: "clean", value: { name: "mine" } });
    draft.change({ count: 1 });
    expect(await draft.save()).toMatchObject({ status: "dirty", value: { name: "mine", count: 1 } });
    expect(draft.getSnapshot().failure).toBeInstanceOf(Error);
    expect(sentBodies(server)).toHaveLength(1);
    server.fate = undefined;
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 1 });
  });

  it("that a change is made which is known to be, though its response says nothing", async () => {
    const server = docServer();
    const draft = await openDraft(
      docClient(server),
      docRead,
      Object.assign(
        async (...call: Parameters<typeof docPatch>): ReturnType<typeof docPatch> => {
          const result = await docPatch(...call);
          if (result.kind !== "ambiguous") throw new Error("It was to be lost.");
          return { ...result, applied: true };
        },
        { operation: docPatch.operation },
      ),
      one,
    );
    draft.change({ count: 1 });
    loseNextResponse(server, () => {
      server.changeElsewhere({ count: 2 });
    });
    expect(await draft.save()).toMatchObject({ status: "clean", value: { count: 2 } });
    expect(sentBodies(server)).toHaveLength(1);
  });
});

describe("a line that was sent without its id", () => {
  /** The server numbers new lines from 101. */
  const numbered = (server: ReturnType<typeof docServer>): void => {
    let next = 101;
    server.doc = { ...server.doc, lines: server.doc.lines.map((line) => ({ ...line, id: line.id ?? next++ })) };
  };

  it.each(["answered", "lost"])(
    "is the one that the server made of it, while others are edited (response %s)",
    async (fate) => {
      const server = docServer();
      const draft = await openDoc(server);
      server.fate = (request, carryOut) => {
        if (request.method === "GET") return undefined;
        server.fate = undefined;
        const { headers } = carryOut();
        numbered(server);
        draft.change((doc) => ({ ...doc, lines: [{ id: 1, quantity: 2 }, doc.lines[1]!] }));
        return fate === "lost" ? noNetwork(request, carryOut) : new Response(JSON.stringify(server.doc), { headers });
      };
      draft.change({ lines: [{ id: 1, quantity: 1 }, { quantity: 5 }] });
      await draft.save();
      expect((await draft.save()).status).toBe("clean");
      expect(sentBodies(server)[1]).toEqual({
        lines: [
          { id: 1, quantity: 2 },
          { id: 101, quantity: 5 },
        ],
      });
    },
  );

  it("is edited as that one", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    server.fate = (request, carryOut) => {
      if (request.method === "GET") return undefined;
      server.fate = undefined;
      const { headers } = carryOut();
      numbered(server);
      draft.change((doc) => ({ ...doc, lines: [...doc.lines.slice(0, 2), { quantity: 7 }] }));
      return new Response(JSON.stringify(server.doc), { headers });
    };
    draft.change({ lines: [{ id: 1, quantity: 1 }, { quantity: 5 }, { quantity: 6 }] });
    await draft.save();
    expect(draft.value.lines).toEqual([
      { id: 1, quantity: 1 },
      { id: 101, quantity: 5 },
      { id: 102, quantity: 7 },
    ]);
  });

  it("is not the line that somebody else added, where the save was not made", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ lines: [{ id: 1, quantity: 1 }, { quantity: 5 }] });
    server.fate = noNetwork;
    await draft.save();
    server.fate = undefined;
    server.changeElsewhere({
      lines: [
        { id: 1, quantity: 1 },
        { id: 9, quantity: 9 },
      ],
    });
    expect((await draft.save()).conflicts).toEqual([]);
    await draft.save();
    expect(server.doc.lines).toEqual([{ id: 1, quantity: 1 }, { id: 9, quantity: 9 }, { quantity: 5 }]);
  });
});

it("a save that was looked into, sent again and still not made says why", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  server.fate = ({ method }) => (method === "GET" ? undefined : new Response("Down.", { status: 503 }));
  draft.change({ name: "typed" });
  expect(await draft.save()).toMatchObject({ status: "dirty", failure: { kind: "ambiguous", status: 503 } });
  server.fate = undefined;
  expect(await draft.save()).toMatchObject({ status: "clean", failure: undefined });
});
