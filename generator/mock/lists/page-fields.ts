import { cursors } from "../../../runtime/query/pagination.js";
import { isRecord, type JsonObject } from "../../load/pointer.js";
import type { SchemaModel } from "../../model/model.js";
import { propertiesOf } from "../envelope.js";
import { flatName } from "../names.js";
import type { Projection } from "../projection.js";
import type { PageInfo } from "./select.js";

/** Names under which a page says where it lies, besides those that stand in the page itself. */
const groups = /^(meta|metadata|pagination|paging|page|pageinfo|pages|links|responsemetadata)$/;
const cursorFields = new Set(Object.keys(cursors).map(flatName));

type Link = "first" | "previous" | "next" | "last" | "self";
const links: readonly (readonly [name: RegExp, link: Link])[] = [
  [/^(next|nextlink|nextpageurl|odatanextlink|nexturl)$/, "next"],
  [/^(previous|prev|previouslink|prevpageurl|previouspageurl|prevurl|previousurl)$/, "previous"],
  [/^(first|firstpageurl|firstlink)$/, "first"],
  [/^(last|lastpageurl|lastlink)$/, "last"],
  [/^self$/, "self"],
];

/** The URL of another page of the same list; `undefined` where there is none. */
export function linkTo(url: URL, page: PageInfo, link: Link): string | undefined {
  if (link === "self") return url.href;
  const query = page.links[link];
  if (!query) return undefined;
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) target.searchParams.delete(name);
    else target.searchParams.set(name, value);
  }
  return target.href;
}

/** RFC 8288: the other pages of a list that is an array, for which there is no place in the body. */
export function linkHeader(url: URL, page: PageInfo): string | undefined {
  const targets = (["first", "previous", "next", "last"] as const).flatMap((link) => {
    const target = linkTo(url, page, link);
    return target === undefined ? [] : [`<${target}>; rel="${link === "previous" ? "prev" : link}"`];
  });
  return page.isPaged ? targets.join(", ") : undefined;
}

/** What a page says of itself, in the fields that its schema has for it. */
export class PageFields {
  readonly #projection: Projection;

  constructor(projection: Projection) {
    this.#projection = projection;
  }

  /** Whether pages count from 0: `number` of `totalPages`, as Spring has it. */
  countsFromZero(schema: SchemaModel): boolean {
    const all = this.#names(schema, 2);
    return all.has("number") && all.has("totalpages");
  }

  /**
   * @param rows How many members the page has.
   * @param member The property that holds them; it is left out.
   */
  of(schema: SchemaModel, member: string, url: URL, page: PageInfo, rows: number): JsonObject {
    return this.#fields(schema, member, url, page, rows, 2);
  }

  #names(schema: SchemaModel, depth: number): Set<string> {
    const names = new Set<string>();
    for (const property of propertiesOf(this.#projection, schema)) {
      const flat = flatName(property.name);
      names.add(flat);
      if (depth > 0 && groups.test(flat))
        for (const inner of this.#names(this.#telling(property.schema), depth - 1)) names.add(inner);
    }
    return names;
  }

  #fields(schema: SchemaModel, member: string, url: URL, page: PageInfo, rows: number, depth: number): JsonObject {
    const fields: JsonObject = {};
    for (const { name, schema: value } of propertiesOf(this.#projection, schema)) {
      if (name === member) continue;
      const node = this.#telling(value);
      const isObject = propertiesOf(this.#projection, node).length > 0;
      const flat = flatName(name);
      const found = isObject ? undefined : fieldOf(flat, node.kind, page, rows, url);
      const link = links.find(([pattern]) => pattern.test(flat))?.[1];
      if (found !== undefined) fields[name] = found.value;
      else if (link !== undefined && isObject) {
        // HAL: `{ "next": { "href": ... } }`.
        const href = linkTo(url, page, link);
        fields[name] = href === undefined ? null : { href };
      } else if (isObject && depth > 0 && groups.test(flat))
        fields[name] = this.#fields(node, member, url, page, rows, depth - 1);
    }
    return fields;
  }

  #telling(schema: SchemaModel): SchemaModel {
    const node = this.#projection.resolve(schema);
    const others = node.kind === "union" ? node.members.filter(({ kind }) => kind !== "null") : [];
    return others.length === 1 ? this.#projection.resolve(others[0]!) : node;
  }
}

/** What a field of this name says; `undefined` where it is none of a page. */
function fieldOf(
  flat: string,
  kind: SchemaModel["kind"],
  { total, offset, size, fromZero, nextCursor, links: pages, isPaged }: PageInfo,
  rows: number,
  url: URL,
): { readonly value: unknown } | undefined {
  const number = Math.floor(offset / size) + 1;
  const count = Math.max(1, Math.ceil(total / size));
  const isFirst = offset === 0;
  const isLast = offset + rows >= total;
  if (kind === "boolean") {
    if (/^(hasnext|hasmore|hasnextpage|more)$/.test(flat)) return { value: !isLast };
    if (/^(hasprevious|hasprev|haspreviouspage)$/.test(flat)) return { value: !isFirst };
    if (flat === "first") return { value: isFirst };
    if (flat === "last") return { value: isLast };
    return flat === "empty" ? { value: rows === 0 } : undefined;
  }
  if (cursorFields.has(flat)) return { value: nextCursor ?? null };
  if (/^(count|total|totalcount|totalitems|totalelements|totalresults|totalrecords|recordcount|itemcount)$/.test(flat))
    return { value: total };
  if (/^(totalpages|lastpage|pagecount|numpages|pages)$/.test(flat)) return { value: count };
  if (/^(pagesize|perpage|limit|itemsperpage)$/.test(flat)) return { value: isPaged ? size : rows };
  if (flat === "size") return { value: isPaged ? size : rows };
  if (flat === "numberofelements") return { value: rows };
  if (/^(page|currentpage|pagenumber|pageindex)$/.test(flat)) return { value: fromZero ? number - 1 : number };
  if (flat === "number") return { value: number - 1 };
  if (/^(offset|skip|start|startindex)$/.test(flat)) return { value: offset };
  if (/^(nextpage|previouspage|prevpage)$/.test(flat) && kind === "number") {
    const isThere = flat === "nextpage" ? !isLast : !isFirst;
    const base = fromZero ? number - 1 : number;
    return { value: isThere ? base + (flat === "nextpage" ? 1 : -1) : null };
  }
  const link = links.find(([pattern]) => pattern.test(flat))?.[1];
  if (link === undefined) return undefined;
  const known = { total, offset, size, fromZero, nextCursor, links: pages, isPaged };
  return { value: linkTo(url, known, link) ?? null };
}

/** A sample of a page without what would lead to pages that there are not. */
export function withoutLinks(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name]) =>
          !/^(next|previous|prev|first|last|cursor|self)/.test(flatName(name)) && !cursorFields.has(flatName(name)),
      )
      .map(([name, inner]) => [name, groups.test(flatName(name)) ? withoutLinks(inner) : inner]),
  );
}
