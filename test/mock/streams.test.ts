import type { Client } from "ifmatch/runtime";
import { createMock } from "ifmatch/mock";
import { describe, expect, it } from "vitest";
import { loadDocument } from "../../generator/load/load.js";
import { workspace } from "../cli/workspace.js";
import { apiOf } from "../wire/document-client.js";

/* Streams of the mock are well formed, and the generated client reads them (HTML, 9.2.6; RFC 7464; JSON Lines). */

const string = { type: "string" };
const Chunk = { type: "object", required: ["n"], properties: { n: { type: "integer", example: 7 } } };
const ref = { $ref: "#/components/schemas/Chunk" };
const sse = "text/event-stream";
const eventOf = (data: object): object => ({
  type: "object",
  required: ["data"],
  properties: { event: { type: "string", example: "tick" }, id: { type: "string", example: "1" }, data },
});
const two = { example: [{ n: 1 }, { n: 2 }] };

describe("a stream", () => {
  it.for<[what: string, type: string, media: object, text: string, items: unknown[]]>([
    ["JSON Lines", "application/x-ndjson", { schema: ref }, '{"n":7}\n', [{ n: 7 }]],
    ["JSON Lines of an array", "application/jsonl", { schema: { type: "array", items: ref } }, '{"n":7}\n', [{ n: 7 }]],
    [
      "JSON Lines with an example of all",
      "application/jsonl",
      { itemSchema: ref, ...two },
      '{"n":1}\n{"n":2}\n',
      two.example,
    ],
    [
      "JSON Lines with an example as they are sent",
      "application/jsonl",
      { itemSchema: ref, example: '{"n":1}\n{"n":2}' },
      '{"n":1}\n{"n":2}\n',
      two.example,
    ],
    ["JSON Lines of texts", "application/jsonl", { itemSchema: string, example: "a" }, '"a"\n', ["a"]],
    [
      "JSON Lines of arrays",
      "application/jsonl",
      { itemSchema: { type: "array", items: string }, example: ["a"] },
      '["a"]\n',
      [["a"]],
    ],
    [
      "a JSON text sequence",
      "application/json-seq",
      { itemSchema: ref, ...two },
      '\x1e{"n":1}\n\x1e{"n":2}\n',
      two.example,
    ],
    [
      "a sequence of numbers",
      "application/geo+json-seq",
      { itemSchema: { type: "integer", example: 12 } },
      "\x1e12\n",
      [12],
    ],
    ["values of events", sse, { schema: ref }, 'data: {"n":7}\n\n', [{ n: 7 }]],
    [
      "values of events with an example of all",
      sse,
      { itemSchema: ref, ...two },
      'data: {"n":1}\n\ndata: {"n":2}\n\n',
      two.example,
    ],
    ["texts of events", sse, { schema: string, example: "a\nb" }, "data: a\ndata: b\n\n", ["a\nb"]],
    ["events without a schema", sse, {}, "data: string\n\n", [{ data: "string" }]],
    [
      "events as they are sent",
      sse,
      { example: "event: a\ndata: b" },
      "event: a\ndata: b\n\n",
      [{ event: "a", data: "b" }],
    ],
    [
      "events",
      sse,
      { itemSchema: eventOf({ type: "string", example: "x" }) },
      "event: tick\nid: 1\ndata: x\n\n",
      [{ event: "tick", id: "1", data: "x" }],
    ],
    [
      "events with an object",
      sse,
      { itemSchema: eventOf(ref) },
      'event: tick\nid: 1\ndata: {"n":7}\n\n',
      [{ event: "tick", id: "1", data: { n: 7 } }],
    ],
    [
      "an event whose name has two lines",
      sse,
      { itemSchema: eventOf(string), example: { event: "a\ndata: no", data: "x" } },
      "event: a\ndata: x\n\n",
      [{ event: "a", data: "x" }],
    ],
  ])("of %s", async ([, type, media, text, items]) => {
    const responses = { 200: { description: "ok", content: { [type]: media } } };
    const paths = { "/it": { get: { operationId: "read", responses }, post: { operationId: "send", responses } } };
    const document = {
      openapi: "3.2.0",
      info: { title: "Test", version: "1" },
      paths,
      components: { schemas: { Chunk } },
    };
    const schema = await loadDocument(`${workspace({ "schema.json": document })}/schema.json`);
    const mock = await createMock({ schema, values: "plain" });
    const response = await mock.fetch("http://mock.test/it");
    expect([response.headers.get("content-type"), await response.text()]).toEqual([type, text]);
    const { exports } = await apiOf(document);
    const create = exports["createClient"] as (options: object) => Client;
    const client = create({ baseUrl: "http://mock.test", fetch: mock.fetch.bind(mock) });
    for (const name of ["read", "send"]) {
      const call = exports[name] as (client: Client) => Promise<{ data: AsyncIterable<unknown> }>;
      const read: unknown[] = [];
      for await (const item of (await call(client)).data) read.push(item);
      expect(read).toEqual(items);
    }
  });
});
