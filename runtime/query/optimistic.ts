import type { GeneratedFunction } from "../core/generated-function.js";
import type { RequestParts } from "../operation.js";
import type { CachedBy } from "./cached.js";
import { type CachedQuery, type Caches, filterOf } from "./caches.js";
import { keyOf, partOf } from "./keys.js";
import type { FunctionOf, QueryArguments } from "./options.js";

/** What a page shows while a change is under way. */
export interface OptimisticUpdate {
  readonly read: GeneratedFunction;
  readonly request: RequestParts | undefined;
  readonly update: (data: never) => unknown;
}

/**
 * What the queries of one request show until the answer arrives; without a request, all queries of the function, pages of
 * lists included. `update` returns new data, and leaves the old as it is.
 */
export function showing<F extends GeneratedFunction>(
  read: F & FunctionOf<F, "retrieval" | "none">,
  request: QueryArguments<F>[0] | undefined,
  update: (data: CachedBy<F>["data"]) => CachedBy<F>["data"],
): OptimisticUpdate {
  return { read, request: request as RequestParts | undefined, update: update as OptimisticUpdate["update"] };
}

/** A query, what it held, and what it shows instead. */
interface Shown {
  readonly queryKey: readonly unknown[];
  readonly before: unknown;
  readonly shown: unknown;
}

/**
 * Shows updates, and returns what takes them back: of those queries that still show them. All of them are read again, as
 * another update may have been made on top of this one.
 */
export async function show(caches: Caches, updates: readonly OptimisticUpdate[]): Promise<() => void> {
  const { queryClient } = caches;
  // The last one first: a query may be shown two updates.
  const shown: Shown[] = [];
  const takeBack = (): void => {
    for (const { queryKey, before, shown: ours } of shown)
      if (queryClient.getQueryData(queryKey) === ours) queryClient.setQueryData(queryKey, before);
    const keys = new Set(shown.map(({ queryKey }) => queryKey));
    void queryClient.invalidateQueries(filterOf(({ queryKey }) => keys.has(queryKey)));
  };
  for (const update of updates) {
    const matches = matching(caches, update);
    // A response that was on its way would replace what is shown.
    await queryClient.cancelQueries(filterOf((query) => matches(query) && query.state.data !== undefined));
    try {
      for (const { queryKey, state } of queryClient.getQueryCache().findAll(filterOf(matches))) {
        const { data: before } = state;
        if (before === undefined) continue;
        queryClient.setQueryData(queryKey, updated(before, update));
        shown.unshift({ queryKey, before, shown: queryClient.getQueryData(queryKey) });
      }
    } catch (error) {
      // `update` threw: nothing is sent, and nothing stays shown.
      takeBack();
      throw error;
    }
  }
  return takeBack;
}

function matching(caches: Caches, { read: { operation }, request }: OptimisticUpdate): (query: CachedQuery) => boolean {
  const wanted = request && JSON.stringify(sorted(keyOf(caches, operation, request)[0].request));
  return ({ queryKey }) => {
    const part = partOf(caches, queryKey);
    return part?.operation === operation.id && (!wanted || wanted === JSON.stringify(sorted(part.request)));
  };
}

/** With the members of all objects in one order. */
const sorted = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === "object" && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([name], [other]) => (name < other ? -1 : 1)))
        : member,
    ),
  );

function updated(held: unknown, update: OptimisticUpdate): unknown {
  const { pages } = Object(held) as { readonly pages?: readonly CachedBy<GeneratedFunction>[] };
  return pages ? { ...(held as object), pages: pages.map((page) => one(page, update)) } : one(held, update);
}

/** What is shown has no version: the server never had it, so nothing may be saved on it. */
function one(held: unknown, { update }: OptimisticUpdate): unknown {
  const record = held as CachedBy<GeneratedFunction>;
  const version = record.version && { ...(record.version as object), tag: null };
  return { ...(record as object), data: update(record.data as never), version };
}
