/** Whose tag a 201 carries: RFC 9110, 15.3.2, the new resource's; an action that adds to a record may answer with the record's. */
import { describe, expect, test } from "vitest";
import { body, operation } from "../cli/workspace.js";
import { modelOf, operationOf, refusal } from "./model-of.js";

type Json = Record<string, unknown>;

const order: Json = { type: "object", properties: { total: { type: "number" } } };
const item: Json = { type: "object", properties: { name: { type: "string" } } };
const ifMatch: Json = { name: "If-Match", in: "header", required: true, schema: { type: "string" } };
const inPath = (...names: string[]): Json[] =>
  names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
const answer = (schema: Json, tagged = true): Json => ({
  description: "ok",
  ...(tagged && { headers: { ETag: { schema: { type: "string" } } } }),
  content: { "application/json": { schema } },
});
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

interface Options {
  readonly shown?: string;
  readonly status?: string;
  readonly itemTagged?: boolean;
  readonly post?: Json;
}

const documentOf = ({ shown = "Item", status = "201", itemTagged = true, post = {} }: Options): Json => ({
  paths: {
    "/orders/{order}": {
      parameters: inPath("order"),
      get: { operationId: "read", responses: { 200: answer(ref("Order")) } },
    },
    "/orders/{order}/items": {
      parameters: inPath("order"),
      post: {
        ...operation("add", { parameters: [ifMatch], ...body(item), ...post }),
        responses: { [status]: answer(ref(shown)) },
      },
    },
    "/orders/{order}/items/{id}": {
      parameters: inPath("order", "id"),
      get: { operationId: "item", responses: { 200: answer(ref("Item"), itemTagged) } },
    },
  },
  components: { schemas: { Order: order, Item: item } },
});

async function createdBy(options: Options, add: Json = {}): Promise<string | undefined> {
  const model = await modelOf(documentOf(options), { operations: add["creates"] === undefined ? {} : { add } });
  const { concurrency } = operationOf(model, "add");
  expect(concurrency).toMatchObject({ role: "state-change", resource: "Order" });
  return concurrency.role === "state-change" ? concurrency.creates : undefined;
}

describe("a 201 to a POST under the parent's If-Match", () => {
  test("carries the tag of the item, where a GET of the item yields one", async () => {
    expect(await createdBy({})).toBe("Item");
  });

  test.for<[string, Options]>([
    ["items have no tag of their own", { itemTagged: false }],
    ["the answer shows the parent", { shown: "Order" }],
    ["the answer is a 200", { status: "200" }],
  ])("carries the parent's where %s", async ([, options]) => {
    expect(await createdBy(options)).toBeUndefined();
  });

  test("is decided by the config, and by x-concurrency", async () => {
    expect(await createdBy({}, { creates: false })).toBeUndefined();
    expect(await createdBy({ shown: "Order" }, { creates: "Item" })).toBe("Item");
    expect(await createdBy({ shown: "Order" }, { creates: "/orders/{order}/items/{id}" })).toBe("Item");
    expect(await createdBy({ post: { "x-concurrency": { creates: false } } })).toBeUndefined();
    expect(await createdBy({ shown: "Order", post: { "x-concurrency": { creates: "Item" } } })).toBe("Item");
  });

  test("names a resource that the document has", async () => {
    await expect(createdBy({}, { creates: "Part" })).rejects.toThrow(
      'operations["add"].creates is "Part", but the document has no such resource.',
    );
    for (const [creates, message] of [
      ["Part", '`x-concurrency.creates` is "Part", but the document has no such resource.'],
      [true, "`x-concurrency.creates` is the name or key path of a resource, or false."],
    ] as const)
      expect((await refusal(documentOf({ post: { "x-concurrency": { creates } } })))[0]).toContain(message);
  });
});
