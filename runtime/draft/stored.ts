import type { ResourceRef, Retrieved } from "../call.js";
import { isObject } from "../merge/json.js";
import { type DraftConflict, type DraftState, openConflicts, stateOf } from "./state.js";

/**
 * A draft as plain data, for `localStorage`, IndexedDB or a file: what the person saw, its tag, and their edits. It
 * holds the record's data: keep it per user, and delete it at logout.
 */
export interface StoredDraft<T = unknown> {
  readonly version: 1;
  readonly base: Retrieved<T>;
  readonly value: T;
  /** What the person had seen before, if another version has been merged since. */
  readonly before?: T | undefined;
  /** The conflicts that wait for a decision. */
  readonly conflicts: readonly DraftConflict<T>[];
  /** What a save sent whose outcome was open: it may have been made. */
  readonly sent?: T | undefined;
  /** What was sent was discarded afterwards. */
  readonly isDiscarded?: true | undefined;
}

/** The draft as plain data. */
export function stored<T>(state: DraftState<T>): StoredDraft<T> {
  const { base, value, conflict, activity } = state;
  return {
    version: 1,
    // Headers may name the user; nothing of a draft needs them.
    base: { ...base, headers: {} },
    value,
    ...(conflict && { before: conflict.before }),
    conflicts: openConflicts(state),
    ...("sent" in activity && { sent: activity.sent, ...(activity.isDiscarded && { isDiscarded: true as const }) }),
  };
}

/**
 * The state that was stored; `undefined` if it is not one: of another record, of another version of this package, or
 * changed by hand.
 */
export function restored<T>(draft: unknown, record: Retrieved<T>): DraftState<T> | undefined {
  if (!isObject(draft) || draft["version"] !== 1 || !isObject(draft["base"])) return undefined;
  const { base, value, before, conflicts, sent, isDiscarded } = draft as unknown as StoredDraft<T>;
  const { resource } = base;
  if (resource?.name !== record.resource.name || resource.key !== record.resource.key) return undefined;
  const documents = [base.data, value, ...[before, sent].filter((one) => one !== undefined)];
  if (!documents.every((one) => kindOf(one) === kindOf(record.data))) return undefined;
  if (!Array.isArray(conflicts) || !conflicts.every(isConflict)) return undefined;
  return {
    ...stateOf(base, value),
    ...(before !== undefined && { conflict: { before, open: conflicts as readonly DraftConflict<T>[] } }),
    ...(sent !== undefined && {
      activity: { kind: "unknown", sent, isDiscarded: isDiscarded === true, known: undefined },
    }),
  };
}

/** The version that a stored draft was made on; `undefined` where there is none, or it is of another record. */
export function versionIn(draft: unknown, { name, key }: ResourceRef): Retrieved | undefined {
  const { base } = Object(draft) as Partial<StoredDraft>;
  if (!isObject(base) || !("data" in base)) return undefined;
  const { etag, resource } = base as Partial<Retrieved>;
  const isTag = etag === null || typeof etag === "string";
  return isTag && resource?.name === name && resource.key === key ? (base as unknown as Retrieved) : undefined;
}

/** What a merge needs both sides to be: it would take an object and a text for a record that was replaced. */
const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : isObject(value) ? "object" : typeof value;

const isConflict = (one: unknown): boolean =>
  isObject(one) && Array.isArray(one["path"]) && Array.isArray(one["place"]);
