import {
  binary,
  type BodyEncoder,
  type Client,
  cookieHeader,
  form,
  headerList,
  json as jsonBody,
  multipart,
  NetworkError,
  type Operation,
  type RequestOptions,
  type RequestParts,
  type Result,
  send,
  text,
  urlencoded,
} from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";
import { base, notesClient } from "./note-operations.js";
import { json, never, stubFetch } from "./stub-fetch.js";

const search = {
  id: "search",
  method: "GET",
  path: "/search",
  accept: "application/json",
  responses: [200],
} as const satisfies Operation;

/** Sends one request and gives back what left. */
async function sent(
  operation: Operation,
  parts: RequestParts = {},
  client: Parameters<typeof notesClient>[0] = {},
  options?: RequestOptions,
): Promise<Request> {
  const stub = stubFetch(json(200, {}));
  await send(notesClient({ fetch: stub.fetch, ...client }), operation, parts, options);
  return stub.requests[0]!;
}

describe("where a request goes", () => {
  it.each([
    ["https://api.example", "https://api.example/search"],
    ["https://api.example/", "https://api.example/search"],
    ["https://api.example/v1", "https://api.example/v1/search"],
    ["https://api.example/v1//", "https://api.example/v1/search"],
  ])("joins baseUrl %s and the path with one slash", async (baseUrl, url) => {
    expect((await sent(search, {}, { baseUrl })).url).toBe(url);
  });

  it("prefers baseUrl to the operation's server, and that to the document's first one", async () => {
    const elsewhere = { ...search, server: "https://elsewhere.example/" };
    expect((await sent(search)).url).toBe(`${base}/search`);
    expect((await sent(elsewhere)).url).toBe("https://elsewhere.example/search");
    expect((await sent(elsewhere, {}, { baseUrl: "https://mine.example" })).url).toBe("https://mine.example/search");
  });

  it("is relative to the page where nobody names a server", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(json(200, {})));
    await send(notesClient({ fetch }, { servers: [] }), search, {});
    expect(fetch).toHaveBeenCalledWith("/search", expect.anything());
  });
});

describe("path parameters", () => {
  it("are primitives, but for those that the document gives a style", async () => {
    const operation = {
      ...search,
      path: "/areas/{area}/points/{points}",
      segments: { points: (_name: string, value: unknown) => (value as number[]).join(";") },
    };
    expect((await sent(operation, { path: { area: "a b", points: [1, 2] } })).url).toBe(
      `${base}/areas/a%20b/points/1;2`,
    );
  });
});

describe("query, header and cookie parameters", () => {
  it("repeats arrays in the query, unless the document gives another style", async () => {
    const { url } = await sent(
      { ...search, query: { ids: form } },
      { query: { tag: ["a&b", "c"], ids: [1, 2], q: "x y", on: true } },
    );
    expect(url).toBe(`${base}/search?tag=a%26b&tag=c&ids=1,2&q=x%20y&on=true`);
  });

  it.each([undefined, null, []])("leaves out a query parameter that is %j (RFC 6570, 2.3)", async (value) => {
    expect((await sent(search, { query: { gone: value, kept: 0 } })).url).toBe(`${base}/search?kept=0`);
    expect((await sent(search, { query: { gone: value } })).url).toBe(`${base}/search`);
  });

  it("writes headers as they are, and leaves out those that are undefined", async () => {
    const { headers } = await sent(
      { ...search, header: { "X-Ids": headerList } },
      { header: { "X-Source": "a b", "X-Count": 3, "X-Ids": [1, 2], "X-None": undefined } },
    );
    expect([headers.get("x-source"), headers.get("x-count"), headers.get("x-ids"), headers.has("x-none")]).toEqual([
      "a b",
      "3",
      "1,2",
      false,
    ]);
  });

  it("writes cookie parameters beside a cookie of the client", async () => {
    const operation = { ...search, cookie: cookieHeader };
    expect((await sent(operation, { cookie: { theme: "dark", size: 2 } })).headers.get("cookie")).toBe(
      "theme=dark; size=2",
    );
    const both = await sent(operation, { cookie: { theme: "dark" } }, { headers: { Cookie: "sessionid=s" } });
    expect(both.headers.get("cookie")?.split("; ").sort()).toEqual(["sessionid=s", "theme=dark"]);
  });

  it("headers of the call beat those of the parameters, these beat the client's, these the document's", async () => {
    const client = {
      headers: async () => ({
        Accept: "application/vnd.notes+json",
        "X-A": "client",
        "X-B": "client",
        "X-C": "client",
      }),
    };
    const { headers } = await sent(search, { header: { "x-b": "parameter", "x-c": "parameter" } }, client, {
      headers: { "X-C": "call" },
    });
    expect(["accept", "x-a", "x-b", "x-c"].map((name) => headers.get(name))).toEqual([
      "application/vnd.notes+json",
      "client",
      "parameter",
      "call",
    ]);
    expect((await sent(search)).headers.get("accept")).toBe("application/json");
  });
});

describe("request bodies", () => {
  const posting = (type: string, encoder: BodyEncoder): Operation => ({
    ...search,
    method: "POST",
    body: { [type]: encoder },
  });

  it("JSON, and every +json under its own name", async () => {
    const request = await sent(posting("application/merge-patch+json", jsonBody), { body: { a: null, b: undefined } });
    expect(request.headers.get("content-type")).toBe("application/merge-patch+json");
    expect(await request.text()).toBe('{"a":null}');
  });

  it.each([null, false, 0, ""])("JSON %j is a body, undefined is none", async (body) => {
    expect(await (await sent(posting("application/json", jsonBody), { body })).json()).toBe(body);
    const none = await sent(posting("application/json", jsonBody), { body: undefined });
    expect([none.body, none.headers.has("content-type")]).toEqual([null, false]);
  });

  it("urlencoded: arrays repeat, objects are JSON, null is the empty field, undefined none", async () => {
    const request = await sent(posting("application/x-www-form-urlencoded", urlencoded), {
      body: { a: ["x&y", 2], o: { k: 1 }, n: null, u: undefined, d: new Date(0) },
    });
    expect(request.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    const fields = [...new URLSearchParams(await request.text())];
    expect(fields).toEqual([
      ["a", "x&y"],
      ["a", "2"],
      ["o", '{"k":1}'],
      ["n", ""],
      ["d", "1970-01-01T00:00:00.000Z"],
    ]);
  });

  it("multipart: files keep name, type and bytes, and fetch writes the boundary", async () => {
    const file = new File(["payer,cpt\n"], "claims.csv", { type: "text/csv" });
    const request = await sent(posting("multipart/form-data", multipart), {
      body: { file, many: [new Blob(["1"]), new Blob(["2"])], meta: { a: 1 }, dry_run: true, none: undefined },
    });
    expect(request.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=/);
    const fields = await request.formData();
    expect(fields.get("file")).toMatchObject({ name: "claims.csv", type: "text/csv", size: 10 });
    expect(fields.getAll("many")).toHaveLength(2);
    expect([fields.get("meta"), fields.get("dry_run"), fields.has("none")]).toEqual(['{"a":1}', "true", false]);
  });

  it("text: the string as it is", async () => {
    const request = await sent(posting("text/csv", text), { body: "a,b\nü" });
    expect(request.headers.get("content-type")).toBe("text/csv");
    expect(await request.text()).toBe("a,b\nü");
  });

  it("binary: bytes as they are; a wildcard leaves the type to the Blob", async () => {
    const request = await sent(posting("application/octet-stream", binary), { body: new Uint8Array([0, 255, 10]) });
    expect(request.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await request.arrayBuffer())]).toEqual([0, 255, 10]);
    const image = await sent(posting("image/*", binary), { body: new Blob(["x"], { type: "image/png" }) });
    expect(image.headers.get("content-type")).toBe("image/png");
  });

  it("binary: a stream of unknown length", async () => {
    const request = await sent(posting("application/octet-stream", binary), { body: new Blob(["streamed"]).stream() });
    expect(await request.text()).toBe("streamed");
  });

  it("the first documented media type is the default; `contentType` chooses another, a header of the call has the last word", async () => {
    const operation = {
      ...search,
      method: "POST",
      body: { "application/json": jsonBody, "application/x-www-form-urlencoded": urlencoded },
    };
    expect(await (await sent(operation, { body: { a: 1 } })).json()).toEqual({ a: 1 });
    expect(
      await (await sent(operation, { body: { a: 1 }, contentType: "application/x-www-form-urlencoded" })).text(),
    ).toBe("a=1");
    const own = await sent(
      operation,
      { body: { a: 1 } },
      {},
      { headers: { "Content-Type": "application/json; charset=utf-8" } },
    );
    expect(own.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });
});

describe("hooks, limits and fetch itself", () => {
  const call = (client: Client, options?: RequestOptions): Promise<Result<{ 200: unknown }>> =>
    send(client, search, {}, options);

  it("onRequest sees and may change what leaves", async () => {
    const stub = stubFetch(json(200, {}));
    const client = notesClient({
      fetch: stub.fetch,
      onRequest: async (request) => {
        await Promise.resolve();
        request.url += `?from=${request.operation.id}`;
        request.init.headers["x-signature"] = request.init.method;
      },
    });
    await call(client);
    expect(stub.requests[0]!.url).toBe(`${base}/search?from=search`);
    expect(stub.requests[0]!.headers.get("x-signature")).toBe("GET");
  });

  it("onResponse sees each answer, and may give another one", async () => {
    const seen: number[] = [];
    const stub = stubFetch(json(200, "first"), json(200, "second"));
    const client = notesClient({
      fetch: stub.fetch,
      onResponse: (response, request) => {
        seen.push(response.status);
        return request.url.endsWith("/search") && seen.length === 2 ? json(200, "replaced") : undefined;
      },
    });
    expect(await call(client)).toMatchObject({ data: "first" });
    expect(await call(client)).toMatchObject({ data: "replaced" });
    expect(seen).toEqual([200, 200]);
  });

  it("runs several hooks in order, each on what the one before it made", async () => {
    const stub = stubFetch(json(200, "first"));
    const order: string[] = [];
    const client = notesClient({
      fetch: stub.fetch,
      onRequest: [
        async ({ init }) => {
          await Promise.resolve();
          init.headers["x-step"] = "one";
        },
        ({ init }) => void (init.headers["x-step"] += ",two"),
      ],
      onResponse: [
        (response) => void order.push(`saw ${response.status}`),
        () => json(200, "second"),
        async (response) => json(200, `${String(await response.json())} and third`),
      ],
    });
    expect(await call(client)).toMatchObject({ data: "second and third" });
    expect(stub.requests[0]!.headers.get("x-step")).toBe("one,two");
    expect(order).toEqual(["saw 200"]);
  });

  it("the hook before it having failed, none runs and nothing leaves", async () => {
    const stub = stubFetch();
    const second = vi.fn<() => void>();
    const client = notesClient({
      fetch: stub.fetch,
      onRequest: [() => Promise.reject(new Error("not signed")), second],
    });
    await expect(call(client)).rejects.toThrow("not signed");
    expect([second.mock.calls, stub.requests]).toEqual([[], []]);
  });

  it("a hook that throws before sending lets nothing leave", async () => {
    const stub = stubFetch();
    const failing = notesClient({ fetch: stub.fetch, onRequest: () => Promise.reject(new Error("not signed")) });
    await expect(call(failing)).rejects.toThrow("not signed");
    expect(stub.requests).toHaveLength(0);
  });

  it("`init` reaches fetch with every request, and `cache` of the call beats it", async () => {
    const request = await sent(
      search,
      {},
      { init: { credentials: "include", cache: "no-store" } },
      { cache: "reload" },
    );
    expect([request.credentials, request.cache]).toEqual(["include", "reload"]);
    expect((await sent(search, {}, { init: { cache: "no-store" } })).cache).toBe("no-store");
  });

  it("asks for any type where the document names none", async () => {
    const { accept: _, ...operation } = search;
    expect((await sent(operation)).headers.has("accept")).toBe(false);
  });

  it("a timeout of client or call ends the request with a NetworkError; 0 means none", async () => {
    const stub = stubFetch(never, never, json(200, {}));
    await expect(call(notesClient({ fetch: stub.fetch, timeout: 1 }))).rejects.toMatchObject({
      name: "NetworkError",
      cause: { name: "TimeoutError" },
    });
    await expect(call(notesClient({ fetch: stub.fetch }), { timeout: 1 })).rejects.toThrow(NetworkError);
    const unlimited = vi.spyOn(AbortSignal, "timeout");
    await call(notesClient({ fetch: stub.fetch, timeout: 1 }), { timeout: 0 });
    expect(unlimited).not.toHaveBeenCalled();
    unlimited.mockRestore();
  });

  it("an abort beats the timeout, and throws the caller's own reason", async () => {
    const reason = new Error("left the page");
    const pending = call(notesClient({ fetch: stubFetch(never).fetch }), {
      timeout: 60_000,
      signal: AbortSignal.abort(reason),
    });
    await expect(pending).rejects.toBe(reason);
  });

  it("uses the global fetch of the moment of the call where none is given", async () => {
    const stub = stubFetch(json(200, "global"));
    const client = notesClient({});
    vi.stubGlobal("fetch", stub.fetch);
    expect(await call(client)).toMatchObject({ data: "global" });
    vi.unstubAllGlobals();
  });
});
