/** What records look like: values that could be somebody's, that the schema accepts, and that agree with each other. */
import { join } from "node:path";
import { build } from "esbuild";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock, type MockSettings } from "ifmatch/mock";
import { buildModel } from "../../generator/model/build.js";
import { clientSchema } from "../../generator/config/schema.js";
import { loadDocument } from "../../generator/load/load.js";
import { BodyChecker } from "../../generator/mock/body-checker.js";
import { repository } from "../corpus/corpus.js";
import { workspace, write } from "../cli/workspace.js";
import { send } from "./sample.js";

type Json = Record<string, unknown>;

const text = { type: "string" };
const at = { type: "string", format: "date-time" };
const amount = { type: "string", pattern: "^-?\\d{0,8}(?:\\.\\d{0,2})?$" };
const nullable = (schema: object): object => ({ anyOf: [schema, { type: "null" }] });

const schemas = {
  Company: { id: { type: "integer" }, name: text, website: { type: "string", format: "uri" } },
  Person: {
    id: { type: "integer" },
    first_name: text,
    last_name: text,
    name: text,
    email: { type: "string", format: "email" },
    phone: text,
    company: { $ref: "#/components/schemas/CompanySummary" },
    created_at: at,
    updated_at: at,
  },
  CompanySummary: { id: { type: "integer" }, name: text },
  Order: {
    id: { type: "string", format: "uuid" },
    reference: { type: "string", maxLength: 20 },
    title: { type: "string", maxLength: 12 },
    status: { type: "string", enum: ["draft", "sent", "paid"] },
    total: amount,
    quantity: { type: "integer", minimum: 5, maximum: 8 },
    share: { type: "number", minimum: 0, exclusiveMaximum: 1, multipleOf: 0.25 },
    zip_code: { type: "string", pattern: "^[0-9]{5}$" },
    code: { type: "string", pattern: "^[A-Z]{3}-[0-9]{2}$" },
    customer_id: { type: "integer" },
    company_id: { type: "integer" },
    company_name: text,
    approved_by: nullable({ type: "integer" }),
    parent_order: nullable({ type: "string", format: "uuid" }),
    motto: { type: "string", example: "Slow is smooth" },
    start_date: { type: "string", format: "date" },
    end_date: { type: "string", format: "date" },
    submitted_at: at,
    paid_at: at,
    deleted_at: nullable(at),
    lines: {
      type: "array",
      items: { type: "object", required: ["id", "price"], properties: { id: { type: "integer" }, price: amount } },
    },
    created_at: at,
    updated_at: at,
  },
} as const;

const refTo = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const answer = (schema: object): object => ({
  responses: { 200: { description: "", content: { "application/json": { schema } } } },
});
const body = (schema: object): object => ({ requestBody: { content: { "application/json": { schema } } } });

function pathsOf(collection: string, name: string, type = "integer"): Json {
  const id = { name: "id", in: "path", required: true, schema: { type } };
  return {
    [`/${collection}/`]: {
      get: { operationId: `${collection}_list`, ...answer({ type: "array", items: refTo(name) }) },
    },
    [`/${collection}/{id}/`]: {
      parameters: [id],
      get: { operationId: `${collection}_read`, ...answer(refTo(name)) },
      patch: { operationId: `${collection}_update`, ...body(refTo(name)), ...answer(refTo(name)) },
    },
  };
}

const components = Object.fromEntries(
  Object.entries(schemas).map(([name, properties]) => [
    name,
    { type: "object", properties, required: Object.keys(properties) },
  ]),
);
const document = {
  openapi: "3.1.0",
  info: { title: "Orders", version: "1" },
  paths: {
    ...pathsOf("companies", "Company"),
    ...pathsOf("people", "Person"),
    ...pathsOf("orders", "Order", "string"),
  },
  components: { schemas: components },
};

async function mockOf(settings: MockSettings = {}, root: object = document): Promise<Mock> {
  const folder = workspace();
  write(folder, { "schema.json": root });
  return createMock({ schema: await loadDocument(join(folder, "schema.json")), ...settings });
}

const list = async (mock: Mock, path: string): Promise<Json[]> => (await send(mock, "GET", path)).json() as Json[];

describe("a record", () => {
  test("the same document and seed: the same records, in whatever order; another seed: others", async () => {
    const [one, same, other] = [await mockOf(), await mockOf(), await mockOf({ seed: 2 })];
    await list(same, "/companies/");
    const orders = await list(one, "/orders/");
    expect(await list(same, "/orders/")).toEqual(orders);
    expect(await list(other, "/orders/")).not.toEqual(orders);
  });

  test("says what its names mean, and speaks of one person", async () => {
    const [person] = await list(await mockOf(), "/people/");
    const { first_name: first, last_name: last, name, email, phone } = person as Record<string, string>;
    expect(first).not.toBe("string");
    expect(name).toBe(`${first} ${last}`);
    expect(email).toMatch(/^[a-z]+\.[a-z]+@example\.com$/);
    // Numbers that are nobody's.
    expect(phone).toMatch(/^\+1 \d{3} 555 01\d\d$/);
  });

  test("keeps to bounds, patterns, lengths, grids and enums; examples of the document stay", async () => {
    for (const order of await list(await mockOf({ count: 20 }), "/orders/")) {
      expect(order).toMatchObject({
        reference: expect.stringMatching(/^O-10\d\d$/),
        status: expect.stringMatching(/^(draft|sent|paid)$/),
        total: expect.stringMatching(/^\d+\.\d\d$/),
        zip_code: expect.stringMatching(/^\d{5}$/),
        code: expect.stringMatching(/^[A-Z]{3}-\d\d$/),
      });
      expect((order["title"] as string).length).toBeLessThanOrEqual(12);
      expect([5, 6, 7, 8]).toContain(order["quantity"]);
      expect([0, 0.25, 0.5, 0.75]).toContain(order["share"]);
      expect(order["motto"]).toMatch(/^Slow is smooth/);
    }
  });

  test("its dates are in order, and lie in the year before the clock", async () => {
    const now = Date.parse("2031-05-06T07:08:09Z");
    for (const order of await list(await mockOf({ count: 20, now: () => now }), "/orders/")) {
      const when = (name: string): number => Date.parse(order[name] as string);
      const life = [when("created_at"), when("submitted_at"), when("paid_at"), when("updated_at")];
      expect(life).toEqual(life.toSorted((a, b) => a - b));
      expect(when("created_at")).toBeGreaterThan(now - 367 * 86_400_000);
      expect(when("updated_at")).toBeLessThanOrEqual(now);
      expect(when("start_date")).toBeLessThan(when("end_date"));
      expect(order["deleted_at"]).toBeNull();
    }
  });

  test("plain: what the sampler says", async () => {
    const [person] = await list(await mockOf({ values: "plain" }), "/people/");
    expect(person).toMatchObject({ first_name: "string", last_name: "string" });
    await expect(mockOf({ values: "plane" as "plain" })).rejects.toThrow(
      'values plane: must be realistic or plain. Did you mean "plain"?',
    );
  });

  test("count: so many members of a collection", async () => {
    expect(await list(await mockOf({ count: 40 }), "/orders/")).toHaveLength(40);
    expect(await list(await mockOf({ count: 0 }), "/orders/")).toEqual([]);
    await expect(mockOf({ count: 1.5 })).rejects.toThrow("count 1.5: must be a whole number from 0.");
  });
});

describe("references", () => {
  test("keys are those of records that exist, whatever the field is called after", async () => {
    const mock = await mockOf({ count: 6 });
    const ids = async (path: string): Promise<unknown[]> => (await list(mock, path)).map(({ id }) => id);
    const [people, companies, orders] = [await ids("/people/"), await ids("/companies/"), await ids("/orders/")];
    for (const [index, order] of (await list(mock, "/orders/")).entries()) {
      expect(companies).toContain(order["company_id"]);
      expect(people).toContain(order["approved_by"]);
      // An elder one, so that no order lies below itself.
      expect(index === 0 ? [null] : orders.slice(0, index)).toContain(order["parent_order"]);
    }
  });

  test("what a record says about another one is what that says, also after a change; its tag changes with it", async () => {
    const mock = await mockOf();
    const company = async (id: unknown): Promise<Json> => (await send(mock, "GET", `/companies/${id}/`)).json() as Json;
    const read = async (path: string) => {
      const { headers, json } = await send(mock, "GET", path);
      return { etag: headers.get("etag"), data: json() as { company: Json; company_name: string; company_id: number } };
    };
    const person = await read("/people/1/");
    expect(person.data.company).toEqual({
      id: expect.any(Number) as number,
      name: (await company(person.data.company["id"]))["name"],
    });
    const key = String((await list(mock, "/orders/"))[0]!["id"]);
    const order = await read(`/orders/${key}/`);
    expect(order.data.company_name).toBe((await company(order.data.company_id))["name"]);

    mock.edit("Company", order.data.company_id, { website: "https://example.com/new" });
    expect((await send(mock, "GET", `/orders/${key}/`)).text).toBe(JSON.stringify(order.data));
    mock.edit("Company", order.data.company_id, { name: "Renamed" });
    expect((await read(`/orders/${key}/`)).data.company_name).toBe("Renamed");

    await send(
      mock,
      "PATCH",
      `/people/1/`,
      {},
      { company: { id: person.data.company["id"] === 1 ? 2 : 1, name: "x" } },
    );
    const moved = (await read("/people/1/")).data.company;
    expect(moved["name"]).toBe((await company(moved["id"]))["name"]);
  });
});

test("a record that shows another one has another tag when that changes what is shown, and only then", async () => {
  const marked = structuredClone(document) as { paths: Record<string, Record<string, Json>> };
  marked.paths["/orders/{id}/"]!["patch"]!["parameters"] = [
    { name: "If-Match", in: "header", required: true, schema: { type: "string" } },
  ];
  const mock = await mockOf({}, marked);
  const key = String((await list(mock, "/orders/"))[0]!["id"]);
  const read = () => send(mock, "GET", `/orders/${key}/`);
  const first = (await read()).headers.get("etag")!;
  expect(first).toMatch(/^"order-/);
  const company = ((await read()).json() as { company_id: number }).company_id;
  mock.edit("Company", company, { website: "https://example.com/new" });
  expect((await read()).headers.get("etag")).toBe(first);
  mock.edit("Company", company, { name: "Renamed" });
  expect((await read()).headers.get("etag")).not.toBe(first);
  const others = [1, 2, 3].filter((id) => id !== company);
  const now = (await read()).headers.get("etag");
  mock.edit("Company", others[0]!, { name: "Renamed as well" });
  expect((await read()).headers.get("etag")).toBe(now);
});

/* Whatever a schema asks for, a record of it is one that the schema accepts. */
const names = fc.constantFrom(
  "name", "email", "price", "phone", "description", "created_at", "due_date", "zip", "quantity", "title", "code",
  "url", "is_active", "country", "notes", "latitude", "type", "x", "slug", "avatar", "client_id", "sort_order",
); // prettier-ignore
const bound = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
const property = fc.oneof(
  fc.record(
    {
      type: fc.constant("string"),
      minLength: fc.integer({ min: 0, max: 8 }),
      maxLength: fc.integer({ min: 8, max: 60 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constant("string"),
    pattern: fc.constantFrom("^[a-z]+$", "^[A-Z]{2}\\d{4}$", "^\\+?[0-9 ]{7,15}$", "^.{3,}$"),
  }),
  fc.record({ type: fc.constant("string"), format: fc.constantFrom("date", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "byte") }),
  fc.tuple(fc.constantFrom("integer", "number"), bound, bound, fc.constantFrom(undefined, 2, 5, 0.5)).map(([type, a, b, multipleOf]) => ({
    type,
    ...(a !== undefined && { minimum: a - 20 }),
    ...(b !== undefined && { maximum: (a ?? 0) + b + 20 }),
    ...(multipleOf !== undefined && { multipleOf }),
  })),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom("a", "b", 3, null), { minLength: 1 }) }),
  fc.constant({ type: "boolean" }),
); // prettier-ignore
const objects = fc.dictionary(names, fc.oneof(property, property.map((items) => ({ type: "array", items }))), {
  minKeys: 1,
  maxKeys: 6,
}); // prettier-ignore

test("a moment in a notation of its own keeps to its pattern", async () => {
  const pattern = "^20[0-2]\\d-0[1-9]-1\\dT1\\d:[0-5]\\d$";
  const root = structuredClone(document) as unknown as {
    components: { schemas: Record<string, { properties: Json }> };
  };
  root.components.schemas["Person"]!.properties["created_at"] = { type: "string", pattern };
  for (const { created_at } of await list(await mockOf({ count: 20 }, root), "/people/"))
    expect(created_at).toMatch(new RegExp(pattern));
});

test("whatever the schema asks for, records are what it accepts", { tags: ["at-length"] }, async () => {
  await fc.assert(
    fc.asyncProperty(objects, fc.string(), async (properties, seed) => {
      const thing = { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
      const root = { ...document, paths: pathsOf("things", "Thing"), components: { schemas: { Thing: thing } } };
      const folder = workspace();
      write(folder, { "schema.json": root });
      const loaded = await loadDocument(join(folder, "schema.json"));
      const mock = await createMock({ schema: loaded, seed });
      const model = buildModel(loaded, clientSchema.parse({ input: "x" }));
      const checker = new BodyChecker(model);
      for (const row of await list(mock, "/things/"))
        expect(checker.issues(model.schemas[0]!.schema, "read", row)).toEqual([]);
    }),
    // Of "00190329", which the first record of this has, V8's Date.parse makes a date.
    {
      numRuns: 60,
      examples: [[{ created_at: { type: "string", pattern: "^\\+?[0-9 ]{7,15}$" }, name: { type: "string" } }, ""]],
    },
  );
});

test("faker is loaded by those who want its values only", async () => {
  const { metafile } = await build({
    entryPoints: [join(repository, "generator/mock/create.ts")],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outdir: join(repository, ".tmp/unused"),
    write: false,
    metafile: true,
    packages: "external",
    logLevel: "silent",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const kinds = imports.filter(({ path }) => path.startsWith("@faker-js/")).map(({ kind }) => kind);
  expect(kinds).toEqual(["dynamic-import"]);
});
