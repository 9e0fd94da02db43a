import {
  changeState,
  type Client,
  type ClientOptions,
  lanes,
  onEvent,
  type RecoveryOptions,
  resendOnce,
  type RuntimeEvent,
  type StateChangeOperation,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  type Page,
  pageAdd,
  pageClient,
  pageDelete,
  pagePatch,
  pagePatchOperation,
  pagePut,
  pageRetrieve,
  type PageRequest,
  type PageResult,
  settled,
  tag,
  ofPage,
} from "./page-operations.js";
import { type Fault, PageServer } from "./page-server.js";
import { cutShort, empty, json, never, stubFetch, type StubAnswer, type StubFetch } from "./stub-fetch.js";

const id1 = { path: { id: 1 } };
const A = tag('"a"');
const save: PageRequest = { ...id1, body: { text: "mine" }, ifMatch: A };
const lost = (): Error => new TypeError("fetch failed");
const page = (more: Partial<Page>, etag = '"b"'): Response =>
  json(200, { title: "title", text: "", lines: [], ...more }, { etag });
const mine = (): Response => page({ text: "mine" });
const theirs = (): Response => page({ text: "theirs" });

interface Recovering {
  readonly client: Client;
  readonly stub: StubFetch;
  /** How long each resend would have waited. */
  readonly waits: number[];
}

function recovering(answers: StubAnswer[], recovery: RecoveryOptions = {}, options: ClientOptions = {}): Recovering {
  const stub = stubFetch(...answers);
  const waits: number[] = [];
  const recover = resendOnce({ sleep: async (milliseconds) => void waits.push(milliseconds), ...recovery });
  return { client: pageClient({ fetch: stub.fetch, recover, ...options }), stub, waits };
}

/** What reading back may take for proof, where the test is about that. */
const fields = { believe: "fields" } as const;

const methods = ({ requests }: StubFetch): string[] => requests.map(({ method }) => method);

describe("an attempt that was possibly delivered", () => {
  const gateway = (status: number) => (): Response => new Response("<h1>Bad gateway</h1>", { status });

  it.each<[string, () => StubAnswer]>([
    ["no answer", lost],
    ["a timeout", () => new DOMException("The operation was aborted due to timeout", "TimeoutError")],
    ["a success cut short", () => cutShort(200, '{"te')],
    ["502", gateway(502)],
    ["504", gateway(504)],
  ])("rule 9: after %s it is sent once more, and a 200 to that is `ok`", async (_, failure) => {
    const { client, stub } = recovering([failure(), mine()]);
    const result = await pagePatch(client, save);
    expect(result).toMatchObject({ kind: "ok", status: 200, etag: '"b"', data: { text: "mine" } });
    expect(result, "this is the answer itself, not what was read").not.toHaveProperty("verified");
    expect(methods(stub)).toEqual(["PATCH", "PATCH"]);
  });

  it("rule 9: the second request is the first one, byte for byte, If-Match included", async () => {
    const { client, stub } = recovering([lost(), mine()]);
    const odd = tag('"a,b\\\xe9"');
    await pagePatch(client, { ...save, ifMatch: odd, query: { notify: true } }, { headers: { prefer: "minimal" } });
    const [one, two] = await Promise.all(
      stub.requests.map(async (request) => [request.method, request.url, [...request.headers], await request.text()]),
    );
    expect(two).toEqual(one);
    expect(stub.requests[1]!.headers.get("if-match")).toBe(odd);
  });

  it("waits before, up to a second, with full jitter", async () => {
    const usual = recovering([lost(), mine()], { random: () => 0.25 });
    await pagePatch(usual.client, save);
    const longer = recovering([lost(), mine()], { random: () => 0.25, delay: 8000 });
    await pagePatch(longer.client, save);
    expect([usual.waits, longer.waits]).toEqual([[250], [2000]]);
  });

  it("has a timer of its own where none is given", async () => {
    const stub = stubFetch(lost(), mine());
    const client = pageClient({ fetch: stub.fetch, recover: resendOnce({ delay: 0 }) });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ok" });
  });

  it.each([200, 400, 404, 409, 428, 500])(
    "is not what a %i to the first attempt is: it is believed",
    async (status) => {
      const { client, stub, waits } = recovering([json(status, {})]);
      expect((await pagePatch(client, save)).kind).not.toBe("ambiguous");
      expect(stub.requests).toHaveLength(1);
      expect(waits).toEqual([]);
    },
  );

  it.each([408, 503, 520, 524, 598])("rule 9: may be what a gateway answered with %i", async (status) => {
    const { client, stub } = recovering([json(status, {}), mine()]);
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ok" });
    expect(methods(stub)).toEqual(["PATCH", "PATCH"]);
  });

  it("is not what could not be sent: that is thrown, and not repeated", async () => {
    const { client, stub } = recovering([]);
    await expect(pagePatch(client, save, { headers: { "x-user": "Łukasz" } })).rejects.toThrow("ByteString");
    expect(stub.requests).toHaveLength(0);
  });

  it("counts its attempts in the events", async () => {
    const events: RuntimeEvent[] = [];
    const { client } = recovering([lost(), mine()], {}, { events: onEvent((event) => events.push(event)) });
    await pagePatch(client, save);
    expect(events.map(({ type, attempt }) => [type, attempt])).toEqual([
      ["sent", 1],
      ["unanswered", 1],
      ["ambiguous", 1],
      ["sent", 2],
      ["answered", 2],
    ]);
  });
});

describe("no resend", () => {
  it.each<[string, PageRequest["ifMatch"], RecoveryOptions]>([
    ["without a precondition", null, {}],
    ['under "*"', "*", {}],
    ["under a weak tag", tag('W/"a"'), {}],
    ["where it is switched off", A, { resend: false }],
    ["where the function says no", A, { resend: () => false }],
  ])("%s", async (_, ifMatch, recovery) => {
    const { client, stub, waits } = recovering([lost(), theirs()], recovery);
    expect(await pageAdd(client, { ...save, ifMatch })).toMatchObject({ kind: "ambiguous" });
    expect(methods(stub), "but the record is read back").toEqual(["POST", "GET"]);
    expect(waits).toEqual([]);
  });

  it("but reading back settles it all the same", async () => {
    const { client, stub } = recovering([lost(), mine()], { resend: false, ...fields });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ok", verified: true });
    expect(methods(stub)).toEqual(["PATCH", "GET"]);
  });

  it("the function sees the change, and is asked before anything is sent", async () => {
    const { client, stub } = recovering([lost(), mine()], {
      resend: ({ operation, request, sent }) => operation.id === "page_patch" && request.body !== null && sent === A,
    });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ok" });
    expect(methods(stub)).toEqual(["PATCH", "PATCH"]);
    const failing = recovering([], {
      resend: () => {
        throw new Error("a mistake");
      },
    });
    await expect(pagePatch(failing.client, save)).rejects.toThrow("a mistake");
    expect(failing.stub.requests, "a mistake in it must not hide that the server may have written").toHaveLength(0);
  });
});

describe("what is not believed", () => {
  it.each<[string, () => StubAnswer]>([
    ["412", () => empty(412)],
    ["400", () => json(400, { detail: "no" })],
    ["404", () => empty(404)],
    ["409", () => empty(409)],
    ["428", () => empty(428)],
    ["500", () => empty(500)],
    ["503", () => empty(503)],
    ["502", () => empty(502)],
    ["silence", lost],
    ["a 200 that is not JSON", () => new Response("<p>", { headers: { "content-type": "application/json" } })],
  ])("rule 9: %s to the resend: the record is read back, and settles it", async (_, second) => {
    const holds = recovering([lost(), second(), mine()], fields);
    expect(await pagePatch(holds.client, save)).toMatchObject({
      kind: "ok",
      verified: true,
      status: 200,
      etag: '"b"',
      data: { title: "title", text: "mine", lines: [] },
      resource: { name: "Page", key: "1" },
    });
    expect(methods(holds.stub)).toEqual(["PATCH", "PATCH", "GET"]);
    expect(holds.stub.requests[2]!.cache, "past every cache").toBe("reload");
    const other = recovering([lost(), second(), theirs()], fields);
    const result = await pagePatch(other.client, save);
    expect(result, "never a conflict, which might be one with oneself").toMatchObject({
      kind: "ambiguous",
      status: null,
    });
    expect(result).not.toHaveProperty("applied");
    expect(other.stub.requests, "and nothing is sent a third time").toHaveLength(3);
  });

  it("the status of a verified change is the one that the document gives for what was read", async () => {
    const operation = { ...pagePatchOperation, responses: [201], verify: 201 } as const satisfies StateChangeOperation;
    const { client } = recovering([lost(), empty(412), mine()], fields);
    expect(await changeState(client, operation, ofPage(save))).toMatchObject({
      kind: "ok",
      status: 201,
      verified: true,
    });
  });

  it("where the document gives none, it is that of a response without a body", async () => {
    const { verify: _, ...operation } = pagePatchOperation;
    const { client } = recovering([lost(), empty(412), mine()], fields);
    expect(await changeState(client, operation, ofPage(save))).toMatchObject({
      kind: "ok",
      status: 204,
      verified: true,
      data: undefined,
      etag: '"b"',
    });
  });

  it("where the document has neither, the outcome is ambiguous still, and says that it was made", async () => {
    const { verify: _, ...operation } = { ...pagePatchOperation, responses: [200] } as const;
    const { client } = recovering([lost(), empty(412), mine()], fields);
    expect(await changeState(client, operation, ofPage(save))).toMatchObject({
      kind: "ambiguous",
      applied: true,
      message: expect.stringContaining("was made") as unknown,
    });
  });

  it("the fields are no proof unless the client says so: the outcome is ambiguous, and tells what was found", async () => {
    const { client, stub } = recovering([lost(), empty(412), mine()]);
    expect(await pagePatch(client, save)).toMatchObject({
      kind: "ambiguous",
      holdsChange: true,
      message: expect.stringContaining("another writer may have written the same") as unknown,
    });
    expect(methods(stub)).toEqual(["PATCH", "PATCH", "GET"]);
  });

  it("the first loss is what is told", async () => {
    const cause = lost();
    const { client } = recovering([cause, empty(504), theirs()]);
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ambiguous", status: null, cause });
    const gateway = recovering([empty(504), lost(), theirs()]);
    expect(await pagePatch(gateway.client, save)).toMatchObject({ kind: "ambiguous", status: 504 });
  });

  it.each<[string, () => StubAnswer]>([
    ["finds no answer", lost],
    ["is refused", () => empty(403)],
    ["finds the server broken", () => empty(500)],
    ["finds nothing", () => empty(404)],
    ["finds something else", () => json(200, ["a", "list"])],
    ["finds no JSON", () => new Response("<p>", { headers: { "content-type": "application/json" } })],
  ])("reading back that %s leaves it ambiguous", async (_, third) => {
    const { client, stub } = recovering([lost(), empty(412), third()]);
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ambiguous" });
    expect(stub.requests).toHaveLength(3);
  });

  it("so does the lack of anything to read", async () => {
    const { reload: _, ...operation } = pagePatchOperation;
    const { client, stub } = recovering([lost(), empty(412)]);
    expect(await changeState(client, operation, ofPage(save))).toMatchObject({ kind: "ambiguous" });
    expect(stub.requests).toHaveLength(2);
  });

  it("reading back takes no longer than the call may", async () => {
    const { client, stub } = recovering([never, never, never]);
    expect(await pagePatch(client, save, { timeout: 1 })).toMatchObject({
      kind: "ambiguous",
      cause: { name: "TimeoutError" },
    });
    expect(methods(stub)).toEqual(["PATCH", "PATCH", "GET"]);
  });

  it("is told of as `ambiguous` and `verified`", async () => {
    const events: RuntimeEvent[] = [];
    const { client } = recovering([lost(), empty(502), mine()], fields, {
      events: onEvent((event) => events.push(event)),
    });
    await pagePatch(client, save);
    const decisions = ["ambiguous", "read-back", "verified"];
    expect(events.filter(({ type }) => decisions.includes(type)).map(({ type, key }) => [type, key])).toEqual([
      ["ambiguous", "1"],
      ["ambiguous", "1"],
      ["read-back", "1"],
      ["verified", "1"],
    ]);
  });

  it("the tag of what was verified is the client's, and the caller's next precondition", async () => {
    const { client, stub } = recovering([lost(), empty(412), mine(), page({}, '"c"')], fields);
    const saved = await pagePatch(client, save);
    if (saved.kind !== "ok") throw new Error(saved.kind);
    expect(client.tagOf("Page", 1)).toBe('"b"');
    await pagePatch(client, { ...save, ifMatch: saved });
    expect(stub.requests[3]!.headers.get("if-match")).toBe('"b"');
  });
});

describe("whether a record holds what was sent", () => {
  const data = {
    title: "title",
    count: 1,
    none: null,
    at: "1970-01-01T00:00:00.000Z",
    lines: ["a", "b"],
    owner: { id: 7, name: "Ann", roles: [{ id: 1, name: "admin" }] },
  };
  async function kindAfter(body: unknown, call = pagePatch): Promise<string> {
    const { client } = recovering([lost(), empty(412), json(200, data, { etag: '"b"' })], fields);
    return (await call(client, { ...save, body })).kind;
  }

  it.each<[string, object]>([
    ["all fields", data],
    ["one field", { count: 1 }],
    ["null", { none: null }],
    ["a date", { at: new Date(0) }],
    ["a list", { lines: ["a", "b"] }],
    ["part of an object", { owner: { id: 7 } }],
    ["part of an item", { owner: { roles: [{ id: 1 }] } }],
    ["undefined, which is not sent", { title: "title", owner: { id: 7, name: undefined }, more: undefined }],
  ])("%s", async (_, body) => {
    expect(await kindAfter(body)).toBe("ok");
    expect(await kindAfter(body, pagePut)).toBe("ok");
  });

  it.each<[string, unknown]>([
    ["another value", { title: "other" }],
    ["a text for a number", { count: "1" }],
    ["null for a value", { title: null }],
    ["a value for null", { none: "" }],
    ["one of two fields", { title: "title", count: 2 }],
    ["a shorter list", { lines: ["a"] }],
    ["a longer list", { lines: ["a", "b", "c"] }],
    ["another order", { lines: ["b", "a"] }],
    ["a list of which one item is the same", { lines: ["a", "c"] }],
    ["a list for a text", { title: ["title"] }],
    ["an object for a text", { title: {} }],
    ["another part of an object", { owner: { id: 8 } }],
    ["a field that objects inherit", { owner: { toString: {} } }],
    ["a prototype", { owner: JSON.parse('{"__proto__":{}}') as unknown }],
    ["a field that does not come back, though the others hold", { title: "title", password: "secret" }],
    ["nothing", {}],
    ["nothing that is sent", { title: undefined }],
    ["a list of patches", [{ op: "test", path: "/count", value: 1 }]],
  ])("not %s", async (_, body) => {
    expect(await kindAfter(body)).toBe("ambiguous");
  });

  it("rule 9: what it holds under the old tag it has held all along", async () => {
    for (const etag of ['"a"', 'W/"a"']) {
      const { client } = recovering([lost(), lost(), json(200, data, { etag })], fields);
      expect(await pagePut(client, { ...save, body: { owner: { id: 7 } } })).toMatchObject({ kind: "ambiguous" });
    }
    const untagged = recovering([lost(), lost(), json(200, data)], fields);
    expect(await pagePatch(untagged.client, { ...save, body: { count: 1 } })).toMatchObject({ kind: "ok" });
  });

  it("a body that is no object shows nothing", async () => {
    const { client } = recovering([lost(), empty(412), mine()], fields);
    const request = { ...save, body: new Blob(["x"]), contentType: "application/octet-stream" };
    expect(await pagePut(client, request)).toMatchObject({ kind: "ambiguous" });
  });

  it("a POST is not known by its fields: what it did may have been another's doing", async () => {
    expect(await kindAfter({ title: "title" }, pageAdd)).toBe("ambiguous");
  });

  it("`verify: false` trusts no fields", async () => {
    const { client } = recovering([lost(), empty(412), mine()], fields);
    expect(await pagePatch(client, save, { verify: false })).toMatchObject({ kind: "ambiguous" });
  });
});

describe("a DELETE", () => {
  const remove = (client: Client): Promise<PageResult> => pageDelete(client, { ...id1, ifMatch: A });

  it.each([404, 410])("rule 9: is known by what is gone (%i)", async (status) => {
    const { client, stub } = recovering([lost(), empty(404), empty(status)]);
    expect(await remove(client)).toMatchObject({
      kind: "ok",
      status: 204,
      verified: true,
      data: undefined,
      etag: null,
      resource: { name: "Page", key: "1" },
    });
    expect(methods(stub)).toEqual(["DELETE", "DELETE", "GET"]);
    expect(client.tagOf("Page", 1)).toBeUndefined();
  });

  it("rule 9: is ambiguous while the record is there, whoever changed it", async () => {
    for (const record of [page({}, '"a"'), page({}, '"b"')]) {
      const { client, stub } = recovering([lost(), lost(), record]);
      expect(await remove(client)).toMatchObject({ kind: "ambiguous" });
      expect(stub.requests).toHaveLength(3);
    }
  });

  it("is not known by an answer that says something else", async () => {
    for (const status of [401, 403, 500]) {
      const { client } = recovering([lost(), empty(404), empty(status)]);
      expect(await remove(client)).toMatchObject({ kind: "ambiguous" });
    }
  });
});

describe("a write token", () => {
  const newToken = (): (() => string) => {
    let count = 0;
    return () => `token-${++count}`;
  };

  it("in a header is the same on both attempts, and another on the next call", async () => {
    const { client, stub } = recovering([lost(), mine(), mine()], {
      token: { header: "Idempotency-Key" },
      newToken: newToken(),
    });
    await pageAdd(client, { ...id1, body: { line: "x" }, ifMatch: A });
    await pageAdd(client, { ...id1, body: { line: "x" }, ifMatch: A });
    expect(stub.requests.map(({ headers }) => headers.get("idempotency-key"))).toEqual([
      "token-1",
      "token-1",
      "token-2",
    ]);
  });

  it("in the body is the same on both attempts, and another on the next call", async () => {
    const { client, stub } = recovering([lost(), mine(), mine()], { token: { body: "token" }, newToken: newToken() });
    const body = { text: "mine", token: "of the change before, which the form read" };
    await pagePatch(client, { ...save, body });
    await pagePatch(client, { ...save, body });
    expect(await Promise.all(stub.requests.map((request) => request.json()))).toEqual([
      { text: "mine", token: "token-1" },
      { text: "mine", token: "token-1" },
      { text: "mine", token: "token-2" },
    ]);
    expect(body.token, "the caller's own body stays as it is").toBe("of the change before, which the form read");
  });

  it("is a random UUID where nothing makes another", async () => {
    const { client, stub } = recovering([mine(), mine()], { token: { header: "idempotency-key" } });
    await pagePatch(client, save);
    await pagePatch(client, save);
    const [one, two] = stub.requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(one).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(two).not.toBe(one);
  });

  it("of the caller's own is stronger", async () => {
    const { client, stub } = recovering([mine()], { token: { header: "Idempotency-Key" } });
    await pagePatch(client, save, { headers: { "idempotency-key": "mine" } });
    expect(stub.requests[0]!.headers.get("idempotency-key")).toBe("mine");
  });

  it("does not go with what reads the record back", async () => {
    const { client, stub } = recovering([lost(), empty(412), mine()], { token: { header: "idempotency-key" } });
    await pagePatch(client, save);
    expect(stub.requests[2]!.headers.has("idempotency-key")).toBe(false);
  });

  it.each<[string, typeof pagePatch, object]>([
    ["a POST", pageAdd, {}],
    ["a PATCH", pagePatch, {}],
    ["a PUT", pagePut, {}],
    ["a change that trusts no fields", pagePatch, { verify: false }],
  ])("rule 9: settles %s, and nothing else does then", async (_, call, options) => {
    const token = { token: { body: "token" }, newToken: () => "t1" } as const;
    const made = recovering([lost(), empty(412), page({ text: "changed since", token: "t1" })], token);
    expect(await call(made.client, save, options)).toMatchObject({ kind: "ok", verified: true });
    const other = recovering([lost(), empty(412), page({ text: "mine", token: "t0" })], token);
    expect(await call(other.client, save, options), "another wrote the same").toMatchObject({ kind: "ambiguous" });
    const older = recovering([lost(), empty(412), page({ text: "mine" })], token);
    expect(await call(older.client, save, options), "the field is as it was read").toMatchObject({
      kind: "precondition-failed",
      certain: true,
    });
    const silent = recovering([mine(), lost(), empty(412), mine()], token);
    await call(silent.client, save, options);
    expect(await call(silent.client, save, options), "the server does not keep it").toMatchObject({
      kind: "ambiguous",
    });
  });

  it("in a header leaves the fields to tell", async () => {
    const token = { header: "idempotency-key" };
    const { client } = recovering([lost(), empty(412), mine()], { token, ...fields });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ok", verified: true });
  });

  it.each([null, ["a", "list"]])("is not found in a record that is %j", async (record) => {
    const { client } = recovering([lost(), empty(412), json(200, record, { etag: '"b"' })], {
      token: { body: "token" },
    });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ambiguous" });
  });

  it("finds no place in a body that is no object", async () => {
    const { client, stub } = recovering([mine()], { token: { body: "token" } });
    await pagePatch(client, { ...save, body: ["a"] });
    expect(await stub.requests[0]!.json()).toEqual(["a"]);
  });

  it.each([
    ["a list", ["a"]],
    ["nothing", undefined],
  ])(
    "that was not sent, as the body is %s, proves nothing by its absence, and says nothing about the server",
    async (_, body) => {
      const token = { token: { body: "token" }, newToken: () => "t1" } as const;
      const { client } = recovering([lost(), empty(412), theirs()], token);
      expect(await pageAdd(client, { ...save, body } as never)).toMatchObject({ kind: "ambiguous" });
      const other = recovering([mine(), lost(), empty(412), page({ text: "mine" })], token);
      await pageAdd(other.client, { ...save, body } as never);
      expect(await pagePatch(other.client, save), "the field is as it was read").toMatchObject({
        kind: "precondition-failed",
        certain: true,
      });
    },
  );
});

describe("a caller who gives up", () => {
  const reason = new Error("left the page");

  it("after sending: the outcome is ambiguous, and nothing more is sent", async () => {
    const controller = new AbortController();
    const { client, stub } = recovering([never]);
    const saving = pagePatch(client, save, { signal: controller.signal });
    await settled();
    controller.abort(reason);
    expect(await saving).toMatchObject({ kind: "ambiguous", cause: reason });
    expect(stub.requests).toHaveLength(1);
  });

  it("during the wait: the first outcome stands, and nothing more is sent", async () => {
    const controller = new AbortController();
    const cause = lost();
    const { client, stub } = recovering([cause], {
      sleep: async (_, signal) => {
        controller.abort(reason);
        signal?.throwIfAborted();
      },
    });
    expect(await pagePatch(client, save, { signal: controller.signal })).toMatchObject({ kind: "ambiguous", cause });
    expect(stub.requests).toHaveLength(1);
  });

  it("a wait that fails by itself is given up as well", async () => {
    const cause = lost();
    const { client, stub } = recovering([cause], { sleep: () => Promise.reject(new Error("no timers here")) });
    expect(await pagePatch(client, save)).toMatchObject({ kind: "ambiguous", cause });
    expect(stub.requests).toHaveLength(1);
  });

  it.each(["the resend", "reading back"])("before %s: likewise", async (what) => {
    const controller = new AbortController();
    const cause = lost();
    const { client, stub } = recovering(
      [cause, empty(412)],
      { sleep: async () => void (what === "the resend" && controller.abort(reason)) },
      {
        onRequest: ({ init }) => {
          if (what === "reading back" && init.method === "GET") controller.abort(reason);
        },
      },
    );
    expect(await pagePatch(client, save, { signal: controller.signal })).toMatchObject({ kind: "ambiguous", cause });
    expect(stub.requests).toHaveLength(what === "the resend" ? 1 : 2);
  });

  it("during the resend, or while reading back: likewise", async () => {
    for (const answers of [[never], [empty(412), never]]) {
      const controller = new AbortController();
      const cause = lost();
      const { client, stub } = recovering([cause, ...answers]);
      const saving = pagePatch(client, save, { signal: controller.signal });
      await expect.poll(() => stub.requests.length).toBe(1 + answers.length);
      controller.abort(reason);
      expect(await saving).toMatchObject({ kind: "ambiguous", cause });
      expect(stub.requests).toHaveLength(1 + answers.length);
    }
  });
});

describe("against a server that compares and writes", () => {
  const faults: (Fault | undefined)[] = [undefined, "request lost", "answer lost", "502 before", "504 after"];
  const pairs = faults.flatMap((one) => faults.map((two) => [one, two] as const));

  it.each(pairs)("a POST is carried out once at most, and `ok` means that it was (%s, %s)", async (...both) => {
    const server = new PageServer();
    server.faults.push(...both);
    const client = pageClient({
      fetch: server.fetch,
      recover: resendOnce({ sleep: () => Promise.resolve(), token: { body: "token" } }),
    });
    const result = await pageAdd(client, { ...id1, body: { line: "accepted" }, ifMatch: tag('"1"') });
    expect(server.page("1")?.lines).toEqual(result.kind === "ok" ? ["accepted"] : []);
    expect(server.commits.length).toBeLessThanOrEqual(1);
    expect(result.kind).toBe(server.commits.length === 1 ? "ok" : "ambiguous");
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });

  it("within a lane, no other change of the resource comes between attempt, resend and reading back", async () => {
    const server = new PageServer(settled);
    server.faults.push("answer lost");
    const client = pageClient({
      fetch: server.fetch,
      lanes: lanes(),
      recover: resendOnce({ sleep: settled, ...fields }),
    });
    const form = await pageRetrieve(client, id1);
    if (form.kind !== "ok") throw new Error(form.kind);
    const results = await Promise.all([
      pagePatch(client, { ...id1, body: { text: "mine" }, ifMatch: form }),
      pagePatch(client, { ...id1, body: { text: "next" }, ifMatch: form }),
      pagePatch(client, { ...save, path: { id: 2 }, ifMatch: tag('"1"') }),
    ]);
    expect(
      results.map(({ kind }) => kind),
      "what was verified has no successor",
    ).toEqual(["ok", "precondition-failed", "ok"]);
    const ofPage1 = server.requests.filter(({ url }) => url.endsWith("/1/"));
    const sent = ofPage1.map(async (request) =>
      request.method === "GET" ? "GET" : ((await request.json()) as unknown),
    );
    expect(await Promise.all(sent)).toEqual([
      "GET",
      { text: "mine" },
      { text: "mine" },
      "GET",
      { text: "next" },
      "GET",
    ]);
  });
});

describe("once its user has signed out", () => {
  it.each([
    ["neither sent again", [lost()], 0],
    ["nor read back", [lost(), empty(412)], 1],
  ] as const)("a change is %s with the next user's credentials: it stays ambiguous", async (_, answers, after) => {
    const stub = stubFetch(
      ...answers.map(
        (answer) => () => Promise.resolve().then(() => (answer instanceof Error ? Promise.reject(answer) : answer)),
      ),
    );
    let sent = 0;
    const client: Client = pageClient({
      fetch: async (input, init) => {
        const asked = stub.fetch(input, init);
        if (sent++ === after) await client.clear();
        return asked;
      },
      recover: resendOnce({ sleep: async () => {} }),
    });
    expect((await pagePatch(client, save)).kind).toBe("ambiguous");
    expect(methods(stub)).toEqual(answers.map(() => "PATCH"));
  });

  it("during the wait before the resend: likewise", async () => {
    const stub = stubFetch(lost());
    const client: Client = pageClient({ fetch: stub.fetch, recover: resendOnce({ sleep: () => client.clear() }) });
    expect((await pagePatch(client, save)).kind).toBe("ambiguous");
    expect(methods(stub)).toEqual(["PATCH"]);
  });
});
