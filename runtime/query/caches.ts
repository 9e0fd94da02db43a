import type { Client } from "../pipeline.js";

/** A query of a query cache, as far as this package looks at it. */
export interface CachedQuery {
  readonly queryKey: readonly unknown[];
  readonly state: { readonly data: unknown; readonly fetchStatus: "fetching" | "paused" | "idle" };
  /** Of what is being read. */
  readonly promise?: Promise<unknown> | undefined;
}

export interface QueryFilter {
  readonly queryKey?: readonly unknown[];
  readonly exact?: boolean;
  readonly type?: "active" | "all" | "inactive";
  readonly predicate?: (query: CachedQuery) => boolean;
}

/** What any query cache has to offer, in the form of TanStack Query's `QueryClient`, which needs no adapter then. */
export interface QueryCacheLike {
  getQueryCache(): { findAll(filter?: object): CachedQuery[] };
  getQueryData(queryKey: readonly unknown[]): unknown;
  setQueryData(queryKey: readonly unknown[], data: unknown): unknown;
  cancelQueries(filter?: object): Promise<void>;
  invalidateQueries(filter?: object): Promise<void>;
  /** Absent where the cache does not tell which queries are shown. */
  removeQueries?(filter?: object): void;
  clear(): void;
}

/** What is used of TanStack Query's `QueryClient`, whichever framework's it is. */
export interface QueryClientLike extends QueryCacheLike {
  getQueryCache(): {
    findAll(filter?: object): CachedQuery[];
    subscribe(listener: (event: { readonly type: string }) => void): () => void;
  };
}

/** A user's access to an API, and any cache of what they read through it. */
export interface AnyCaches {
  readonly client: Client;
  readonly queryClient: QueryCacheLike;
  /** Tells apart the queries of several APIs in one query cache; a part of every key. */
  readonly scope?: string | undefined;
}

/** A user's access to an API, and the cache of what they read through it. */
export interface Caches extends AnyCaches {
  readonly queryClient: QueryClientLike;
}

/**
 * At logout: stops what is being read, and empties the query cache and everything that the client knows, so that no user
 * sees another's data.
 */
export async function clearCaches({ client, queryClient }: Pick<AnyCaches, "client" | "queryClient">): Promise<void> {
  // Begun at once: a response that is on its way is then refused by the client.
  const cleared = client.clear();
  await queryClient.cancelQueries();
  queryClient.clear();
  await cleared;
}
