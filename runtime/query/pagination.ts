import type { ResponseHeaders } from "../call.js";

/** Query parameters of a page, instead of those of the first one. */
export type PageQuery = Readonly<Record<string, unknown>>;

/** A page, as it was read. */
export interface Page<Data = unknown> {
  readonly data: Data;
  readonly headers: ResponseHeaders;
}

/** A JSON object, as far as one looks for names in it. */
type Members = Readonly<Record<string, unknown>>;

/**
 * The query parameters of the next page, as the page itself tells; `undefined` on the last one. `query` is that of the
 * page. In order: a link (`next` of Django REST framework and others, `links.next` of JSON:API, `_links.next` of HAL,
 * `@odata.nextLink`, `Link: rel="next"` of RFC 8288), a cursor or token, a page number, an offset.
 */
export function nextPage({ data, headers }: Page, query: PageQuery): PageQuery | undefined {
  const body = Object(data) as Members;
  const places = [
    body,
    ...["meta", "pagination", "paging", "page", "response_metadata", "page_info", "pageInfo"].map(
      (name) => Object(body[name]) as Members,
    ),
  ];
  const link = nextLink(body, headers);
  const found = link === undefined ? byCounting(places, query, body) : ofLink(link, query);
  // A server that says "next" of the very page it is on would be asked for it forever.
  const isNew = found && Object.entries(found).some(([name, value]) => !isSame(query[name], value));
  return isNew ? found : undefined;
}

const isSame = (one: unknown, other: unknown): boolean =>
  isPrimitive(one) && isPrimitive(other)
    ? String(one) === String(other)
    : JSON.stringify(one) === JSON.stringify(other);

function byCounting(places: readonly Members[], query: PageQuery, body: Members): PageQuery | undefined {
  for (const find of [ofCursor, ofPageNumber, ofOffset]) {
    for (const place of places) {
      const found = find(place, query, body);
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

function ofCursor(place: Members): PageQuery | undefined {
  for (const [name, parameter] of Object.entries(cursors)) {
    const value = place[name];
    const isOver = place["hasNextPage"] === false || place["has_next_page"] === false || place["has_more"] === false;
    if (!isOver && ((typeof value === "string" && value !== "") || typeof value === "number"))
      return { [parameter]: value };
  }
  return undefined;
}

/** `page` of `total_pages`, counted from 1; `number` of `totalPages`, counted from 0 as Spring does. */
function ofPageNumber(place: Members, query: PageQuery): PageQuery | undefined {
  const total = firstNumber(place, [
    "totalPages",
    "total_pages",
    "last_page",
    "lastPage",
    "pageCount",
    "page_count",
    "pages",
  ]);
  if (total === undefined) return undefined;
  const fromZero = firstNumber(place, ["number"]);
  if (fromZero !== undefined) return fromZero + 1 < total ? { page: fromZero + 1 } : undefined;
  const page = firstNumber(place, ["page", "currentPage", "current_page"]) ?? toNumber(query["page"]) ?? 1;
  return page < total ? { page: page + 1 } : undefined;
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
