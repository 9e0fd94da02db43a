import { describe, expect, it, onTestFinished, vi } from "vitest";
import { eventually } from "../browsers/field.js";
import { docServer, type DocServer } from "../draft/record.js";
import { type DocPage, memoryShelf, openPage } from "./pages.js";

const pageOf: typeof openPage = (...args) => {
  const page = openPage(...args);
  onTestFinished(() => page.end());
  return page;
};

/** A server that creates what is posted, and remembers the keys that it has seen, unless it is told not to. */
interface Creating extends DocServer {
  readonly keys: (string | null)[];
  readonly created: string[];
  isReachable: boolean;
  /** What comes of the next request: its answer is lost, or it is another one. */
  next: "lost" | Response | undefined;
}

function creatingServer(remembers = true): Creating {
  const answers = new Map<string, string>();
  const server: Creating = Object.assign(docServer(), {
    created: [] as string[],
    keys: [] as (string | null)[],
    isReachable: true,
    next: undefined,
    fetch: (async (_url, init) => {
      if (!server.isReachable) throw new TypeError("Failed to fetch");
      const { next } = server;
      server.next = undefined;
      server.keys.push(new Headers(init!.headers).get("Idempotency-Key"));
      if (next instanceof Response) return next;
      const key = new Headers(init!.headers).get("Idempotency-Key") ?? crypto.randomUUID();
      const answer = answers.get(key) ?? carryOut(JSON.parse(init!.body as string) as { readonly name: string });
      if (remembers) answers.set(key, answer);
      if (next === "lost") throw new TypeError("Failed to fetch");
      return new Response(answer, {
        status: 201,
        headers: { "content-type": "application/json", etag: '"1"', location: `/docs/${server.created.length}` },
      });
    }) as typeof fetch,
  });
  const carryOut = ({ name }: { readonly name: string }): string => {
    server.created.push(name);
    return JSON.stringify({ id: server.created.length, name });
  };
  return server;
}

const waiting = ({ outbox }: DocPage) => outbox.getSnapshot().map(({ kind, status }) => `${kind} ${status}`);
const doc = (name: string) => ({ body: { name } });
const refusal = (status: number) =>
  new Response(JSON.stringify({ detail: "No." }), { status, headers: { "content-type": "application/json" } });

describe("a creation", () => {
  it("is sent at once, and gives its result", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const { created } = await page.outbox.create("newDoc", doc("a"));
    expect(await created).toMatchObject({ kind: "ok", data: { id: 1, name: "a" }, etag: '"1"' });
    await eventually(() => expect([waiting(page), shelf.kept.size]).toEqual([[], 0]));
    expect(page.sent).toMatchObject([{ kind: "newDoc", request: doc("a"), result: { kind: "ok" } }]);
  });

  it("is on the shelf before anything is sent; where it cannot be kept, nothing is sent", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    shelf.isFull = true;
    await expect(page.outbox.create("newDoc", doc("a"))).rejects.toThrow("The disk is full.");
    expect([waiting(page), server.created]).toEqual([[], []]);
  });

  it("waits for the network in the order in which they were made, also on the next page", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.isReachable = false;
    const first = pageOf(server, shelf);
    for (const name of ["a", "b", "c"]) await first.outbox.create("newDoc", doc(name));
    await eventually(() => expect(waiting(first)).toEqual(["newDoc waiting", "newDoc waiting", "newDoc waiting"]));
    first.end();
    const next = pageOf(server, shelf);
    await next.outbox.ready;
    await next.outbox.create("newDoc", doc("d"));
    server.isReachable = true;
    await eventually(() => expect(server.created).toEqual(["a", "b", "c", "d"]));
    await eventually(() => expect([waiting(next), shelf.kept.size]).toEqual([[], 0]));
  });

  it("whose answer was lost is created once, by its token", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = "lost";
    const page = pageOf(server, shelf);
    const { created } = await page.outbox.create("newDoc", doc("a"));
    expect(await created).toMatchObject({ data: { id: 1 } });
    expect(server.created).toEqual(["a"]);
  });

  it("that was under way when the page ended is created once, by its token", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const first = pageOf(server, shelf);
    const { fetch } = server;
    Object.assign(server, {
      fetch: async (...args: Parameters<typeof globalThis.fetch>) => {
        const response = await fetch(...args);
        first.end();
        return response;
      },
    });
    await first.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(server.created).toEqual(["a"]));
    const next = pageOf(Object.assign(server, { fetch }), shelf);
    await eventually(() => expect(next.sent).toHaveLength(1));
    expect(server.created).toEqual(["a"]);
  });
});

describe("a creation that the server cannot recognise", () => {
  it("is not sent again when its answer was lost, until the person says so", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = "lost";
    const first = pageOf(server, shelf);
    await first.outbox.create("plainDoc", doc("a"));
    await eventually(() => expect(waiting(first)).toEqual(["plainDoc unknown"]));
    await first.outbox.send();
    first.end();
    const next = pageOf(server, shelf);
    await next.outbox.ready;
    expect(waiting(next)).toEqual(["plainDoc unknown"]);
    expect(server.created).toEqual(["a"]);
    const [item] = next.outbox.getSnapshot();
    if (item?.kind !== "plainDoc") throw new Error("no creation");
    await item.send();
    expect(server.created).toEqual(["a", "a"]);
    expect(waiting(next)).toEqual([]);
  });

  it("and was cut off by the end of its page, is unknown", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const first = pageOf(server, shelf);
    Object.assign(server, { fetch: () => new Promise(() => {}) });
    await first.outbox.create("plainDoc", doc("a"));
    await eventually(() => expect([...shelf.kept.values()]).toMatchObject([{ creation: "sending" }]));
    first.end();
    const next = pageOf(creatingServer(), shelf);
    await next.outbox.ready;
    expect(waiting(next)).toEqual(["plainDoc unknown"]);
    await next.outbox.getSnapshot()[0]!.remove();
    expect([waiting(next), shelf.kept.size]).toEqual([[], 0]);
  });

  it("waits where the browser knows that it is offline: nothing was sent", async () => {
    vi.stubGlobal("navigator", { onLine: false });
    onTestFinished(() => void vi.unstubAllGlobals());
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    await page.outbox.create("plainDoc", doc("a"));
    await eventually(() => expect(waiting(page)).toEqual(["plainDoc waiting"]));
    expect(server.created).toEqual([]);
    vi.unstubAllGlobals();
    await eventually(() => expect(server.created).toEqual(["a"]));
  });
});

describe("what the server answers", () => {
  it.for([400, 403, 404, 409, 413, 422])("%d: refused, until it is changed and sent", async (status) => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = refusal(status);
    const page = pageOf(server, shelf);
    const { created } = await page.outbox.create("newDoc", doc("a"));
    await page.outbox.create("newDoc", doc("b"));
    await eventually(() => expect(server.created).toEqual(["b"]));
    expect(waiting(page)).toEqual(["newDoc refused"]);
    await page.outbox.send();
    const [item] = page.outbox.getSnapshot();
    if (item?.kind !== "newDoc") throw new Error("no creation");
    expect(item.failure).toMatchObject({ status });
    await item.change(doc("better"));
    await item.send();
    expect(server.created).toEqual(["b", "better"]);
    expect(await created).toMatchObject({ data: { name: "better" } });
  });

  it.for([408, 429, 503, 500, 502, 504])("%d: sent again, and those behind it wait", async (status) => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = refusal(status);
    const page = pageOf(server, shelf);
    await page.outbox.create("newDoc", doc("a"));
    await page.outbox.create("newDoc", doc("b"));
    await eventually(() => expect(server.created).toEqual(["a", "b"]));
  });

  it("401: waits for a new login, which send() tells of", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = refusal(401);
    const page = pageOf(server, shelf);
    await page.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(page.outbox.getSnapshot()).toMatchObject([{ failure: { status: 401 } }]));
    expect([waiting(page), server.created]).toEqual([["newDoc waiting"], []]);
    await page.outbox.send();
    expect(server.created).toEqual(["a"]);
  });
});

it("what is being sent is neither changed nor removed", async () => {
  const [server, shelf] = [creatingServer(), memoryShelf()];
  const page = pageOf(server, shelf);
  Object.assign(server, { fetch: () => new Promise(() => {}) });
  await page.outbox.create("newDoc", doc("a"));
  await eventually(() => expect(waiting(page)).toEqual(["newDoc sending"]));
  const [item] = page.outbox.getSnapshot();
  if (item?.kind !== "newDoc") throw new Error("no creation");
  await expect(item.remove()).rejects.toMatchObject({ code: "too-late" });
  await expect(item.change(doc("b"))).rejects.toMatchObject({ code: "too-late" });
});

describe("tokens", () => {
  it("a request that was refused goes under a new one, as a server may repeat its answer to the old one", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = refusal(403);
    const page = pageOf(server, shelf);
    await page.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(waiting(page)).toEqual(["newDoc refused"]));
    const [item] = page.outbox.getSnapshot();
    if (item?.kind !== "newDoc") throw new Error("no creation");
    await item.send();
    expect(new Set(server.keys).size).toBe(2);
  });

  it("one whose answer is not known keeps its own, and its body, also on the next page", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.next = "lost";
    const first = pageOf(server, shelf, undefined, { autosave: { retry: 600_000, limit: 600_000 } });
    await first.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(waiting(first)).toEqual(["newDoc waiting"]));
    const [item] = first.outbox.getSnapshot();
    if (item?.kind !== "newDoc") throw new Error("no creation");
    await expect(item.change(doc("b"))).rejects.toMatchObject({ code: "too-late" });
    first.end();
    const next = pageOf(server, shelf);
    await eventually(() => expect(next.sent).toHaveLength(1));
    expect([new Set(server.keys).size, server.created]).toEqual([1, ["a"]]);
  });
});

describe("what is under way", () => {
  it("is not sent while it cannot be kept, and is sent once it can", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    server.isReachable = false;
    const page = pageOf(server, shelf);
    await page.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(page.outbox.getSnapshot()).toMatchObject([{ failure: { kind: "ambiguous" } }]));
    shelf.isFull = true;
    server.isReachable = true;
    await eventually(() => expect(page.errors).toContainEqual(new Error("The disk is full.")));
    expect(server.created).toEqual([]);
    shelf.isFull = false;
    await eventually(() => expect(server.created).toEqual(["a"]));
  });

  it("when the user signs out leaves nothing on the shelf, whatever the answer is", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    let answer: (response: Response) => void = () => {};
    Object.assign(server, { fetch: () => new Promise<Response>((resolve) => (answer = resolve)) });
    const page = pageOf(server, shelf);
    await page.outbox.create("newDoc", doc("a"));
    await eventually(() => expect(waiting(page)).toEqual(["newDoc sending"]));
    await page.outbox.clear();
    answer(refusal(503));
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect([shelf.kept.size, page.sent, page.errors]).toEqual([0, [], []]);
  });

  it("a creation that comes while the user signs out rejects, and leaves nothing", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const created = page.outbox.create("newDoc", doc("a"));
    await page.outbox.clear();
    await expect(created).rejects.toMatchObject({ code: "cleared" });
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect([shelf.kept.size, server.created]).toEqual([0, []]);
  });
});

describe("order", () => {
  it("is that of the calls, before what earlier pages left is there, and however slow the shelf is", async () => {
    const [server, kept] = [creatingServer(), memoryShelf()];
    server.isReachable = false;
    const first = pageOf(server, kept);
    await first.outbox.create("newDoc", doc("a"));
    first.end();
    server.isReachable = true;
    let delay = 20;
    const slowly = async <T>(result: Promise<T>): Promise<T> => {
      await new Promise((resolve) => void setTimeout(resolve, (delay -= 4)));
      return result;
    };
    const shelf = {
      ...kept,
      ids: () => slowly(kept.ids()),
      put: (id: string, entry: unknown) => slowly(kept.put(id, entry)),
    };
    const next = pageOf(server, shelf);
    await Promise.all(["b", "c", "d"].map((name) => next.outbox.create("newDoc", doc(name))));
    await eventually(() => expect(server.created).toEqual(["a", "b", "c", "d"]));
  });

  it("holds where the clock of an earlier page was ahead", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    shelf.kept.set("x", {
      version: 1,
      id: "x",
      kind: "newDoc",
      since: 1e15,
      request: doc("a"),
      creation: "waiting",
      token: "t",
    });
    server.isReachable = false;
    const page = pageOf(server, shelf);
    await page.outbox.ready;
    await page.outbox.create("newDoc", doc("b"));
    server.isReachable = true;
    await eventually(() => expect(server.created).toEqual(["a", "b"]));
  });

  it("a hundred are sent one after the other", async () => {
    const [server, shelf] = [creatingServer(), memoryShelf()];
    const page = pageOf(server, shelf);
    const names = Array.from({ length: 100 }, (_, index) => `${index}`);
    await Promise.all(names.map((name) => page.outbox.create("newDoc", doc(name))));
    await eventually(() => expect(server.created).toEqual(names));
  });
});

it("a request is what it was when it was made", async () => {
  const [server, shelf] = [creatingServer(), memoryShelf()];
  server.isReachable = false;
  const page = pageOf(server, shelf);
  const request = doc("a");
  const creating = page.outbox.create("newDoc", request);
  Object.assign(request.body, { name: "" });
  await creating;
  server.isReachable = true;
  await eventually(() => expect(server.created).toEqual(["a"]));
});

it("a creation never goes out under the login of the next user", async () => {
  const [server, kept] = [creatingServer(), memoryShelf()];
  const shelf = {
    ...kept,
    put: (id: string, entry: unknown) =>
      new Promise<void>((resolve) => void setTimeout(() => resolve(kept.put(id, entry)), 15)),
  };
  const page = pageOf(server, shelf);
  await page.outbox.create("newDoc", doc("a"));
  await page.client.clear();
  await new Promise((resolve) => void setTimeout(resolve, 60));
  expect(server.keys).toEqual([]);
});

it("a creation that a sign-out kept from being sent is sent at the next sign-in, also without a token", async () => {
  const [server, kept] = [creatingServer(), memoryShelf()];
  const slowly = (id: string, entry: unknown) =>
    new Promise<void>((resolve) => void setTimeout(() => resolve(kept.put(id, entry)), 15));
  const page = pageOf(server, { ...kept, put: slowly });
  await page.outbox.create("plainDoc", doc("a"));
  await page.client.clear();
  await eventually(() => expect([...kept.kept.values()]).toMatchObject([{ creation: "waiting" }]));
  page.end();
  pageOf(server, kept);
  await eventually(() => expect(server.created).toEqual(["a"]));
});

it("a callback that throws is reported, and keeps nothing from being sent", async () => {
  const [server, shelf] = [creatingServer(), memoryShelf()];
  const fail = (): never => {
    throw new Error("A bug in the page.");
  };
  const page = pageOf(server, shelf, undefined, { onSent: fail });
  page.outbox.subscribe(fail);
  for (const name of ["a", "b"]) await page.outbox.create("newDoc", doc(name));
  await eventually(() => expect([server.created, waiting(page), shelf.kept.size]).toEqual([["a", "b"], [], 0]));
  expect(page.errors).toContainEqual(new Error("A bug in the page."));
});
