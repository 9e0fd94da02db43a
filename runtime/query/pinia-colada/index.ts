/**
 * Generated functions and Pinia Colada 1: `ifmatch/runtime/pinia-colada`. Options for `useQuery`, `useInfiniteQuery` and
 * `useMutation`, by which what the cache refetches is never mistaken for what a person saw.
 */
// What the signatures below mention.
export type * from "../../index.js";
export { type Cached, type CachedBy, type CachedRecord, pin, type Pinned, type Version } from "../cached.js";
export {
  type AnyCaches,
  type CachedQuery,
  type Caches,
  clearCaches,
  type QueryCacheLike,
  type QueryClientLike,
} from "../caches.js";
export { type FollowedDraft, followQuery } from "../follow.js";
export type { InfiniteSettings, QueryOf } from "../infinite.js";
export type { QueryKey, QueryKeyPart } from "../keys.js";
export type { MutationSettings } from "../mutation.js";
export { type OptimisticUpdate, type Showing, showing } from "../optimistic.js";
export {
  type FunctionOf,
  type QueryArguments,
  type QueryError,
  queryKey,
  type QueryRequest,
  type QueryRequestOptions,
} from "../options.js";
export type { PageQuery } from "../pagination.js";
export { invalidate, type PathOf } from "../write-through.js";
export { type ColadaCacheLike, coladaCaches, type ColadaEntry } from "./cache.js";
export {
  type ColadaRetry,
  type InfiniteQueryOptions,
  infiniteQueryOptions,
  type MutationOptions,
  mutationOptions,
  type QueryContext,
  type QueryOptions,
  queryOptions,
} from "./options.js";
