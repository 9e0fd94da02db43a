/**
 * Generated functions and TanStack DB: `ifmatch/runtime/tanstack-db`. Options of collections, by which a change of a row is
 * sent only while the record is what the row showed.
 */
// What the signatures below mention.
export type * from "../../index.js";
export type { Cached, CachedBy, CachedRecord, Version } from "../cached.js";
export { type AnyCaches, type CachedQuery, clearCaches, type QueryCacheLike } from "../caches.js";
export type { InfiniteSettings, QueryOf } from "../infinite.js";
export type { QueryKey, QueryKeyPart } from "../keys.js";
export type { MergeRules } from "../../draft/state.js";
export type { FunctionOf, QueryError, QueryRequest, QueryRequestOptions } from "../options.js";
export type { PageQuery } from "../pagination.js";
export type { RowChange } from "./changes.js";
export {
  type CollectionOptions,
  collectionOptions,
  type CollectionSettings,
  type ReadBy,
  type RowHandler,
  type RowTransaction,
  type TargetOf,
} from "./options.js";
export type { AllPages, PageSettings } from "./pages.js";
export { RowConflictError } from "./row-conflict.js";
