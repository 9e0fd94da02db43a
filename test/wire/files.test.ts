import type { RequestParts } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { apiOf } from "./document-client.js";

/* A file has no form in JSON, and none in a urlencoded form: `{}` in its place would be data that is lost in silence. */

describe("a file where no file can be sent", () => {
  const binary = { type: "string", format: "binary" };
  const form = (properties: object): object => ({ schema: { type: "object", properties } });
  const file = new File(["hello"], "a.txt");
  const taking = (content: object): object => ({
    paths: {
      "/it": { post: { operationId: "send", requestBody: { content }, responses: { 204: { description: "ok" } } } },
    },
  });

  it.for(["application/json", "application/vnd.acme+json", "application/x-www-form-urlencoded"])(
    "is refused, and nothing is sent: %s beside a form",
    async (contentType) => {
      const body = form({ name: { type: "string" }, file: binary });
      const api = await apiOf(taking({ [contentType]: body, "multipart/form-data": body }));
      const send = (more: object) => api.call("send", { body: { name: "n", file }, ...more } as RequestParts);
      await expect(send({ contentType })).rejects.toMatchObject({ name: "UsageError", message: /multipart/ });
      expect(api.arrivals).toEqual([]);
      expect(await send({})).toMatchObject({ status: 204 });
      expect(api.last.body.toString()).toContain("hello");
      // Without a file, each of them is fine.
      expect(await api.call("send", { body: { name: "n" }, contentType } as RequestParts)).toMatchObject({
        status: 204,
      });
    },
  );

  it.for([
    ["in an object", { one: { type: "object", properties: { f: binary } } }, { one: { f: file } }, {}],
    ["in a list of objects", { all: { type: "array", items: form({ f: binary }) } }, { all: [{ f: file }] }, {}],
    [
      "in a part that is JSON",
      { meta: { type: "object", properties: { f: binary } } },
      { meta: { f: file } },
      { encoding: { meta: { contentType: "application/json" } } },
    ],
  ] as const)("is refused %s of a part of a form", async ([, properties, body, encoding]) => {
    const api = await apiOf(taking({ "multipart/form-data": { ...form(properties), ...encoding } }));
    await expect(api.call("send", { body })).rejects.toMatchObject({ name: "UsageError", message: /multipart/ });
    expect(api.arrivals).toEqual([]);
  });
});
