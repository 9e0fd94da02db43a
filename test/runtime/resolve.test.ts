import {
  changeState,
  type Client,
  type ClientOptions,
  lanes,
  onEvent,
  pending,
  resendOnce,
  resolve,
  type RuntimeEvent,
  UsageError,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  type Page,
  pageAdd,
  pageClient,
  pageDelete,
  pagePatch,
  pagePatchOperation,
  type PageRequest,
  type PageResult,
  settled,
  tag,
  ofPage,
} from "./page-operations.js";
import { PageServer } from "./page-server.js";
import { empty, json, later, never, stubFetch, type StubAnswer, type StubFetch } from "./stub-fetch.js";

const id1 = { path: { id: 1 } };
const A = tag('"a"');
const save: PageRequest = { ...id1, body: { text: "mine" }, ifMatch: A };
const lost = (): Error => new TypeError("fetch failed");
const page = (more: Partial<Page>, etag: string): Response =>
  json(200, { title: "title", text: "text", lines: [], ...more }, { etag });
const before = (): Response => page({}, '"a"');

const open = (result: PageResult): Extract<PageResult, { kind: "ambiguous" }> => {
  if (result.kind !== "ambiguous") throw new Error(`This should be ambiguous: ${result.kind}`);
  return result;
};

function connect(answers: StubAnswer[], options: ClientOptions = {}): { client: Client; stub: StubFetch } {
  const stub = stubFetch(...answers);
  return { client: pageClient({ fetch: stub.fetch, ...options }), stub };
}

/** A recovery layer that sends nothing again by itself, reads back once, and takes the fields for proof. */
const believingFields = (): ClientOptions => ({ recover: resendOnce({ resend: false, believe: "fields" }) });

const methods = ({ requests }: StubFetch): string[] => requests.map(({ method }) => method);

describe("resolve", () => {
  it("rule 9: says that the record holds what was sent; whether that is proof, the client says", async () => {
    const { client, stub } = connect([lost(), page({ text: "mine" }, '"b"')]);
    const saved = open(await pagePatch(client, save));
    expect(await resolve(saved)).toMatchObject({ kind: "ambiguous", holdsChange: true });
    expect(methods(stub)).toEqual(["PATCH", "GET"]);
    // Nothing can be read when the change is lost, so that the layer itself finds nothing out.
    const believing = connect([lost(), lost(), page({ text: "mine" }, '"b"')], believingFields());
    const lostToo = open(await pagePatch(believing.client, save));
    expect(await resolve(lostToo)).toMatchObject({ kind: "ok", status: 200, verified: true, etag: '"b"' });
    expect(methods(believing.stub)).toEqual(["PATCH", "GET", "GET"]);
  });

  it("rule 9: sends the change again, under the same tag, where the record still has it", async () => {
    const { client, stub } = connect([lost(), before(), page({ text: "mine" }, '"b"')]);
    const result = await resolve(open(await pagePatch(client, save)));
    expect(result).toMatchObject({ kind: "ok", status: 200, etag: '"b"', data: { text: "mine" } });
    expect(result).not.toHaveProperty("verified");
    expect(methods(stub)).toEqual(["PATCH", "GET", "PATCH"]);
    const [one, , two] = stub.requests;
    expect([two!.headers.get("if-match"), await two!.json()]).toEqual([A, await one!.json()]);
  });

  it("sends nothing where another's change came first, and stays ambiguous", async () => {
    const { client, stub } = connect([lost(), page({ text: "theirs" }, '"b"')]);
    const saved = open(await pagePatch(client, save));
    expect(await resolve(saved)).toBe(saved);
    expect(methods(stub)).toEqual(["PATCH", "GET"]);
  });

  it.each([412, 400, 500, 502])("believes no %i to that, and reads once more", async (status) => {
    const { client, stub } = connect(
      [lost(), lost(), before(), empty(status), page({ text: "mine" }, '"b"')],
      believingFields(),
    );
    expect(await resolve(open(await pagePatch(client, save)))).toMatchObject({ kind: "ok", verified: true });
    expect(methods(stub)).toEqual(["PATCH", "GET", "GET", "PATCH", "GET"]);
  });

  it("may be called again, until there is an answer", async () => {
    const { client, stub } = connect([lost(), lost(), before(), lost(), lost(), before(), page({}, '"b"')]);
    const first = open(await pagePatch(client, save));
    const second = open(await resolve<PageResult>(first));
    const third = open(await resolve<PageResult>(second));
    expect(await resolve(third)).toMatchObject({ kind: "ok", etag: '"b"' });
    expect(methods(stub)).toEqual(["PATCH", "GET", "GET", "PATCH", "GET", "GET", "PATCH"]);
  });

  it("rule 9: after `resendOnce` it goes on where that stopped: a tag unchanged is a change not made", async () => {
    const { client, stub } = connect([lost(), lost(), before(), before(), page({}, '"b"')], {
      recover: resendOnce({ sleep: () => Promise.resolve() }),
    });
    const saved = open(await pagePatch(client, save));
    expect(methods(stub)).toEqual(["PATCH", "PATCH", "GET"]);
    expect(await resolve(saved)).toMatchObject({ kind: "ok", etag: '"b"' });
    expect(methods(stub)).toEqual(["PATCH", "PATCH", "GET", "GET", "PATCH"]);
  });

  it("a DELETE: gone is made, there under the same tag is sent again, there under another one is open", async () => {
    const request = { ...id1, ifMatch: A };
    const gone = connect([lost(), empty(404)]);
    expect(await resolve(open(await pageDelete(gone.client, request)))).toMatchObject({
      kind: "ok",
      status: 204,
      verified: true,
    });
    const there = connect([lost(), before(), empty(204)]);
    expect(await resolve(open(await pageDelete(there.client, request)))).toMatchObject({ kind: "ok", status: 204 });
    expect(methods(there.stub)).toEqual(["DELETE", "GET", "DELETE"]);
    const changed = connect([lost(), page({}, '"b"')]);
    expect(await resolve(open(await pageDelete(changed.client, request)))).toMatchObject({ kind: "ambiguous" });
    expect(methods(changed.stub)).toEqual(["DELETE", "GET"]);
  });

  it.each<[string, PageRequest["ifMatch"], Response]>([
    ["without a precondition", null, page({}, '"a"')],
    ['under "*"', "*", page({}, '"a"')],
    ["under a weak tag", tag('W/"a"'), page({}, 'W/"a"')],
    ["where the record has no tag", A, json(200, {})],
  ])("sends nothing again %s", async (_, ifMatch, record) => {
    const { client, stub } = connect([lost(), record]);
    expect(await resolve(open(await pageAdd(client, { ...save, ifMatch })))).toMatchObject({ kind: "ambiguous" });
    expect(methods(stub)).toEqual(["POST", "GET"]);
  });

  it("a record that cannot be read leaves it open, and nothing is sent", async () => {
    for (const answer of [lost(), empty(500), empty(404)]) {
      const { client, stub } = connect([lost(), answer]);
      const saved = open(await pagePatch(client, save));
      expect(await resolve(saved)).toBe(saved);
      expect(methods(stub)).toEqual(["PATCH", "GET"]);
    }
  });

  it("an operation without a retrieval is a mistake to ask about", async () => {
    const { reload: _, ...operation } = pagePatchOperation;
    const { client } = connect([lost()]);
    const saved = open(await changeState<PageResult>(client, operation, ofPage(save)));
    const error = await resolve(saved).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ code: "no-retrieval", message: expect.stringContaining("page_patch") as unknown });
  });

  it("what was applied once is not sent again, even where its tag came back", async () => {
    const { verify: _, ...operation } = { ...pagePatchOperation, responses: [200] } as const;
    const { client, stub } = connect([lost(), lost(), page({ text: "mine" }, '"b"'), before()], believingFields());
    const saved = open(await changeState<PageResult>(client, operation, ofPage(save)));
    const applied = open(await resolve<PageResult>(saved));
    expect(applied).toMatchObject({ kind: "ambiguous", applied: true });
    // Another writer undid it, on a server whose tags are made of the content.
    expect(await resolve(applied)).toBe(applied);
    expect(methods(stub)).toEqual(["PATCH", "GET", "GET", "GET"]);
  });
});

describe("the signal of resolve", () => {
  const reason = new Error("left the page");

  it.each<[string, ClientOptions]>([
    ["", {}],
    [", with lanes and `resendOnce`", { lanes: lanes(), recover: resendOnce() }],
  ])("is not that of the lost call, which may be what lost it%s", async (_, options) => {
    const controller = new AbortController();
    const { client } = connect([never, before(), page({ text: "mine" }, '"b"')], options);
    const saving = pagePatch(client, save, { signal: controller.signal });
    await settled();
    controller.abort(reason);
    expect(await resolve(open(await saving))).toMatchObject({ kind: "ok", etag: '"b"' });
  });

  it("ends the reading: the outcome stays as it is", async () => {
    const { client, stub } = connect([lost(), never]);
    const saved = open(await pagePatch(client, save));
    const controller = new AbortController();
    const resolving = resolve(saved, { signal: controller.signal });
    await settled();
    controller.abort(reason);
    expect(await resolving).toBe(saved);
    expect(stub.requests).toHaveLength(2);
  });

  it("ends the sending: the outcome is as open as before", async () => {
    const { client, stub } = connect([lost(), before(), never]);
    const saved = open(await pagePatch(client, save));
    const controller = new AbortController();
    const resolving = resolve(saved, { signal: controller.signal });
    await settled();
    controller.abort(reason);
    expect(await resolving).toBe(saved);
    expect(stub.requests).toHaveLength(3);
  });

  it("while it waits in its lane: it is not sent, and the outcome is as open as before", async () => {
    const { answer, give } = later();
    const { client, stub } = connect([lost(), answer, before()], { lanes: lanes() });
    const saved = open(await pagePatch(client, save));
    const blocking = pagePatch(client, { ...save, body: { text: "other" } });
    await settled();
    const controller = new AbortController();
    const resolving = resolve(saved, { signal: controller.signal });
    await expect.poll(() => pending(client, "Page", 1)).toBe(2);
    controller.abort(reason);
    expect(await resolving).toBe(saved);
    give(page({}, '"b"'));
    expect(await blocking).toMatchObject({ kind: "ok" });
    expect(methods(stub)).toEqual(["PATCH", "PATCH", "GET"]);
  });

  it("an answer that cannot be read is no answer: the record is read once more", async () => {
    const noJson = new Response("<p>", { headers: { "content-type": "application/json" } });
    const { client, stub } = connect(
      [lost(), lost(), before(), noJson, page({ text: "mine" }, '"b"')],
      believingFields(),
    );
    expect(await resolve(open(await pagePatch(client, save)))).toMatchObject({ kind: "ok", verified: true });
    expect(methods(stub)).toEqual(["PATCH", "GET", "GET", "PATCH", "GET"]);
  });
});

describe("resolve among other changes", () => {
  it("takes its place in the lane of the resource", async () => {
    const answers = [later(), later()];
    const { client, stub } = connect([lost(), before(), answers[0]!.answer, answers[1]!.answer], { lanes: lanes() });
    const saved = open(await pagePatch(client, save));
    const resolving = resolve(saved);
    await expect.poll(() => stub.requests.length).toBe(3);
    expect(pending(client, "Page", 1)).toBe(1);
    const next = pagePatch(client, { ...save, body: { title: "next" } });
    await settled();
    expect(stub.requests, "the next change waits").toHaveLength(3);
    answers[0]!.give(page({ text: "mine" }, '"b"'));
    expect(await resolving).toMatchObject({ kind: "ok", etag: '"b"' });
    await settled();
    expect(stub.requests[3]!.headers.get("if-match"), "and follows it").toBe('"b"');
    answers[1]!.give(page({ text: "mine" }, '"c"'));
    expect(await next).toMatchObject({ kind: "ok", etag: '"c"' });
  });

  it("twice at a time is one request, with lanes", async () => {
    const { answer, give } = later();
    const { client, stub } = connect([lost(), before(), before(), answer], { lanes: lanes() });
    const saved = open(await pagePatch(client, save));
    const resolving = [resolve(saved), resolve(saved)];
    await expect.poll(() => stub.requests.length).toBe(4);
    await settled();
    give(page({ text: "mine" }, '"b"'));
    const [one, two] = await Promise.all(resolving);
    expect(one).toMatchObject({ kind: "ok", etag: '"b"' });
    expect(two).toBe(one);
  });

  it("twice at a time is one change, without lanes", async () => {
    const server = new PageServer();
    server.faults.push("request lost");
    const client = pageClient({ fetch: server.fetch });
    const saved = open(await pageAdd(client, { ...id1, body: { line: "once" }, ifMatch: tag('"1"') }));
    const results = await Promise.all([resolve(saved), resolve(saved)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["ambiguous", "ok"]);
    expect(server.page("1")?.lines).toEqual(["once"]);
  });

  it.each([{ header: "idempotency-key" }, { body: "token" }])(
    "carries the write token of the lost call (%j)",
    async (token) => {
      const { client, stub } = connect([lost(), before(), before(), page({}, '"b"')], {
        recover: resendOnce({ resend: false, token, newToken: () => "t1" }),
      });
      const saved = open(await pagePatch(client, save));
      expect(await resolve(saved)).toMatchObject({ kind: "ok", etag: '"b"' });
      const [first, , , again] = stub.requests;
      const carried = async (request: Request): Promise<unknown> =>
        request.headers.get("idempotency-key") ?? ((await request.json()) as Page).token;
      expect([await carried(first!), await carried(again!)]).toEqual(["t1", "t1"]);
    },
  );

  it("knows a POST by its write token", async () => {
    const server = new PageServer();
    server.faults.push("answer lost");
    let isOffline = true;
    const client = pageClient({
      fetch: (input, init) =>
        isOffline && init?.method === "GET" ? Promise.reject(lost()) : server.fetch(input, init),
      recover: resendOnce({ resend: false, token: { body: "token" } }),
    });
    const saved = open(await pageAdd(client, { ...id1, body: { line: "once" }, ifMatch: tag('"1"') }));
    isOffline = false;
    expect(await resolve(saved)).toMatchObject({ kind: "ok", verified: true, data: { lines: ["once"] } });
    expect(server.commits).toHaveLength(1);
  });

  it("trusts no fields where the lost call did not", async () => {
    const { client } = connect([lost(), page({ text: "mine" }, '"b"')]);
    expect(await resolve(open(await pagePatch(client, save, { verify: false })))).toMatchObject({ kind: "ambiguous" });
  });

  it("is told of like the call itself", async () => {
    const events: RuntimeEvent[] = [];
    const { client } = connect([lost(), lost(), before(), empty(412), page({ text: "mine" }, '"b"')], {
      ...believingFields(),
      events: onEvent((event) => events.push(event)),
    });
    await resolve(open(await pagePatch(client, save)));
    const decisions = ["ambiguous", "precondition-failed", "read-back", "verified"];
    const told = events.filter(({ type }) => decisions.includes(type)).map(({ type, operation }) => [type, operation]);
    expect(told).toEqual([
      ["ambiguous", "page_patch"],
      ["read-back", "page_patch"],
      ["read-back", "page_patch"],
      ["precondition-failed", "page_patch"],
      ["read-back", "page_patch"],
      ["verified", "page_patch"],
    ]);
  });
});
