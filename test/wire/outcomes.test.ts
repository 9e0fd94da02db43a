import { edit, NetworkError, resendOnce, resolve, retryRetrievals, UsageError, unwrap } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  bookServer,
  type BookServer,
  change,
  clientOf,
  createNote,
  one,
  type Outcome,
  patch,
  put,
  read,
  remove,
  thrown,
} from "./book-server.js";

/* Outcomes that are open, and what settles them (docs/concurrency.md). */

const isChange = ({ method }: { readonly method: string }): boolean => method !== "GET";

/** The next `times` changes: carried out or not, and never answered. */
function lose(book: BookServer, { carriesOut = true, times = 1 } = {}): void {
  book.fault = (arrival, response) => {
    if (!isChange(arrival) || times-- <= 0) return false;
    if (carriesOut) book.carryOut(arrival);
    response.destroy();
    return true;
  };
}

describe("statuses that a gateway may have sent", () => {
  it.for([408, 502, 503, 504, 520, 522, 524, 527, 530, 598, 599])("%i leaves the outcome open", async (status) => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (!isChange(arrival)) return false;
      response.writeHead(status).end();
      return true;
    };
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", status });
    expect(client.tagOf("Note", 1)).toBeUndefined();
    expect(await createNote(client, {})).toMatchObject({ kind: "ambiguous", status });
  });

  it.for([400, 409, 422, 429, 500, 501])("%i does not", async (status) => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (isChange(arrival)) response.writeHead(status).end();
      return isChange(arrival);
    };
    expect((await patch(client, { ...one, body: {}, ifMatch: before })).kind).toBe("unexpected");
  });

  it("can be configured per API", async () => {
    const book = await bookServer();
    const client = { ...clientOf(book), api: { servers: [book.origin], ambiguous: [500] } };
    const before = await read(client);
    const answered = (status: number): void => {
      book.fault = (arrival, response) => {
        if (isChange(arrival)) response.writeHead(status).end();
        return isChange(arrival);
      };
    };
    answered(500);
    expect((await patch(client, { ...one, body: {}, ifMatch: before })).kind).toBe("ambiguous");
    answered(503);
    expect((await patch(client, { ...one, body: {}, ifMatch: before })).kind).toBe("unexpected");
  });

  it("are looked into by recovery", async () => {
    const book = await bookServer();
    const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { body: "token" } }) });
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (!isChange(arrival)) return false;
      book.carryOut(arrival);
      response.writeHead(524).end();
      return true;
    };
    const saved = await patch(client, { ...one, body: { text: "made" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", verified: true, data: { text: "made" } });
  });
});

describe("resendOnce() as the README shows it", () => {
  /** Two clients read 0 and both write 1; the first one's request never arrives. */
  async function bothIncrement(options: Parameters<typeof resendOnce>[0]): Promise<[Outcome, Outcome, number]> {
    const book = await bookServer();
    const ada = clientOf(book, { headers: { Authorization: "A" }, recover: resendOnce({ delay: 20, ...options }) });
    const bob = clientOf(book, { headers: { Authorization: "B" } });
    const [a, b] = [await read(ada), await read(bob)];
    let second: Promise<Outcome> | undefined;
    book.fault = (arrival, response) => {
      if (arrival.headers.authorization !== "A" || !isChange(arrival) || second) return false;
      response.destroy();
      second = patch(bob, { ...one, body: { count: b.data.count + 1 }, ifMatch: b });
      return true;
    };
    const first = await patch(ada, { ...one, body: { count: a.data.count + 1 }, ifMatch: a });
    return [first, await second!, book.note.count];
  }

  it("acknowledges nothing that only happens to hold", async () => {
    const [first, second, count] = await bothIncrement({});
    expect(second.kind).toBe("ok");
    expect(first.kind).toBe("ambiguous");
    expect(count).toBe(1);
  });

  it("believes fields where it is told to, by name", async () => {
    const [first] = await bothIncrement({ believe: "fields" });
    expect(first).toMatchObject({ kind: "ok", verified: true });
  });

  it("says of what holds that it holds, and never that nobody knows", async () => {
    const book = await bookServer();
    const client = clientOf(book, { recover: resendOnce({ delay: 1 }) });
    const before = await read(client);
    lose(book);
    const saved = await patch(client, { ...one, body: { text: "mine" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringMatching(/holds what/) as string });
  });

  it("is ok where the resend is: the first one had not arrived", async () => {
    const book = await bookServer();
    const client = clientOf(book, { recover: resendOnce({ delay: 1 }) });
    const before = await read(client);
    lose(book, { carriesOut: false });
    expect(await patch(client, { ...one, body: { text: "x" }, ifMatch: before })).toMatchObject({ kind: "ok" });
    expect(book.tag()).toBe('"r2"');
  });
});

describe("a change that is known to be made", () => {
  const token = { recover: resendOnce({ delay: 1, token: { body: "token" } }) } as const;

  it("is ok where the document has an answer without a body", async () => {
    const book = await bookServer();
    const client = clientOf(book, token);
    const { verify: _, ...operation } = { verify: undefined };
    const withoutBody = change("PATCH", { ...operation, verify: undefined as never, responses: [204] });
    const before = await read(client);
    lose(book);
    const saved = await withoutBody(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", status: 204, verified: true, etag: '"r2"' });
    expect(() => unwrap(saved as never)).not.toThrow();
  });

  it("is called made where its answer has a body of its own", async () => {
    const book = await bookServer();
    const client = clientOf(book, token);
    const ownBody = change("PATCH", { verify: undefined as never, responses: [200] });
    const before = await read(client);
    lose(book);
    const saved = await ownBody(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", applied: true });
    expect((saved as { message: string }).message).toMatch(/was made/);
    expect((saved as { message: string }).message).not.toMatch(/unknown|nobody/i);
  });
});

describe("resolve()", () => {
  const tokenOf = (name: string): Parameters<typeof clientOf>[1] => ({
    headers: { Authorization: name },
    recover: resendOnce({ delay: 1, resend: false, token: { body: `${name}_token` } }),
  });

  it("says that a change was not made and no longer can be", async () => {
    const book = await bookServer();
    const [ada, bob] = [clientOf(book, tokenOf("a")), clientOf(book, tokenOf("b"))];
    lose(book, { carriesOut: false });
    const open = await edit(ada, read, patch, one, ({ count }) => ({ count: count + 1 }));
    expect(open.kind).toBe("ambiguous");
    await patch(bob, { ...one, body: { count: 5 }, ifMatch: await read(bob) });
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    const settled = await resolve(open);
    expect(settled).toMatchObject({ kind: "precondition-failed", sent: '"r1"' });
    if (settled.kind !== "precondition-failed") throw new Error(settled.kind);
    expect(await settled.reload()).toMatchObject({ data: { count: 5 }, holdsChange: false });
  });

  it("says that it was made", async () => {
    const book = await bookServer();
    const ada = clientOf(book, { ...tokenOf("a"), recover: undefined });
    lose(book);
    const client = clientOf(book, tokenOf("a"));
    let down = true;
    const fault = book.fault!;
    book.fault = (arrival, response) => {
      if (fault(arrival, response)) return true;
      if (down) response.destroy();
      return down;
    };
    down = false;
    const before = await read(ada);
    const open = patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(await open).toMatchObject({ kind: "ok", verified: true });
  });

  it("sends the change again where nothing was written", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    lose(book, { carriesOut: false });
    const open = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    expect(await resolve(open)).toMatchObject({ kind: "ok", data: { text: "x" } });
  });

  it("cannot tell by a field that others share", async () => {
    const book = await bookServer();
    const shared = { recover: resendOnce({ delay: 1, resend: false, token: { body: "token" } }) };
    const [ada, bob] = [clientOf(book, shared), clientOf(book, shared)];
    lose(book);
    const saving = patch(ada, { ...one, body: { text: "a" }, ifMatch: await read(ada) });
    const fault = book.fault!;
    let overwritten = false;
    book.fault = (arrival, response) => {
      if (fault(arrival, response)) return true;
      // Before the first reading back: another writer's token.
      if (!overwritten && arrival.method === "GET") book.changeElsewhere({ text: "b", token: "bob's" });
      overwritten = true;
      return false;
    };
    const open = await saving;
    expect(open.kind).toBe("ambiguous");
    void bob;
    if (open.kind === "ambiguous") expect((await resolve(open)).kind).toBe("ambiguous");
  });
});

describe("a lost creation", () => {
  const creations = async (book: BookServer): Promise<number> =>
    book.arrivals.filter(({ method }) => method === "POST").length;

  it("is ambiguous, as any state change is", async () => {
    const book = await bookServer();
    book.fault = (_, response) => Boolean(response.destroy());
    const made = await createNote(clientOf(book), { text: "new" });
    expect(made).toMatchObject({ kind: "ambiguous", status: null });
    expect((made as { message: string }).message).toMatch(/creat/i);
  });

  it("is sent once more with the key that the server remembers", async () => {
    const book = await bookServer();
    const made = new Map<string, number>();
    book.fault = (arrival, response) => {
      const key = String(arrival.headers["idempotency-key"]);
      const isFirst = !made.has(key);
      if (isFirst) made.set(key, made.size + 1);
      if (isFirst) response.destroy();
      else book.answer(response, 201, { id: made.get(key) }, { ETag: '"n1"' });
      return true;
    };
    const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { header: "Idempotency-Key" } }) });
    expect(await createNote(client, { text: "new" })).toMatchObject({
      kind: "ok",
      etag: '"n1"',
      resource: { name: "Note", key: "1" },
    });
    expect(made.size).toBe(1);
  });

  it("is not sent again without such a key", async () => {
    const book = await bookServer();
    book.fault = (_, response) => Boolean(response.destroy());
    const client = clientOf(book, { recover: resendOnce({ delay: 1 }) });
    expect((await createNote(client, {})).kind).toBe("ambiguous");
    expect(await creations(book)).toBe(1);
  });

  it("can be looked for by what its body carries", async () => {
    const book = await bookServer();
    book.fault = (arrival, response) => {
      if (arrival.method !== "POST") return false;
      Object.assign(book.note, JSON.parse(arrival.body));
      response.destroy();
      return true;
    };
    const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { body: "token" } }) });
    const open = await createNote(client, { text: "new" });
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    const settled = await resolve(open, {
      find: async (token) => {
        const found = await read(client);
        return found.data["token"] === token ? found : undefined;
      },
    });
    expect(settled).toMatchObject({ kind: "ok", verified: true, data: { text: "new" }, etag: '"r1"' });
    const unsettled = await resolve(open, { find: () => Promise.resolve(undefined) });
    expect(unsettled.kind).toBe("ambiguous");
    expect(await thrown(resolve(open as never))).toBeInstanceOf(UsageError);
  });

  it("is not looked for by a token that its body had no place for", async () => {
    const book = await bookServer();
    book.fault = ({ method }, response) => method === "POST" && Boolean(response.destroy());
    const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { body: "token" } }) });
    const open = await createNote(client, ["a list"] as never);
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    const tokens: unknown[] = [];
    await resolve(open, { find: (token) => Promise.resolve(void tokens.push(token)) });
    expect(tokens).toEqual([undefined]);
  });
});

describe("the key of what was created", () => {
  it.for([
    ["Location first (RFC 9110, 10.2.2)", { id: 3 }, "/notes/k1", "k1"],
    ["Location with a slash, a query and an origin", { id: 3 }, "https://n.example/notes/k%2F1/?x=1#y", "k%2F1"],
    ["the body where there is no Location", { id: 3 }, undefined, "3"],
    ["the body where Location is the collection itself", { id: 3 }, "/notes", "3"],
    ["neither", {}, undefined, null],
  ] as const)("is that of %s", async ([, body, location, key]) => {
    const book = await bookServer();
    book.fault = (_, response) => {
      book.answer(response, 201, body, { ETag: '"n"', ...(location !== undefined && { Location: location }) });
      return true;
    };
    expect(await createNote(clientOf(book), {})).toMatchObject({ kind: "ok", resource: { name: "Note", key } });
  });
});

describe("clocks", () => {
  it.for([3600, -3600])("Retry-After as a date counts from the answer's own Date: off by %i s", async (off) => {
    const book = await bookServer();
    let attempts = 0;
    book.fault = (_, response) => {
      const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();
      if (attempts++ > 0) return false;
      response.writeHead(503, { Date: at(off), "Retry-After": at(off + 5) }).end();
      return true;
    };
    const waits: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
    const client = clientOf(book, { retry: retryRetrievals({ sleep }) });
    expect(await read(client)).toMatchObject({ kind: "ok" });
    expect(waits).toEqual([5000]);
  });

  it.for([0, 60_000.5, 2 ** 31, 2 ** 53, Infinity])("a timeout of %d works", async (timeout) => {
    const book = await bookServer();
    expect(await read(clientOf(book, { timeout }))).toMatchObject({ kind: "ok" });
    expect(await read(clientOf(book), one, { timeout })).toMatchObject({ kind: "ok" });
  });

  it.for([-1, NaN, -Infinity])(
    "a timeout of %d is refused when the client is made, or before the call is sent",
    async (timeout) => {
      const book = await bookServer();
      expect(() => clientOf(book, { timeout })).toThrow(UsageError);
      expect(await thrown(read(clientOf(book), one, { timeout }))).toBeInstanceOf(UsageError);
      expect(book.arrivals).toEqual([]);
    },
  );

  it("a timeout that is over gives up: a retrieval throws, a change is ambiguous", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    book.fault = () => true;
    expect(await thrown(read(client, one, { timeout: 5 }))).toBeInstanceOf(NetworkError);
    const saved = await patch(client, { ...one, body: {}, ifMatch: before }, { timeout: 5 });
    expect(saved).toMatchObject({ kind: "ambiguous", cause: { name: "TimeoutError" } });
  });
});

it("a DELETE whose answer is lost is verified by the record's absence", async () => {
  const book = await bookServer();
  const client = clientOf(book, { recover: resendOnce({ delay: 1 }) });
  const before = await read(client);
  lose(book);
  expect(await remove(client, { ...one, ifMatch: before })).toMatchObject({ kind: "ok", verified: true });
});

it("a PUT is read back with the parameters and headers that the change had", async () => {
  const book = await bookServer();
  const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { body: "t" } }) });
  const request = { ...one, query: { "api-version": "1" } };
  const options = { headers: { Authorization: "me" } };
  const before = await read(client, request, options);
  lose(book);
  expect((await put(client, { ...request, body: { text: "x" }, ifMatch: before }, options)).kind).toBe("ok");
  const readBack = book.arrivals.at(-1)!;
  expect(readBack).toMatchObject({ method: "GET", url: "/notes/1?api-version=1" });
  expect(readBack.headers.authorization).toBe("me");
});
