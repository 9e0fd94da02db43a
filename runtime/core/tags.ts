import type { EntityTag, ResourceRef } from "../call.js";
import type { TagMemory } from "../pipeline.js";
import { weakEquals } from "./entity-tag.js";

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
