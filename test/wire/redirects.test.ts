import { apiKeyHeader, createClient, djangoCsrf, edit, lanes, resendOnce } from "ifmatch/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  act,
  type Arrival,
  bookServer,
  type BookServer,
  clientOf,
  createNote,
  listen,
  one,
  patch,
  put,
  read,
  remove,
  sendPost,
} from "./book-server.js";

/* RFC 9110, 15.4: a redirection is no answer to the state change that it redirects. */

const isChange = ({ method }: Arrival): boolean => method !== "GET";

/** Answers every state change with a redirection, carried out before or not. */
function redirect(book: BookServer, status: number, location: string, carriesOut = false): void {
  book.fault = (arrival, response) => {
    if (!isChange(arrival) || arrival.url.startsWith("/elsewhere")) return false;
    if (carriesOut && !book.carryOut(arrival)) return false;
    response.writeHead(status, { Location: location }).end();
    return true;
  };
}

/** A server of another origin, which takes whatever it is sent. */
async function otherServer(): Promise<{ other: { readonly origin: string }; arrived: Arrival[] }> {
  const arrived: Arrival[] = [];
  const other = await listen((arrival, response) => {
    arrived.push(arrival);
    response.writeHead(200, { "Content-Type": "application/json", ETag: '"theirs"' }).end("{}");
  });
  return { other, arrived };
}

/** What a page sees: fetch follows, and does not say where. */
function asInBrowsers(): void {
  vi.stubGlobal("document", {});
  onTestFinished(() => void vi.unstubAllGlobals());
}

describe("303 See Other", () => {
  it.for(["PATCH", "PUT", "POST"])("means made (15.4.4): %s, and the GET carries no precondition", async (method) => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    redirect(book, 303, "/notes/1", true);
    const write = { PATCH: patch, PUT: put, POST: act }[method]!;
    const saved = await write(client, { ...one, body: { text: "saved" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", etag: '"r2"' });
    expect(book.arrivals.at(-1)).toMatchObject({ method: "GET", url: "/notes/1" });
    expect(book.arrivals.at(-1)!.headers).not.toHaveProperty("if-match");
    expect(book.arrivals.at(-1)!.headers).not.toHaveProperty("content-type");
  });

  it("lets edit(+1) make one", async () => {
    const book = await bookServer();
    redirect(book, 303, "/notes/1", true);
    await edit(clientOf(book), read, patch, one, ({ count }) => ({ count: count + 1 }), { base: 1 });
    expect(book.note.count).toBe(1);
  });

  it("to another page says nothing of the record, which is read by itself", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    redirect(book, 303, "/report", true);
    const saved = await patch(client, { ...one, body: { text: "saved" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", etag: '"r2"', data: { text: "saved" }, verified: true });
    expect(book.arrivals.map(({ url }) => url)).not.toContain("/report");
  });

  it("of a creation means created", async () => {
    const book = await bookServer();
    book.fault = (arrival, response) => {
      if (arrival.method !== "POST") return false;
      response.writeHead(303, { Location: "/notes/1" }).end();
      return true;
    };
    const made = await createNote(clientOf(book), { text: "new" });
    expect(made).toMatchObject({ kind: "ambiguous", applied: true });
  });
});

describe.for([301, 302])("%i", (status) => {
  it.for(["PATCH", "PUT", "POST"])(
    "leaves open whether the change was made: %s is sent to no other place",
    async (method) => {
      const book = await bookServer();
      const client = clientOf(book);
      const before = await read(client);
      redirect(book, status, "/elsewhere/1");
      const write = { PATCH: patch, PUT: put, POST: act }[method]!;
      const saved = await write(client, { ...one, body: { text: "saved" }, ifMatch: before });
      expect(saved).toMatchObject({
        kind: "ambiguous",
        status,
        message: expect.stringContaining("/elsewhere/1") as string,
      });
      expect(book.arrivals.filter(isChange)).toHaveLength(1);
      expect(book.arrivals.filter(({ method: sent, headers }) => sent === "GET" && "if-match" in headers)).toEqual([]);
    },
  );

  it("after the change was made is found out by recovery", async () => {
    const book = await bookServer();
    const client = clientOf(book, { recover: resendOnce({ delay: 1, token: { body: "t" } }) });
    const before = await read(client);
    redirect(book, status, "/notes/1", true);
    expect(await patch(client, { ...one, body: { text: "x" }, ifMatch: before })).toMatchObject({
      kind: "ok",
      verified: true,
    });
  });

  it("of an unconditional POST is never ok", async () => {
    const book = await bookServer();
    redirect(book, status, "/notes/1");
    expect((await sendPost(clientOf(book), { text: "x" })).kind).toBe("unexpected");
    expect((await createNote(clientOf(book), { text: "x" })).kind).toBe("ambiguous");
  });
});

describe.for([307, 308])("%i", (status) => {
  it("is followed with method, body and precondition on the same origin", async () => {
    const book = await bookServer();
    const client = clientOf(book, { headers: { Authorization: "me" } });
    const before = await read(client);
    book.fault = (arrival, response) => {
      if (arrival.url !== "/notes/1" || !isChange(arrival)) return false;
      response.writeHead(status, { Location: "/notes/1/" }).end();
      return true;
    };
    const saved = await patch(client, { ...one, body: { text: "moved" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ok", data: { text: "moved" } });
    expect(book.arrivals.at(-1)).toMatchObject({
      method: "PATCH",
      url: "/notes/1/",
      body: '{"text":"moved"}',
      headers: { "if-match": '"r1"', authorization: "me" },
    });
  });

  it("to another origin is not followed by a change with a precondition", async () => {
    const { other, arrived } = await otherServer();
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    redirect(book, status, `${other.origin}/notes/1`);
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringContaining(other.origin) as string });
    const deleted = await remove(client, { ...one, ifMatch: before });
    expect(deleted).toMatchObject({ kind: "ambiguous" });
    expect(arrived).toEqual([]);
  });

  it("is followed to another origin without credentials, and is not ok there", async () => {
    const { other, arrived } = await otherServer();
    const book = await bookServer();
    const client = clientOf(book, { headers: { Authorization: "me", Cookie: "s=1" } });
    redirect(book, status, `${other.origin}/notes/1`);
    const saved = await createNote(client, { text: "x" });
    expect(saved.kind).toBe("ambiguous");
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toMatchObject({ method: "POST", body: '{"text":"x"}' });
    for (const name of ["authorization", "cookie"]) expect(arrived[0]!.headers).not.toHaveProperty(name);
    expect(client.tagOf("Note", 1)).toBeUndefined();
  });

  it("takes no key to another origin, whatever its header is called", async () => {
    const sent: RequestInit[] = [];
    const fetch: typeof globalThis.fetch = (_url, init) => {
      sent.push(init!);
      const headers = { location: "http://127.0.0.2/notes/1" };
      return Promise.resolve(new Response(null, sent.length === 1 ? { status, headers } : { status: 204 }));
    };
    const api = { servers: ["http://127.0.0.1"], defaultSecurity: [{ key: apiKeyHeader("X-App") }] };
    const client = createClient<{ key: string }>(api, {
      fetch,
      auth: { key: "k3y" },
      csrf: djangoCsrf({ token: "t0k3n", header: "X-Proof" }),
      headers: { "X-Trace": "1" },
    });
    await createNote(client, { text: "x" });
    const [first, second] = sent.map(({ headers }) => headers as Record<string, string>);
    expect(first).toMatchObject({ "x-app": "k3y", "x-proof": "t0k3n", "x-trace": "1" });
    expect(Object.keys(second!)).toEqual(Object.keys(first!).filter((name) => !/^(?:x-app|x-proof)$/.test(name)));
  });

  it.for(["http://[", "https://exa mple/", "http://:99999"])(
    "to %s, which is no address, leads nowhere",
    async (location) => {
      const book = await bookServer();
      const client = clientOf(book);
      const before = await read(client);
      redirect(book, status, location);
      const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
      expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringContaining(String(status)) as string });
      expect(book.arrivals.filter(isChange)).toHaveLength(1);
    },
  );

  it("in circles ends", async () => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    redirect(book, status, "/notes/1");
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringMatching(/redirect/i) as string });
    expect(book.arrivals.filter(isChange).length).toBeLessThanOrEqual(21);
  });
});

describe("in a browser, which follows by itself", () => {
  it.for([301, 302, 303, 307, 308])("nothing is believed that came by %i", async (status) => {
    const book = await bookServer();
    const client = clientOf(book);
    const before = await read(client);
    asInBrowsers();
    book.fault = (arrival, response) => {
      if (!isChange(arrival) || arrival.url === "/notes/1/") return false;
      response.writeHead(status, { Location: "/notes/1/" }).end();
      return true;
    };
    const saved = await act(client, { ...one, body: {}, ifMatch: before });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringContaining("/notes/1/") as string });
    expect((await sendPost(client, {})).kind).not.toBe("ok");
  });

  it("a page that redirects by hand (`redirect: manual`) is told that nobody can see where to", async () => {
    const book = await bookServer();
    const client = clientOf(book, {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (!isChange({ method: init!.method! } as Arrival)) return response;
        return Object.defineProperties(Response.error(), { type: { value: "opaqueredirect" } });
      },
    });
    const saved = await patch(client, { ...one, body: { text: "x" }, ifMatch: await read(client) });
    expect(saved).toMatchObject({ kind: "ambiguous", message: expect.stringMatching(/redirect/i) as string });
  });
});

it("lanes and recovery hold with redirections in the way: one increment each", async () => {
  const book = await bookServer();
  redirect(book, 303, "/notes/1", true);
  const client = clientOf(book, { lanes: lanes(), recover: resendOnce({ delay: 1 }) });
  const add = (): Promise<{ readonly kind: string }> =>
    edit(client, read, patch, one, ({ count }) => ({ count: count + 1 }), { base: 1 });
  const results = await Promise.all([add(), add(), add()]);
  expect(book.note.count).toBeGreaterThanOrEqual(results.filter(({ kind }) => kind === "ok").length);
  expect(book.note.count).toBeLessThanOrEqual(3);
});
