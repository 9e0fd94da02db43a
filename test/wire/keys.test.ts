import { lanes } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { apiOf } from "./document-client.js";

/* Records that a query tells apart are different records (RFC 3986, 3.4): no tag of one may get to another. */

const Sheet = { type: "object", properties: { text: { type: "string" } } };
const content = { "application/json": { schema: Sheet } };
const responses = { 200: { description: "ok", headers: { ETag: { schema: { type: "string" } } }, content } };
const ifMatch = { name: "If-Match", in: "header", required: true, schema: { type: "string" } };

/** Two records of one path; each counts its own changes, and the count is its tag. */
async function sheets(name: string, isRequired: boolean) {
  const parameter = (required: boolean): object => ({ name, in: "query", required, schema: { type: "string" } });
  const doc = { name: "doc", in: "path", required: true, schema: { type: "string" } };
  const api = await apiOf(
    {
      paths: {
        "/sheets/{doc}": {
          parameters: [doc],
          get: { operationId: "read", parameters: [parameter(isRequired)], responses },
          patch: { operationId: "change", parameters: [parameter(true), ifMatch], requestBody: { content }, responses },
        },
      },
    },
    {},
  );
  const records = new Map([
    ["a", { count: 1, text: "a" }],
    ["b", { count: 1, text: "b" }],
  ]);
  api.answer = ({ method, url, headers, body }, response) => {
    const record = records.get(new URL(url, "http://test").searchParams.get(name) ?? "a")!;
    if (method === "PATCH") {
      if (headers["if-match"] !== `"${record.count}"`) return void response.writeHead(412).end();
      Object.assign(record, JSON.parse(body.toString()), { count: record.count + 1 });
    }
    response.writeHead(200, { "content-type": "application/json", etag: `"${record.count}"` });
    response.end(JSON.stringify({ text: record.text }));
  };
  const create = api.exports["createClient"] as (options: object) => typeof api.client;
  const client = create({ ...api.client.options, lanes: lanes() });
  const call = (operation: string, of: string | undefined, more: object = {}) =>
    (api.exports[operation] as (...args: unknown[]) => Promise<{ kind: string }>)(client, {
      path: { doc: "1" },
      query: of === undefined ? {} : { [name]: of },
      ...more,
    });
  return { records, call };
}

describe.for([
  ["date", true],
  ["client_id", true],
  ["branch", false],
] as const)("records that `%s` tells apart", ([name, isRequired]) => {
  it("are changed by their own tags only, one after the other or at once", async () => {
    const { records, call } = await sheets(name, isRequired);
    const [a, b] = [await call("read", "a"), await call("read", "b")];
    expect(await call("change", "a", { body: { text: "mine" }, ifMatch: a })).toMatchObject({ kind: "ok" });
    records.set("b", { count: 2, text: "Bob's" });
    expect(await call("change", "b", { body: { text: "mine" }, ifMatch: b })).toMatchObject({
      kind: "precondition-failed",
    });
    expect(records.get("b")).toEqual({ count: 2, text: "Bob's" });
    await expect(call("change", "b", { body: { text: "mine" }, ifMatch: a })).rejects.toThrow(
      /belongs to another record/,
    );
  });
});

it("what was read without saying which record is nobody's tag", async () => {
  const { records, call } = await sheets("branch", false);
  const read = await call("read", undefined);
  await expect(call("change", "b", { body: { text: "mine" }, ifMatch: read })).rejects.toThrow(/another record/);
  expect(records.get("b")).toEqual({ count: 1, text: "b" });
});
