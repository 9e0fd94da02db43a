import {
  AmbiguousOutcomeError,
  bearer,
  type Client,
  InvalidResponseError,
  NotModifiedError,
  type Operation,
  PreconditionFailedError,
  PreconditionRequiredError,
  ResultError,
  type Result,
  send,
  StatusError,
  UnexpectedStatusError,
  unwrap,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, noteCreate, noteRetrieve, notesClient, patchNote, readNote, tag } from "./note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "./stub-fetch.js";

const note = { id: 1, text: "first" };
const url = `${base}/notes/1/`;
const html = (status: number): Response =>
  new Response("<h1>No</h1>", { status, headers: { "content-type": "text/html" } });

const patch = (answer: StubAnswer): ReturnType<typeof patchNote> =>
  patchNote(notesClient({ fetch: stubFetch(answer).fetch }), tag('"v1"'));
const read = (answer: StubAnswer, own?: string): ReturnType<typeof noteRetrieve> =>
  noteRetrieve(notesClient({ fetch: stubFetch(answer).fetch }), {
    path: { id: 1 },
    ...(own && { ifNoneMatch: tag(own) }),
  });

const report = {
  id: "report",
  method: "GET",
  path: "/report",
  accept: "application/pdf",
  responses: [200, "4XX", "default"],
} as const satisfies Operation;

function get(
  answer: StubAnswer,
  accept: string | undefined = report.accept,
): Promise<Result<{ 200: unknown; "4XX": unknown }>> {
  return send(notesClient({ fetch: stubFetch(answer).fetch }), { ...report, ...(accept && { accept }) }, {});
}

describe("unwrap", () => {
  it("gives the `ok` result itself", async () => {
    const result = await read(json(200, note));
    expect(unwrap(result)).toBe(result);
    expect(unwrap(result).data.text).toBe("first");
  });

  it.each([
    ["not-modified", NotModifiedError, () => read(empty(304), '"v1"'), "Not modified", "304 to GET"],
    [
      "precondition-failed",
      PreconditionFailedError,
      () => patch(empty(412)),
      "This request was not carried out: the server says that the record is no longer the version",
      "412 to PATCH",
    ],
    [
      "precondition-required",
      PreconditionRequiredError,
      () => patch(empty(428)),
      "The server requires If-Match",
      "428 to PATCH",
    ],
    [
      "ambiguous",
      AmbiguousOutcomeError,
      () => patch(new TypeError("socket hang up")),
      "It is unknown whether this change was made. No response: socket hang up.",
      "no response to PATCH",
    ],
    ["error", StatusError, () => patch(json(404, { detail: "No such note" })), "No such note", "404 to PATCH"],
    ["unexpected", UnexpectedStatusError, () => patch(html(500)), "The server answered 500", "500 to PATCH"],
  ] as const)(
    "throws %s as a class of its own, whose message begins with the key fact and ends with the request",
    async (kind, type, call, fact, request) => {
      const result = await call();
      expect(result.kind).toBe(kind);
      const error = await Promise.resolve()
        .then(() => unwrap(result))
        .catch((thrown: unknown) => thrown as ResultError);
      expect(error).toBeInstanceOf(type);
      expect(error).toBeInstanceOf(ResultError);
      expect(error).toMatchObject({ name: type.name, result, status: "status" in result ? result.status : null });
      expect((error as Error).message.startsWith(fact)).toBe(true);
      expect((error as Error).message.endsWith(`(${request} ${url})`)).toBe(true);
    },
  );

  it("throws for a kind that it does not know, too: a newer client made it", () => {
    const request = { operation: "note_partial_update", method: "PATCH", url };
    const result = { kind: "too-early", status: 425, message: "Too early", ...request } as const;
    const error = new UnexpectedStatusError(result as never);
    expect(() => unwrap(result as never)).toThrow(error);
    expect(error.message).toBe(`Too early (425 to PATCH ${url})`);
  });

  it("keeps the cause of an ambiguous outcome", async () => {
    const cause = new TypeError("socket hang up");
    const result = await patch(cause);
    expect(() => unwrap(result)).toThrow(expect.objectContaining({ cause }) as Error);
  });

  it("keeps reload() within reach, to roll an optimistic update back", async () => {
    const stub = stubFetch(empty(412), json(200, note, { etag: '"v2"' }));
    const error = await patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'))
      .then(unwrap)
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof PreconditionFailedError)) throw error;
    expect(await (error.result as unknown as { reload(): Promise<unknown> }).reload()).toMatchObject({
      kind: "ok",
      etag: '"v2"',
    });
  });
});

describe("problem details", () => {
  const problem = (status: number, members: unknown): Response =>
    json(status, members, { "content-type": "application/problem+json; charset=utf-8" });

  it("RFC item 49: keep their extensions, and their status is advisory: that of HTTP wins", async () => {
    const members = { title: "Out of credit", status: 999, balance: 30 };
    expect(await patch(problem(400, members))).toMatchObject({
      kind: "error",
      status: 400,
      error: members,
      message: "Out of credit",
    });
  });

  it("RFC item 49: `type` is an identifier; nobody fetches it", async () => {
    const stub = stubFetch(problem(400, { type: `${base}/problems/credit`, title: "Out of credit" }));
    await patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'));
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    [{ detail: "d", title: "t" }, "d"],
    [{ detail: 5, title: "t" }, "t"],
    [{ detail: "", error: "Django says" }, "Django says"],
    [{ message: "m" }, "m"],
    [{ detail: { nested: "x" } }, "nested: x."],
    [{ detail: 5 }, "The server answered 400."],
  ])("RFC item 49: the message of %j is %j: members of a wrong type are ignored", async (members, message) => {
    const result = await patch(problem(400, members));
    expect(result).toMatchObject({ kind: "error", error: members });
    expect(result.kind === "error" && result.message).toBe(message);
  });

  it.each([412, 428, 404, 500])(
    "RFC item 50: an HTML or an empty body leaves the status %i what it is",
    async (status) => {
      const kind = { 412: "precondition-failed", 428: "precondition-required", 404: "error", 500: "unexpected" }[
        status
      ];
      expect(await patch(html(status))).toMatchObject({ kind, status, error: "<h1>No</h1>" });
      expect(await patch(empty(status))).toMatchObject({ kind, status, error: undefined });
      expect(await patch(empty(status, { "content-type": "application/json" }))).toMatchObject({
        kind,
        status,
        error: undefined,
      });
    },
  );

  it.each([412, 404, 500])("RFC item 50: HTML behind a JSON header leaves the status %i what it is", async (status) => {
    const lying = new Response("<h1>No</h1>", { status, headers: { "content-type": "application/json" } });
    expect(await patch(lying)).toMatchObject({ status, error: "<h1>No</h1>" });
  });
});

describe("statuses and bodies", () => {
  it("a status covered by a range is documented; `default` covers nothing by itself", async () => {
    expect(await get(json(418, {}))).toMatchObject({ kind: "error", status: 418 });
    expect(await get(json(503, {}))).toMatchObject({ kind: "unexpected", status: 503 });
    expect(await get(empty(204))).toMatchObject({ kind: "unexpected", status: 204 });
  });

  it("an undocumented status says so when the body explains nothing", async () => {
    expect(await get(empty(503))).toMatchObject({ message: "The server answered 503, which is undocumented." });
  });

  it.each([
    ["application/json", '{"a":1}', { a: 1 }],
    ["APPLICATION/Notes+JSON; charset=utf-8", '{"a":1}', { a: 1 }],
    ["application/json", "null", null],
    ["text/plain; charset=utf-8", '{"a":1}', '{"a":1}'],
    ["application/xml", "<a/>", "<a/>"],
    ["text/plain", "", ""],
  ])("a body of type %s, %j, is decoded by its type", async (type, body, data) => {
    const answer = new Response(body, { headers: { "content-type": type } });
    expect(await get(answer, type)).toMatchObject({ kind: "ok", data });
  });

  it("an empty body is no JSON", async () => {
    const answer = new Response("", { headers: { "content-type": "application/json" } });
    await expect(get(answer, "application/json")).rejects.toThrow("the body of the 200 is empty");
  });

  it("a success of a type that the document does not give is no success", async () => {
    await expect(get(html(200), "application/json")).rejects.toThrow(/text\/html.* login page/);
  });

  it("any other type is a Blob, byte for byte", async () => {
    const result = await get(
      new Response(new Uint8Array([37, 80, 255]), { headers: { "content-type": "application/pdf" } }),
    );
    const { data } = unwrap(result) as { data: Blob };
    expect([...new Uint8Array(await data.arrayBuffer())]).toEqual([37, 80, 255]);
  });

  it("where the server names no type, the document's counts", async () => {
    const untyped = (): Response => {
      const response = new Response("{}");
      response.headers.delete("content-type");
      return response;
    };
    expect(await get(untyped(), "application/json")).toMatchObject({ data: {} });
    expect(await get(untyped(), "text/plain")).toMatchObject({ data: "{}" });
    expect(unwrap(await get(untyped())).data).toBeInstanceOf(Blob);
  });

  it("where neither names a type, the body is text", async () => {
    const untyped = new Response("as it is");
    untyped.headers.delete("content-type");
    const operation = { id: "report", method: "GET", path: "/report", responses: [200] } as const;
    expect(await send(notesClient({ fetch: stubFetch(untyped).fetch }), operation, {})).toMatchObject({
      kind: "ok",
      data: "as it is",
    });
  });

  it.each([
    [204, "application/json"],
    [204, "application/pdf"],
    [205, "application/json"],
    [205, "image/png"],
  ])("%i has no body, whatever its headers say: %s", async (status, type) => {
    const operation = { ...report, responses: [status] };
    const answer = empty(status, { "content-type": type, "content-length": "5" });
    expect(await send(notesClient({ fetch: stubFetch(answer).fetch }), operation, {})).toMatchObject({
      kind: "ok",
      status,
      data: undefined,
    });
  });

  it("a success that claims to be JSON and is not throws, with what did arrive", async () => {
    const lying = new Response("<h1>Login</h1>", { headers: { "content-type": "application/json", etag: '"v1"' } });
    const client = notesClient({ fetch: stubFetch(lying).fetch });
    const error = await readNote(client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({
      status: 200,
      data: "<h1>Login</h1>",
      etag: '"v1"',
      message: expect.stringContaining("note_retrieve") as unknown,
    });
  });

  it("headers are plain data with names in lower case", async () => {
    expect(await get(json(200, 1, { "X-Total": "5" }), "application/json")).toMatchObject({
      headers: { "x-total": "5" },
    });
  });
});

describe("a result as JSON, as logs, error reports and stored caches have it", () => {
  const secret = "s3cret";
  const client = (answer: StubAnswer): Client =>
    notesClient(
      { fetch: stubFetch(answer).fetch, auth: { token: secret }, headers: { "x-api-key": secret } },
      { defaultSecurity: [{ token: bearer }] },
    );
  const options = { headers: { "x-session": secret } };

  it.each<[string, StubAnswer, (client: Client) => Promise<{ readonly kind: string }>]>([
    ["precondition-failed", empty(412), (one) => patchNote(one, tag('"v1"'), options)],
    ["ambiguous", new TypeError("gone"), (one) => patchNote(one, tag('"v1"'), options)],
    ["ambiguous", new TypeError("gone"), (one) => noteCreate(one, { body: { text: "x" } }, options)],
    ["error", json(400, {}), (one) => patchNote(one, tag('"v1"'), options)],
  ])("%s holds no credentials: what was attempted is left out", async (kind, answer, call) => {
    const result = await call(client(answer));
    expect(result.kind).toBe(kind);
    const text = JSON.stringify(result);
    expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({ kind, message: expect.stringMatching(/\w/) as unknown });
    expect(JSON.parse(text)).not.toHaveProperty("change");
  });
});
