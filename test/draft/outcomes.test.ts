import { resendOnce } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { holds } from "../../runtime/draft/echo.js";
import { docClient, docServer, loseNextResponse, noNetwork, openDoc, sentBodies } from "./record.js";

/* What a draft makes of what comes of its requests. */

describe("a record that is gone", () => {
  it("is told by a reading, and nothing is sent to it", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.isGone = true;
    expect(await draft.rebase()).toMatchObject({ status: "gone", value: { name: "mine" }, failure: { status: 404 } });
    expect((await draft.save()).status).toBe("gone");
    expect(sentBodies(server)).toEqual([]);
  });

  it("is told where the outcome of a save is looked into; what was typed stays until it is discarded", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    loseNextResponse(server, () => void (server.isGone = true));
    expect(await draft.save()).toMatchObject({ status: "gone", value: { name: "mine" } });
  });

  it("stays gone when the edits are discarded", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.isGone = true;
    await draft.rebase();
    draft.discard();
    expect(draft.getSnapshot()).toMatchObject({ status: "gone", value: { name: "first" }, edits: [] });
  });
});

describe("a save whose response has no body", () => {
  it.each([
    ["its own tag", false, "clean"],
    ["another one's by then", true, "clean"],
  ])("is followed by a reading, which shows %s", async (_, isOvertaken, status) => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    server.fate = ({ method }, carryOut) => {
      if (method === "GET") return undefined;
      carryOut();
      const response = new Response(null, { status: 204, headers: { etag: server.tag() } });
      if (isOvertaken) server.changeElsewhere({ notes: "theirs" });
      return response;
    };
    const saved = await draft.save();
    expect(saved).toMatchObject({ status, conflicts: [], value: { name: "mine", notes: isOvertaken ? "theirs" : "" } });
    server.fate = undefined;
    draft.change({ count: 1 });
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc).toMatchObject({ name: "mine", count: 1, notes: isOvertaken ? "theirs" : "" });
  });
});

describe("a save that was refused", () => {
  it("under a tag that has stayed is not made, and conflicts with nobody", async () => {
    const server = docServer();
    const draft = await openDoc(server);
    draft.change({ name: "mine" });
    // A proxy that answers for a server which is not there.
    server.fate = ({ method }) => (method === "GET" ? undefined : new Response("{}", { status: 412 }));
    const refused = await draft.save();
    expect(refused).toMatchObject({ conflicts: [], value: { name: "mine" }, base: { data: { name: "first" } } });
    server.fate = undefined;
    expect((await draft.save()).status).toBe("clean");
    expect(server.doc.name).toBe("mine");
  });
});

describe("a save whose response was lost", () => {
  it("is made where recovery has verified it, and what others changed since is theirs", async () => {
    const server = docServer();
    const recover = resendOnce({ resend: false, token: { body: "token" }, sleep: () => Promise.resolve() });
    const draft = await openDoc(server, {}, docClient(server, { recover }));
    draft.change({ name: "mine" });
    loseNextResponse(server, () => server.changeElsewhere({ notes: "theirs" }));
    expect(await draft.save()).toMatchObject({
      status: "clean",
      conflicts: [],
      value: { name: "mine", notes: "theirs" },
    });
  });

  it("under a weak tag is sent again only where the record is the same, too; else it stays open", async () => {
    for (const isCarriedOut of [true, false]) {
      const server = docServer();
      // A tag by the second: a change within it leaves it as it is.
      const { fetch } = server;
      const weak: typeof fetch = async (url, init) => {
        const headers = { ...(init?.headers as Record<string, string>) };
        if ("if-match" in headers) headers["if-match"] = server.tag();
        delete headers["if-none-match"];
        const response = await fetch(url, { ...init, headers });
        return new Response(response.body, {
          status: response.status,
          headers: { "content-type": "application/json", etag: 'W/"second"' },
        });
      };
      const draft = await openDoc(server, {}, docClient(server, { fetch: weak }));
      draft.change({ name: "mine" });
      if (isCarriedOut) loseNextResponse(server);
      else
        server.fate = (request, carryOut) => {
          if (request.method === "GET") return undefined;
          server.fate = undefined;
          return noNetwork(request, carryOut);
        };
      const saved = await draft.save();
      expect(saved).toMatchObject({ status: isCarriedOut ? "unknown" : "clean", value: { name: "mine" } });
      expect(server.doc.name).toBe("mine");
      expect(sentBodies(server)).toHaveLength(isCarriedOut ? 1 : 2);
    }
  });

  it("shows what was thrown as an Error, whatever it was", async () => {
    const server = docServer();
    const onRequest = ({ init }: { readonly init: { readonly method: string } }): void => {
      // oxlint-disable-next-line no-throw-literal -- as a page's own code may
      if (init.method === "PATCH") throw "not today";
    };
    const draft = await openDoc(server, {}, docClient(server, { onRequest }));
    draft.change({ name: "mine" });
    const { status, failure } = await draft.save();
    expect([status, (failure as Error).message, (failure as Error).cause]).toEqual(["dirty", "not today", "not today"]);
  });
});

describe("what a server writes in another form", () => {
  it.each<[string, unknown, unknown, boolean]>([
    ["a time of another zone", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", true],
    ["a time with its milliseconds", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00.000Z", true],
    ["another time", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", false],
    ["what only looks like a time", "2026-99-99T99:99", "2026-99-99T99:98", false],
    ["a decimal", "1.50", 1.5, true],
    ["another number", "1.50", 1.6, false],
    ["line ends and space around a text", "a\nb", " a\r\nb ", true],
    ["null for what is absent", null, undefined, true],
    ["a flag, which has one form", true, "true", false],
  ])("holds what was sent: %s", (_, record, sent, isHeld) => {
    expect(holds({ a: record }, { a: sent })).toBe(isHeld);
    expect(holds([{ a: record }], [{ a: sent }])).toBe(isHeld);
  });
});
