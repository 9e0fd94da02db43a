import { unwrap } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import { expect, it } from "vitest";
import { docClient, docPatch, docRead, type DocServer, docServer, once, one, openDoc, sentBodies } from "./record.js";

/* After `client.clear()` the next user is there: nothing is sent for them, and nothing of theirs is taken. */

const methods = ({ seen }: DocServer): string[] => seen.map(({ method }) => method);
const isCleared = { name: "UsageError", code: "cleared" };

async function start(more: { readonly resend?: number } = {}, server = docServer()) {
  const client = docClient(server);
  return { server, client, draft: await openDoc(server, more, client) };
}

it("while a save is under way: neither read nor sent again", async () => {
  const { server, client, draft } = await start({ resend: 1 });
  draft.change({ name: "mine" });
  server.changeElsewhere({ count: 5 });
  once(server, "PATCH", () => void client.clear());
  await expect(draft.save()).rejects.toMatchObject(isCleared);
  expect(methods(server)).toEqual(["GET", "PATCH"]);
  expect(draft.value.name).toBe("mine");
});

it("while a save without a response body is under way: the record is not read", async () => {
  const { server, client, draft } = await start({}, docServer(false));
  draft.change({ name: "mine" });
  once(server, "PATCH", () => void client.clear());
  await expect(draft.save()).rejects.toMatchObject(isCleared);
  expect(methods(server)).toEqual(["GET", "PATCH"]);
});

it("while a save reads for want of a tag: nothing is sent, and nothing of what was read is shown", async () => {
  const server = docServer();
  const client = docClient(server);
  const record = unwrap(await docRead(client, one));
  const draft = draftOf(client, docRead, docPatch, one, { ...record, etag: null });
  draft.change({ name: "mine" });
  once(server, "GET", () => {
    server.changeElsewhere({ notes: "the next user's" });
    void client.clear();
  });
  await expect(draft.save()).rejects.toMatchObject(isCleared);
  expect(sentBodies(server)).toEqual([]);
  expect(draft.value.notes).toBe("");
});

it("while a draft is opened: there is none", async () => {
  const { server, client, draft } = await start();
  draft.change({ name: "mine" });
  once(server, "GET", () => void client.clear());
  await expect(openDoc(server, { stored: draft.toJSON() }, client)).rejects.toMatchObject(isCleared);
});

it("and another record arrives: it is not followed", async () => {
  const { server, client, draft } = await start();
  await client.clear();
  server.changeElsewhere({ name: "the next user's" });
  draft.notice(unwrap(await docRead(client, one)));
  expect(draft.getSnapshot()).toMatchObject({ value: { name: "first" }, isOutdated: false });
});
