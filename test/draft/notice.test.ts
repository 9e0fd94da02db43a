import { unwrap } from "ifmatch/runtime";
import type { EntityTag } from "ifmatch/runtime";
import { expect, it } from "vitest";
import { docClient, docRead, docServer, one, openDoc } from "./record.js";

const tag = (text: string): EntityTag<"Doc"> => text as EntityTag<"Doc">;

it("another record is ignored", async () => {
  const draft = await openDoc(docServer());
  const { base } = draft.getSnapshot();
  const data = { ...base.data, id: 2, name: "another" };
  draft.notice({ ...base, etag: tag('"x"'), resource: { name: "Doc", key: "2" }, data });
  expect(draft.getSnapshot()).toMatchObject({ value: { name: "first" }, isOutdated: false });
});

it("the same version with its tag weakened (gzip) is the same version", async () => {
  const server = docServer();
  const draft = await openDoc(server, {}, docClient(server, { weakTags: "reject" }));
  draft.notice({ ...draft.getSnapshot().base, etag: tag('W/"r1"') });
  draft.change({ name: "mine" });
  expect((await draft.save()).status).toBe("clean");
});

it("with tags made of the content, a record that was changed back is followed", async () => {
  const draft = await openDoc(docServer());
  const { base } = draft.getSnapshot();
  draft.notice({ ...base, etag: tag('"B"'), data: { ...base.data, name: "B" } });
  expect(draft.value.name).toBe("B");
  draft.notice(base);
  expect(draft.value.name).toBe("first");
});

it("what was noticed during a save may be newer than it, what was noticed before is not", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  const read = async () => unwrap(await docRead(docClient(server), one));
  draft.change({ name: "mine" });
  server.fate = async ({ method }, carryOut) => {
    if (method === "GET") return carryOut();
    const response = carryOut();
    draft.notice(await read());
    server.changeElsewhere({ count: 5 });
    draft.notice(await read());
    return response;
  };
  expect(await draft.save()).toMatchObject({ status: "clean", isOutdated: true, theirs: { count: 5 } });
  server.fate = undefined;
  expect(await draft.rebase()).toMatchObject({ status: "clean", isOutdated: false, value: { name: "mine", count: 5 } });
});
