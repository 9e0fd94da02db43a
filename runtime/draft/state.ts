import type { Retrieved } from "../call.js";
import { isObject, property, same } from "../merge/json.js";
import { type Conflict, merge3, type MergeOptions } from "../merge/merge.js";
import { jsonPointer, type Path, type PathPattern, type Rule, ruleFor } from "../merge/paths.js";
import type { UnknownChange } from "../pipeline.js";
import { at, type FieldChange, fieldChanges } from "./places.js";

/** How a draft merges: the options of `merge3` but `prefer`, as the person decides. */
export type MergeRules<T> = Omit<MergeOptions<T>, "prefer">;

/**
 * What a draft is doing: `clean`, nothing to save; `dirty`, something to save; `saving`; `conflict`, another change came
 * first, and the next save waits for the person; `unknown`, a save may or may not have been made; `gone`, the record was
 * deleted; `invalid`, the server refused what was sent (400 or 422) and `failure` says why.
 */
export type DraftStatus = "clean" | "dirty" | "saving" | "conflict" | "unknown" | "gone" | "invalid";

/** What a draft shows: one object for each state, so that it fits `useSyncExternalStore` and signals. */
export interface DraftSnapshot<T, Failure = unknown> {
  readonly status: DraftStatus;
  /** What the form shows. */
  readonly value: T;
  /** What `value` was derived from, with the tag that the next save carries. */
  readonly base: Retrieved<T>;
  /** The fields that the person changed: where `value` differs from `base`. */
  readonly edits: readonly FieldChange<T>[];
  /** What others changed since the person saw the record, by place: after a conflict, or where it was noticed before. */
  readonly changes: readonly FieldChange<T>[];
  /** The server's version that `changes` lead to. */
  readonly theirs: T | undefined;
  /** The places that both sides changed and nobody has decided yet. A save waits for all of them. */
  readonly conflicts: readonly Conflict<T>[];
  /** A newer version is known, and the draft does not follow it until `rebase()`. */
  readonly isOutdated: boolean;
  /** The result, or what was thrown, of the last save that failed; absent after one that did not. */
  readonly failure: Failure | Error | undefined;
}

/** All that a draft knows. Snapshots are derived from it. */
export interface DraftState<T> {
  readonly base: Retrieved<T>;
  readonly value: T;
  /** After a conflict: the version that the person's edits were made on, before `base`. */
  readonly before?: T | undefined;
  /** JSON pointers of the conflicts that were decided for `value`. */
  readonly kept: ReadonlySet<string>;
  /** A newer version that was noticed, and not merged yet. */
  readonly newer?: Retrieved<T> | undefined;
  /** The tags that `base` had before: a late response may bring one of these versions again. */
  readonly past: readonly string[];
  readonly isSaving: boolean;
  /** The save whose outcome is not known. */
  readonly unknown?: UnknownChange | undefined;
  /** What the last save sent. */
  readonly sent?: T | undefined;
  readonly isGone: boolean;
  readonly isRefused: boolean;
  readonly failure?: unknown;
}

/** A draft of what was read, before anything was typed. */
export const stateOf = <T>(base: Retrieved<T>, value: T = base.data): DraftState<T> => ({
  base,
  value,
  kept: new Set(),
  past: [],
  isSaving: false,
  isGone: false,
  isRefused: false,
});

/** The rules of server-managed fields. */
export const readOnlyRules = <T>({ readOnly = [] }: MergeRules<T>): readonly Rule[] =>
  readOnly.map((pattern: PathPattern<T>) => ruleFor(pattern, { readOnly: true }));

/** The places where both sides changed the same, but those that were decided. */
export function openConflicts<T>(state: DraftState<T>, rules: MergeRules<T>): readonly Conflict<T>[] {
  if (state.before === undefined) return [];
  const { conflicts } = merge3<T>(state.before, state.value, state.base.data, rules as MergeRules<NoInfer<T>>);
  return conflicts.filter(({ path }) => !state.kept.has(jsonPointer(path as Path<unknown>)));
}

/**
 * The draft on a newer version: what the person changed stays, what others changed arrives, and where both did, the
 * person's edit stays in `value` and the conflict is reported.
 */
export function rebased<T>(state: DraftState<T>, record: Retrieved<T>, rules: MergeRules<T>): DraftState<T> {
  const ignored = readOnlyRules(rules);
  // A conflict upon a conflict: the edits are still those made on the first version.
  const before = state.before ?? state.base.data;
  const value = mine(state.base.data, state.value, record.data, rules);
  // What was decided against one version is not decided against the next.
  const moved = pointersOf(fieldChanges(state.base.data, record.data, ignored));
  const kept = new Set([...state.kept].filter((pointer) => !moved.some((other) => overlap(pointer, other))));
  const next: DraftState<T> = { ...onto(state, record), value, before, kept, newer: undefined, unknown: undefined };
  // Nothing of the person's is left to save, or nothing had changed below it: there is nothing to decide.
  const isSettled = !isDirty(next, rules) || same(before, record.data, ignored);
  return isSettled ? settled(next) : next;
}

/** With nothing left to decide. */
export const settled = <T>(state: DraftState<T>): DraftState<T> => ({ ...state, before: undefined, kept: new Set() });

const pointersOf = <T>(changes: readonly FieldChange<T>[]): string[] =>
  changes.map(({ path }) => jsonPointer(path as Path<unknown>));
const overlap = (a: string, b: string): boolean => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);

/** Remembered tags: enough for the responses that may still be under way. */
const PAST = 16;

const onto = <T>(state: DraftState<T>, base: Retrieved<T>): DraftState<T> => {
  const { etag } = state.base;
  return { ...state, base, past: etag === null ? state.past : [...state.past, etag].slice(-PAST) };
};

/** After a save that was made: what was typed meanwhile stays, on top of what the server made of the rest. */
export function saved<T>(state: DraftState<T>, sent: T, record: Retrieved<T>, rules: MergeRules<T>): DraftState<T> {
  const { past } = onto(state, record);
  return { ...stateOf(record, mine(sent, state.value, record.data, rules)), past };
}

/** A version that somebody read: a draft without edits follows it; one with edits only takes note. */
export function noticed<T>(state: DraftState<T>, record: Retrieved<T>, rules: MergeRules<T>): DraftState<T> {
  const { etag } = record;
  if (etag === null || etag === state.base.etag || state.past.includes(etag)) return state;
  if (statusOf(state, rules) === "clean") return { ...stateOf(record), past: onto(state, record).past };
  return { ...state, newer: record };
}

/** A merge in which the person's edits win. */
const mine = <T>(base: T, value: T, theirs: T, rules: MergeRules<T>): T =>
  merge3<T>(base, value, theirs, { ...(rules as MergeRules<NoInfer<T>>), prefer: "mine" }).value;

/** Whether there is something to save. */
export const isDirty = <T>({ value, base }: DraftState<T>, rules: MergeRules<T>): boolean =>
  !same(base.data, value, readOnlyRules(rules));

function statusOf<T>(state: DraftState<T>, rules: MergeRules<T>): DraftStatus {
  if (state.isSaving) return "saving";
  if (state.isGone) return "gone";
  if (state.unknown) return "unknown";
  if (state.before !== undefined) return "conflict";
  if (!isDirty(state, rules)) return "clean";
  return state.isRefused ? "invalid" : "dirty";
}

/** What the draft shows in a state. */
export function snapshotOf<T, Failure>(state: DraftState<T>, rules: MergeRules<T>): DraftSnapshot<T, Failure> {
  const { base, value, before, newer } = state;
  const ignored = readOnlyRules(rules);
  const theirs = newer ? newer.data : before === undefined ? undefined : base.data;
  const seen = before ?? base.data;
  return {
    status: statusOf(state, rules),
    value,
    base,
    edits: fieldChanges(base.data, value, ignored),
    changes: theirs === undefined ? [] : fieldChanges(seen, theirs, ignored),
    theirs,
    conflicts: openConflicts(state, rules),
    isOutdated: newer !== undefined,
    failure: state.failure as Failure | Error | undefined,
  };
}

/** The value with the fields of `update`, or what `update` makes of it. */
export function updated<T>(value: T, update: Partial<T> | ((value: T) => T)): T {
  if (typeof update === "function") return (update as (value: T) => T)(value);
  const changes = Object.entries(update as object).filter(([, field]) => field !== undefined);
  const removed = Object.keys(update as object).filter((name) => property(update as never, name) === undefined);
  if (!isObject(value)) return update as T;
  const kept = Object.entries(value).filter(([name]) => !removed.includes(name));
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries([...kept, ...changes]) as T;
}

/** Decides the conflict at `path`: for the person's edit, for the other one, or for a value of its own. */
export function decided<T>(
  state: DraftState<T>,
  path: Path<T>,
  choice: "mine" | "theirs" | { readonly value: unknown },
  rules: MergeRules<T>,
): DraftState<T> {
  const pointer = jsonPointer(path as Path<unknown>);
  const conflict = openConflicts(state, rules).find((one) => jsonPointer(one.path as Path<unknown>) === pointer);
  if (!conflict) return state;
  const kept = new Set([...state.kept, pointer]);
  if (choice === "mine") return { ...state, kept };
  const value = choice === "theirs" ? conflict.theirs : choice.value;
  return { ...state, kept, value: at(state.value, path as Path<unknown>, value) as T };
}
