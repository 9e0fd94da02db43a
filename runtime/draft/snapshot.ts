import type { Retrieved } from "../call.js";
import { same } from "../merge/json.js";
import { type FieldChange, fieldChanges, valueAt } from "./places.js";
import {
  type DraftConflict,
  type DraftState,
  isDirty,
  type MergeRules,
  openConflicts,
  readOnlyRules,
} from "./state.js";

/**
 * What a draft is doing: `clean`, nothing to save; `dirty`, something to save; `saving`; `conflict`, another change came
 * first, and the next save waits for the person; `unknown`, a save may or may not have been made; `gone`, the record was
 * deleted; `invalid`, the server refused what was sent (400 or 422) and `failure` says why.
 */
export type DraftStatus = "clean" | "dirty" | "saving" | "conflict" | "unknown" | "gone" | "invalid";

/** What a draft shows: one object for each state, so that it fits `useSyncExternalStore` and signals. */
export interface DraftSnapshot<T, Failure = unknown, R extends string = string> {
  readonly status: DraftStatus;
  /** What the form shows. */
  readonly value: T;
  /** What `value` was derived from, with the tag that the next save carries: also the `ifMatch` of a button beside the form. */
  readonly base: Retrieved<T, R>;
  /** The fields that the person changed: where `value` differs from `base`. */
  readonly edits: readonly FieldChange<T>[];
  /** What others changed since the person saw the record, by place: after a conflict, or where it was noticed before. */
  readonly changes: readonly FieldChange<T>[];
  /** The server's version that `changes` lead to. */
  readonly theirs: T | undefined;
  /** The places that both sides changed and nobody has decided yet. A save waits for all of them. */
  readonly conflicts: readonly DraftConflict<T>[];
  /** A newer version is known, and the draft does not follow it until `rebase()`. */
  readonly isOutdated: boolean;
  /** The result, or what was thrown, of the last request that failed; absent once the record was read or saved. */
  readonly failure: Failure | Error | undefined;
}

/** What the draft shows in a state. */
export function snapshotOf<T, Failure>(state: DraftState<T>, rules: MergeRules<T>): DraftSnapshot<T, Failure> {
  const { base, value, conflict, newer, last } = state;
  const ignored = readOnlyRules(rules);
  const theirs = newer ? newer.data : conflict && base.data;
  const seen = conflict?.before ?? base.data;
  return {
    status: statusOf(state, rules),
    value,
    base,
    edits: fieldChanges(base.data, value, ignored),
    changes: theirs === undefined ? [] : fieldChanges(seen, theirs, ignored),
    theirs,
    conflicts: openConflicts(state).map((one) => shown(one, value)),
    isOutdated: newer !== undefined,
    failure: last?.failure as Failure | Error | undefined,
  };
}

/** A conflict with the person's side as it is now: they may have typed on. */
function shown<T>(conflict: DraftConflict<T>, value: T): DraftConflict<T> {
  const mine = valueAt(value, conflict.place);
  if (same(mine, conflict.mine)) return conflict;
  const { mine: _mine, text: _text, ...rest } = conflict;
  return { ...rest, ...(mine !== undefined && { mine }) } as DraftConflict<T>;
}

function statusOf<T>(state: DraftState<T>, rules: MergeRules<T>): DraftStatus {
  const { activity, last, conflict, value } = state;
  if (activity.kind === "unknown") return last?.kind === "gone" ? "gone" : "unknown";
  if (activity.kind !== "idle") return "saving";
  if (last?.kind === "gone") return "gone";
  if (conflict) return "conflict";
  if (!isDirty(state, rules)) return "clean";
  // What was corrected meanwhile has not been refused.
  return last?.kind === "refused" && same(value, last.sent, readOnlyRules(rules)) ? "invalid" : "dirty";
}
