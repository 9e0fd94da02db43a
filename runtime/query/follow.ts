import type { Retrieved } from "../call.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import { UsageError } from "../errors.js";
import type { DeepReadonly } from "../merge/paths.js";
import type { RetrievalOperation } from "../operation.js";
import { resourceOf } from "../wire/request.js";
import { type AnyCached, cached, type CachedBy, pin } from "./cached.js";
import type { CachedQuery, Caches } from "./caches.js";
import { keyOf } from "./keys.js";
import type { FunctionOf, QueryRequest } from "./options.js";
import { concerned, markStale } from "./write-through.js";

/** What of a draft is followed: `Draft` of `ifmatch/runtime/draft`. */
export interface FollowedDraft<T> {
  readonly getSnapshot: () => { readonly base: Retrieved<T> };
  readonly subscribe: (listener: () => void) => () => void;
  readonly notice: (record: Retrieved<T>) => void;
}

/**
 * Keeps a draft and the query of its record together: the draft notices what the query reads (`isOutdated`, `changes`),
 * and what it saved enters the query cache. The draft's tag does not move. Returns what ends that.
 *
 * `read` and `request` are those that the draft was opened with.
 *
 * @throws {UsageError} when they read another record.
 */
export function followQuery<F extends GeneratedFunction<never, unknown, RetrievalOperation>>(
  caches: Caches,
  draft: FollowedDraft<DeepReadonly<CachedBy<F>["data"]>>,
  read: F & FunctionOf<F, "retrieval">,
  request: QueryRequest<F>,
): () => void {
  const { queryClient, client } = caches;
  const operation = (read as GeneratedFunction).operation as RetrievalOperation;
  const resource = resourceOf(operation, request);
  let { base } = draft.getSnapshot();
  if (base.resource.name !== resource.name || base.resource.key !== resource.key)
    throw new UsageError("other-resource", `followQuery: the draft is of another record than ${operation.id} reads.`);
  const since = client.clearedAt;
  const queryKey = keyOf(caches, operation, request);
  const held = (): AnyCached | undefined => queryClient.getQueryData(queryKey) as AnyCached | undefined;
  let seen = held();
  const endReading = queryClient.getQueryCache().subscribe(({ type }) => {
    const now = held();
    if (type !== "updated" || now === seen || client.clearedAt !== since) return;
    seen = now;
    // Without a tag it is no version that the server had, but an optimistic update.
    if (now?.version?.tag) draft.notice(pin({ ...now, version: now.version }) as typeof base);
  });
  const write = async (saved: typeof base): Promise<void> => {
    const [own] = queryClient.getQueryCache().findAll({ queryKey, exact: true });
    // What is on its way may be older than what was saved; a first reading is waited for by somebody.
    await queryClient.cancelQueries({
      predicate: (query: CachedQuery) => query === own && query.state.data !== undefined,
    });
    if (saved !== base || client.clearedAt !== since) return;
    queryClient.setQueryData(queryKey, cached(saved));
    const isConcerned = concerned(caches, { operation, request });
    await markStale(queryClient, (query) => query !== own && isConcerned(query));
  };
  const endSaving = draft.subscribe(() => {
    const saved = draft.getSnapshot().base;
    if (saved === base || client.clearedAt !== since) return;
    base = saved;
    if (saved.etag !== held()?.version?.tag) void write(saved);
  });
  return () => {
    endReading();
    endSaving();
  };
}
