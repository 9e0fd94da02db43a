import type { Retrieved } from "../call.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import type { Operation, RequestParts, RetrievalOperation } from "../operation.js";
import { cached, type CachedRecord, pin } from "./cached.js";
import { type Caches, filterOf } from "./caches.js";
import { keyOf } from "./keys.js";
import { concerned } from "./write-through.js";

/** What of a draft is followed: `Draft` of `ifmatch/runtime/draft`. */
export interface FollowedDraft<T> {
  readonly getSnapshot: () => { readonly base: Retrieved<T> };
  readonly subscribe: (listener: () => void) => () => void;
  readonly notice: (record: Retrieved<T>) => void;
}

/**
 * Keeps a draft and the query of its record together: the draft notices what the query reads (`isOutdated`, `changes`),
 * and what it saved enters the query cache. The draft's tag does not move. Returns what ends that.
 */
export function followQuery<T, Request extends RequestParts>(
  caches: Caches,
  draft: FollowedDraft<T>,
  read: GeneratedFunction<Request, unknown, RetrievalOperation>,
  request: Request,
): () => void {
  const operation: Operation = read.operation;
  const { queryClient, client } = caches;
  const since = client.clearedAt;
  const key = keyOf(caches, operation, request);
  let { base } = draft.getSnapshot();
  let seen = queryClient.getQueryData(key);
  const notice = (): void => {
    const held = queryClient.getQueryData(key);
    if (held === seen || held === undefined || client.clearedAt !== since) return;
    seen = held;
    const record = held as CachedRecord<T>;
    // Without a tag it is no version that the server had, but an optimistic update.
    if (record.version.tag) draft.notice(pin(record) as Retrieved<T>);
  };
  const endReading = queryClient.getQueryCache().subscribe(({ type, query: { queryKey } }) => {
    if (type === "updated" && (queryKey === key || sameOperation(queryKey, operation))) notice();
  });
  const endSaving = draft.subscribe(() => {
    const saved = draft.getSnapshot().base;
    if (saved === base || client.clearedAt !== since) return;
    const isKnown = saved.etag === (queryClient.getQueryData(key) as CachedRecord<T> | undefined)?.version.tag;
    base = saved;
    if (isKnown) return;
    queryClient.setQueryData(key, cached(saved));
    const [own] = queryClient.getQueryCache().findAll({ queryKey: key, exact: true });
    const isConcerned = concerned(caches, { operation, request });
    void queryClient.invalidateQueries(filterOf((query) => query !== own && isConcerned(query)));
  });
  return () => {
    endReading();
    endSaving();
  };
}

const sameOperation = (queryKey: readonly unknown[], { id }: Operation): boolean =>
  (Object(queryKey[0]) as { readonly operation?: unknown }).operation === id;
