import { lanes } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { docClient, docServer, type Line, noNetwork, once, openDoc } from "./record.js";

const lines = (...pairs: readonly (readonly [id: number, quantity: number])[]): Line[] =>
  pairs.map(([id, quantity]) => ({ id, quantity }));

/** One has made `mine` of `base`, and somebody else `theirs`. */
async function clash(base: Line[], mine: Line[], theirs: Line[]) {
  const server = docServer();
  server.changeElsewhere({ lines: base });
  const draft = await openDoc(server);
  draft.change({ lines: mine });
  server.changeElsewhere({ lines: theirs });
  await draft.save();
  return { server, draft };
}

describe("conflicts in a list are those of its items, wherever these are", () => {
  it("a line that I deleted and they changed comes back, and its neighbour stays", async () => {
    const { server, draft } = await clash(lines([1, 1], [2, 2]), lines([2, 2]), lines([1, 10], [2, 2]));
    draft.resolve(draft.getSnapshot().conflicts[0]!.path, "theirs");
    await draft.save();
    expect(server.doc.lines).toEqual(lines([1, 10], [2, 2]));
  });

  it("a decision lands in its line, though they deleted the one before it", async () => {
    const { server, draft } = await clash(lines([1, 1], [2, 2]), lines([1, 100], [2, 200]), lines([2, 20]));
    for (const conflict of draft.getSnapshot().conflicts)
      draft.resolve(conflict.path, conflict.mine === 200 ? "theirs" : "mine");
    await draft.save();
    expect(server.doc.lines).toEqual(lines([1, 100], [2, 20]));
  });

  it.each(["path", "conflict"] as const)("decisions that move what follows hit their own lines (by %s)", async (by) => {
    const { server, draft } = await clash(
      lines([1, 1], [2, 2], [3, 3], [4, 4]),
      lines([1, 100], [2, 200], [3, 300], [4, 400]),
      lines([2, 20], [3, 30], [4, 40]),
    );
    const { conflicts } = draft.getSnapshot();
    expect(conflicts).toHaveLength(4);
    const sides = ["theirs", "mine", "theirs", "mine"] as const;
    for (const [index, side] of sides.entries()) {
      if (by === "path") draft.resolve(conflicts[index]!.path, side);
      else draft.resolve(conflicts[index]!, side);
    }
    await draft.save();
    expect(server.doc.lines).toEqual(lines([2, 200], [3, 30], [4, 400]));
  });

  it("two lines that they deleted are two conflicts", async () => {
    const { draft } = await clash(lines([1, 1], [2, 2], [3, 3]), lines([1, 10], [2, 20], [3, 3]), lines([3, 3]));
    draft.resolve(draft.getSnapshot().conflicts[0]!.path, "mine");
    expect(draft.getSnapshot().conflicts).toMatchObject([{ place: ["lines", { id: 2 }], mine: { quantity: 20 } }]);
  });

  it("two lines that I deleted have one path, and are decided one after the other", async () => {
    const { draft } = await clash(lines([1, 1], [2, 2], [3, 3]), lines([3, 3]), lines([1, 10], [2, 20], [3, 3]));
    const { conflicts } = draft.getSnapshot();
    expect(conflicts.map(({ path }) => path)).toEqual([
      ["lines", 0],
      ["lines", 0],
    ]);
    draft.resolve(conflicts[0]!.path, "mine");
    draft.resolve(conflicts[1]!.path, "theirs");
    expect(draft.value.lines).toEqual(lines([2, 20], [3, 3]));
  });

  it("where both reordered the lines, a decision lands in its line", async () => {
    const { server, draft } = await clash(
      lines([1, 1], [2, 2], [3, 3]),
      lines([3, 30], [1, 1], [2, 2]),
      lines([2, 2], [1, 1], [3, 33]),
    );
    for (const conflict of draft.getSnapshot().conflicts)
      draft.resolve(conflict, conflict.place.at(-1) === "order" ? "mine" : "theirs");
    await draft.save();
    expect(server.doc.lines).toEqual(lines([3, 33], [1, 1], [2, 2]));
  });

  it("their order, and my content", async () => {
    const { server, draft } = await clash(
      lines([1, 1], [2, 2], [3, 3]),
      lines([3, 30], [1, 1], [2, 2]),
      lines([2, 2], [1, 1], [3, 33]),
    );
    for (const conflict of draft.getSnapshot().conflicts)
      draft.resolve(conflict, conflict.place.at(-1) === "order" ? "theirs" : "mine");
    await draft.save();
    expect(server.doc.lines).toEqual(lines([2, 2], [1, 1], [3, 30]));
  });

  it("a line that is added in front moves no decision", async () => {
    const { draft } = await clash(lines([1, 1], [2, 2]), lines([1, 100], [2, 200]), lines([1, 10], [2, 20]));
    draft.resolve(["lines", 1, "quantity"], "mine");
    draft.change((doc) => ({ ...doc, lines: [...lines([9, 9]), ...doc.lines] }));
    expect(draft.getSnapshot().conflicts).toMatchObject([{ mine: 100 }]);
    draft.resolve(["lines", 0, "quantity"], { value: 55 });
    expect(draft.value.lines).toEqual(lines([9, 9], [1, 55], [2, 200]));
  });

  it("a third value for a line that one side has deleted", async () => {
    const { draft } = await clash(lines([1, 1], [2, 2]), lines([2, 2]), lines([1, 10], [2, 2]));
    draft.resolve(draft.getSnapshot().conflicts[0]!, { value: { id: 1, quantity: 7 } });
    expect(draft.value.lines).toEqual(lines([1, 7], [2, 2]));
  });
});

describe("a conflict", () => {
  it("waits for its decision, also where the edit is undone: theirs is not undone unasked", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    await draft.save();
    draft.change({ name: "first" });
    expect(draft.getSnapshot().conflicts).toMatchObject([{ base: "first", mine: "first", theirs: "theirs" }]);
    await draft.save();
    expect(server.doc.name).toBe("theirs");
    draft.resolve(["name"], "mine");
    await draft.save();
    expect(server.doc.name).toBe("first");
  });

  it("is over while both have the same, and open again when the person types on", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "a" });
    server.changeElsewhere({ name: "ab" });
    await draft.save();
    draft.change({ name: "ab" });
    expect(draft.getSnapshot().conflicts).toEqual([]);
    draft.change({ name: "abc" });
    expect(draft.getSnapshot().conflicts).toMatchObject([{ mine: "abc", theirs: "ab" }]);
  });

  it("is none with what was merged and shown, and then typed over", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    await draft.save();
    draft.change({ count: 6 });
    expect(draft.getSnapshot()).toMatchObject({ status: "conflict", conflicts: [] });
    server.changeElsewhere({ notes: "theirs" });
    expect((await draft.rebase()).conflicts).toEqual([]);
    await draft.save();
    expect(server.doc).toMatchObject({ name: "mine", count: 6, notes: "theirs" });
  });

  it("that is decided for the other side leaves nothing to save, and no failure", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    await draft.save();
    draft.resolve(["name"], "theirs");
    expect(draft.getSnapshot()).toMatchObject({ status: "clean", failure: undefined, changes: [] });
  });

  it("whose other side takes its change back is over", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.changeElsewhere({ name: "theirs" });
    await draft.save();
    server.changeElsewhere({ name: "first" });
    expect((await draft.rebase()).conflicts).toEqual([]);
    await draft.save();
    expect(server.doc.name).toBe("mine");
  });
});

describe("a merge that nobody has seen is not sent", () => {
  it("by a second click while the first save was under way", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.changeElsewhere({ count: 5 });
    let second: ReturnType<typeof draft.save> | undefined;
    once(server, "PATCH", () => void (second = draft.save()));
    await draft.save();
    expect((await second!).status).toBe("conflict");
    expect(server.doc.name).toBe("first");
    await draft.save();
    expect(server.doc).toMatchObject({ name: "mine", count: 5 });
  });

  it("by a save that had to read first", async () => {
    const server = docServer(false);
    const draft = await openDoc(server);
    server.fate = (request, carryOut) => (request.method === "GET" ? noNetwork(request, carryOut) : undefined);
    draft.change({ name: "mine" });
    await draft.save();
    server.fate = undefined;
    server.changeElsewhere({ count: 5 });
    draft.change({ notes: "n" });
    expect((await draft.save()).status).toBe("conflict");
  });
});

it("two drafts of one client with lanes are two people", async () => {
  const server = docServer();
  const client = docClient(server, { lanes: lanes() });
  const [one, other] = [await openDoc(server, {}, client), await openDoc(server, {}, client)];
  one.change({ name: "A" });
  other.change({ name: "B" });
  await one.save();
  expect([(await other.save()).status, server.doc.name]).toEqual(["conflict", "A"]);
});

it("a record that is there again is no longer gone", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  draft.change({ name: "mine" });
  server.isGone = true;
  expect((await draft.save()).status).toBe("gone");
  server.isGone = false;
  expect(await draft.rebase()).toMatchObject({ status: "dirty", failure: undefined });
});
