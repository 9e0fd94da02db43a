import {
  type Client,
  type ClientOptions,
  edit,
  entityTag,
  type Events,
  json,
  lanes,
  onEvent,
  pending,
  refreshOnce,
  resendOnce,
  resolve,
  retrieve,
  type Retrieved,
  type RetrievalOperation,
  retryRetrievals,
  type RuntimeEvent,
  UsageError,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  bookServer,
  type BookServer,
  change,
  clientOf,
  type Note,
  one,
  type Outcome,
  patch,
  put,
  read,
  readOperation,
  thrown,
} from "./book-server.js";

/* Who is calling: one client may act for several users, one after the other or, in a server process, at once. */

/** Each way in which a request may get its user's credentials; the last argument of a call. */
const carriers: readonly (readonly [string, (user: () => string) => ClientOptions, (user: string) => object])[] = [
  ["auth or headers of the client", (user) => ({ headers: () => ({ Authorization: user() }) }), () => ({})],
  ["headers of the call", () => ({}), (user) => ({ headers: { authorization: user } })],
  [
    "onRequest",
    (user) => ({
      onRequest: ({ init }) => {
        init.headers["authorization"] = user();
      },
    }),
    () => ({}),
  ],
  ["a cookie", (user) => ({ headers: () => ({ Cookie: `session=${user()}` }) }), () => ({})],
  ["an API key of its own name", (user) => ({ headers: () => ({ "X-Api-Key": user() }) }), () => ({})],
];

const whose = ({ headers }: { readonly headers: Record<string, unknown> }): unknown =>
  headers["authorization"] ?? headers["x-api-key"] ?? String(headers["cookie"]).replace("session=", "");

describe.for(carriers)("with credentials from %s", ([, optionsFor, callFor]) => {
  let user = "A";
  const start = async (more: ClientOptions = {}): Promise<[BookServer, ReturnType<typeof clientOf>]> => {
    user = "A";
    const book = await bookServer();
    return [book, clientOf(book, { ...optionsFor(() => user), ...more })];
  };

  it("a double click of two users is two requests, each with its own", async () => {
    const [book, client] = await start({ lanes: lanes() });
    const before = await read(client, one, callFor("A"));
    const first = patch(client, { ...one, body: { text: "x" }, ifMatch: before }, callFor("A"));
    user = "B";
    const second = patch(client, { ...one, body: { text: "x" }, ifMatch: before }, callFor("B"));
    await Promise.all([first, second]);
    expect(book.arrivals.filter(({ method }) => method === "PATCH").map(whose)).toEqual(["A", "B"]);
  });

  it("one user's double click is one request", async () => {
    const [book, client] = await start({ lanes: lanes() });
    const before = await read(client, one, callFor("A"));
    const click = (): Promise<Outcome> => patch(client, { ...one, body: { text: "x" }, ifMatch: before }, callFor("A"));
    await Promise.all([click(), click()]);
    expect(book.arrivals.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  });

  it("another user's form does not follow this user's writes", async () => {
    const [, client] = await start({ lanes: lanes() });
    const a = await read(client, one, callFor("A"));
    user = "B";
    const b = await read(client, one, callFor("B"));
    user = "A";
    expect((await patch(client, { ...one, body: { text: "A's" }, ifMatch: a }, callFor("A"))).kind).toBe("ok");
    user = "B";
    const saved = await patch(client, { ...one, body: { count: 1 }, ifMatch: b }, callFor("B"));
    expect(saved.kind).toBe("precondition-failed");
  });

  it("nobody is answered what another user read", async () => {
    const [book, client] = await start();
    await read(client, one, callFor("A"));
    user = "B";
    await read(client, one, callFor("B"));
    expect(book.arrivals.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined]);
    expect(client.tagOf("Note", 1)).toBeUndefined();
    user = "A";
    expect(await read(client, one, callFor("A"))).toMatchObject({ revalidated: true });
  });

  it("what one user left open is not sent, nor read, as another", async () => {
    const [book, client] = await start({ recover: resendOnce({ delay: 1 }) });
    const before = await read(client, one, callFor("A"));
    book.fault = (arrival, response) => {
      if (arrival.method === "GET") return false;
      user = "B";
      response.destroy();
      return true;
    };
    const open = await patch(client, { ...one, body: { text: "A's" }, ifMatch: before }, callFor("A"));
    expect(open.kind).toBe("ambiguous");
    const sent = book.arrivals.length;
    if (open.kind !== "ambiguous") throw new Error(open.kind);
    await resolve(open).catch(() => {});
    expect(
      book.arrivals
        .slice(1, sent)
        .map(whose)
        .every((name) => name === "A"),
    ).toBe(true);
    expect(
      book.arrivals
        .slice(sent)
        .map(whose)
        .every((name) => name === "A"),
    ).toBe(true);
  });

  it("nothing of a user is sent, read or resolved after clear()", async () => {
    const [book, client] = await start({ lanes: lanes() });
    const before = await read(client, one, callFor("A"));
    book.changeElsewhere({});
    const conflict = await patch(client, { ...one, body: { text: "x" }, ifMatch: before }, callFor("A"));
    book.fault = (arrival, response) => arrival.method !== "GET" && Boolean(response.destroy());
    const open = await patch(
      client,
      { ...one, body: { text: "y" }, ifMatch: await read(client, one, callFor("A")) },
      callFor("A"),
    );
    await client.clear();
    user = "B";
    const sent = book.arrivals.length;
    if (open.kind !== "ambiguous" || conflict.kind !== "precondition-failed") throw new Error(open.kind);
    for (const late of [resolve(open), conflict.reload()])
      expect(await thrown(late)).toMatchObject({ name: "UsageError", code: "cleared" });
    expect(book.arrivals).toHaveLength(sent);
    expect(client.tagOf("Note", 1)).toBeUndefined();
    expect(pending(client)).toBe(0);
  });

  const signOut = (client: ReturnType<typeof clientOf>): void => {
    void client.clear();
    user = "B";
  };

  it("what edit() read for one user is not written for the next", async () => {
    const [book, client] = await start();
    const edited = edit(client, read, patch, one, ({ text }) => ({ text: `${text}!` }), callFor("A"));
    book.fault = () => {
      signOut(client);
      return false;
    };
    expect(await thrown(edited)).toMatchObject({ name: "UsageError", code: "cleared" });
    expect(book.arrivals.map(whose)).toEqual(["A"]);
  });

  it("edit() neither reads nor writes again for somebody who has signed out", async () => {
    const [book, client] = await start();
    const edited = edit(client, read, patch, one, ({ text }) => ({ text: `${text}!` }), {
      ...callFor("A"),
      sleep: async () => signOut(client),
    });
    book.fault = ({ method }) => {
      if (method !== "GET") book.changeElsewhere({});
      return false;
    };
    expect(await thrown(edited)).toMatchObject({ name: "UsageError", code: "cleared" });
    expect(book.arrivals.map(whose)).toEqual(["A", "A"]);
  });

  it("a 304 that stands for nothing is not read again as the next user", async () => {
    const [book, client] = await start();
    await read(client, one, callFor("A"));
    book.fault = ({ headers }, response) => {
      if (headers["if-none-match"] === undefined) return false;
      signOut(client);
      return Boolean(response.writeHead(304, { ETag: '"another"' }).end());
    };
    const outcome = await read(client, one, callFor("A")).catch((error: unknown) => error);
    expect(book.arrivals.map(whose)).not.toContain("B");
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "UsageError", code: "other-caller" });
  });

  it("retryRetrievals() does not read again for somebody who has signed out", async () => {
    const [book, client] = await start({ retry: retryRetrievals({ sleep: async () => signOut(client) }) });
    book.fault = (_arrival, response) => Boolean(response.writeHead(503).end());
    const outcome: { readonly kind: string } = await read(client, one, callFor("A"));
    expect(outcome.kind).not.toBe("ok");
    expect(book.arrivals.map(whose)).toEqual(["A"]);
  });
});

describe("records that a header tells apart", () => {
  const byTenant: RetrievalOperation<"Note"> = {
    ...readOperation,
    key: [
      ["path", "id"],
      ["header", "X-Tenant"],
    ],
  };
  const readAs = (client: Client, tenant: string): Promise<Retrieved<Note, "Note">> =>
    retrieve<never>(client, byTenant, { ...one, header: { "X-Tenant": tenant } });

  it("have bodies of their own, though they share URL and tag, and the server sends no Vary", async () => {
    const book = await bookServer();
    book.fault = ({ headers }, response) => {
      if (headers["if-none-match"] !== undefined) return Boolean(response.writeHead(304, { ETag: '"1"' }).end());
      book.answer(response, 200, { ...book.note, text: headers["x-tenant"] }, { ETag: '"1"' });
      return true;
    };
    const client = clientOf(book);
    expect((await readAs(client, "a")).data.text).toBe("a");
    expect((await readAs(client, "b")).data.text).toBe("b");
    expect(await readAs(client, "a")).toMatchObject({ revalidated: true, data: { text: "a" } });
    expect(client.tagOf("Note", 1, "a")).toBe('"1"');
  });
});

it("a 401 of each user's is answered with a renewal of each user's", async () => {
  const book = await bookServer();
  const valid = new Set<unknown>();
  book.fault = (arrival, response) => {
    if (valid.has(arrival.headers.authorization)) return false;
    response.writeHead(401).end();
    return true;
  };
  const sessions: Record<string, string> = { a: "a1", b: "b1" };
  const renewed: string[] = [];
  const renew = async (refused: { readonly options: object }): Promise<void> => {
    const user = (refused.options as { user: string }).user;
    renewed.push(user);
    sessions[user] = `${user}2`;
    valid.add(sessions[user]);
  };
  const client = clientOf(book, {
    refresh: refreshOnce(renew),
    onRequest: ({ init, options }) => {
      init.headers["authorization"] = sessions[(options as { user: string }).user]!;
    },
  });
  const as = (user: string): object => ({ user });
  await Promise.all([read(client, one, as("a")), read(client, one, as("b")), read(client, one, as("a"))]);
  expect(renewed.toSorted()).toEqual(["a", "b"]);
});

describe("the request as it really leaves", () => {
  it.for([
    ["Authorization is added", ({ init }) => void (init.headers["authorization"] = "Bearer x")],
    ["the URL is signed", (outgoing) => void (outgoing.url += "?sig=1")],
    ["a header is set by which the answer varies", ({ init }) => void (init.headers["accept-language"] = "de")],
    ["a header is set that nothing depends on", ({ init }) => void (init.headers["x-trace"] = "1")],
  ] as readonly (readonly [string, NonNullable<ClientOptions["onRequest"]>])[])(
    "is what a store looks up and files under: %s in onRequest",
    async ([, onRequest]) => {
      const book = await bookServer();
      book.fault = (_, response) => {
        response.setHeader("Vary", "Accept-Language");
        return false;
      };
      const client = clientOf(book, { onRequest });
      await read(client);
      expect(await read(client)).toMatchObject({ revalidated: true });
    },
  );

  it("sends a fetch cache mode only where the platform is given one (init: { cache: undefined })", async () => {
    const book = await bookServer();
    const modes: unknown[] = [];
    const recording: typeof fetch = (input, init) => {
      modes.push(init?.cache);
      return fetch(input, init);
    };
    const client = clientOf(book, { init: { cache: undefined }, fetch: recording });
    const before = await read(client);
    book.changeElsewhere({});
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
    await saved.reload();
    expect(modes).toEqual([undefined, undefined, undefined]);
    modes.length = 0;
    await read(clientOf(book, { fetch: recording }));
    await read(clientOf(book, { fetch: recording, init: { cache: "no-store" } }));
    await read(clientOf(book, { fetch: recording, init: { cache: undefined } }), one, { cache: "reload" });
    expect(modes).toEqual(["no-cache", "no-store", "reload"]);
  });
});

describe("own-write succession", () => {
  const jsonPatch = change("PATCH", { body: { "application/json-patch+json": json } });

  it("follows no JSON Patch: its positions are those of what was read (RFC 5789, 2)", async () => {
    const book = await bookServer();
    book.changeElsewhere({ tags: ["keep", "other"] });
    const client = clientOf(book, { lanes: lanes() });
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.method !== "PATCH" || arrival.headers["if-match"] !== book.tag()) return false;
      const tags = book.note["tags"] as string[];
      for (const { op, value } of JSON.parse(arrival.body) as { op: string; value: string }[])
        if (op === "add") tags.unshift(value);
        else tags.shift();
      book.changeElsewhere({});
      book.answer(response, 200, book.note, { ETag: book.tag() });
      return true;
    };
    const add = [{ op: "add", path: "/tags/0", value: "new" }];
    expect((await jsonPatch(client, { ...one, body: add, ifMatch: before })).kind).toBe("ok");
    const removal = [{ op: "remove", path: "/tags/0" }];
    expect((await jsonPatch(client, { ...one, body: removal, ifMatch: before })).kind).toBe("precondition-failed");
    expect(book.note["tags"]).toEqual(["new", "keep", "other"]);
  });

  it.for([
    ["application/json", { text: "x" }, true],
    ["application/merge-patch+json", { text: "x" }, true],
    ["application/json-patch+json", [], false],
    ["application/json", [{ op: "add" }], false],
    ["application/strategic-merge-patch+json", { text: "x" }, false],
    ["application/vnd.patch+json", { text: "x" }, false],
    ["text/x-diff", "@@", false],
  ] as const)("of %s with %j: %s", async ([type, body, follows]) => {
    const book = await bookServer();
    const client = clientOf(book, { lanes: lanes() });
    const before = await read(client);
    await patch(client, { ...one, body: { count: 1 }, ifMatch: before });
    const write = change("PATCH", { body: { [type]: json } });
    await write(client, { ...one, body, ifMatch: before }).catch(() => {});
    expect(book.arrivals.at(-1)!.headers["if-match"]).toBe(follows ? '"r2"' : '"r1"');
  });

  it("has no edge that a form can fall over: a thousand autosaves on one load", async () => {
    const book = await bookServer();
    const client = clientOf(book, { lanes: lanes() });
    const before = await read(client);
    const kinds = new Set<string>();
    for (let save = 1; save <= 1000; save++)
      kinds.add((await patch(client, { ...one, body: { text: `save ${save}` }, ifMatch: before })).kind);
    expect([...kinds]).toEqual(["ok"]);
  });

  it("is bounded by what the options say", async () => {
    const book = await bookServer();
    const client = clientOf(book, { lanes: lanes({ tags: 2 }) });
    const before = await read(client);
    const kinds: string[] = [];
    for (let save = 1; save <= 4; save++)
      kinds.push((await patch(client, { ...one, body: { text: `save ${save}` }, ifMatch: before })).kind);
    expect(kinds).toEqual(["ok", "ok", "ok", "precondition-failed"]);
  });
});

describe("ifMatch", () => {
  it("takes what was read, or a tag that knows its record", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: entityTag("Note", 1, '"r1"') });
    expect(saved.kind).toBe("ok");
  });

  it("refuses the tag of another record, and a bare tag, before anything is sent", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    const other = { path: { id: 2 } };
    for (const ifMatch of [
      before,
      before.etag as never,
      entityTag("Note", 1, '"r1"'),
      entityTag("Other" as "Note", 2, '"r1"'),
    ]) {
      const error = await thrown(patch(client, { ...other, body: { text: "x" }, ifMatch }));
      expect(error).toBeInstanceOf(UsageError);
    }
    expect(await thrown(patch(client, { ...one, body: {}, ifMatch: '"r1"' as never }))).toMatchObject({
      message: expect.stringContaining("entityTag(") as string,
    });
    expect(book.arrivals).toHaveLength(1);
  });

  it("is one of several values where the key is", () => {
    expect(entityTag("Line", ["a/b", 2], '"1"')).toEqual({ etag: '"1"', resource: { name: "Line", key: "a%2Fb/2" } });
    expect(() => entityTag("Note", 1, "r1")).toThrow(/quotes/);
  });
});

it("events tell whose result was shared only to those who shared it", async () => {
  const book = await bookServer();
  const events: RuntimeEvent["type"][] = [];
  const listener: Events = onEvent(({ type }) => events.push(type));
  let user = "A";
  const client = clientOf(book, { lanes: lanes(), events: listener, headers: () => ({ Authorization: user }) });
  const before = await read(client);
  const first = put(client, { ...one, body: { text: "x" }, ifMatch: before });
  user = "B";
  await Promise.all([first, put(client, { ...one, body: { text: "x" }, ifMatch: before })]);
  expect(events).not.toContain("coalesced");
});
