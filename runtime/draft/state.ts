import type { EntityTag, Retrieved } from "../call.js";
import { weakEquals } from "../core/entity-tag.js";
import { isObject, same } from "../merge/json.js";
import { type Conflict, type ItemPath, merge3, type MergeOptions, rulesOf } from "../merge/merge.js";
import { jsonPointer, type Path, type PathPattern, type Rule, ruleFor } from "../merge/paths.js";
import { agreed, holds, withKeys } from "./echo.js";
import { copyOf, pathTo, placed, taken, valueAt } from "./places.js";

/** How a draft merges: the options of `merge3` but `prefer`, as the person decides. */
export type MergeRules<T> = Omit<MergeOptions<T>, "prefer">;

/**
 * A conflict that waits for the person. `path` is where it was in `value` when it arose; typing and other decisions do not
 * move it. `place` names list items by their key, and is unique among the conflicts of a draft.
 */
export type DraftConflict<T> = Conflict<T> & { readonly place: ItemPath };

/** What the draft is doing. `sent` is the value of a save whose outcome is open. */
export type Activity<T> =
  | { readonly kind: "idle" | "reading" }
  | {
      readonly kind: "writing" | "looking" | "unknown";
      readonly sent: T;
      /** The person has dropped it meanwhile: if it was not made, it is not sent again. */
      readonly isDiscarded: boolean;
      /** What had been noticed before it was sent: if it is made, that was no newer version. */
      readonly known: Retrieved<T> | undefined;
    };

/** What came of the last request, if it was no success. */
export interface LastOutcome<T> {
  readonly kind: "failed" | "refused" | "gone";
  readonly failure: unknown;
  /** What was refused. */
  readonly sent?: T | undefined;
}

/** All that a draft knows. Snapshots are derived from it. */
export interface DraftState<T> {
  /** The version that the next save replaces. Its data is never shared with `value`. */
  readonly base: Retrieved<T>;
  readonly value: T;
  /** After a merge that the person has not saved yet. */
  readonly conflict?:
    | {
        /** The version that they had seen before. */
        readonly before: T;
        readonly open: readonly DraftConflict<T>[];
      }
    | undefined;
  /** A newer version that was noticed, and not merged yet. */
  readonly newer?: Retrieved<T> | undefined;
  /** The tags that `base` had before: a late response may bring one of these versions again. */
  readonly past: readonly EntityTag[];
  readonly activity: Activity<T>;
  readonly last?: LastOutcome<T> | undefined;
}

const idle = { kind: "idle" } as const;
const reading = { kind: "reading" } as const;

/** A draft of what was read, before anything was typed. */
export const stateOf = <T>(base: Retrieved<T>, value: T = base.data): DraftState<T> => ({
  base: { ...base, data: copyOf(base.data) },
  value: copyOf(value),
  past: [],
  activity: idle,
});

/** The rules of server-managed fields. */
export const readOnlyRules = <T>({ readOnly = [] }: MergeRules<T>): readonly Rule[] =>
  readOnly.map((pattern: PathPattern<T>) => ruleFor(pattern, { readOnly: true }));

/** Whether there is something to save. */
export const isDirty = <T>({ value, base }: DraftState<T>, rules: MergeRules<T>): boolean =>
  !same(base.data, value, readOnlyRules(rules));

/** The conflicts that wait for a decision: where both have the same by now, there is nothing to decide. */
export const openConflicts = <T>({ conflict, value, base }: DraftState<T>): readonly DraftConflict<T>[] =>
  (conflict?.open ?? []).filter(({ place }) => !same(valueAt(value, place), valueAt(base.data, place)));

/**
 * What is known about the save that is under way when a version arrives: `answered`, the version is the response to it;
 * `made`, others may have saved since; `refused`, it was not made; `open`, nothing. Without a save it means nothing.
 */
export type Outcome = "answered" | "made" | "refused" | "open";

/**
 * The draft on another version of the record: what the person changed stays, what others changed arrives, and where both
 * did, the person's edit stays in `value` and the conflict is open.
 */
export function onVersion<T>(
  state: DraftState<T>,
  record: Retrieved<T>,
  rules: MergeRules<T>,
  outcome: Outcome = "open",
  last?: LastOutcome<T>,
): DraftState<T> {
  const { base, activity } = state;
  const theirs = record.data;
  const { from, value, isEcho } = mergeFrom(state, theirs, rules, outcome);
  const clashes: DraftConflict<T>[] = [];
  const merged = merge3<T>(from, value, theirs, {
    ...(rules as MergeRules<NoInfer<T>>),
    prefer: (conflict, place) => {
      // What the server made of the save itself is nobody's change.
      const isOurs = outcome === "answered" || (isEcho && holds(conflict.theirs, conflict.base));
      if (!isOurs) clashes.push({ ...conflict, place } as DraftConflict<T>);
      return "mine";
    },
  }).value;
  const before = state.conflict?.before ?? from;
  const open = stillOpen(state, clashes, merged, theirs);
  // The version is still the one that was sent for: what was sent may arrive yet.
  const isPending = outcome === "open" && "sent" in activity && isTagOf(record, base.etag);
  const next: DraftState<T> = {
    base: { ...record, data: copyOf(theirs) },
    value: copyOf(merged),
    conflict: { before, open },
    newer: noticedSince(state, record, outcome),
    past: pastOf(state, record),
    activity: isPending ? activity : activity.kind === "idle" || activity.kind === "unknown" ? idle : reading,
    last: isPending ? state.last : last,
  };
  const ignored = readOnlyRules(rules);
  const isUnchanged =
    outcome === "answered" ||
    same(before, theirs, ignored) ||
    (isEcho && holds(theirs, before, ignored)) ||
    (!state.conflict && isTagOf(record, base.etag));
  return settled(isUnchanged && open.length === 0 ? { ...next, conflict: undefined } : next, rules);
}

/** What the edits are merged from, and the edits: with a save in between, from what is known to have come of it. */
function mergeFrom<T>(state: DraftState<T>, theirs: T, rules: MergeRules<T>, outcome: Outcome) {
  const { base, value, activity } = state;
  // Without a tag, `base` is what was sent, and stands for what the server made of it.
  if (!("sent" in activity)) return { from: base.data, value, isEcho: base.etag === null };
  const all = rulesOf<T>(rules);
  const isAnswer = outcome === "answered";
  const sent = withKeys(activity.sent, activity.sent, theirs, all, isAnswer) as T;
  const edits = withKeys(value, activity.sent, theirs, all, isAnswer) as T;
  if (isAnswer || outcome === "made") return { from: sent, value: edits, isEcho: true };
  const from = outcome === "refused" ? base.data : (agreed(base.data, sent, theirs, all) as T);
  return { from, value: withoutDropped(activity, sent, edits, from, rules), isEcho: outcome === "open" };
}

/** The edits without what was sent and then dropped: where it was not made, `value` is again what it was made from. */
function withoutDropped<T>(
  { isDiscarded }: { readonly isDiscarded: boolean },
  sent: T,
  value: T,
  from: T,
  rules: MergeRules<T>,
): T {
  if (!isDiscarded) return value;
  return copyOf(merge3<T>(sent, value, from, { ...(rules as MergeRules<NoInfer<T>>), prefer: "mine" }).value);
}

/** New conflicts, and earlier ones in which neither side has moved; both with the version that the person had seen. */
function stillOpen<T>(
  state: DraftState<T>,
  clashes: readonly DraftConflict<T>[],
  value: T,
  theirs: T,
): DraftConflict<T>[] {
  const earlier = openConflicts(state);
  const known = clashes.map((clash) => {
    const first = earlier.find((one) => isAt(one, clash.place));
    if (!first) return clash;
    const { base: _base, ...rest } = clash;
    return { ...rest, ...("base" in first && { base: first.base }) } as DraftConflict<T>;
  });
  const kept = earlier.filter(
    (one) =>
      !clashes.some(({ place }) => isAt(one, place)) && !same(valueAt(value, one.place), valueAt(theirs, one.place)),
  );
  // Where they have taken their change back, the person's edit is on what they saw.
  const isOpen = ({ place, base }: DraftConflict<T>): boolean => !same(base, valueAt(theirs, place));
  const moved = kept.map((one) => ({ ...one, path: pathTo(value, one.place) }) as DraftConflict<T>);
  return [...known, ...moved].filter(isOpen);
}

const isAt = <T>(conflict: DraftConflict<T>, place: ItemPath): boolean =>
  JSON.stringify(conflict.place) === JSON.stringify(place);

/** A version that was noticed while the save was under way may be newer than its own. */
function noticedSince<T>({ newer, activity }: DraftState<T>, record: Retrieved<T>, outcome: Outcome) {
  const isMade = outcome === "answered" || outcome === "made";
  if (!newer || !isMade || !("sent" in activity) || newer === activity.known) return undefined;
  return isTagOf(record, newer.etag) ? undefined : newer;
}

/** Remembered tags: enough for the responses that may still be under way. */
const PAST = 16;

/** The tags that were replaced, once `record` has come. */
function pastOf<T>({ base: { etag }, past }: DraftState<T>, record: Retrieved<T>): readonly EntityTag[] {
  const all = etag === null || past.includes(etag) ? past : [...past, etag];
  return all.filter((tag) => !isTagOf(record, tag)).slice(-PAST);
}

/** Whether a record has this tag, whoever weakened it on the way (gzip). */
export const isTagOf = ({ etag }: Pick<Retrieved, "etag">, tag: EntityTag | null): boolean =>
  etag !== null && tag !== null && weakEquals(etag, tag);

/** With nothing left to save or to decide there is no conflict, and no failure but one that was thrown. */
export function settled<T>(state: DraftState<T>, rules: MergeRules<T>): DraftState<T> {
  if (isDirty(state, rules) || openConflicts(state).length > 0) return state;
  if (state.last?.kind === "gone" || "sent" in state.activity) return state;
  return { ...state, conflict: undefined, last: state.last?.failure instanceof Error ? state.last : undefined };
}

/** What the form shows is on its way. */
export const sending = <T>(state: DraftState<T>): DraftState<T> => ({
  ...state,
  conflict: undefined,
  last: undefined,
  activity: { kind: "writing", sent: copyOf(state.value), isDiscarded: false, known: state.newer },
});

/** A save that was not made: the edits are edits of `base` again, without what was dropped meanwhile. */
export function notMade<T>(state: DraftState<T>, rules: MergeRules<T>, last?: LastOutcome<T>): DraftState<T> {
  const { base, activity, value } = state;
  const rest = "sent" in activity ? withoutDropped(activity, activity.sent, value, base.data, rules) : value;
  return settled({ ...state, value: rest, activity: reading, last }, rules);
}

/** The end of a turn: nothing is under way. A save that may have been made stays open. */
export function atRest<T>(state: DraftState<T>): DraftState<T> {
  const { activity } = state;
  if (activity.kind === "idle" || activity.kind === "unknown") return state;
  return { ...state, activity: "sent" in activity ? { ...activity, kind: "unknown" } : idle };
}

/** A version that somebody read: a draft without edits follows it; one with edits only takes note. */
export function noticed<T>(state: DraftState<T>, record: Retrieved<T>, rules: MergeRules<T>): DraftState<T> {
  const { base, past, activity, last } = state;
  const { resource, etag } = record;
  if (resource.name !== base.resource.name || resource.key !== base.resource.key) return state;
  if (etag === null || isTagOf(record, base.etag) || past.some((tag) => isTagOf(record, tag))) return state;
  if (activity.kind !== "idle" || last?.kind === "gone" || isDirty(state, rules)) return { ...state, newer: record };
  // No save of ours replaced the version before: with tags made from the content, it may come again.
  return { ...stateOf(record), past };
}

/** Without the person's edits. */
export function discarded<T>(state: DraftState<T>): DraftState<T> {
  const { base, newer = base, past, activity, last } = state;
  // A save that is under way, or whose outcome is unknown, cannot be taken back: what it sent is still waited for.
  if ("sent" in activity)
    return {
      ...state,
      value: copyOf(activity.sent),
      conflict: undefined,
      activity: { ...activity, isDiscarded: true },
    };
  if (activity.kind === "reading") return { ...state, value: copyOf(base.data), conflict: undefined };
  return { ...stateOf(newer), past, last: last?.kind === "gone" ? last : undefined };
}

/** The value with the fields of `update`, or what `update` makes of it. */
export function updated<T>(value: T, update: Partial<T> | ((value: T) => T)): T {
  // A copy: what edits it in place must not edit what was shown before.
  if (typeof update === "function") return (update as (value: T) => T)(copyOf(value));
  if (!isObject(value)) return update as T;
  const fields = Object.entries(update as object);
  const removed = fields.filter(([, field]) => field === undefined).map(([name]) => name);
  const kept = Object.entries(value).filter(([name]) => !removed.includes(name));
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries([...kept, ...fields.filter(([, field]) => field !== undefined)]) as T;
}

/** What a conflict is decided for. */
export type Choice<Value = unknown> = "mine" | "theirs" | { readonly value: Value };

/** Decides a conflict, given as such or by its path: for the person's edit, for the other one, or for a value of its own. */
export function decided<T>(
  state: DraftState<T>,
  which: Path<T> | DraftConflict<T>,
  choice: Choice,
  rules: MergeRules<T>,
): DraftState<T> {
  const pointer = Array.isArray(which) ? jsonPointer(which as unknown as Path<unknown>) : undefined;
  const conflict = openConflicts(state).find((one) =>
    pointer === undefined
      ? isAt(one, (which as DraftConflict<T>).place)
      : jsonPointer(one.path as Path<unknown>) === pointer,
  );
  if (!conflict || !state.conflict) return state;
  const open = state.conflict.open.filter((one) => one !== conflict);
  const value = choice === "mine" ? state.value : (chosen(state, conflict.place, choice, rules) as T);
  return settled({ ...state, value: copyOf(value), conflict: { ...state.conflict, open } }, rules);
}

function chosen<T>(
  { value, base }: DraftState<T>,
  place: ItemPath,
  choice: Exclude<Choice, "mine">,
  rules: MergeRules<T>,
): unknown {
  const theirs = (): unknown => taken(value, base.data, place, rulesOf<T>(rules));
  if (choice === "theirs") return theirs();
  // A place that the person removed is theirs before it has another value.
  return placed(valueAt(value, place) === undefined ? theirs() : value, place, choice.value);
}

/** A request is under way: a reading, which may be one that looks into an open save. */
export function looking<T>(state: DraftState<T>, last = state.last): DraftState<T> {
  const { activity } = state;
  return { ...state, last, activity: "sent" in activity ? { ...activity, kind: "looking" } : reading };
}
