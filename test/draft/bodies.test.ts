import { changeState, type Client, json, type RequestOptions, type Validated } from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";
import { expect, it } from "vitest";
import { docClient, docPatch, docRead, docServer, type DocWrite, one, openDoc, sentBodies } from "./record.js";

it.each([undefined, "application/merge-patch+json; charset=utf-8"])(
  "a merge patch removes what was removed from an object inside (content type %s)",
  async (contentType) => {
    const server = docServer();
    const meta = { a: 1, b: 2 };
    server.doc = Object.assign({}, server.doc, { meta });
    const types = contentType ? ["application/json", contentType] : ["application/merge-patch+json"];
    const operation = { ...docPatch.operation, body: Object.fromEntries(types.map((type) => [type, json])) };
    const patch = Object.assign(
      (
        client: Client,
        request: { path: { id: number }; body: DocWrite; ifMatch: Validated<"Doc">; contentType?: string | undefined },
        options?: RequestOptions,
      ): ReturnType<typeof docPatch> => changeState(client, operation, request, options),
      { operation },
    );
    const draft = await openDraft(docClient(server), docRead, patch, { ...one, contentType });
    draft.change((doc) => ({ ...doc, meta: { a: 1 } }));
    await draft.save();
    expect(sentBodies(server)).toEqual([{ meta: { b: null } }]);
  },
);

it("an edit in place is an edit, and changes nothing that was shown before", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  const before = draft.value;
  draft.change((doc) => {
    // As JavaScript can, and as TypeScript refuses.
    (doc.lines as { id: number; quantity: number }[])[0]!.quantity = 9;
    return doc;
  });
  expect(before.lines[0]!.quantity).toBe(1);
  expect(draft.getSnapshot()).toMatchObject({ status: "dirty", edits: [{ path: ["lines"] }] });
  await draft.save();
  expect(server.doc.lines).toEqual([{ id: 1, quantity: 9 }]);
});

it("what was shown and then edited in place is an edit, too", async () => {
  const draft = await openDoc(docServer());
  const lines = draft.value.lines as { id: number; quantity: number }[];
  lines.push({ id: 2, quantity: 1 });
  draft.change({ lines });
  expect(draft.status).toBe("dirty");
});

it("a server without a tag: `failure` says so", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  server.fate = (_request, carryOut) => {
    const { status, body } = carryOut();
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  };
  draft.change({ name: "a" });
  server.changeElsewhere({});
  await draft.save();
  expect(await draft.save()).toMatchObject({ status: "dirty", failure: { name: "UsageError", code: "no-entity-tag" } });
});

it("a failure is over once the record was read", async () => {
  const server = docServer();
  const draft = await openDoc(server);
  server.fate = () => {
    throw new TypeError("Failed to fetch");
  };
  expect((await draft.rebase()).failure).toBeInstanceOf(Error);
  server.fate = undefined;
  expect((await draft.rebase()).failure).toBeUndefined();
});
