import type { ResponseHeaders } from "../call.js";

/** Query parameters of a page, instead of those of the first one. */
export type PageQuery = Readonly<Record<string, unknown>>;

/** A page, as it was read. */
export interface Page<Data = unknown> {
  readonly data: Data;
  readonly headers: ResponseHeaders;
}

/** Where reading began. */
export interface FirstPage extends Page {
  readonly query: PageQuery;
}

/** A JSON object, as far as one looks for names in it. */
type Members = Readonly<Record<string, unknown>>;

/**
 * The query parameters of the next page, as the page itself tells; `undefined` on the last one. `query` is that of the
 * page. In order: a link (`next` of Django REST framework and others, `links.next` of JSON:API, `_links.next` of HAL,
 * `@odata.nextLink`, `Link: rel="next"` of RFC 8288), a cursor or token, a page number, an offset. `first` tells whether
 * pages are counted from 0.
 */
export function nextPage(page: Page, query: PageQuery, first: FirstPage = { ...page, query }): PageQuery | undefined {
  const body = Object(page.data) as Members;
  const link = nextLink(body, page.headers);
  const found = link === undefined ? byCounting(body, query, first) : ofLink(link, query);
  // A server that says "next" of the very page it is on would be asked for it forever.
  const isNew = found && Object.entries(found).some(([name, value]) => !isSame(query[name], value));
  return isNew ? found : undefined;
}

const isSame = (one: unknown, other: unknown): boolean =>
  isPrimitive(one) && isPrimitive(other)
    ? String(one) === String(other)
    : JSON.stringify(one) === JSON.stringify(other);

/** Where a page says things of itself. */
const placesOf = (body: Members): readonly Members[] => [
  body,
  ...["meta", "pagination", "paging", "page", "response_metadata", "page_info", "pageInfo"].map(
    (name) => Object(body[name]) as Members,
  ),
];

function byCounting(body: Members, query: PageQuery, first: FirstPage): PageQuery | undefined {
  for (const find of [ofCursor, ofPageNumber, ofOffset]) {
    for (const place of placesOf(body)) {
      const found = find(place, query, body, first);
      if (found) return found;
    }
  }
  return undefined;
}

/** The link to the next page; `undefined` where pages are not linked; `""` on the last one of those that are. */
function nextLink(body: Members, headers: ResponseHeaders): string | undefined {
  const links = ["links", "_links", "paging", "pagination", "meta"].map((name) => Object(body[name]) as Members);
  const values = [
    body["next"],
    body["@odata.nextLink"],
    body["nextLink"],
    body["next_page_url"],
    ...links.map(({ next }) => next),
  ];
  for (const value of values) {
    const text = typeof value === "string" ? value : (Object(value) as Members)["href"];
    if (typeof text === "string" && /^(?:https?:\/\/|\/|[\w./-]*\?)/.test(text)) return text;
  }
  const header = headers["link"];
  if (header !== undefined) return relNext(header) ?? (/;\s*rel="?(?:prev|first|last)/i.test(header) ? "" : undefined);
  // `next: null` beside a previous link or a count is Django REST framework's last page.
  return body["next"] === null ? "" : undefined;
}

/** RFC 8288, 3: `<https://...?page=2>; rel="next"`. */
function relNext(header: string): string | undefined {
  for (const [, target, parameters] of header.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+(?:=(?:"[^"]*"|[^",;]*))?)*)/g)) {
    const rel = /;\s*rel=(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters!);
    if ((rel?.[1] ?? rel?.[2])?.toLowerCase().split(/\s+/).includes("next")) return target;
  }
  return undefined;
}

/** The parameters of a link that differ from those of the page it stands in. */
function ofLink(link: string, query: PageQuery): PageQuery | undefined {
  const [, search = ""] = /\?([^#]*)/.exec(link) ?? [];
  const next: Record<string, unknown> = {};
  const parameters = new URLSearchParams(search);
  const names = new Set<string>();
  parameters.forEach((_, name) => names.add(name));
  for (const name of names) {
    const values = parameters.getAll(name);
    const value = values.length === 1 ? values[0] : values;
    // `page[number]` of a request whose `page` is an object.
    const [, base = "", inner = ""] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name) ?? [];
    const object = Object.hasOwn(query, base) ? query[base] : undefined;
    if (Object(object) === object)
      next[base] = { ...((next[base] ?? object) as object), ...changedMember(object, inner, value) };
    // What the caller asked for stays in the form that the caller gave it.
    else if (isPrimitive(query[name]) && String(query[name]) !== value) next[name] = value;
  }
  return Object.keys(next).length > 0 ? next : undefined;
}

/** A member, unless it is equal to that of the request, whose form it then keeps. */
const changedMember = (object: unknown, name: string, value: unknown): Members =>
  isSame((object as Members)[name], value) ? {} : { [name]: value };

const isPrimitive = (value: unknown): boolean => Object(value) !== value;

// What a page calls its cursor, and what a request for the next page calls it.
export const cursors: Readonly<Record<string, string>> = {
  nextCursor: "cursor",
  next_cursor: "cursor",
  nextPageToken: "pageToken",
  next_page_token: "page_token",
  nextToken: "nextToken",
  next_token: "next_token",
  NextToken: "NextToken",
  continuationToken: "continuationToken",
  continuation_token: "continuation_token",
  endCursor: "after",
  end_cursor: "after",
};

/** What a page says of whether another one follows. */
function goesOn(place: Members): boolean | undefined {
  const said = ["hasNextPage", "has_next_page", "hasNext", "has_next", "hasMore", "has_more"].map(
    (name) => place[name],
  );
  const last = place["last"] ?? place["isLast"];
  return [...said, typeof last === "boolean" ? !last : undefined].find(
    (one): one is boolean => typeof one === "boolean",
  );
}

function ofCursor(place: Members): PageQuery | undefined {
  for (const [name, parameter] of Object.entries(cursors)) {
    const value = place[name];
    if (goesOn(place) !== false && ((typeof value === "string" && value !== "") || typeof value === "number"))
      return { [parameter]: value };
  }
  return undefined;
}

// What a page calls its number, and what a request for another one calls it where it has not said so yet.
const numbers: Readonly<Record<string, string>> = {
  number: "page",
  page: "page",
  currentPage: "page",
  current_page: "page",
  pageNumber: "pageNumber",
  page_number: "page_number",
  pageIndex: "pageIndex",
  page_index: "page_index",
};

/** The parameter that a request had for the number of its page: `page`, `PageNumber`, `page_index`. */
const sentNumber = (query: PageQuery): string | undefined =>
  Object.keys(query).find(
    (name) =>
      /^(?:(?:current)?page|page(?:number|index|no))$/i.test(name.replace(/[-_]/g, "")) &&
      toNumber(query[name]) !== undefined,
  );

const numberOf = (place: Members, query: PageQuery): number | undefined =>
  firstNumber(place, Object.keys(numbers)) ?? toNumber(query[sentNumber(query) ?? ""]);

/** A page number of a total: asked for as it was before, else by the name that the page has for it. */
function ofPageNumber(place: Members, query: PageQuery, _: Members, first: FirstPage): PageQuery | undefined {
  const total = firstNumber(place, [
    "totalPages",
    "total_pages",
    "last_page",
    "lastPage",
    "pageCount",
    "page_count",
    "pages",
  ]);
  const name = Object.keys(numbers).find((one) => typeof place[one] === "number");
  const parameter = sentNumber(query) ?? (name && numbers[name]);
  const page = numberOf(place, query);
  if (total === undefined || page === undefined || parameter === undefined) return undefined;
  // Spring counts `number` from 0. Of the others, the page where reading began tells.
  const fromZero =
    name === "number" ||
    page === 0 ||
    placesOf(Object(first.data) as Members).some((one) => numberOf(one, first.query) === 0);
  return (goesOn(place) ?? page + (fromZero ? 1 : 0) < total) ? { [parameter]: page + 1 } : undefined;
}

/** `offset` and `limit` of a `total`. */
function ofOffset(place: Members, query: PageQuery, body: Members): PageQuery | undefined {
  const total = firstNumber(place, ["total", "count", "totalCount", "total_count", "totalItems"]);
  const name = ["offset", "skip", "start"].find((one) => toNumber(place[one] ?? query[one]) !== undefined);
  const items = itemsOf(body);
  if (total === undefined || name === undefined || !items?.length) return undefined;
  const next = toNumber(place[name] ?? query[name])! + items.length;
  return next < total ? { [name]: next } : undefined;
}

/** The items of a page: by the names in use, else the only array. */
function itemsOf(body: Members): readonly unknown[] | undefined {
  const named = ["results", "items", "data", "content", "value", "records", "rows"].map((name) => body[name]);
  const arrays = Object.values(body).filter((value): value is unknown[] => Array.isArray(value));
  return (
    named.find((value): value is unknown[] => Array.isArray(value)) ?? (arrays.length === 1 ? arrays[0] : undefined)
  );
}

function firstNumber(place: Members, names: readonly string[]): number | undefined {
  return names.map((name) => place[name]).find((value): value is number => typeof value === "number");
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}
