import { own } from "../../load/pointer.js";
import { flatName } from "../names.js";
import { compared, contains, passes } from "./filters.js";
import type { ListParameters } from "./parameters.js";

/** The members of a list that a query asks for, and the part of them that one page shows. */
export interface Selection<T> {
  /** Of this page. */
  readonly rows: readonly T[];
  readonly page: PageInfo;
  /** Parameters that made no difference, and why. */
  readonly notes: readonly string[];
}

/** Where a page lies. Without paging all is on one page. */
export interface PageInfo {
  readonly total: number;
  readonly offset: number;
  /** Members on a full page. */
  readonly size: number;
  readonly fromZero: boolean;
  /** Parameters of other pages instead of those of this one; `undefined` where there is none. */
  readonly links: Readonly<Record<"first" | "previous" | "next" | "last", PageQuery | undefined>>;
  /** What a cursor parameter is given for the next page. */
  readonly nextCursor: string | undefined;
  /** Whether the document lets callers ask for pages at all. */
  readonly isPaged: boolean;
}
type PageQuery = Readonly<Record<string, string | undefined>>;

/** A query parameter with a value that means nothing. */
export class BadParameterError extends Error {
  override readonly name = "BadParameterError";
}

interface Row {
  readonly key: readonly string[];
  readonly data: unknown;
}

/**
 * Filters, sorts and cuts a list as its query parameters say.
 *
 * @throws {BadParameterError} for a page, size or offset that is none.
 */
export function select<T extends Row>(members: readonly T[], url: URL, known: ListParameters): Selection<T> {
  const notes: string[] = [];
  const sentOf = sentParameters(url, known, notes);
  let rows = [...members];
  for (const [name, filter] of known.filters) {
    const sent = sentOf(name);
    if (sent.some((value) => value !== "")) rows = rows.filter(({ data }) => passes(data, filter, sent));
  }
  const [search = ""] = sentOf(known.search);
  if (search !== "") rows = rows.filter(({ data }) => contains(data, search));
  rows = ordered(rows, sentOf(known.ordering), sentOf(known.direction)[0], notes);
  const page = pageOf(rows, known, (name) => sentOf(name)[0]);
  return { rows: rows.slice(page.offset, page.offset + page.size), page, notes };
}

/** Reads parameters, and takes down those that nobody will read. */
function sentParameters(
  { searchParams }: URL,
  known: ListParameters,
  notes: string[],
): (name: string | undefined) => readonly string[] {
  const { page, offset, cursor, size, search, ordering, direction, filters, unknown } = known;
  const read = new Set([page, offset, cursor, size, search, ordering, direction, ...filters.keys()]);
  for (const name of new Set(searchParams.keys())) {
    if (read.has(name)) continue;
    notes.push(
      unknown.includes(name)
        ? `${name} is not understood: it is called after no field`
        : `${name} is no parameter of this operation`,
    );
  }
  return (name) => (name === undefined ? [] : searchParams.getAll(name));
}

/** `name`, `-name`, `name:desc`, `name desc`; several separated by commas. Without any, as the records were made. */
function ordered<T extends Row>(
  rows: readonly T[],
  sent: readonly string[],
  direction: string | undefined,
  notes: string[],
): T[] {
  const wishes = sent
    .flatMap((one) => one.split(","))
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map((one) => {
      const [, sign = "", name = "", word = ""] = /^([-+]?)(.*?)(?:[: ]+(asc|desc)\w*)?$/i.exec(one) ?? [];
      return { name, isDown: sign === "-" || /^desc/i.test(word === "" ? (direction ?? "") : word) };
    });
  const known = wishes.filter(({ name }) => {
    const path = name.split(/__|\./);
    const isKnown = rows.length === 0 || rows.some(({ data }) => fieldAt(data, path) !== undefined);
    if (!isKnown) notes.push(`the order by ${name} is not understood: there is no such field`);
    return isKnown;
  });
  return rows.toSorted((a, b) => {
    for (const { name, isDown } of known) {
      const path = name.split(/__|\./);
      const [one, other] = [fieldAt(a.data, path), fieldAt(b.data, path)];
      const isNone = (value: unknown): boolean => value === null || value === undefined;
      // What has no value stands last, whatever the direction.
      if (isNone(one) || isNone(other)) {
        if (isNone(one) !== isNone(other)) return isNone(one) ? 1 : -1;
        continue;
      }
      const difference = compared(one, other);
      if (difference !== 0) return isDown ? -difference : difference;
    }
    return 0;
  });
}

function fieldAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const name = Object.keys(Object(value) as object).find((one) => flatName(one) === flatName(step));
    return name === undefined ? undefined : own(value, name);
  }, data);
}

function pageOf<T extends Row>(
  rows: readonly T[],
  known: ListParameters,
  sent: (name: string | undefined) => string | undefined,
): PageInfo {
  const total = rows.length;
  const { page, offset, cursor, fromZero, sizes } = known;
  const isPaged = (page ?? offset ?? cursor ?? known.size) !== undefined;
  const wanted = whole(known.size, sent(known.size), 1) ?? sizes.usual;
  const size = isPaged ? Math.min(wanted, sizes.most) : Math.max(total, 1);
  const first = fromZero ? 0 : 1;
  // Of several ways to ask for a page the one that the request goes.
  const by = [cursor, offset, page].find((name) => name !== undefined && sent(name)) ?? offset ?? page ?? cursor;
  const at =
    by === undefined
      ? 0
      : by === cursor
        ? afterCursor(rows, cursor, sent(cursor))
        : by === offset
          ? (whole(by, sent(by), 0) ?? 0)
          : ((whole(by, sent(by), first) ?? first) - first) * size;
  const isOver = at + size >= total;
  const nextCursor = isOver || total === 0 ? undefined : cursorOf(rows, at + size - 1);
  const queryAt = (start: number): PageQuery => {
    if (by === undefined) return {};
    if (by === cursor) return { [by]: start <= 0 ? undefined : cursorOf(rows, start - 1) };
    if (by === offset) return { [by]: start <= 0 ? undefined : String(start) };
    const number = Math.floor(start / size) + first;
    return { [by]: number === first ? undefined : String(number) };
  };
  const lastStart = Math.max(0, (Math.ceil(total / size) - 1) * size);
  const links = {
    first: queryAt(0),
    previous: by !== undefined && at > 0 ? queryAt(Math.max(0, at - size)) : undefined,
    next: by !== undefined && !isOver ? queryAt(at + size) : undefined,
    last: queryAt(lastStart),
  };
  return { total, offset: at, size, fromZero, links, nextCursor, isPaged };
}

function whole(name: string | undefined, text: string | undefined, least: number): number | undefined {
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new BadParameterError(`${name}: ${text} is not a whole number from ${least}.`);
  return number;
}

/** The key of the last member that was seen, and its place, should it be gone; in hexadecimal. */
const cursorOf = (rows: readonly Row[], index: number): string =>
  [...new TextEncoder().encode(JSON.stringify([rows[index]?.key ?? [], index]))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

function afterCursor(rows: readonly Row[], name: string | undefined, text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const [, key, index] = /^\[(\[.*\]),(\d+)\]$/s.exec(new TextDecoder().decode(bytes)) ?? [];
  if (key === undefined || index === undefined)
    throw new BadParameterError(`${name}: this cursor is none that the server gave.`);
  const found = rows.findIndex((row) => JSON.stringify(row.key) === key);
  return found === -1 ? Number(index) : found + 1;
}
