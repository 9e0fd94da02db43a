/** Lists by their query parameters: pages that the runtime's infinite lists follow, filters, search and order. */
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "ifmatch/mock";
import { loadDocument } from "../../generator/load/load.js";
import { nextPage, type PageQuery } from "../../runtime/query/pagination.js";
import { workspace, write } from "../cli/workspace.js";
import { sampleMock, send } from "./sample.js";

type Json = Record<string, unknown>;

const text = { type: "string" };
const integer = { type: "integer" };
const thing = {
  type: "object",
  required: ["id", "name", "status", "price", "created_at", "owner", "tags", "done_at"],
  properties: {
    id: integer,
    name: text,
    status: { type: "string", enum: ["open", "closed", "held"] },
    price: { type: "number", minimum: 1, maximum: 9 },
    created_at: { type: "string", format: "date-time" },
    owner: { type: "object", required: ["id", "name"], properties: { id: integer, name: text } },
    tags: { type: "array", items: { type: "string", enum: ["a", "b", "c"] } },
    done_at: { anyOf: [{ type: "string", format: "date" }, { type: "null" }] },
  },
};
const nullable = (schema: object): object => ({ anyOf: [schema, { type: "null" }] });
const link = nullable({ type: "string", format: "uri" });
const things = { type: "array", items: thing };
const objectOf = (properties: Json): object => ({ type: "object", required: Object.keys(properties), properties });

/** The mock of a list with these query parameters, whose pages have this schema. */
async function mockOf(parameters: readonly (string | object)[], schema: object, count = 23): Promise<Mock> {
  const folder = workspace();
  const declared = parameters.map((one) =>
    typeof one === "string"
      ? { name: one, in: "query", schema: /page|size|limit|offset|skip/i.test(one) ? integer : text }
      : one,
  );
  write(folder, {
    "schema.json": {
      openapi: "3.1.0",
      info: { title: "Things", version: "1" },
      paths: {
        "/things/": {
          get: {
            operationId: "things_list",
            parameters: declared,
            responses: { 200: { description: "", content: { "application/json": { schema } } } },
          },
        },
        "/things/{id}/": {
          parameters: [{ name: "id", in: "path", required: true, schema: integer }],
          get: {
            operationId: "things_read",
            responses: { 200: { description: "", content: { "application/json": { schema: thing } } } },
          },
          delete: { operationId: "things_delete", responses: { 204: { description: "" } } },
        },
      },
    },
  });
  return createMock({ schema: await loadDocument(join(folder, "schema.json")), count });
}

const pathOf = (query: PageQuery): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Object(value) === value)
      for (const [inner, one] of Object.entries(value as object)) search.set(`${name}[${inner}]`, String(one));
    else search.set(name, String(value));
  }
  return `/things/?${search}`;
};
const rowsOf = (data: unknown): Json[] =>
  (Array.isArray(data) ? data : Object.values(data as Json).find((value) => Array.isArray(value))) as Json[];

async function page(mock: Mock, query: PageQuery) {
  const { status, headers, json } = await send(mock, "GET", pathOf(query));
  expect(status).toBe(200);
  return { data: json(), headers: Object.fromEntries(headers) };
}

/** The pages of a list, as an infinite list of the runtime follows them. */
async function walk(mock: Mock, first: PageQuery): Promise<Json[][]> {
  const pages: Json[][] = [];
  for (let query: PageQuery | undefined = first; query !== undefined;) {
    const read = await page(mock, query);
    pages.push(rowsOf(read.data));
    expect(pages.length).toBeLessThan(40);
    const next = nextPage(read, query);
    query = next && { ...query, ...next };
  }
  return pages;
}

const ids = (rows: readonly Json[]): unknown[] => rows.map(({ id }) => id);
const everyId = Array.from({ length: 23 }, (_, index) => index + 1);

describe("pages", () => {
  const size = { name: "page[size]", in: "query", schema: integer };
  const styles: readonly (readonly [name: string, parameters: readonly (string | object)[], schema: object, first: PageQuery])[] = [
    ["page and page_size, linked", ["page", "page_size"], objectOf({ count: integer, next: link, previous: link, results: things }), { page_size: 5 }],
    ["limit and offset, linked", ["limit", "offset"], objectOf({ count: integer, next: link, previous: link, results: things }), { limit: 5 }],
    ["limit and offset, counted", ["limit", "offset"], objectOf({ total: integer, items: things }), { limit: 5, offset: 0 }],
    ["page of total_pages", ["page", "per_page"], objectOf({ page: integer, total_pages: integer, data: things }), { per_page: 5 }],
    ["in meta", ["page", "per_page"], objectOf({ data: things, meta: objectOf({ current_page: integer, last_page: integer }) }), { per_page: 5 }],
    ["Spring, from 0", ["page", "size"], objectOf({ content: things, number: integer, totalPages: integer, first: { type: "boolean" }, last: { type: "boolean" } }), { size: 5 }],
    ["next_cursor", ["cursor", "limit"], objectOf({ items: things, next_cursor: nullable(text) }), { limit: 5 }],
    ["next_cursor that is never null", ["cursor", "limit"], objectOf({ items: things, next_cursor: text, has_more: { type: "boolean" } }), { limit: 5 }],
    ["nextPageToken", ["pageToken", "pageSize"], objectOf({ items: things, nextPageToken: nullable(text) }), { pageSize: 5 }],
    ["cursor, linked", ["cursor", "page_size"], objectOf({ next: link, previous: link, results: things }), { page_size: 5 }],
    ["JSON:API", ["page[number]", size], objectOf({ data: things, links: objectOf({ first: link, prev: link, next: link, last: link }) }), { page: { size: 5 } }],
    ["HAL", ["page", "limit"], objectOf({ items: things, _links: { type: "object", properties: { next: objectOf({ href: text }) } } }), { limit: 5 }],
    ["an array with Link (RFC 8288)", ["page", "per_page"], things, { per_page: 5 }],
  ]; // prettier-ignore

  test.each(styles)("%s: the runtime's next page leads to every member, once", async (_, parameters, schema, first) => {
    const pages = await walk(await mockOf(parameters, schema), first);
    expect(pages.map((rows) => rows.length)).toEqual([5, 5, 5, 5, 3]);
    expect(pages.flatMap(ids)).toEqual(everyId);
  });

  test("the last page of a list that divides evenly has no next one; of an empty list there is one page", async () => {
    const schema = objectOf({ count: integer, next: link, results: things });
    expect((await walk(await mockOf(["page", "page_size"], schema, 10), { page_size: 5 })).length).toBe(2);
    expect(await walk(await mockOf(["page", "page_size"], schema, 0), { page_size: 5 })).toEqual([[]]);
  });

  test("sizes: what the document says, else 20; no more than it allows", async () => {
    const sized = { name: "limit", in: "query", schema: { ...integer, default: 7, maximum: 9 } };
    const mock = await mockOf(["offset", sized], things);
    expect(rowsOf((await page(mock, {})).data)).toHaveLength(7);
    expect(rowsOf((await page(mock, { limit: 100 })).data)).toHaveLength(9);
    expect(rowsOf((await page(await mockOf(["page"], things), {})).data)).toHaveLength(20);
    expect(rowsOf((await page(await mockOf([], things), {})).data)).toHaveLength(23);
  });

  test("a cursor holds when what it stands behind is deleted", async () => {
    const mock = await mockOf(["cursor", "limit"], objectOf({ items: things, next_cursor: nullable(text) }));
    const first = await page(mock, { limit: 5 });
    const query = { limit: 5, ...nextPage(first, { limit: 5 }) };
    await send(mock, "DELETE", "/things/5/");
    expect(ids(rowsOf((await page(mock, query)).data))).toEqual([6, 7, 8, 9, 10]);
  });

  test.each(["page=0", "page=x", "page=1.5", "page_size=0", "page_size=-3"])(
    "?%s is 400, and says why",
    async (query) => {
      const mock = await mockOf(["page", "page_size"], things);
      const { status, text: body } = await send(mock, "GET", `/things/?${query}`);
      expect([status, body]).toEqual([400, expect.stringContaining("is not a whole number from 1")]);
    },
  );

  test("a cursor that nobody gave is 400; a page behind the last one is empty", async () => {
    const cursors = await mockOf(["cursor", "limit"], things);
    expect((await send(cursors, "GET", "/things/?cursor=zz")).status).toBe(400);
    expect((await send(await mockOf(["page"], things), "GET", "/things/?page=9")).json()).toEqual([]);
  });
});

describe("filters", () => {
  const parameters = [
    "status", "status__in", "price__gte", "max_price", "name__icontains", "owner", "owner__name", "tags", "created_after",
    "done_at__isnull", "filter[status]", "price[lt]", "statuses", "owner_id", "id__in", "planet",
  ]; // prettier-ignore
  const day = (row: Json): string => String(row["created_at"]).slice(0, 10);

  test("each is the same as looking at every member", async () => {
    const mock = await mockOf(parameters, things, 60);
    const all = rowsOf((await page(mock, {})).data);
    const some = all[17]! as Json & { owner: { id: number; name: string }; name: string };
    const cases: readonly (readonly [PageQuery, (row: Json) => boolean])[] = [
      [{ status: "open" }, ({ status }) => status === "open"],
      [{ status__in: "open,held" }, ({ status }) => status !== "closed"],
      [{ statuses: "open" }, ({ status }) => status === "open"],
      [{ price__gte: 5 }, ({ price }) => (price as number) >= 5],
      [{ max_price: 5 }, ({ price }) => (price as number) <= 5],
      [{ "price[lt]": 5 }, ({ price }) => (price as number) < 5],
      [{ "filter[status]": "held" }, ({ status }) => status === "held"],
      [{ name__icontains: some.name.slice(0, 3).toUpperCase() }, ({ name }) => String(name).toLowerCase().includes(some.name.slice(0, 3).toLowerCase())],
      [{ owner: some.owner.id }, ({ owner }) => (owner as Json)["id"] === some.owner.id],
      [{ owner_id: some.owner.id }, ({ owner }) => (owner as Json)["id"] === some.owner.id],
      [{ owner__name: some.owner.name }, ({ owner }) => (owner as Json)["name"] === some.owner.name],
      [{ tags: "b" }, ({ tags }) => (tags as string[]).includes("b")],
      [{ created_after: day(some) }, (row) => day(row) >= day(some)],
      [{ done_at__isnull: "true" }, (row) => row["done_at"] === null],
      [{ id__in: "3,5,700" }, ({ id }) => id === 3 || id === 5],
      [{ status: "open", price__gte: 5 }, ({ status, price }) => status === "open" && (price as number) >= 5],
      [{ status: "" }, () => true],
    ]; // prettier-ignore
    for (const [query, test_] of cases)
      expect([query, ids(rowsOf((await page(mock, query)).data))]).toEqual([query, ids(all.filter(test_))]);
  });

  test("repeated values are alternatives; what is called after no field makes no difference", async () => {
    const mock = await mockOf(parameters, things, 30);
    const all = rowsOf((await page(mock, {})).data);
    const either = (await send(mock, "GET", "/things/?status=open&status=held")).json() as Json[];
    expect(ids(either)).toEqual(ids(all.filter(({ status }) => status !== "closed")));
    expect(rowsOf((await page(mock, { planet: "x", nonsense: 1 })).data)).toHaveLength(30);
  });

  test("counts are those of what passes", async () => {
    const mock = await mockOf(
      ["status", "page", "page_size"],
      objectOf({ count: integer, next: link, results: things }),
      40,
    );
    const all = (await walk(mock, { page_size: 100 })).flat();
    const open = all.filter(({ status }) => status === "open");
    const first = (await page(mock, { status: "open", page_size: 3 })).data as Json;
    expect(first["count"]).toBe(open.length);
    expect(ids((await walk(mock, { status: "open", page_size: 3 })).flat())).toEqual(ids(open));
  });
});

describe("search and order", () => {
  test("search: each word, in any field, in either case", async () => {
    const mock = await mockOf(["search"], things, 30);
    const all = rowsOf((await page(mock, {})).data);
    const [row] = all;
    const word = String((row!["owner"] as Json)["name"]).split(" ")[0]!;
    const found = rowsOf((await page(mock, { search: `${word.toUpperCase()} ${String(row!["status"])}` })).data);
    expect(ids(found)).toContain(row!["id"]);
    for (const one of found) expect(JSON.stringify(one).toLowerCase()).toContain(word.toLowerCase());
    expect(rowsOf((await page(mock, { search: "no such text anywhere" })).data)).toEqual([]);
  });

  const fields = ["id", "name", "status", "price", "created_at"] as const;
  const spellings = ["name", "-name"] as const;

  test("the order is that of the field, ties stay as they were made, and nothing is lost", async () => {
    const mock = await mockOf(["ordering"], things, 30);
    const all = rowsOf((await page(mock, {})).data);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...fields),
        fc.constantFrom(...fields),
        fc.constantFrom(...spellings),
        async (one, other, sign) => {
          const isDown = sign.startsWith("-");
          const sorted = rowsOf((await page(mock, { ordering: `${isDown ? "-" : ""}${one},${other}` })).data);
          expect(ids(sorted).toSorted((a, b) => Number(a) - Number(b))).toEqual(ids(all));
          for (const [index, row] of sorted.slice(1).entries()) {
            const [a, b] = [sorted[index]!, row].map((two) => two[one] as string | number) as [string, string];
            expect(isDown ? a >= b : a <= b).toBe(true);
            if (a === b && one !== other) {
              const [c, d] = [sorted[index]!, row].map((two) => two[other] as string | number) as [string, string];
              expect(c <= d).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("sort with a direction beside it, or behind the field; an unknown field leaves the order", async () => {
    const mock = await mockOf(["sort_by", "sort_order"], things, 12);
    const down = Array.from({ length: 12 }, (_, index) => 12 - index);
    expect(ids(rowsOf((await page(mock, { sort_by: "id", sort_order: "desc" })).data))).toEqual(down);
    expect(ids(rowsOf((await page(mock, { sort_by: "id:desc" })).data))).toEqual(down);
    expect(ids(rowsOf((await page(mock, { sort_by: "planet" })).data))).toEqual(down.toReversed());
  });
});

test("the sample: pages, filters of every style that it declares, and order", async () => {
  const { mock } = await sampleMock({ count: 45, values: "realistic" });
  const read = async (query: string) =>
    (await send(mock, "GET", query)).json() as { count: number; next: string | null; results: Json[] };
  const first = await read("/api/job/jobs/?ordering=job_number");
  expect([first.count, first.results.length, first.next]).toEqual([
    45,
    20,
    "http://mock.test/api/job/jobs/?ordering=job_number&page=2",
  ]);
  const urgent = await read("/api/job/jobs/?priority=1&priority=2&ordering=-job_number");
  const numbers = urgent.results.map(({ job_number: number }) => number as number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  for (const { priority } of urgent.results) expect([1, 2]).toContain(priority);
  const claims = await read("/api/claim-records/?service_date[after]=2023-12-01&service_date[before]=2024-03-01");
  expect(claims.count).toBeGreaterThan(0);
  expect(claims.count).toBeLessThan(45);
  for (const { service_date: date } of claims.results)
    expect(String(date) >= "2023-12-01" && String(date) <= "2024-03-01").toBe(true);
});
