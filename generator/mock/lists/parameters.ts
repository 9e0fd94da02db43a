import { cursors } from "../../../runtime/query/pagination.js";
import { isRecord, type JsonObject, own } from "../../load/pointer.js";
import type { RawOperation } from "../../model/operations.js";
import { flatName } from "../names.js";
import { type Filter, filterNamed } from "./filters.js";

/** What the query parameters of a list are for, by the names that the document gives them. */
export interface ListParameters {
  readonly page: string | undefined;
  /** The first page is 0. */
  readonly fromZero: boolean;
  readonly offset: string | undefined;
  readonly cursor: string | undefined;
  readonly size: string | undefined;
  readonly sizes: { readonly usual: number; readonly most: number };
  readonly search: string | undefined;
  readonly ordering: string | undefined;
  /** `asc` or `desc`, beside `ordering`. */
  readonly direction: string | undefined;
  readonly filters: ReadonlyMap<string, Filter>;
  /** Declared, and nothing that this mock knows. */
  readonly unknown: readonly string[];
}

const cursorNames = new Set([...Object.values(cursors), "startingAfter"].map(flatName));
const USUAL_SIZE = 20;

const roles = {
  offset: /^(offset|skip|start|startindex|pageoffset)$/,
  page: /^(page|pagenumber|pageno|pagenum|pageindex|p)$/,
  size: /^(pagesize|perpage|limit|size|top|maxresults|pagelimit|rowsperpage|itemsperpage|take)$/,
  search: /^(search|q|query|searchterm|searchquery|term|keyword|keywords|filterq|text)$/,
  ordering: /^(ordering|orderby|sort|sortby|sorting|sortfield)$/,
  direction: /^(sortorder|sortdir|sortdirection|orderdir|orderdirection|direction|order|dir)$/,
} as const;

/**
 * @param fields Names of the members' fields.
 * @param isZeroBased What a page says of itself counts from 0, as Spring does.
 */
export function listParameters(raw: RawOperation, fields: readonly string[], isZeroBased: boolean): ListParameters {
  const declared = new Map(
    raw.parameters.filter(({ node }) => own(node, "in") === "query").flatMap(({ node }) => namesOf(node)),
  );
  const names = [...declared.keys()];
  const isField = (name: string): boolean => fields.some((field) => flatName(field) === flatName(name));
  const schemaOf = (name: string | undefined): unknown => (name === undefined ? undefined : declared.get(name));
  const taken = new Set<string>();
  const take = (test: (flat: string, name: string) => boolean): string | undefined => {
    const found = names.find((name) => !taken.has(name) && test(flatName(name), name));
    if (found !== undefined) taken.add(found);
    return found;
  };
  const named = (role: keyof typeof roles): string | undefined => take((flat) => roles[role].test(flat));
  const offset = named("offset");
  const page = named("page");
  const size = named("size");
  const cursor = take((flat, name) => cursorNames.has(flat) && !isField(name));
  const search = take((flat, name) => roles.search.test(flat) && !isField(name));
  const ordering = take((flat, name) => roles.ordering.test(flat) && !isField(name));
  const first = ordering ?? take((flat, name) => flat === "order" && !isField(name));
  const direction = take((flat, name) => roles.direction.test(flat) && !isField(name));
  const filters = new Map<string, Filter>();
  const unknown: string[] = [];
  for (const name of names.filter((one) => !taken.has(one))) {
    const filter = filterNamed(name, fields);
    if (filter) filters.set(name, filter);
    else unknown.push(name);
  }
  const least = own(schemaOf(page), "minimum") ?? own(schemaOf(page), "default");
  const usual = own(schemaOf(size), "default");
  const most = own(schemaOf(size), "maximum");
  return {
    page,
    fromZero: isZeroBased || least === 0,
    offset,
    cursor,
    size,
    sizes: {
      usual: typeof usual === "number" && usual > 0 ? usual : USUAL_SIZE,
      most: typeof most === "number" ? most : Infinity,
    },
    search,
    ordering: first,
    direction,
    filters,
    unknown,
  };
}

/** What a query calls a parameter, with its schema: an object is `page[number]` and `page[size]`. */
function namesOf(node: JsonObject): [name: string, schema: unknown][] {
  const name = String(own(node, "name"));
  const schema = own(node, "schema");
  const properties = own(schema, "properties");
  if (own(node, "style") !== "deepObject" || !isRecord(properties)) return [[name, schema]];
  return Object.entries(properties).map(([inner, value]) => [`${name}[${inner}]`, value]);
}
