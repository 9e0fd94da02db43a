import { edit, lanes, resendOnce, type ClientOptions } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { act, bookServer, type BookServer, clientOf, one, patch, put, read, remove } from "./book-server.js";

/*
 * What a 412 proves: that this request was not carried out (RFC 9110, 15.5.13). A browser that reuses a closed
 * connection, or a proxy with a second upstream, may have sent it twice (RFC 9110, 9.2.2): the first one was.
 */

/** The next `times` state changes arrive twice: the first copy is carried out, the second one is answered. */
function repeat(book: BookServer, times = 1): void {
  book.fault = (arrival) => {
    if (arrival.method !== "GET" && times-- > 0) book.carryOut(arrival);
    return false;
  };
}

const recovering: ClientOptions = { lanes: lanes(), recover: resendOnce({ delay: 1 }) };
const writeToken: ClientOptions = { recover: resendOnce({ delay: 1, token: { body: "edit_token" } }) };
const increment = ({ count }: { count: number }): { count: number } => ({ count: count + 1 });

describe("a request that was repeated on its way", () => {
  it.for([
    ["PATCH", patch, { text: "mine" }],
    ["PUT", put, { text: "mine", count: 0 }],
    ["POST whose body the record shows", act, { acted: 1 }],
  ] as const)("is never a conflict that was not: %s", async ([, write, body]) => {
    const book = await bookServer();
    const client = clientOf(book, recovering);
    const before = await read(client);
    repeat(book);
    const saved = await write(client, { ...one, body, ifMatch: before });
    expect(saved.kind).toBe("ambiguous");
    expect(saved).toMatchObject({ message: expect.not.stringMatching(/changed since you loaded/i) as string });
  });

  it("is verified by its write token, which is looked for after the first 412, too", async () => {
    const book = await bookServer();
    const client = clientOf(book, writeToken);
    repeat(book);
    const saved = await patch(client, { ...one, body: { text: "mine" }, ifMatch: await read(client) });
    expect(saved).toMatchObject({ kind: "ok", verified: true, etag: '"r2"', data: { text: "mine" } });
  });

  it.for([
    ["without recovery", {}],
    ["with recovery", recovering],
    ["with a write token", writeToken],
  ] as const)("makes edit(+1) no +2: %s", async ([, options]) => {
    const book = await bookServer();
    const client = clientOf(book, options);
    repeat(book);
    const edited = await edit(client, read, patch, one, increment, { base: 1 });
    expect(edited.kind).toBe(options === writeToken ? "ok" : "ambiguous");
    expect(book.note.count).toBe(1);
  });

  it("is found out by edit in a PUT whose other fields somebody changed since", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    book.fault = (arrival) => {
      if (arrival.method !== "PUT") return false;
      book.carryOut(arrival);
      book.changeElsewhere({ text: "theirs" });
      book.fault = undefined;
      return false;
    };
    const edited = await edit(client, read, put, one, ({ text, count }) => ({ text, count: count + 1 }), {
      base: 1,
    });
    expect(edited.kind).toBe("ambiguous");
    expect(book.note).toMatchObject({ text: "theirs", count: 1 });
  });

  it("as a DELETE ends with the record gone, and not with a conflict", async () => {
    const book = await bookServer();
    const client = clientOf(book, recovering);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.method !== "DELETE") return false;
      book.carryOut(arrival);
      // RFC 9110, 13.1.1: If-Match is false where there is no current representation.
      book.answer(response, 412, {});
      return true;
    };
    expect(await remove(client, { ...one, ifMatch: before })).toMatchObject({ kind: "ok", verified: true });
  });
});

describe("a conflict", () => {
  it("stays one, with recovery and without", async () => {
    for (const options of [{}, recovering, writeToken]) {
      const book = await bookServer();
      const client = clientOf(book, options);
      const before = await read(client);
      book.changeElsewhere({ text: "theirs" });
      const saved = await patch(client, { ...one, body: { text: "mine" }, ifMatch: before });
      expect(saved.kind).toBe("precondition-failed");
    }
  });

  it("is retried by edit where the record does not show what was sent", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    let first = true;
    book.fault = ({ method }) => {
      if (method === "PATCH" && first) book.changeElsewhere({ count: 5 });
      if (method === "PATCH") first = false;
      return false;
    };
    expect(await edit(client, read, patch, one, increment, { base: 1 })).toMatchObject({ kind: "ok" });
    expect(book.note.count).toBe(6);
  });
});

describe("reload() after a 412", () => {
  it("says that the record already holds what was sent", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    repeat(book);
    const saved = await patch(client, { ...one, body: { text: "mine" }, ifMatch: before });
    if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
    expect(await saved.reload()).toMatchObject({ kind: "ok", etag: '"r2"', holdsChange: true });
  });

  it("says that it does not", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.changeElsewhere({ text: "theirs" });
    const saved = await patch(client, { ...one, body: { text: "mine" }, ifMatch: before });
    if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
    expect(await saved.reload()).toMatchObject({ kind: "ok", holdsChange: false });
  });

  it("carries the parameters and the headers that the change had, and those that it is given", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const request = { ...one, query: { "api-version": "1" }, header: { "X-Tenant": "t" } };
    const options = { headers: { Authorization: "me" } };
    const before = await read(client, request, options);
    book.changeElsewhere({});
    const saved = await patch(client, { ...request, body: { text: "mine" }, ifMatch: before }, options);
    if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
    await saved.reload({ query: { depth: 2 }, headers: { "X-Trace": "7" } });
    expect(book.arrivals.at(-1)).toMatchObject({
      method: "GET",
      url: "/notes/1?api-version=1&depth=2",
      headers: { authorization: "me", "x-tenant": "t", "x-trace": "7" },
    });
  });
});
