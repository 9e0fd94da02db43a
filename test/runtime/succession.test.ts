import { type ClientOptions, lanes, onEvent, resendOnce, type RuntimeEvent } from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";
import {
  pageAdd,
  pageClient,
  pageDelete,
  pagePatch,
  pagePut,
  pageRetrieve,
  type PageRequest,
  tag,
  ofPage,
} from "./page-operations.js";
import { PageServer } from "./page-server.js";
import { empty, json, later, stubFetch, type StubAnswer, type StubFetch } from "./stub-fetch.js";

const id1 = { path: { id: 1 } };
const [A, B, C] = [tag('"a"'), tag('"b"'), tag('"c"')];
const ok = (etag?: string): Response => json(200, { title: "", text: "", lines: [] }, etag ? { etag } : {});
const gone = (): Response => empty(204);

function connect(answers: StubAnswer[], options: ClientOptions = {}) {
  const stub = stubFetch(...answers);
  return { stub, client: pageClient({ fetch: stub.fetch, lanes: lanes(), ...options }) };
}

const holding = (ifMatch: PageRequest["ifMatch"], text = "x"): PageRequest => ({ ...id1, body: { text }, ifMatch });
const tagsSent = ({ requests }: StubFetch): (string | null)[] =>
  requests.filter(({ method }) => method !== "GET").map(({ headers }) => headers.get("if-match"));

describe("own-write succession", () => {
  it("rule 8: a PATCH that holds the tag which our own PATCH replaced is sent with the new one", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"c"')]);
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "ok", etag: B });
    expect(await pagePatch(client, holding(A, "y"))).toMatchObject({ kind: "ok", etag: C });
    expect(tagsSent(stub)).toEqual([A, B]);
  });

  it("rule 8: so is a DELETE", async () => {
    const { client, stub } = connect([ok('"b"'), gone()]);
    await pagePatch(client, holding(A));
    expect(await pageDelete(client, { ...id1, ifMatch: A })).toMatchObject({ kind: "ok", status: 204 });
    expect(tagsSent(stub)).toEqual([A, B]);
  });

  it("rule 8: so are those that waited for that PATCH, one after the other", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"c"'), ok('"d"'), gone()]);
    await Promise.all([
      pagePatch(client, holding(A, "1")),
      pagePatch(client, holding(A, "2")),
      pagePatch(client, holding(A, "3")),
      pageDelete(client, { ...id1, ifMatch: A }),
    ]);
    expect(tagsSent(stub)).toEqual([A, B, C, '"d"']);
  });

  it("rule 8: any tag of the chain is followed to its end", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"c"'), ok('"d"'), ok('"e"')]);
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(B));
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(B));
    expect(tagsSent(stub)).toEqual([A, B, C, '"d"']);
  });

  it("rule 8: a PUT and a POST are sent with the tag that their caller holds", async () => {
    const { client, stub } = connect([ok('"b"'), empty(412), empty(412)]);
    await pagePatch(client, holding(A));
    expect(await pagePut(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: A });
    expect(await pageAdd(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: A });
    expect(tagsSent(stub)).toEqual([A, A, A]);
  });

  it("is told of as `superseded`, with the tag that was sent", async () => {
    const events: RuntimeEvent[] = [];
    const { client } = connect([ok('"b"'), ok('"c"')], { events: onEvent((event) => events.push(event)) });
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(A));
    expect(events.filter(({ type }) => type === "superseded")).toMatchObject([
      { type: "superseded", tag: B, operation: "page_patch", resource: "Page", key: "1", attempt: 1 },
    ]);
  });

  it("is of one resource: the same tag of another one means something else", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"c"')]);
    await pagePatch(client, holding(A));
    await pagePatch(client, { ...holding(A), path: { id: 2 } });
    expect(tagsSent(stub)).toEqual([A, A]);
  });

  it("is of one client", async () => {
    const shared = lanes();
    const one = connect([ok('"b"')], { lanes: shared });
    const other = connect([empty(412)], { lanes: shared });
    await pagePatch(one.client, holding(A));
    await pagePatch(other.client, holding(A));
    expect(tagsSent(other.stub)).toEqual([A]);
  });
});

describe("why a PUT and a POST are not followed", () => {
  /** A form that was loaded before our own PATCH of the title, on a server that can be asked what became of it. */
  async function afterOwnPatch() {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes() });
    const form = await pageRetrieve(client, id1);
    if (form.kind !== "ok") throw new Error(form.kind);
    const patched = await pagePatch(client, { ...id1, body: { title: "patched" }, ifMatch: form });
    if (patched.kind !== "ok") throw new Error(patched.kind);
    return { server, client, form, followed: patched.etag! };
  }

  it("a PUT writes all fields: followed, it takes back what the PATCH changed", async () => {
    const { server, client, form, followed } = await afterOwnPatch();
    const body = { ...form.data, text: "from the form" };
    expect(await pagePut(client, { ...id1, body, ifMatch: form })).toMatchObject({ kind: "precondition-failed" });
    expect(server.page("1"), "nothing is lost").toMatchObject({ title: "patched", text: "text" });
    // What following would have sent: the PATCH is lost, and nobody is told.
    expect(await pagePut(client, { ...id1, body, ifMatch: followed })).toMatchObject({ kind: "ok" });
    expect(server.page("1")).toMatchObject({ title: "title", text: "from the form" });
  });

  it("a PATCH writes its own fields only: followed, it leaves the others as they are", async () => {
    const { server, client, form } = await afterOwnPatch();
    const body = { text: "from the form" };
    expect(await pagePatch(client, { ...id1, body, ifMatch: form })).toMatchObject({ kind: "ok" });
    expect(server.page("1")).toMatchObject({ title: "patched", text: "from the form" });
  });

  it("a POST acts on what its caller saw: followed, it acts on what the caller has not seen, or twice", async () => {
    const { server, client, form } = await afterOwnPatch();
    const add = (ifMatch: PageRequest["ifMatch"]) => pageAdd(client, { ...id1, body: { line: "accepted" }, ifMatch });
    expect(await add(form), "it was accepted under another title").toMatchObject({ kind: "precondition-failed" });
    const fresh = await pageRetrieve(client, id1);
    if (fresh.kind !== "ok") throw new Error(fresh.kind);
    expect(await add(fresh)).toMatchObject({ kind: "ok" });
    // The second click of a slow double click: its tag is what keeps it from a second line.
    expect(await add(fresh)).toMatchObject({ kind: "precondition-failed" });
    expect(server.page("1")?.lines).toEqual(["accepted"]);
    expect(await add(tag('"3"')), "what following would have sent").toMatchObject({ kind: "ok" });
    expect(server.page("1")?.lines).toEqual(["accepted", "accepted"]);
  });
});

describe("where a succession ends", () => {
  it("another writer between: the 412 is not hidden, and says which tag was sent", async () => {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes() });
    const first = tag('"1"');
    await pagePatch(client, holding(first, "mine"));
    server.write("1", { text: "another's" });
    expect(await pagePatch(client, holding(first, "mine again"))).toMatchObject({
      kind: "precondition-failed",
      sent: '"2"',
    });
    expect(server.page("1")?.text).toBe("another's");
  });

  it("another writer before: our PATCH replaced the other's tag, not the one that an older form holds", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"d"'), empty(412)]);
    await pagePatch(client, holding(A));
    // Read meanwhile: another writer turned "b" into "c".
    await pagePatch(client, holding(C));
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: A });
    expect(tagsSent(stub)).toEqual([A, C, A]);
  });

  it("with tags of the content: once refused, a tag that another writer brought back is sent as it is", async () => {
    const { client, stub } = connect([ok('"b"'), empty(412), ok('"c"')]);
    await pagePatch(client, holding(A));
    // Another writer restores what "a" stands for, and the page is loaded again.
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: B });
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "ok", etag: C });
    expect(tagsSent(stub)).toEqual([A, B, A]);
  });

  it("with tags of the content: our own way there and back is followed", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"a"'), ok('"c"'), ok('"d"')]);
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(B));
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(B));
    expect(tagsSent(stub)).toEqual([A, B, A, C]);
  });

  it("a refusal of an older tag ends nothing", async () => {
    const { client, stub } = connect([ok('"b"'), empty(412), ok('"c"')]);
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(tag('"older"')));
    await pagePatch(client, holding(A));
    expect(tagsSent(stub)).toEqual([A, '"older"', B]);
  });

  it.each<[string, (request: PageRequest) => Promise<StubFetch>]>([
    [
      "our own PUT",
      async (request) => {
        const { client, stub } = connect([ok('"b"'), ok('"c"'), empty(412)]);
        await pagePatch(client, request);
        await pagePut(client, holding(B));
        await pagePatch(client, request);
        return stub;
      },
    ],
    [
      "our own POST",
      async (request) => {
        const { client, stub } = connect([ok('"b"'), ok('"c"'), empty(412)]);
        await pagePatch(client, request);
        await pageAdd(client, holding(B));
        await pagePatch(client, request);
        return stub;
      },
    ],
    [
      "our own DELETE",
      async (request) => {
        const { client, stub } = connect([ok('"b"'), gone(), empty(404)]);
        await pagePatch(client, request);
        await pageDelete(client, holding(B));
        await pagePatch(client, request);
        return stub;
      },
    ],
    [
      "an answer without a tag",
      async (request) => {
        const { client, stub } = connect([ok('"b"'), gone(), empty(412)]);
        await pagePatch(client, request);
        await pagePatch(client, holding(B));
        await pagePatch(client, request);
        return stub;
      },
    ],
  ])("%s ends it", async (_, run) => {
    expect(tagsSent(await run(holding(A)))).toEqual([A, B, A]);
  });

  it("an unconditional change begins none", async () => {
    const { client, stub } = connect([ok('"b"'), empty(412)]);
    await pageAdd(client, holding(null));
    await pagePatch(client, holding(A));
    expect(tagsSent(stub)).toEqual([null, A]);
  });

  it.each([null, "*"] as const)("nor does a PATCH under %j", async (ifMatch) => {
    const { pagePatchOperation } = await import("./page-operations.js");
    const { changeState } = await import("ifmatch/runtime");
    const { client, stub } = connect([ok('"b"'), ok('"c"'), empty(412), ok('"d"'), ok('"e"')]);
    const operation = { ...pagePatchOperation, ifMatch: "optional", wildcard: true } as const;
    const change = (): Promise<object> => changeState(client, operation, ofPage(holding(ifMatch)));
    await pagePatch(client, holding(A));
    await change();
    await pagePatch(client, holding(A));
    await change();
    await change();
    expect(tagsSent(stub)).toEqual([A, ifMatch, A, ifMatch, ifMatch]);
  });

  it("what was not made, or is not known to have been, neither begins nor ends one", async () => {
    const { client, stub } = connect([ok('"b"'), empty(400), new TypeError("fetch failed"), empty(502), ok('"c"')]);
    await pagePatch(client, holding(A));
    for (const kind of ["error", "ambiguous", "ambiguous", "ok"])
      expect(await pagePatch(client, holding(A))).toMatchObject({ kind });
    expect(tagsSent(stub)).toEqual([A, B, B, B, B]);
  });

  it("a change that was verified by reading back has no successor: another's change may be in what was read", async () => {
    const { client, stub } = connect(
      [new TypeError("fetch failed"), empty(412), json(200, { text: "x" }, { etag: '"c"' }), empty(412)],
      { recover: resendOnce({ sleep: () => Promise.resolve(), believe: "fields" }) },
    );
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "ok", verified: true, etag: C });
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: A });
    expect(tagsSent(stub)).toEqual([A, A, A]);
  });

  it("one whose resend came through has", async () => {
    const { client, stub } = connect([new TypeError("fetch failed"), ok('"b"'), ok('"c"')], {
      recover: resendOnce({ sleep: () => Promise.resolve() }),
    });
    await pagePatch(client, holding(A));
    await pagePatch(client, holding(A));
    expect(tagsSent(stub)).toEqual([A, A, B]);
  });
});

/** Until so many requests have left. */
const left = (stub: StubFetch, count: number): Promise<void> =>
  vi.waitFor(() => expect(stub.requests).toHaveLength(count));

describe("after client.clear()", () => {
  it("nothing is followed", async () => {
    const { client, stub } = connect([ok('"b"'), empty(412)]);
    await pagePatch(client, holding(A));
    await client.clear();
    expect(await pagePatch(client, holding(A))).toMatchObject({ kind: "precondition-failed", sent: A });
    expect(tagsSent(stub)).toEqual([A, A]);
  });

  it("nor is what was under way then, whether or not others have entered its lane meanwhile", async () => {
    const [first, third] = [later(), later()];
    const { client, stub } = connect([first.answer, empty(412), third.answer, empty(412)]);
    const underWay = pagePatch(client, holding(A, "1"));
    await left(stub, 1);
    await client.clear();
    const waiting = pagePatch(client, holding(A, "2"));
    first.give(ok('"b"'));
    await underWay;
    expect(await waiting).toMatchObject({ kind: "precondition-failed", sent: A });
    const again = pagePatch(client, holding(B, "3"));
    await left(stub, 3);
    await client.clear();
    third.give(ok('"c"'));
    await again;
    expect(await pagePatch(client, holding(B, "4"))).toMatchObject({ kind: "precondition-failed", sent: B });
    expect(tagsSent(stub)).toEqual([A, A, B, B]);
  });

  it("nor is what was under way then, when another resource is changed before its answer arrives", async () => {
    const first = later();
    const { client, stub } = connect([first.answer, ok('"c"'), empty(412)]);
    const underWay = pagePatch(client, holding(A, "1"));
    await left(stub, 1);
    await client.clear();
    await pagePatch(client, { ...holding(B), path: { id: 2 } });
    first.give(ok('"b"'));
    await underWay;
    expect(await pagePatch(client, holding(A, "2"))).toMatchObject({ kind: "precondition-failed", sent: A });
  });

  it("what waited then is not sent: it would leave with the next user's credentials", async () => {
    const first = later();
    const { client, stub } = connect([first.answer, ok('"c"')]);
    const underWay = pagePatch(client, holding(A, "1"));
    await left(stub, 1);
    const waiting = pagePatch(client, holding(A, "2")).catch((error: unknown) => error);
    await client.clear();
    first.give(ok('"b"'));
    await underWay;
    expect(await waiting).toMatchObject({
      name: "UsageError",
      code: "cleared",
      message: expect.stringContaining("Nothing was sent.") as unknown,
    });
    expect(await pagePatch(client, holding(B, "3"))).toMatchObject({ kind: "ok" });
    expect(tagsSent(stub)).toEqual([A, B]);
  });

  it("nobody joins what an earlier user has under way", async () => {
    const first = later();
    const { client, stub } = connect([first.answer, empty(412)]);
    const theirs = pagePatch(client, holding(A, "same"));
    await left(stub, 1);
    await client.clear();
    const mine = pagePatch(client, holding(A, "same"));
    first.give(ok('"b"'));
    expect([(await theirs).kind, (await mine).kind]).toEqual(["ok", "precondition-failed"]);
    expect(tagsSent(stub)).toEqual([A, A]);
  });
});

describe("weak tags", () => {
  it("are followed as they are sent, where the API strips them", async () => {
    const { client, stub } = connect([ok('W/"b"'), ok('W/"c"')], { weakTags: "strip" });
    await pagePatch(client, holding(tag('W/"a"')));
    await pagePatch(client, holding(tag('W/"a"')));
    expect(tagsSent(stub)).toEqual([A, B]);
  });

  it("have no successor elsewhere, and are none", async () => {
    const { client, stub } = connect([ok('"b"'), ok('"b"'), ok('"c"'), ok('W/"d"'), empty(412)]);
    const weak = tag('W/"a"');
    await pagePatch(client, holding(weak));
    await pagePatch(client, holding(weak));
    await pagePatch(client, holding(B));
    await pagePatch(client, holding(B));
    await pagePatch(client, holding(B));
    expect(tagsSent(stub)).toEqual([weak, weak, B, C, B]);
  });
});

describe("the memory of successions", () => {
  it("a form may be as many of our own changes old as the options say, and is told when it is older", async () => {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes({ tags: 32 }) });
    for (let version = 1; version <= 40; version++) await pagePatch(client, holding(tag(`"${version}"`), `${version}`));
    expect(await pagePatch(client, holding(tag('"1"')))).toMatchObject({ kind: "precondition-failed", sent: '"1"' });
    expect(await pagePatch(client, holding(tag('"20"')))).toMatchObject({ kind: "ok" });
  });

  it("ends after a thousand other resources, and not before", { tags: "at-length" }, async () => {
    const server = new PageServer();
    const client = pageClient({ fetch: server.fetch, lanes: lanes() });
    const first = tag('"1"');
    const patch = async (id: number, text: string): Promise<string> =>
      (await pagePatch(client, { ...holding(first, text), path: { id } })).kind;
    for (let id = 0; id <= 1000; id++) await patch(id, "once");
    expect(await patch(0, "twice")).toBe("precondition-failed");
    expect(await patch(1, "twice")).toBe("ok");
    expect(await patch(1000, "twice")).toBe("ok");
  });
});
