import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { apiOf } from "./document-client.js";

/* What a framework that is not ours makes of the styles that OpenAPI leaves open: Express reads brackets with qs. */

const string = { type: "string" };
const filter = {
  type: "object",
  properties: {
    tags: { type: "array", items: string },
    range: { type: "object", properties: { from: string } },
    lines: {
      type: "array",
      items: { type: "object", properties: { price: string, tags: { type: "array", items: string } } },
    },
  },
};

it("Express reads a deepObject as it was passed, in a query and in a form", async () => {
  const api = await apiOf({
    paths: {
      "/it": {
        post: {
          operationId: "send",
          parameters: [{ name: "filter", in: "query", style: "deepObject", explode: true, schema: filter }],
          requestBody: {
            content: {
              "application/x-www-form-urlencoded": {
                schema: { type: "object", properties: { filter } },
                encoding: { filter: { style: "deepObject", explode: true } },
              },
            },
          },
          responses: { 200: { description: "ok", content: { "application/json": {} } } },
        },
      },
    },
  });
  const app = express()
    .set("query parser", "extended")
    .use(express.urlencoded({ extended: true }));
  app.post("/it", ({ query, body }, response) => void response.json({ query, body }));
  const server = createServer(app);
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  const create = api.exports["createClient"] as (options: object) => never;
  const client = create({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const send = api.exports["send"] as (client: never, request: object) => Promise<unknown>;
  // As many items as qs takes for a list (its arrayLimit).
  const tags = Array.from({ length: 20 }, (_, index) => `t${index}`);
  for (const value of [
    { tags },
    { tags: ["one"] },
    { range: { from: "a&b" } },
    { lines: [{ price: "p", tags: ["x"] }, { price: "q" }] },
  ]) {
    const result = await send(client, { query: { filter: value }, body: { filter: value } });
    expect(result).toMatchObject({ kind: "ok", data: { query: { filter: value }, body: { filter: value } } });
  }
});
