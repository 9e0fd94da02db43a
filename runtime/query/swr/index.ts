/**
 * Generated functions and SWR 2: `ifmatch/runtime/swr`. What `useSWR`, `useSWRInfinite` and `useSWRMutation` take, by
 * which what SWR revalidates is never mistaken for what a person saw.
 */
// What the signatures below mention.
export type * from "../../index.js";
export { type Cached, type CachedBy, type CachedRecord, pin, type Pinned, type Version } from "../cached.js";
export { type AnyCaches, type CachedQuery, clearCaches, type QueryCacheLike } from "../caches.js";
export type { InfiniteSettings, QueryOf } from "../infinite.js";
export type { QueryKey, QueryKeyPart } from "../keys.js";
export type { MutationSettings } from "../mutation.js";
export { type OptimisticUpdate, type Showing, showing } from "../optimistic.js";
export type { FunctionOf, QueryArguments, QueryError, QueryRequest, QueryRequestOptions } from "../options.js";
export type { PageQuery } from "../pagination.js";
export { invalidate, type PathOf } from "../write-through.js";
export { type SwrLike, swrCaches } from "./cache.js";
export { hasNextPage, type SwrInfinite, swrInfinite, type SwrPageKey, type SwrPageKeys } from "./infinite.js";
export { type SwrMutation, swrMutation, type SwrQuery, swrQuery, type SwrRetry } from "./options.js";
