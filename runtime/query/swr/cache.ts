import type { Client } from "../../pipeline.js";
import type { AnyCaches, CachedQuery, QueryCacheLike, QueryFilter } from "../caches.js";
import { sorted } from "../optimistic.js";

/** What is used of `useSWRConfig()` of SWR 2, or of `SWRConfig.defaultValue`. */
export interface SwrLike {
  readonly cache: { keys(): Iterable<string>; get(key: string): object | undefined };
  mutate(key: string, data?: unknown, options?: { readonly revalidate: boolean }): Promise<unknown>;
  /** Since SWR 2.5. */
  readonly unload?: (options: { readonly revalidate: boolean }) => void;
}

/** What SWR holds under a key; `_k` is the key before it was serialised, as `mutate` shows it to its filters. */
interface SwrState {
  readonly data?: unknown;
  readonly isValidating?: boolean;
  readonly _k?: unknown;
}

/** A query, or a list that is read page by page, and where SWR holds it. */
interface SwrEntry extends CachedQuery {
  readonly cacheKey: string;
}

/** What SWR puts before the key of a list's first page, to hold the list (`unstable_serialize` of `swr/infinite`). */
const LIST = "$inf$";

const quietly = { revalidate: false };

/**
 * A user's access to an API, and what SWR holds of it: `swrCaches({ client, swr: useSWRConfig() })`. It may be made anew
 * at each render.
 */
export function swrCaches({
  client,
  swr,
  scope,
}: {
  readonly client: Client;
  readonly swr: SwrLike;
  readonly scope?: string | undefined;
}): AnyCaches {
  return { client, queryClient: new SwrQueries(swr), scope };
}

/** SWR's cache, as the other files of this folder look at any. */
class SwrQueries implements QueryCacheLike {
  readonly #swr: SwrLike;
  /** The same key for the same query, however often a component has made it. */
  readonly #keys = new Map<string, CachedQuery["queryKey"]>();

  constructor(swr: SwrLike) {
    this.#swr = swr;
  }

  getQueryCache(): { findAll: (filter?: QueryFilter) => SwrEntry[] } {
    return { findAll: (filter) => this.#find(filter) };
  }

  getQueryData(queryKey: CachedQuery["queryKey"]): unknown {
    return this.#find({ queryKey })[0]?.state.data;
  }

  setQueryData(queryKey: CachedQuery["queryKey"], data: unknown): void {
    for (const { cacheKey } of this.#find({ queryKey }))
      void this.#swr.mutate(cacheKey, isList(cacheKey) ? (data as { pages: unknown }).pages : data, quietly);
  }

  /** SWR aborts nothing, but what is on its way when a key is set does not enter the cache any more. */
  cancelQueries(filter?: QueryFilter): Promise<void> {
    for (const { cacheKey } of this.#find(filter)) void this.#swr.mutate(cacheKey, (held: unknown) => held, quietly);
    return Promise.resolve();
  }

  async invalidateQueries(filter?: QueryFilter): Promise<void> {
    await Promise.all(
      this.#find(filter).map(({ cacheKey, state }) =>
        isList(cacheKey) ? this.#readList(cacheKey, state.fetchStatus === "fetching") : this.#swr.mutate(cacheKey),
      ),
    );
  }

  clear(): void {
    const { cache, unload } = this.#swr;
    if (unload) return unload(quietly);
    for (const cacheKey of cache.keys()) void this.#swr.mutate(cacheKey, undefined, quietly);
  }

  /** Reads all pages of a list again. SWR itself would read the first one, and of the others those that are missing. */
  async #readList(cacheKey: string, isBeingRead: boolean): Promise<void> {
    this.#dropPages(cacheKey);
    await this.#swr.mutate(cacheKey);
    if (!isBeingRead) return;
    // A page that was on its way when the pages were dropped may have come back as it was.
    this.#dropPages(cacheKey);
    await this.#swr.mutate(cacheKey);
  }

  /** The list still holds what it shows of them. */
  #dropPages(cacheKey: string): void {
    const list = textOf(this.#keyOf(cacheKey)?.[0]);
    for (const pageKey of this.#swr.cache.keys()) {
      const { _k: key } = this.#stateOf(pageKey);
      if (Array.isArray(key) && key.length === 2 && textOf(key[0]) === list)
        void this.#swr.mutate(pageKey, undefined, quietly);
    }
  }

  #find({ queryKey: wanted, predicate }: QueryFilter = {}): SwrEntry[] {
    const found: SwrEntry[] = [];
    for (const cacheKey of this.#swr.cache.keys()) {
      const queryKey = this.#keyOf(cacheKey);
      if (!queryKey || (wanted && wanted !== queryKey)) continue;
      const { data, isValidating } = this.#stateOf(cacheKey);
      const fetchStatus = isValidating ? "fetching" : "idle";
      const held = isList(cacheKey) && data !== undefined ? { pages: data } : data;
      const entry: SwrEntry = { cacheKey, queryKey, state: { data: held, fetchStatus } };
      if (!predicate || predicate(entry)) found.push(entry);
    }
    return found;
  }

  /** The key of a query or of a list; `undefined` for pages, and for what is not this package's. */
  #keyOf(cacheKey: string): CachedQuery["queryKey"] | undefined {
    const known = this.#keys.get(cacheKey);
    if (known) return known;
    const { _k: key } = this.#stateOf(cacheKey.slice(isList(cacheKey) ? LIST.length : 0));
    // Of a page: the list's part, and what differs from the first page's query.
    if (!Array.isArray(key) || key.length !== (isList(cacheKey) ? 2 : 1)) return undefined;
    const queryKey = [key[0] as unknown];
    this.#keys.set(cacheKey, queryKey);
    return queryKey;
  }

  #stateOf(cacheKey: string): SwrState {
    return this.#swr.cache.get(cacheKey) ?? {};
  }
}

const isList = (cacheKey: string): boolean => cacheKey.startsWith(LIST);

const textOf = (part: unknown): string => JSON.stringify(sorted(part));
