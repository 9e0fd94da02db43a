import { type EntityTag, weakEquals } from "./entity-tag.js";
import type { ResourceRef } from "./results.js";

/**
 * The current validator of each resource, as far as this client knows. Keyed by resource, never by
 * URL: several URLs may represent one resource and share its tag. It never feeds If-Match by itself
 * (the caller's tag does); it serves `client.tagOf` and whoever builds on it.
 */
export interface TagMemory {
  get<R extends string>(resource: ResourceRef<R>): EntityTag<R> | undefined;
  /** Counts the moments of this client; take it when a request leaves. */
  now(): number;
  /** A retrieval that left at `sentAt` answered with `tag` (`null`: with none). */
  read(resource: ResourceRef, tag: EntityTag | null, sentAt: number): void;
  /** A state change came through and answered with `tag` (`null`: the new tag is not known). */
  written(resource: ResourceRef, tag: EntityTag | null): void;
  /** What was known is not to be believed any more: 412, or an ambiguous outcome. */
  drop(resource: ResourceRef): void;
  clear(): void;
}

interface Known {
  tag: EntityTag | null;
  /** When the last state change answered: a retrieval that left before it may carry older news. */
  writtenAt: number;
  /** The tag that our own state change replaced: a cached GET may still bring it back. */
  superseded: EntityTag | null;
}

// Enough for every record a page or a worker handles at a time; the oldest are forgotten.
const LIMIT = 10_000;

/** In memory, bounded, least recently used out first. */
export function createTagMemory(): TagMemory {
  const known = new Map<string, Known>();
  let moment = 0;
  const id = (resource: ResourceRef): string => `${resource.name}/${resource.key}`;
  const put = (resource: ResourceRef, entry: Known): void => {
    if (resource.key === null) return;
    known.delete(id(resource));
    known.set(id(resource), entry);
    if (known.size > LIMIT) known.delete(known.keys().next().value!);
  };
  return {
    get: (resource) => (known.get(id(resource))?.tag ?? undefined) as never,
    now: () => ++moment,
    read(resource, tag, sentAt) {
      const before = known.get(id(resource));
      // An older tag from a cached GET never overwrites a newer one learned from a write.
      if (before && (sentAt < before.writtenAt || (tag && before.superseded && weakEquals(tag, before.superseded))))
        return;
      put(resource, { writtenAt: 0, superseded: null, ...before, tag });
    },
    written(resource, tag) {
      const before = known.get(id(resource));
      put(resource, { tag, writtenAt: ++moment, superseded: before?.tag ?? before?.superseded ?? null });
    },
    drop(resource) {
      const before = known.get(id(resource));
      if (before) before.tag = before.superseded = null;
    },
    clear: () => known.clear(),
  };
}
