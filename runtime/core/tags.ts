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

// Enough for every record a page or a worker handles at a time; the oldest are forgotten.
const RESOURCES = 10_000;
const CALLERS = 1_000;
// Whoever asks first is the user whose tags `hydrate` brought.
const ANYONE = "";

/** In memory, bounded, least recently used out first. What one caller learned is not told to another. */
export function createTagMemory(): TagMemory {
  const known = new Map<string, Map<string, Entry>>();
  let first = ANYONE;
  let hasSeveral = false;
  let moment = 0;
  const of = ({ name, key }: ResourceRef): Map<string, Entry> | undefined => known.get(`${name}/${key}`);
  const lookUp = (resource: ResourceRef, caller: string): Entry | undefined =>
    of(resource)?.get(caller) ?? (hasSeveral ? undefined : of(resource)?.get(ANYONE));
  const put = (resource: ResourceRef, caller: string, entry: Entry): void => {
    hasSeveral ||= caller !== ANYONE && first !== ANYONE && first !== caller;
    if (first === ANYONE) first = caller;
    if (resource.key === null) return;
    const byCaller = of(resource) ?? new Map<string, Entry>();
    putLast(byCaller, caller, entry, CALLERS);
    putLast(known, `${resource.name}/${resource.key}`, byCaller, RESOURCES);
  };
  const drop = (resource: ResourceRef): void => {
    for (const entry of of(resource)?.values() ?? []) entry.tag = entry.superseded = null;
  };
  return {
    // Where nobody says who asks, only a client that acted for one user alone has an answer.
    get: (resource, caller) =>
      (caller === undefined && hasSeveral ? undefined : (lookUp(resource, caller ?? first)?.tag ?? undefined)) as never,
    now: () => ++moment,
    read(resource, tag, sentAt, caller = ANYONE) {
      const before = lookUp(resource, caller);
      // An older tag from a cached GET never overwrites a newer one learned from a write.
      if (before && (sentAt < before.writtenAt || (tag && before.superseded && weakEquals(tag, before.superseded))))
        return;
      put(resource, caller, { writtenAt: 0, superseded: null, ...before, tag });
    },
    written(resource, tag, caller) {
      const before = lookUp(resource, caller);
      const superseded = before?.tag ?? before?.superseded ?? null;
      // What others know of it is no longer true.
      drop(resource);
      put(resource, caller, { tag, writtenAt: ++moment, superseded });
    },
    drop,
    clear() {
      known.clear();
      first = ANYONE;
      hasSeveral = false;
    },
  };
}

/** Puts an entry last, and forgets the first one where there are too many. */
function putLast<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}
