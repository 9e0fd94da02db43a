import type { RequestOptions, Retrieved } from "../call.js";
import type { Path, ValueAt } from "../merge/paths.js";
import type { DraftSnapshot, DraftStatus } from "./snapshot.js";
import type { Choice, DraftConflict } from "./state.js";
import type { StoredDraft } from "./stored.js";

/** What a person is doing to one record: the version they see, their edits, and how these reach the server. */
export interface Draft<T, Failure = unknown, R extends string = string> {
  /** The current state; the same object until something changes. */
  readonly getSnapshot: () => DraftSnapshot<T, Failure, R>;
  /** Calls `listener` after each change, and returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly status: DraftStatus;
  /** What the form shows. */
  readonly value: T;
  /** Sets fields, or what `update` makes of the value; `undefined` removes a field. Works at any time, also while saving. */
  readonly change: (update: Partial<T> | ((value: T) => T)) => void;
  /**
   * Sends the edits under the tag of what the person saw. One request at a time: a call while a save is under way
   * waits for it and then saves what was typed since. Sends nothing where there is nothing to save, or where
   * conflicts wait to be decided; looks first where the last outcome is `unknown`.
   *
   * Whatever else goes wrong is `failure` in the snapshot, and the edits stay.
   *
   * @throws {UsageError} when the client was cleared (code `cleared`).
   */
  readonly save: (options?: Pick<RequestOptions, "keepalive">) => Promise<DraftSnapshot<T, Failure, R>>;
  /**
   * Decides one of `conflicts`, given as such or by its path: for the person's edit, for the other one, or for a third
   * value. Of several conflicts with one path, the first is decided.
   */
  readonly resolve: {
    (conflict: DraftConflict<T>, choice: Choice): void;
    <const P extends Path<T>>(path: P, choice: Choice<ValueAt<T, P> | undefined>): void;
  };
  /** Drops all edits: the form shows the newest version that is known. */
  readonly discard: () => void;
  /** Reads the record, and moves the edits onto it. The next save carries the new version's tag. */
  readonly rebase: () => Promise<DraftSnapshot<T, Failure, R>>;
  /**
   * Tells the draft of a version that somebody read (a query that was refetched, an event). Without edits it follows;
   * with edits it says so (`isOutdated`, `changes`), and keeps its tag.
   */
  readonly notice: (record: Retrieved<T>) => void;
  /** The draft as plain data, for the option `stored` of a draft that is opened later. */
  readonly toJSON: () => StoredDraft<T>;
}
