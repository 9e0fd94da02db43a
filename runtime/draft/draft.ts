import type { Changed, EntityTag, RequestOptions, RetrievalOutcome, Retrieved } from "../call.js";
import { weakEquals } from "../core/entity-tag.js";
import type { BodyOf, DataOf, OkOf } from "../core/edit.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import { type AnyResult, unwrap } from "../core/unwrap.js";
import { InvalidResponseError, NetworkError, UsageError } from "../errors.js";
import { resolve as lookInto } from "../layers/recover.js";
import { patchBody } from "../merge/patch.js";
import type { Ambiguous } from "../core/results.js";
import { writable } from "../merge/json.js";
import type { Path } from "../merge/paths.js";
import type { RetrievalOperation, StateChangeOperation } from "../operation.js";
import type { Client, StateChangeOutcome, UnknownChange } from "../pipeline.js";
import {
  decided,
  type DraftSnapshot,
  type DraftState,
  type DraftStatus,
  isDirty,
  type MergeRules,
  noticed,
  openConflicts,
  readOnlyRules,
  rebased,
  saved,
  settled,
  snapshotOf,
  stateOf,
  updated,
} from "./state.js";
import { restored, type StoredDraft, stored } from "./stored.js";

/** Options of a draft of a `T` that is saved as a `Body`. */
export interface DraftOptions<T, Body> extends MergeRules<T>, Pick<RequestOptions, "headers" | "timeout"> {
  /**
   * The body that saves `value`. If absent: for PATCH the top-level fields that differ from `base`, for other methods the
   * whole value; both without `readOnly` fields.
   */
  readonly body?: ((value: T, base: T) => Body) | undefined;
  /**
   * How often a save that another change came before is sent again by itself, if the two do not clash; 0 if absent: the
   * draft is then in `conflict`, and the next `save()` sends the merged value.
   */
  readonly resend?: number | undefined;
  /**
   * What `toJSON()` of an earlier draft of this record gave: its edits are moved onto the version that is read now. What
   * does not belong to this record is ignored. May come from `JSON.parse`.
   */
  readonly stored?: unknown;
}

/** What a person is doing to one record: the version they see, their edits, and how these reach the server. */
export interface Draft<T, Failure = unknown> {
  /** The current state; the same object until something changes. */
  readonly getSnapshot: () => DraftSnapshot<T, Failure>;
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
   * @throws {UsageError} when the client was cleared, and what `onRequest` throws; the edits stay.
   */
  readonly save: (options?: Pick<RequestOptions, "keepalive">) => Promise<DraftSnapshot<T, Failure>>;
  /** Decides one of `conflicts`: for the person's edit, for the other one, or for a third value. */
  readonly resolve: (path: Path<T>, choice: "mine" | "theirs" | { readonly value: unknown }) => void;
  /** Drops all edits: the form shows the newest version that is known. */
  readonly discard: () => void;
  /** Reads the record, and moves the edits onto it. The next save carries the new version's tag. */
  readonly rebase: () => Promise<DraftSnapshot<T, Failure>>;
  /**
   * Tells the draft of a version that somebody read (a query that was refetched, an event). Without edits it follows;
   * with edits it says so (`isOutdated`, `changes`), and keeps its tag.
   */
  readonly notice: (record: Retrieved<T>) => void;
  /** The draft as plain data, for the option `stored` of a draft that is opened later. */
  readonly toJSON: () => StoredDraft<T>;
}

/** A generated retrieval. */
export type DraftRead<Request, Result, R extends string> = GeneratedFunction<Request, Result, RetrievalOperation<R>>;
/** A generated state change. */
export type DraftWrite<Request, Result, R extends string> = GeneratedFunction<Request, Result, StateChangeOperation<R>>;
/** What a save may end in, besides `ok`. */
export type SaveFailure<Result> = Exclude<Result, { readonly kind: "ok" }>;
/** The options; they can be left out where the body is made of the record by itself. */
export type DraftArguments<T, Body> = [T] extends [Body]
  ? [options?: DraftOptions<T, Body>]
  : [Partial<T>] extends [Body]
    ? [options?: DraftOptions<T, Body>]
    : [options: DraftOptions<T, Body> & { readonly body: (value: T, base: T) => Body }];

/**
 * Reads a record and opens a draft of it. The version and its tag stay together: whatever else reads the record
 * meanwhile, a save carries the tag of what the person saw.
 *
 *     const draft = await openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } });
 *     draft.change({ notes: "Called back" });
 *     const { status, conflicts } = await draft.save();
 *
 * @throws {ResultError} when the record cannot be read, as `unwrap` does.
 */
export async function openDraft<
  ReadRequest,
  ReadResult extends AnyResult,
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  ...[options]: DraftArguments<DataOf<ReadResult>, BodyOf<WriteRequest>>
): Promise<Draft<DataOf<ReadResult>, SaveFailure<WriteResult>>> {
  const { headers, timeout } = options ?? {};
  const record = unwrap(await read(client, request, { headers, timeout }));
  return draftOf(client, read, write, request, record as OkOf<ReadResult>, ...([options] as never));
}

/** A draft of a record that was read before, such as the first data of a query. */
export function draftOf<
  ReadRequest,
  ReadResult extends { readonly kind: string },
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  record: OkOf<ReadResult>,
  ...[options]: DraftArguments<DataOf<ReadResult>, BodyOf<WriteRequest>>
): Draft<DataOf<ReadResult>, SaveFailure<WriteResult>> {
  type T = DataOf<ReadResult>;
  const {
    headers,
    timeout,
    resend = 0,
    stored: earlier,
    body,
    ...rules
  } = (options ?? {}) as DraftOptions<T, BodyOf<WriteRequest>>;
  const call = { headers, timeout };
  const ignored = readOnlyRules(rules);
  const isPatch = write.operation.method === "PATCH";
  const bodyOf =
    body ??
    ((value: T, base: T): unknown =>
      isPatch ? patchBody(base as object, value as object, rules as never) : writable(value, ignored));
  return new RecordDraft<T, SaveFailure<WriteResult>>(
    client,
    initialState(record as unknown as Retrieved<T>, earlier, rules),
    rules,
    {
      resend,
      read: async () =>
        (await read(
          client,
          { ...request, ifNoneMatch: undefined },
          { ...call, cache: "reload" },
        )) as unknown as RetrievalOutcome,
      write: async (value, base, more) => {
        const sent = { ...request, body: bodyOf(value, base.data), ifMatch: base };
        return (await write(client, sent as WriteRequest, { ...call, ...more })) as unknown as StateChangeOutcome;
      },
      carriesRecord: ({ status }) => status === write.operation.verify,
    },
  );
}

/** A draft of a record, with the edits of an earlier one. */
function initialState<T>(record: Retrieved<T>, earlier: unknown, rules: MergeRules<T>): DraftState<T> {
  const state = restored<T>(earlier, record);
  if (!state) return stateOf(record);
  // Under the tag that it was read with nothing has changed since.
  const isCurrent = state.base.etag !== null && state.base.etag === record.etag;
  return isCurrent ? { ...state, base: record } : rebased(state, record, rules);
}

/** How a draft reaches its record. */
interface Access<T> {
  readonly resend: number;
  readonly read: () => Promise<RetrievalOutcome>;
  readonly write: (
    value: T,
    base: Retrieved<T>,
    options: Pick<RequestOptions, "keepalive">,
  ) => Promise<StateChangeOutcome>;
  /** Whether the body of a success is the record. */
  readonly carriesRecord: (changed: Changed) => boolean;
}

class RecordDraft<T, Failure> implements Draft<T, Failure> {
  readonly #client: Client;
  readonly #since: number;
  readonly #rules: MergeRules<T>;
  readonly #access: Access<T>;
  readonly #listeners = new Set<() => void>();
  #state: DraftState<T>;
  #snapshot: DraftSnapshot<T, Failure>;
  /** The last save or reading of the draft's own: they run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  /** A save that waits for its turn, and has not looked at the value yet. */
  #next: Promise<DraftSnapshot<T, Failure>> | undefined;
  /** Whether the next request is to outlive the page. */
  #keepalive = false;

  constructor(client: Client, state: DraftState<T>, rules: MergeRules<T>, access: Access<T>) {
    this.#client = client;
    this.#since = client.clearedAt;
    this.#rules = rules;
    this.#access = access;
    this.#state = state;
    this.#snapshot = snapshotOf(this.#state, rules);
  }

  get status(): DraftStatus {
    return this.#snapshot.status;
  }
  get value(): T {
    return this.#snapshot.value;
  }

  readonly getSnapshot = (): DraftSnapshot<T, Failure> => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly change = (update: Partial<T> | ((value: T) => T)): void =>
    this.#set({ ...this.#state, value: updated(this.#state.value, update), isRefused: false });

  readonly resolve = (path: Path<T>, choice: "mine" | "theirs" | { readonly value: unknown }): void =>
    this.#set(decided(this.#state, path, choice, this.#rules));

  readonly discard = (): void => {
    const { base, newer = base, past, sent, isSaving, unknown, isGone } = this.#state;
    // A save that is under way, or whose outcome is unknown, cannot be taken back: what it sent is still waited for.
    if (isSaving || unknown) this.#set({ ...stateOf(base, sent), past, sent, isSaving, unknown });
    else this.#set({ ...stateOf(newer), past, isGone });
  };

  readonly notice = (record: Retrieved<T>): void => this.#set(noticed(this.#state, record, this.#rules));

  readonly rebase = (): Promise<DraftSnapshot<T, Failure>> => this.#inTurn(() => this.#readAndRebase());

  readonly toJSON = (): StoredDraft<T> => stored(this.#state);

  readonly save = ({ keepalive }: Pick<RequestOptions, "keepalive"> = {}): Promise<DraftSnapshot<T, Failure>> => {
    this.#keepalive ||= keepalive === true;
    this.#next ??= this.#inTurn(() => {
      this.#next = undefined;
      return this.#saveNow();
    });
    return this.#next;
  };

  #set(state: DraftState<T>): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#snapshot = snapshotOf(state, this.#rules);
    for (const listener of this.#listeners) listener();
  }

  #inTurn(step: () => Promise<void>): Promise<DraftSnapshot<T, Failure>> {
    const turn = this.#turn.then(async () => {
      if (this.#client.clearedAt !== this.#since)
        throw new UsageError("cleared", "The client was cleared since the draft was opened. Nothing was sent.");
      try {
        await step();
      } catch (error) {
        // No network, or a response that cannot be read: the edits stay, and the next save tries again.
        if (!(error instanceof NetworkError || error instanceof InvalidResponseError)) throw error;
        this.#set({ ...this.#state, failure: error });
      } finally {
        this.#set({ ...this.#state, isSaving: false });
      }
      return this.#snapshot;
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #saveNow(): Promise<void> {
    if (this.#state.isGone) return;
    if (this.#state.unknown) await this.#lookInto(this.#state.unknown, this.#state.sent as T);
    // Without a tag nothing can be saved; a response that hid it may have been the last one.
    if (this.#state.base.etag === null) await this.#readAndRebase();
    for (let left = this.#access.resend; ; left--) {
      const { unknown, isGone } = this.#state;
      if (unknown || isGone || openConflicts(this.#state, this.#rules).length > 0) return;
      if (!isDirty(this.#state, this.#rules)) return this.#set(settled(this.#state));
      const { kind } = await this.#send();
      // Only what clashes with nothing is sent again without being looked at.
      if (kind !== "precondition-failed" || left <= 0) return;
    }
  }

  /** Sends what the form shows, and says what came of it; what was found out about a lost response counts. */
  async #send(): Promise<Pick<StateChangeOutcome, "kind">> {
    const { value: sent, base } = this.#state;
    this.#set({ ...settled(this.#state), sent, isSaving: true, isRefused: false, failure: undefined });
    const keepalive = this.#keepalive;
    this.#keepalive = false;
    try {
      return await this.#conclude(await this.#access.write(sent, base, { keepalive }), sent);
    } catch (error) {
      if (!(error instanceof InvalidResponseError)) throw error;
      // The change was made; its response tells nothing, its tag included.
      await this.#afterUnseen(sent, null, null);
      this.#set({ ...this.#state, failure: error });
      return { kind: "ok" };
    }
  }

  async #conclude(outcome: StateChangeOutcome, sent: T): Promise<StateChangeOutcome> {
    if (outcome.kind === "ok") {
      await this.#afterSave(outcome, sent);
      return outcome;
    }
    this.#set({ ...this.#state, failure: outcome });
    if (outcome.kind === "ambiguous") return this.#lookInto(outcome, sent);
    if (outcome.kind === "precondition-failed") await this.#readAndRebase();
    else {
      const { status } = outcome;
      const isGone = status === 404 || status === 410;
      // RFC 9110, 15.5.1, and RFC 4918, 11.2: what was sent is at fault, and sending it again changes nothing.
      this.#set({ ...this.#state, isGone, isRefused: status === 400 || status === 422 });
    }
    return outcome;
  }

  async #afterSave(changed: Changed, sent: T): Promise<void> {
    if (!this.#access.carriesRecord(changed) || changed.etag === null)
      return this.#afterUnseen(sent, changed.etag, changed.lastModified);
    const record = { ...this.#state.base, ...(changed as Changed<T>), revalidated: false };
    return this.#set(saved(this.#state, sent, record, this.#rules));
  }

  /** After a save whose response does not say what the server made of it: the record is read. */
  async #afterUnseen(sent: T, etag: EntityTag | null, lastModified: string | null): Promise<void> {
    const written: Retrieved<T> = { ...this.#state.base, data: sent, etag, lastModified };
    const record = await this.#access.read().catch(() => undefined);
    const isOurs = record?.kind === "ok" && etag !== null && record.etag !== null && weakEquals(record.etag, etag);
    if (isOurs) return this.#set(saved(this.#state, sent, record as Retrieved<T>, this.#rules));
    // Until it is known, what was sent stands for it; another change may have come since.
    this.#set(saved(this.#state, sent, written, this.#rules));
    if (record?.kind === "ok") this.#set(rebased(this.#state, record as Retrieved<T>, this.#rules));
  }

  async #lookInto(unknown: UnknownChange, sent: T): Promise<StateChangeOutcome> {
    this.#set({ ...this.#state, isSaving: true, unknown, sent });
    const outcome: StateChangeOutcome = await lookInto(unknown as Ambiguous<string>).catch((error: unknown) => {
      if (error instanceof UsageError && error.code !== "no-retrieval") throw error;
      return unknown;
    });
    if (outcome.kind !== "ambiguous") {
      this.#set({ ...this.#state, unknown: undefined, failure: undefined });
      return this.#conclude(outcome, sent);
    }
    this.#set({ ...this.#state, unknown: outcome, failure: outcome });
    // The record has what was sent, whoever sent it: merging leaves nothing of it to save.
    if (outcome.holdsChange) await this.#readAndRebase();
    return outcome;
  }

  async #readAndRebase(): Promise<void> {
    this.#set({ ...this.#state, isSaving: true });
    const record = await this.#access.read();
    if (record.kind === "ok") return this.#set(rebased(this.#state, record as Retrieved<T>, this.#rules));
    const isGone = record.status === 404 || record.status === 410;
    this.#set({ ...this.#state, failure: record, isGone });
  }
}
