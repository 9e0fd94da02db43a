/**
 * Generated functions and query caches: `ifmatch/runtime/query`. Options for TanStack Query 5 of any framework, by which
 * what a cache refetches is never mistaken for what a person saw.
 */
// What the signatures below mention.
export type * from "../index.js";
export { type Cached, type CachedBy, type CachedRecord, pin, type Pinned, type Version } from "./cached.js";
export {
  type AnyCaches,
  type Caches,
  clearCaches,
  type CachedQuery,
  type QueryCacheLike,
  type QueryClientLike,
} from "./caches.js";
export { type FollowedDraft, followQuery } from "./follow.js";
export { type InfiniteQueryOptions, infiniteQueryOptions, type InfiniteSettings, type QueryOf } from "./infinite.js";
export type { QueryKey, QueryKeyPart } from "./keys.js";
export { type MutationOptions, mutationOptions, type MutationSettings } from "./mutation.js";
export { type OptimisticUpdate, type Showing, showing } from "./optimistic.js";
export {
  type FunctionOf,
  type QueryArguments,
  type QueryError,
  queryKey,
  type QueryOptions,
  queryOptions,
  type QueryRequest,
  type QueryRequestOptions,
} from "./options.js";
export { type FirstPage, nextPage, type Page, type PageQuery } from "./pagination.js";
export { invalidate, type PathOf } from "./write-through.js";
