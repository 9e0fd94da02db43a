import type { EntityTag, ResourceRef } from "../call.js";
import type { TagMemory } from "../pipeline.js";
import { weakEquals } from "./entity-tag.js";

interface Entry {
  tag: EntityTag | null;
  /** When the last state change got its response: a retrieval sent before may carry an older tag. */
  writtenAt: number;
  /** The tag that our own state change replaced: a cached GET may still return it. */
  superseded: EntityTag | null;
}

// Enough for every record that a page or a worker handles at a time; the oldest are dropped.
const LIMIT = 10_000;

/** Creates a tag memory, which drops the least recently used tags beyond its limit. */
export function createTagMemory(): TagMemory {
  const entries = new Map<string, Entry>();
  let clock = 0;
  const id = (resource: ResourceRef): string => `${resource.name}/${resource.key}`;
  const put = (resource: ResourceRef, entry: Entry): void => {
    if (resource.key === null) return;
    entries.delete(id(resource));
    entries.set(id(resource), entry);
    if (entries.size > LIMIT) entries.delete(entries.keys().next().value!);
  };
  return {
    get: (resource) => (entries.get(id(resource))?.tag ?? undefined) as never,
    now: () => ++clock,
    read(resource, tag, sentAt) {
      const before = entries.get(id(resource));
      // An older tag from a cached GET never overwrites a newer one learned from a write.
      if (before && (sentAt < before.writtenAt || (tag && before.superseded && weakEquals(tag, before.superseded))))
        return;
      put(resource, { writtenAt: 0, superseded: null, ...before, tag });
    },
    written(resource, tag) {
      const before = entries.get(id(resource));
      put(resource, { tag, writtenAt: ++clock, superseded: before?.tag ?? before?.superseded ?? null });
    },
    drop(resource) {
      const before = entries.get(id(resource));
      if (before) before.tag = before.superseded = null;
    },
    clear: () => entries.clear(),
  };
}
