import type { ServerResponse } from "node:http";
import { type GeneratedFunction, stream } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { type Api, apiOf } from "./document-client.js";

/* Bodies that are read while they arrive (HTML, 9.2; RFC 7464; JSON Lines), and files that are piped. */

const Chunk = { type: "object", required: ["n"], properties: { n: { type: "integer" } } };
const ref = { $ref: "#/components/schemas/Chunk" };
const string = { type: "string" };
const answering = (content: object, openapi = "3.1.0"): object => ({
  openapi,
  paths: { "/it": { get: { operationId: "read", responses: { 200: { description: "ok", content } } } } },
  components: { schemas: { Chunk } },
});

/** Answers with a body of a type; `write` writes it. */
function answer(api: Api, type: string, write: (response: ServerResponse) => void, more: object = {}): void {
  api.answer = (_, response) => {
    response.writeHead(200, { "Content-Type": type, ...more });
    write(response);
  };
}

async function dataOf(api: Api, options?: object): Promise<AsyncIterable<unknown>> {
  return ((await api.call("read", {}, options)) as unknown as { data: AsyncIterable<unknown> }).data;
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const event = { type: "object", properties: { event: string, data: string, id: string, retry: { type: "integer" } } };
const withData = (data: object): object => ({
  type: "object",
  required: ["data"],
  properties: { event: string, data },
});
const events = "text/event-stream";

describe("a stream is typed and read item by item", () => {
  it.for<[what: string, type: string, media: object, body: string, itemType: string, items: readonly unknown[]]>([
    [
      "events without a schema",
      events,
      {},
      'event: a\ndata: {"n":1}\nid: 7\nretry: 50\n\n',
      "ServerSentEvent",
      [{ event: "a", data: '{"n":1}', id: "7", retry: 50 }],
    ],
    ["values of events", events, { schema: ref }, 'data: {"n":1}\n\ndata: {"n":2}\n\n', "Chunk", [{ n: 1 }, { n: 2 }]],
    ["OpenAI's end", events, { schema: ref }, 'data: {"n":1}\n\ndata: [DONE]\n\n', "Chunk", [{ n: 1 }]],
    ["Spring's Flux", events, { schema: { type: "array", items: ref } }, 'data:{"n":1}\n\n', "Chunk", [{ n: 1 }]],
    ["texts of events", events, { schema: string }, "data: a\n\ndata: [DONE]\n\n", "string", ["a", "[DONE]"]],
    [
      "3.2's itemSchema of an event",
      events,
      { itemSchema: event },
      "event: a\ndata: b\n\n",
      "{ event?: string; data?: string; id?: string; retry?: number }",
      [{ event: "a", data: "b" }],
    ],
    [
      "an event whose data is an object",
      events,
      { itemSchema: withData(ref) },
      'event: a\ndata: {"n":1}\n\n',
      "{ event?: string; data: Chunk }",
      [{ event: "a", data: { n: 1 } }],
    ],
    [
      "an itemSchema of values",
      "application/jsonl",
      { itemSchema: ref },
      '{"n":1}\n{"n":2}\n',
      "Chunk",
      [{ n: 1 }, { n: 2 }],
    ],
    ["lines", "application/x-ndjson", { schema: ref }, '{"n":1}\r\n\n{"n":2}', "Chunk", [{ n: 1 }, { n: 2 }]],
    [
      "lines by an array",
      "application/x-ndjson",
      { schema: { type: "array", items: ref } },
      '{"n":1}\n',
      "Chunk",
      [{ n: 1 }],
    ],
    ["Spring's lines", "application/stream+json", { schema: ref }, '{"n":1}\n', "Chunk", [{ n: 1 }]],
    [
      "a sequence",
      "application/json-seq",
      { schema: ref },
      '\x1e{"n":\n1}\n\x1e{"n":2}\n',
      "Chunk",
      [{ n: 1 }, { n: 2 }],
    ],
    ["a sequence of a vendor's", "application/geo+json-seq", { schema: ref }, '\x1e{"n":1}\n', "Chunk", [{ n: 1 }]],
    ["lines without a schema", "application/jsonl", {}, '[1]\n"a"\n', "unknown", [[1], "a"]],
  ])("%s", async ([, type, media, body, itemType, items]) => {
    const api = await apiOf(answering({ [type]: media }));
    answer(api, `${type}; charset=utf-8`, (response) => response.end(body));
    expect(await all(await dataOf(api))).toEqual(items);
    expect(api.last.headers.accept).toBe(type);
    expect(api.file("operations/default.ts").replace(/\s+/g, " ")).toContain(`200: AsyncIterable<${itemType}>`);
  });

  it.for<[what: string, body: string, expected: readonly unknown[]]>([
    ["comments, and names that nobody knows", ": hello\nnope: 1\ndata: a\n\n", [{ data: "a" }]],
    ["several lines of data", "data: a\ndata\ndata:  b\n\n", [{ data: "a\n\n b" }]],
    [
      "all three ends of a line",
      "data: a\r\rdata: b\r\n\r\ndata: c\n\n",
      [{ data: "a" }, { data: "b" }, { data: "c" }],
    ],
    ["no data, which is no event", "event: a\n\nid: 1\n\ndata: b\n\n", [{ data: "b" }]],
    ["an event that was not finished", "data: a\n\ndata: b\n", [{ data: "a" }]],
    ["an id that is none, and a retry that is none", "id: a\0b\nretry: soon\ndata: x\n\n", [{ data: "x" }]],
    ["a byte order mark", "\ufeffdata: a\n\n", [{ data: "a" }]],
  ])("events by the book: %s", async ([, body, expected]) => {
    const api = await apiOf(answering({ [events]: {} }));
    answer(api, events, (response) => response.end(body));
    expect(await all(await dataOf(api))).toEqual(expected);
    // The same in pieces of one byte: nothing hangs on where they are cut.
    answer(api, events, async (response) => {
      for (const byte of Buffer.from(body)) await new Promise((done) => response.write(Buffer.of(byte), done));
      response.end();
    });
    expect(await all(await dataOf(api))).toEqual(expected);
  });

  it("while it arrives, and letters that are cut in two stay whole", async () => {
    const api = await apiOf(answering({ "application/jsonl": { schema: string } }));
    let send!: ServerResponse;
    answer(api, "application/jsonl", (response) => (send = response).write('"a"\n'));
    const items = (await dataOf(api))[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ done: false, value: "a" });
    const [first, second] = [Buffer.from('"ü"\n').subarray(0, 2), Buffer.from('"ü"\n').subarray(2)];
    send.write(first);
    const next = items.next();
    send.write(second);
    expect(await next).toEqual({ done: false, value: "ü" });
    send.end();
    expect(await items.next()).toMatchObject({ done: true });
  });

  it("until the loop is left, which ends the request", async () => {
    const api = await apiOf(answering({ "application/jsonl": { schema: ref } }));
    let closed!: Promise<void>;
    answer(api, "application/jsonl", (response) => {
      closed = new Promise((done) => response.on("close", done));
      response.write('{"n":1}\n');
    });
    for await (const item of await dataOf(api)) {
      expect(item).toEqual({ n: 1 });
      break;
    }
    await closed;
  });

  it("until it is aborted, also where a time limit was set for the response", async () => {
    for (const timeout of [undefined, 60_000]) {
      const api = await apiOf(answering({ "application/jsonl": { schema: ref } }));
      answer(api, "application/jsonl", (response) => response.write('{"n":1}\n'));
      const controller = new AbortController();
      const items = (await dataOf(api, { signal: controller.signal, timeout }))[Symbol.asyncIterator]();
      await items.next();
      controller.abort();
      await expect(items.next()).rejects.toMatchObject({ name: "AbortError" });
    }
  });

  it("until it breaks off", async () => {
    const api = await apiOf(answering({ "application/jsonl": { schema: ref } }));
    answer(api, "application/jsonl", (response) => response.write('{"n":1}\n', () => response.destroy()));
    await expect(all(await dataOf(api))).rejects.toMatchObject({ name: "NetworkError" });
  });

  it("until an item is no JSON", async () => {
    const api = await apiOf(answering({ "application/jsonl": { schema: ref } }));
    answer(api, "application/jsonl", (response) => response.end('{"n":1}\n<html>\n'));
    await expect(all(await dataOf(api))).rejects.toMatchObject({
      name: "InvalidResponseError",
      status: 200,
      data: "<html>",
    });
  });

  it("and is no stream where the server sends something else", async () => {
    const api = await apiOf(answering({ [events]: { schema: ref } }));
    answer(api, "text/html", (response) => response.end("<html>"));
    await expect(api.call("read")).rejects.toMatchObject({ name: "InvalidResponseError" });
  });

  it("beside JSON it is what the Content-Type says, as OpenAI's answers are", async () => {
    const api = await apiOf(answering({ "application/json": { schema: ref }, [events]: { schema: ref } }));
    expect(api.file("operations/default.ts")).toContain("200: Chunk | AsyncIterable<Chunk>");
    answer(api, events, (response) => response.end('data: {"n":1}\n\n'));
    expect(await all(await dataOf(api))).toEqual([{ n: 1 }]);
    expect(api.last.headers.accept).toBe(`application/json, ${events}`);
    answer(api, "application/json", (response) => response.end('{"n":2}'));
    expect(await dataOf(api)).toEqual({ n: 2 });
  });

  it("is not stored: a second read starts anew", async () => {
    const api = await apiOf({
      ...answering({ "application/jsonl": { schema: ref } }),
      paths: {
        "/it/{id}": {
          parameters: [{ name: "id", in: "path", required: true, schema: string }],
          get: {
            operationId: "read",
            responses: {
              200: {
                description: "ok",
                headers: { ETag: { schema: string } },
                content: { "application/jsonl": { schema: ref } },
              },
            },
          },
          put: {
            operationId: "write",
            parameters: [{ name: "If-Match", in: "header", required: true, schema: string }],
            responses: { 204: { description: "ok" } },
          },
        },
      },
    });
    answer(api, "application/jsonl", (response) => response.end('{"n":1}\n'), { ETag: '"1"' });
    for (const _ of [1, 2]) {
      const { data } = (await api.call("read", { path: { id: "a" } })) as unknown as { data: AsyncIterable<unknown> };
      expect(await all(data)).toEqual([{ n: 1 }]);
      expect(api.last.headers["if-none-match"]).toBeUndefined();
    }
  });
});

describe("a download is piped", () => {
  const download = (content: object, headers: object = {}): object => ({
    paths: {
      "/files/{id}": {
        parameters: [{ name: "id", in: "path", required: true, schema: string }],
        get: {
          operationId: "read",
          responses: { 200: { description: "ok", headers, content }, 404: { description: "no" } },
        },
      },
    },
  });
  const file = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  const request = { path: { id: "a" } };
  const open = (api: Api, options?: object) =>
    stream(
      api.client,
      api.exports["read"] as GeneratedFunction<object, { kind: "ok"; data: Blob } | { kind: "error" }>,
      request,
      options,
    );

  it.for<[what: string, document: object]>([
    ["of a file", download(file)],
    ["of text", download({ "text/csv": { schema: string } })],
    ["of a resource", download(file, { ETag: { schema: string } })],
  ])("%s while it arrives", async ([, document]) => {
    const api = await apiOf(document);
    let send!: ServerResponse;
    answer(api, "text/csv", (response) => (send = response).write("a"), { ETag: '"1"' });
    const result = await open(api);
    if (result.kind !== "ok") throw new Error(result.kind);
    expect(result.data).toBeInstanceOf(ReadableStream);
    const reader = result.data.getReader();
    expect((await reader.read()).value).toEqual(new Uint8Array([97]));
    send.end("b");
    expect((await reader.read()).value).toEqual(new Uint8Array([98]));
    expect((await reader.read()).done).toBe(true);
  });

  it("with its status, headers and errors as ever", async () => {
    const api = await apiOf(download(file));
    api.answer = (_, response) =>
      void response.writeHead(404, { "Content-Type": "application/json" }).end('{"detail":"gone"}');
    expect(await open(api)).toMatchObject({ kind: "error", status: 404, error: { detail: "gone" } });
    answer(api, "text/html", (response) => response.end("<html>"));
    await expect(open(api)).rejects.toMatchObject({ name: "InvalidResponseError" });
  });

  it("and can be aborted", async () => {
    const api = await apiOf(download(file));
    answer(api, "application/pdf", (response) => response.write("a"));
    const controller = new AbortController();
    const result = await open(api, { signal: controller.signal, timeout: 60_000 });
    if (result.kind !== "ok") throw new Error(result.kind);
    const reader = result.data.getReader();
    await reader.read();
    controller.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: "AbortError" });
  });
});
