/** Lists that are read page by page: how the next page is found, and how it is asked for. */
import { type InfiniteData, InfiniteQueryObserver, QueryClient } from "@tanstack/query-core";
import fc from "fast-check";
import { type CachedBy, infiniteQueryOptions, nextPage, queryKey } from "ifmatch/runtime/query";
import { describe, expect, test, vi } from "vitest";
import { readAll } from "../../runtime/query/tanstack-db/pages.js";
import { createClient, jobJobsList } from "../../generated/index.js";

const page = (data: unknown, query = {}, headers = {}) => nextPage({ data, headers }, query);
const items = [{ id: 1 }, { id: 2 }];

describe("the next page is found by", () => {
  test.for<[string, unknown, object, object, object]>([
    [
      "next of Django REST framework, numbered",
      { count: 9, next: "http://x/jobs/?page=2", previous: null, results: items },
      {},
      {},
      { page: "2" },
    ],
    [
      "its limit and offset",
      { next: "http://x/jobs/?limit=2&offset=2", results: items },
      { limit: 2 },
      {},
      { offset: "2" },
    ],
    [
      "its cursor",
      { next: "http://x/jobs/?cursor=cD0yMDI%3D&status=open", results: items },
      { status: "open" },
      {},
      { cursor: "cD0yMDI=" },
    ],
    ["a path", { next: "/jobs/?page=3" }, { page: 2 }, {}, { page: "3" }],
    [
      "links.next of JSON:API",
      { links: { next: "https://x/a?page[number]=2" }, data: items },
      {},
      {},
      { "page[number]": "2" },
    ],
    [
      "links.next as an object",
      { links: { next: { href: "https://x/a?page[number]=2" } } },
      {},
      {},
      { "page[number]": "2" },
    ],
    ["_links.next of HAL", { _links: { next: { href: "/orders?page=2" } } }, {}, {}, { page: "2" }],
    ["@odata.nextLink", { value: items, "@odata.nextLink": "https://x/a?$skiptoken=5" }, {}, {}, { $skiptoken: "5" }],
    ["Laravel's next_page_url", { data: items, next_page_url: "https://x/a?page=2" }, {}, {}, { page: "2" }],
    [
      "Link of RFC 8288",
      items,
      {},
      { link: '<https://x/a?page=1>; rel="prev", <https://x/a?page=3>; rel="next"' },
      { page: "3" },
    ],
    [
      "Link with other parameters",
      items,
      {},
      { link: '<https://x/a?page=3>; title="a, b; c"; rel=next' },
      { page: "3" },
    ],
    ["a repeated parameter that was not asked for", { next: "/a?tag=x&tag=y" }, {}, {}, { tag: ["x", "y"] }],
    [
      "page[number] of a page that was asked for as an object",
      { links: { next: "/a?page[number]=2&page[size]=10" } },
      { page: { number: 1, size: 10 } },
      {},
      { page: { number: "2", size: 10 } },
    ],
    ["a relative link", { next: "jobs?page=2" }, {}, {}, { page: "2" }],
    ["the items among other arrays", { warnings: [], items, total: 9, offset: 0 }, {}, {}, { offset: 2 }],
    ["nextPageToken of Google", { nextPageToken: "t" }, {}, {}, { pageToken: "t" }],
    ["next_cursor in meta", { data: items, meta: { next_cursor: "c" } }, {}, {}, { cursor: "c" }],
    ["response_metadata of Slack", { response_metadata: { next_cursor: "c" } }, {}, {}, { cursor: "c" }],
    ["pageInfo", { pageInfo: { hasNextPage: true, endCursor: "e" } }, {}, {}, { after: "e" }],
    ["Spring's number and totalPages", { content: items, number: 0, totalPages: 3 }, {}, {}, { page: 1 }],
    ["page and total_pages", { data: items, meta: { page: 1, total_pages: 3 } }, {}, {}, { page: 2 }],
    ["page of FastAPI's pagination", { items, page: 1, pages: 3, total: 5 }, {}, {}, { page: 2 }],
    ["the page that was asked for", { data: items, total_pages: 3 }, { page: 2 }, {}, { page: 3 }],
    [
      "pageNumber of ASP.NET",
      { items, pageNumber: 1, totalPages: 3, hasNextPage: true },
      { pageSize: 2 },
      {},
      { pageNumber: 2 },
    ],
    ["the parameter that was sent", { items, pageNumber: 1, totalPages: 3 }, { PageNumber: 1 }, {}, { PageNumber: 2 }],
    ["pageIndex, counted from 0", { items, pageIndex: 0, totalPages: 3 }, {}, {}, { pageIndex: 1 }],
    ["page_index that was asked for", { items, totalPages: 3 }, { page_index: "0" }, {}, { page_index: 1 }],
    [
      "hasNextPage, whatever is counted from",
      { pageIndex: 2, totalPages: 3, hasNextPage: true },
      {},
      {},
      { pageIndex: 3 },
    ],
    ["currentPage of NestJS", { items, meta: { currentPage: 1, totalPages: 3 } }, {}, {}, { page: 2 }],
    ["offset and total", { items, total: 9, offset: 4 }, {}, {}, { offset: 6 }],
    ["the offset that was asked for", { items, count: 9 }, { offset: 2, limit: 2 }, {}, { offset: 4 }],
  ])("%s", ([, data, query, headers, expected]) => {
    expect(page(data, query, headers)).toEqual(expected);
  });
});

describe("there is none after", () => {
  test.for<[string, unknown, object, object]>([
    ["next: null", { count: 2, next: null, previous: null, results: items, total_pages: 9 }, {}, {}],
    ["a last Link", items, {}, { link: '<https://x/a?page=1>; rel="prev"' }],
    ["an empty token", { nextPageToken: "" }, {}, {}],
    ["hasNextPage: false", { pageInfo: { hasNextPage: false, endCursor: "e" } }, {}, {}],
    ["the last of Spring's pages", { number: 2, totalPages: 3 }, {}, {}],
    ["the last page", { page: 3, total_pages: 3 }, {}, {}],
    ["the last page of ASP.NET", { pageNumber: 3, totalPages: 3 }, {}, {}],
    ["the last page that was asked for", { totalPages: 3 }, { pageNumber: 3 }, {}],
    ["the only page, counted from 0", { page: 0, totalPages: 1 }, { page: 0 }, {}],
    ["a page that says it is the last", { pageIndex: 1, totalPages: 3, hasNextPage: false }, {}, {}],
    ["Spring's last", { number: 1, totalPages: 3, last: true }, {}, {}],
    ["a total without a number", { items, totalPages: 3 }, { q: "x" }, {}],
    ["the last offset", { items, total: 6, offset: 4 }, {}, {}],
    ["an offset page without items", { items: [], total: 6, offset: 4 }, {}, {}],
    ["a link to the page itself", { next: "/a?page=2" }, { page: 2 }, {}],
    ["the same cursor again", { next_cursor: "c" }, { cursor: "c" }, {}],
    ["a server that does not know the parameter", { page: 1, total_pages: 3 }, { page: 2 }, {}],
    ["an object's page that is the page itself", { next: "/a?page[number]=1" }, { page: { number: 1 } }, {}],
    ["a list that does not tell", items, {}, {}],
    ["a body that is no object", "text", {}, {}],
    ["nothing", null, {}, {}],
    ["a link in another scheme", { next: "javascript:alert(1)?page=2" }, {}, {}],
  ])("%s", ([, data, query, headers]) => {
    expect(page(data, query, headers)).toBeUndefined();
  });
});

test("whatever a server sends, a page is found or not, and nothing throws", () => {
  fc.assert(
    fc.property(fc.json(), fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (body, query, link) => {
      const found = page(JSON.parse(body), query, { link });
      expect(found === undefined || Object.keys(found).length > 0).toBe(true);
    }),
  );
});

/** A server of 7 jobs, three on a page, which understands `cursor` and keeps `status`. */
function pagedClient() {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input));
    asked.push(searchParams.toString());
    const from = Number(searchParams.get("page") ?? 1);
    const results = [0, 1, 2].map((index) => (from - 1) * 3 + index).filter((id) => id < 7);
    searchParams.set("page", String(from + 1));
    const next = from < 3 ? `https://x.test${pathname}?${searchParams.toString()}` : null;
    return Response.json({ count: 7, next, previous: null, results });
  };
  const client = createClient({ baseUrl: "https://x.test", fetch: fetch as typeof globalThis.fetch });
  return { client, asked };
}

test("an infinite query reads one page after the other, with what was asked for", async () => {
  const { client, asked } = pagedClient();
  const queryClient = new QueryClient();
  const options = infiniteQueryOptions({ client }, jobJobsList, { query: { status: "draft" } });
  const observer = new InfiniteQueryObserver(queryClient, options);
  observer.subscribe(() => {});
  await observer.refetch();
  while (observer.getCurrentResult().hasNextPage) await observer.fetchNextPage();
  const { pages, pageParams } = observer.getCurrentResult().data as InfiniteData<CachedBy<typeof jobJobsList>>;
  expect(pages.flatMap(({ data }) => data.results)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(pageParams).toEqual([{}, { page: "2" }, { page: "3" }]);
  expect(asked.slice(-3)).toEqual(["status=draft", "status=draft&page=2", "status=draft&page=3"]);
});

test.for<[name: string, asked: object, from: number, says: boolean]>([
  ["pageIndex", { pageIndex: 0 }, 0, true],
  ["pageIndex", { pageIndex: 0 }, 0, false],
  ["pageIndex", {}, 0, true],
  ["pageIndex", { pageIndex: 1 }, 1, true],
  ["pageNumber", {}, 1, true],
  ["page", { page: 0 }, 0, true],
])("%s is counted as the first page does it: %j", async ([name, query, from, says]) => {
  const asked: (string | null)[] = [];
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const value = new URL(String(input)).searchParams.get(name);
    asked.push(value);
    return Response.json({ results: [1], totalPages: 3, ...(says && { [name]: Number(value ?? from) }) });
  };
  const client = createClient({ baseUrl: "https://x.test", fetch: fetch as typeof globalThis.fetch });
  const options = infiniteQueryOptions({ client }, jobJobsList, { query });
  const observer = new InfiniteQueryObserver(new QueryClient(), options);
  observer.subscribe(() => {});
  await vi.waitFor(() => expect(observer.getCurrentResult().isSuccess).toBe(true));
  while (observer.getCurrentResult().hasNextPage) await observer.fetchNextPage();
  const expected = [name in query ? String(from) : null, String(from + 1), String(from + 2)];
  expect(asked).toEqual(expected);
  asked.length = 0;
  await readAll({ client }, jobJobsList, { query }, {}, undefined);
  expect(asked).toEqual(expected);
});

test("how to go on can be given, typed by the operation", async () => {
  const { client } = pagedClient();
  const { getNextPageParam } = infiniteQueryOptions(
    { client },
    jobJobsList,
    {},
    {
      next: ({ data }, { page: number = 1 }) =>
        data.count > Number(number) * 3 ? { page: Number(number) + 1 } : undefined,
    },
  );
  const data = { data: { count: 7, results: [] }, status: 200, headers: {}, version: undefined } as const;
  expect([getNextPageParam(data as never, [], {}), getNextPageParam(data as never, [], { page: 3 })]).toEqual([
    { page: 2 },
    undefined,
  ]);
  // @ts-expect-error: no such parameter
  infiniteQueryOptions({ client }, jobJobsList, {}, { next: () => ({ nonsense: 1 }) });
});

test("its key differs from that of the query of one page", () => {
  const { client } = pagedClient();
  const { queryKey: key } = infiniteQueryOptions({ client }, jobJobsList, {});
  expect(key).not.toEqual(queryKey({ client }, jobJobsList, {}));
});
