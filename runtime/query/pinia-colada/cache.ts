import type { Client } from "../../pipeline.js";
import type { CachedQuery, Caches, QueryClientLike, QueryFilter } from "../caches.js";

/** What is used of an entry of Pinia Colada's query cache. */
export interface ColadaEntry {
  readonly key: readonly unknown[];
  readonly state: { readonly value: { readonly data: unknown } };
  readonly pending: { readonly refreshCall: Promise<unknown> } | null;
  readonly active: boolean;
}

/** What is used of `useQueryCache()` of Pinia Colada 1. */
export interface ColadaCacheLike {
  getEntries(filter?: object): ColadaEntry[];
  getQueryData(key: readonly unknown[]): unknown;
  setQueryData(key: readonly unknown[], data: unknown): void;
  cancelQueries(filter?: object): void;
  invalidateQueries(filter?: object): Promise<unknown>;
  setEntryState(entry: never, state: never): void;
  remove(entry: never): void;
  $onAction(
    listener: (action: { readonly name: string; after(then: () => void): void }) => void,
    detached?: boolean,
  ): () => void;
}

/** A user's access to an API, and what Pinia Colada holds of it: `coladaCaches({ client, queryCache: useQueryCache() })`. */
export function coladaCaches({
  client,
  queryCache,
  scope,
}: {
  readonly client: Client;
  readonly queryCache: ColadaCacheLike;
  readonly scope?: string | undefined;
}): Caches {
  return { client, queryClient: new ColadaQueries(queryCache), scope };
}

/** Pinia Colada's cache, as the other files of this folder look at any. */
class ColadaQueries implements QueryClientLike {
  readonly #cache: ColadaCacheLike;
  readonly #queries = new WeakMap<ColadaEntry, CachedQuery>();

  constructor(cache: ColadaCacheLike) {
    this.#cache = cache;
  }

  getQueryCache(): ReturnType<QueryClientLike["getQueryCache"]> {
    return {
      findAll: (filter?: QueryFilter) => this.#cache.getEntries(this.#filterOf(filter)).map(this.#queryOf),
      subscribe: (listener) =>
        this.#cache.$onAction(({ name, after }) => {
          if (name === "setEntryState") after(() => listener({ type: "updated" }));
        }, true),
    };
  }

  getQueryData(key: CachedQuery["queryKey"]): unknown {
    return this.#cache.getQueryData(key);
  }

  setQueryData(key: CachedQuery["queryKey"], data: unknown): void {
    this.#cache.setQueryData(key, data);
  }

  cancelQueries(filter?: QueryFilter): Promise<void> {
    this.#cache.cancelQueries(this.#filterOf(filter));
    return Promise.resolve();
  }

  /** Without those that are read for the first time: Pinia Colada would stop them, and somebody waits for them. */
  async invalidateQueries(filter?: QueryFilter): Promise<void> {
    const isFirst = ({ pending, state }: ColadaEntry): boolean => pending !== null && state.value.data === undefined;
    // What a reading fails with is in the state of its query.
    await this.#cache.invalidateQueries(this.#filterOf(filter, (entry) => !isFirst(entry))).catch(() => {});
  }

  removeQueries(filter?: QueryFilter): void {
    for (const entry of this.#cache.getEntries(this.#filterOf(filter))) this.#cache.remove(entry as never);
  }

  clear(): void {
    for (const entry of this.#cache.getEntries()) {
      // A component that stays mounted keeps its entry.
      this.#cache.setEntryState(entry as never, { status: "pending", data: undefined, error: null } as never);
      this.#cache.remove(entry as never);
    }
  }

  #filterOf(filter: QueryFilter = {}, isMeant: (entry: ColadaEntry) => boolean = () => true): object {
    const { queryKey, exact, type, predicate } = filter;
    return {
      ...(queryKey && { key: queryKey, exact }),
      ...(type === "inactive" && { active: false }),
      predicate: (entry: ColadaEntry) => isMeant(entry) && (!predicate || predicate(this.#queryOf(entry))),
    };
  }

  /** The same object for the same entry, which always says what the entry holds now. */
  readonly #queryOf = (entry: ColadaEntry): CachedQuery => {
    const known = this.#queries.get(entry);
    if (known) return known;
    const query: CachedQuery = {
      queryKey: entry.key,
      get state() {
        return { data: entry.state.value.data, fetchStatus: entry.pending ? "fetching" : "idle" } as const;
      },
      get promise() {
        return entry.pending?.refreshCall;
      },
    };
    this.#queries.set(entry, query);
    return query;
  };
}
