import type { Retrieved } from "../call.js";
import { isObject } from "../merge/json.js";
import { type DraftState, stateOf } from "./state.js";

/**
 * A draft as plain data, for `localStorage`, IndexedDB or a file: what the person saw, its tag, and their edits. It
 * holds the record's data: keep it per user, and delete it at logout.
 */
export interface StoredDraft<T = unknown> {
  readonly version: 1;
  readonly base: Retrieved<T>;
  readonly value: T;
  /** What the edits were made on, if another version has been merged since. */
  readonly before?: T | undefined;
  /** JSON pointers of conflicts that were decided for `value`. */
  readonly kept: readonly string[];
}

/** The draft as plain data. A save that is under way, or whose outcome is unknown, counts as not made. */
export const stored = <T>({ base, value, before, kept }: DraftState<T>): StoredDraft<T> => ({
  version: 1,
  // Headers may name the user; nothing of a draft needs them.
  base: { ...base, headers: {} },
  value,
  ...(before !== undefined && { before }),
  kept: [...kept],
});

/**
 * The state that was stored; `undefined` if it is not one: of another record, of another version of this package, or
 * changed by hand.
 */
export function restored<T>(draft: unknown, record: Retrieved<T>): DraftState<T> | undefined {
  if (!isObject(draft) || draft["version"] !== 1 || !isObject(draft["base"])) return undefined;
  if (draft["base"]["data"] === undefined) return undefined;
  const { base, value, before, kept } = draft as unknown as StoredDraft<T>;
  const { resource } = base;
  if (resource?.name !== record.resource.name || resource.key !== record.resource.key) return undefined;
  if (value === undefined || !Array.isArray(kept) || !kept.every((one) => typeof one === "string")) return undefined;
  return { ...stateOf(base, value), before, kept: new Set(kept) };
}
