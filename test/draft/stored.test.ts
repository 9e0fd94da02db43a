import { openDraft } from "ifmatch/runtime/draft";
import { expect, it } from "vitest";
import { docClient, docPatch, docRead, type DocServer, docServer, noNetwork, one, sentBodies } from "./record.js";

const open = (server: DocServer, stored?: unknown) =>
  openDraft(docClient(server), docRead, docPatch, one, { readOnly: ["id", "updated_at"], stored });

/** As `localStorage` would keep it. */
const kept = (draft: { toJSON: () => unknown }): unknown => JSON.parse(JSON.stringify(draft));

it("a draft that is opened later has its edits again", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine" });
  const again = await open(server, kept(draft));
  expect(again.getSnapshot()).toMatchObject({ status: "dirty", value: { name: "mine" }, base: { etag: '"r1"' } });
  await again.save();
  expect(server.doc.name).toBe("mine");
});

it("what others saved meanwhile is merged, and what clashes is asked", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine", notes: "mine" });
  server.changeElsewhere({ name: "theirs", count: 5 });
  const again = await open(server, kept(draft));
  expect(again.getSnapshot()).toMatchObject({
    status: "conflict",
    value: { name: "mine", notes: "mine", count: 5 },
    conflicts: [{ path: ["name"], base: "first", mine: "mine", theirs: "theirs" }],
  });
});

it("a conflict that waits for its decision waits on", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine", notes: "mine" });
  server.changeElsewhere({ name: "theirs", notes: "theirs" });
  await draft.save();
  draft.resolve(["notes"], "mine");
  const again = await open(server, kept(draft));
  expect(again.getSnapshot()).toMatchObject({ status: "conflict", conflicts: [{ path: ["name"] }] });
});

it("a save whose response was lost is made once", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine" });
  server.fate = ({ method }, carryOut) => {
    if (method !== "GET") carryOut();
    throw new TypeError("Failed to fetch");
  };
  await draft.save();
  server.fate = undefined;
  const again = await open(server, kept(draft));
  expect(again.getSnapshot()).toMatchObject({ status: "clean", value: { name: "mine" } });
});

it("a field that a release has added since is not removed", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine" });
  server.doc = Object.assign({}, server.doc, { priority: "high" });
  const again = await open(server, kept(draft));
  await again.save();
  expect(sentBodies(server)).toEqual([{ name: "mine" }]);
});

it("what was discarded while its save was open stays discarded", async () => {
  const server = docServer();
  const draft = await open(server);
  draft.change({ name: "mine" });
  server.fate = noNetwork;
  await draft.save();
  draft.discard();
  server.fate = undefined;
  server.changeElsewhere({ count: 5 });
  const again = await open(server, kept(draft));
  await again.save();
  expect(server.doc).toMatchObject({ name: "first", count: 5 });
});

it("holds no headers", async () => {
  const draft = await open(docServer());
  expect(draft.toJSON().base.headers).toEqual({});
});

const resource = { name: "Doc", key: "1" };
it.each([
  ["nothing", undefined],
  ["text", "x"],
  ["another version", { version: 2 }],
  ["no base", { version: 1, value: {}, conflicts: [] }],
  [
    "another record's",
    {
      version: 1,
      base: { etag: '"r1"', data: {}, resource: { name: "Doc", key: "2" } },
      value: { name: "x" },
      conflicts: [],
    },
  ],
  ["no data", { version: 1, base: { etag: '"r1"', resource: { name: "Doc", key: "1" } }, value: {}, conflicts: [] }],
  ["half of one", { version: 1, base: { etag: '"r1"', data: {}, resource: { name: "Doc", key: "1" } }, conflicts: [] }],
  ["no conflicts", { version: 1, base: { etag: '"r1"', data: {}, resource }, value: {} }],
  ["other conflicts", { version: 1, base: { etag: '"r1"', data: {}, resource }, value: {}, conflicts: [1] }],
  ["a value that is text", { version: 1, base: { etag: '"r1"', data: {}, resource }, value: "x", conflicts: [] }],
  ["a value that is null", { version: 1, base: { etag: '"r1"', data: {}, resource }, value: null, conflicts: [] }],
  ["a value that is a list", { version: 1, base: { etag: '"r1"', data: {}, resource }, value: [], conflicts: [] }],
])("%s is ignored", async (_what, stored) => {
  const draft = await open(docServer(), stored);
  expect(draft.getSnapshot()).toMatchObject({ status: "clean", value: { name: "first" } });
});
