import type { GeneratedFunction, RequestOf } from "../core/generated-function.js";
import type { RequestParts } from "../operation.js";
import type { CachedBy } from "./cached.js";
import type { AnyCaches } from "./caches.js";
import { keyOf, type QueryKey } from "./keys.js";
import {
  type FunctionOf,
  type QueryArguments,
  type QueryError,
  type QueryRequestOptions,
  readable,
  readPage,
} from "./options.js";
import { nextPage, type PageQuery } from "./pagination.js";
import { retryDelay, retryOf } from "./retry.js";

/** The query parameters of a function, all optional. */
export type QueryOf<F extends GeneratedFunction> =
  RequestOf<F> extends { readonly query?: infer Q } ? Partial<NonNullable<Q>> : PageQuery;

/** Options of a list that is read page by page. */
export interface InfiniteSettings<F extends GeneratedFunction> extends QueryRequestOptions {
  /**
   * The query parameters of the next page, instead of those of `query`, which are the page's own; `undefined` after the
   * last one. If absent: what the page itself says, by a link, a cursor, a page number or an offset.
   */
  readonly next?: ((page: CachedBy<F>, query: PageQuery) => QueryOf<F> | undefined) | undefined;
}

/** Options of one infinite query, for TanStack Query 5 of any framework. */
export interface InfiniteQueryOptions<F extends GeneratedFunction> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context: { readonly signal?: AbortSignal; readonly pageParam: PageQuery }) => Promise<CachedBy<F>>;
  readonly initialPageParam: PageQuery;
  readonly getNextPageParam: (page: CachedBy<F>, pages: CachedBy<F>[], pageParam: PageQuery) => PageQuery | undefined;
  readonly retry: (failures: number, error: QueryError<F>) => boolean;
  readonly retryDelay: (failures: number, error: QueryError<F>) => number;
}

/**
 * Options of a list that is read page by page:
 * `useInfiniteQuery(infiniteQueryOptions(caches, jobsList, { query: { status: "open" } }))`. A page parameter is what
 * differs from the first page's query.
 */
export function infiniteQueryOptions<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...[given, settings = {}]: QueryArguments<F, InfiniteSettings<F>>
): InfiniteQueryOptions<F> {
  const { next, ...options } = settings;
  const request: RequestParts = given ?? {};
  const queryOf = (pageParam: PageQuery): PageQuery => ({ ...request.query, ...pageParam });
  return {
    queryKey: keyOf(caches, readable(read), request, { ...options, infinite: true }),
    queryFn: ({ signal, pageParam }) =>
      readPage<F>(caches.client, read, { ...request, query: queryOf(pageParam) }, { ...options, signal }),
    initialPageParam: {},
    getNextPageParam: (page, [first = page], pageParam) => {
      const query = queryOf(pageParam);
      const found: PageQuery | undefined = next
        ? next(page, query)
        : nextPage(page, query, { ...first, query: queryOf({}) });
      return found && { ...pageParam, ...found };
    },
    retry: retryOf(caches.client, read.operation),
    retryDelay,
  };
}
