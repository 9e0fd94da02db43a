import type { GeneratedFunction } from "../core/generated-function.js";
import type { RequestParts } from "../operation.js";
import type { AnyCached, CachedBy } from "./cached.js";
import type { AnyCaches, CachedQuery } from "./caches.js";
import { keyOf, partOf } from "./keys.js";
import type { FunctionOf, QueryArguments } from "./options.js";
import { markStale } from "./write-through.js";

/** What a page shows while a change is under way. */
export interface OptimisticUpdate {
  readonly read: GeneratedFunction;
  readonly request: RequestParts | undefined;
  readonly update: (data: never) => unknown;
  /** Shows this and other updates. It travels with them, so that who shows nothing does not bundle it. */
  readonly show: (caches: AnyCaches, updates: readonly OptimisticUpdate[]) => Promise<Showing>;
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
  return { read, request: request as RequestParts | undefined, update: update as OptimisticUpdate["update"], show };
}

/** What is shown, until it is known what came of the change. */
export interface Showing {
  /** Shows again what was there before, unless something newer has arrived, and has all of it read again. */
  readonly takeBack: () => void;
  readonly isShown: (query: CachedQuery) => boolean;
}

/** Shows updates. */
async function show(caches: AnyCaches, updates: readonly OptimisticUpdate[]): Promise<Showing> {
  const { queryClient } = caches;
  const matches = updates.map((update) => ({ update, isMatch: matching(caches, update) }));
  const isTouched = (query: CachedQuery): boolean =>
    query.state.data !== undefined && matches.some(({ isMatch }) => isMatch(query));
  // A response that was on its way would replace what is shown.
  await queryClient.cancelQueries({ predicate: isTouched });
  // All updates of a query are made before any is shown: one that throws leaves nothing behind.
  const planned = queryClient
    .getQueryCache()
    .findAll({ predicate: isTouched })
    .map(({ queryKey, state: { data: before } }) => {
      const ours = matches.filter(({ isMatch }) => isMatch({ queryKey, state: { data: before, fetchStatus: "idle" } }));
      return { queryKey, before, next: ours.reduce((data, { update }) => updated(data, update), before) };
    });
  for (const { queryKey, next } of planned) queryClient.setQueryData(queryKey, next);
  const keys = new Set(planned.map(({ queryKey }) => queryKey));
  const isShown = ({ queryKey }: CachedQuery): boolean => keys.has(queryKey);
  return {
    isShown,
    takeBack() {
      for (const { queryKey, before } of planned)
        if (isOptimistic(queryClient.getQueryData(queryKey))) queryClient.setQueryData(queryKey, before);
      // Another update may have been made on top of this one, and a reading was stopped for it.
      void markStale(queryClient, isShown);
    },
  };
}

function matching(
  caches: AnyCaches,
  { read: { operation }, request }: OptimisticUpdate,
): (query: CachedQuery) => boolean {
  const wanted = request && JSON.stringify(sorted(keyOf(caches, operation, request)[0].request));
  return ({ queryKey }) => {
    const part = partOf(caches, queryKey);
    return part?.operation === operation.id && (!wanted || wanted === JSON.stringify(sorted(part.request)));
  };
}

/** With the members of all objects in one order. */
export const sorted = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === "object" && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([name], [other]) => (name < other ? -1 : 1)))
        : member,
    ),
  );

function updated(held: unknown, update: OptimisticUpdate): unknown {
  const { pages } = Object(held) as Partial<Pages>;
  return pages
    ? { ...(held as object), pages: pages.map((page) => one(page, update)) }
    : one(held as AnyCached, update);
}

/** The data of an infinite query. */
interface Pages {
  readonly pages: readonly AnyCached[];
}

/** What is shown has no tag: the server never had it, so nothing may be saved on it. */
function one({ version, ...held }: AnyCached, { update }: OptimisticUpdate): AnyCached {
  const untagged = version && { ...version, tag: null };
  return { ...held, data: update(held.data as never), version: untagged, isOptimistic: true };
}

function isOptimistic(held: unknown): boolean {
  const { pages = [held] } = Object(held) as Partial<Pages>;
  return pages.some((page) => (page as AnyCached | undefined)?.isOptimistic);
}
