import type { Changed, EntityTag, RequestOptions, Retrieved, RetrievalOutcome } from "../call.js";
import { isWeak } from "../core/entity-tag.js";
import { InvalidResponseError, UsageError } from "../errors.js";
import { same } from "../merge/json.js";
import type { Path } from "../merge/paths.js";
import type { Client, StateChangeOutcome } from "../pipeline.js";
import { holds } from "./echo.js";
import type { Draft } from "./draft.js";
import { type DraftSnapshot, type DraftStatus, snapshotOf } from "./snapshot.js";
import {
  atRest,
  type Choice,
  decided,
  discarded,
  type DraftConflict,
  type DraftState,
  isDirty,
  isTagOf,
  type LastOutcome,
  looking,
  type MergeRules,
  noticed,
  notMade,
  onVersion,
  openConflicts,
  readOnlyRules,
  sending,
  settled,
  updated,
} from "./state.js";
import { type StoredDraft, stored } from "./stored.js";

/** How a draft reaches its record. */
export interface Access<T> {
  readonly resend: number;
  readonly read: () => Promise<RetrievalOutcome>;
  readonly write: (value: T, base: Retrieved<T>, options: SendOptions) => Promise<StateChangeOutcome>;
  /** Whether the body of a success is the record. */
  readonly carriesRecord: (changed: Changed) => boolean;
}

type SendOptions = Pick<RequestOptions, "keepalive">;

/**
 * What came of sending: `untouched`, nothing, and the version is still the one it was sent for; `merged`, another change
 * came first; `ended`, it was made, it failed, or it is not known.
 */
type Sent = "untouched" | "merged" | "ended";

type Reading<T> =
  | { readonly record: Retrieved<T>; readonly last?: undefined }
  | { readonly record?: undefined; readonly last: LastOutcome<T> };

/** A draft whose record is reached by `Access`. */
export class RecordDraft<T, Failure> implements Draft<T, Failure> {
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
  /** Whether the waiting save is to outlive the page. */
  #keepalive = false;
  /** The version that the form showed when the waiting save was asked for. */
  #seen: Retrieved<T>;

  constructor(client: Client, state: DraftState<T>, rules: MergeRules<T>, access: Access<T>) {
    this.#client = client;
    this.#since = client.clearedAt;
    this.#rules = rules;
    this.#access = access;
    this.#state = state;
    this.#seen = state.base;
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
    // Wrapped, because the same listener may be subscribed twice.
    const subscription = (): void => listener();
    this.#listeners.add(subscription);
    return () => void this.#listeners.delete(subscription);
  };

  readonly change = (update: Partial<T> | ((value: T) => T)): void => {
    const value = updated(this.#state.value, update);
    const next = { ...this.#state, value };
    // No change is told of where there is none: two-way bindings would answer each with another one.
    if (same(value, this.#state.value) && isDirty(next, this.#rules) === this.#snapshot.edits.length > 0) return;
    this.#set(next);
  };

  readonly resolve = (conflict: Path<T> | DraftConflict<T>, choice: Choice): void =>
    this.#set(decided(this.#state, conflict, choice, this.#rules));

  readonly discard = (): void => this.#set(discarded(this.#state));

  readonly notice = (record: Retrieved<T>): void => {
    // After a sign-out it may be the next user's.
    if (!this.#isCleared()) this.#set(noticed(this.#state, record, this.#rules));
  };

  readonly rebase = (): Promise<DraftSnapshot<T, Failure>> =>
    this.#inTurn(async () => {
      const { record, last } = await this.#read();
      this.#set(record ? onVersion(this.#state, record, this.#rules) : { ...this.#state, last });
    });

  readonly toJSON = (): StoredDraft<T> => stored(this.#state);

  readonly save = ({ keepalive }: SendOptions = {}): Promise<DraftSnapshot<T, Failure>> => {
    this.#keepalive ||= keepalive === true;
    this.#seen = this.#state.base;
    this.#next ??= this.#inTurn(() => {
      this.#next = undefined;
      const options = { keepalive: this.#keepalive };
      this.#keepalive = false;
      return this.#saveNow(this.#seen, options);
    });
    return this.#next;
  };

  #set(state: DraftState<T>): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#snapshot = snapshotOf(state, this.#rules);
    // A copy: a listener that subscribes again while being called is not called twice.
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener();
      } catch (error) {
        // A bug in the page, or a storage that is full, must not keep a save from being sent.
        console.error(error);
      }
    }
  }

  #inTurn(step: () => Promise<void>): Promise<DraftSnapshot<T, Failure>> {
    const turn = this.#turn.then(async () => {
      this.#unlessCleared();
      try {
        await step();
      } finally {
        this.#set(atRest(this.#state));
      }
      return this.#snapshot;
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  readonly #isCleared = (): boolean => this.#client.clearedAt !== this.#since;

  #unlessCleared(): void {
    if (this.#isCleared())
      throw new UsageError("cleared", "The client was cleared since the draft was opened. Nothing more was sent.");
  }

  /** A request of the draft's own user: nothing is sent for the next one, and nothing of theirs is taken. */
  async #call<Result>(request: () => Promise<Result>): Promise<Result> {
    this.#unlessCleared();
    try {
      return await request();
    } finally {
      this.#unlessCleared();
    }
  }

  async #read(): Promise<Reading<T>> {
    this.#set(looking(this.#state));
    try {
      const record = await this.#call(this.#access.read);
      if (record.kind === "ok") return { record: record as Retrieved<T> };
      return { last: { kind: isGone(record.status) ? "gone" : "failed", failure: record } };
    } catch (error) {
      return { last: this.#failed(error) };
    }
  }

  /** What was thrown, as the outcome; but a client that was cleared ends all. */
  #failed(error: unknown): LastOutcome<T> {
    this.#unlessCleared();
    const failure = error instanceof Error ? error : new Error(String(error), { cause: error });
    return { kind: "failed", failure };
  }

  async #saveNow(seenAtFirst: Retrieved<T>, options: SendOptions): Promise<void> {
    if (this.#state.last?.kind === "gone") return;
    if (this.#state.activity.kind === "unknown" && (await this.#look()) === "ended") return;
    // Without a tag nothing can be saved; a response that hid it may have been the last one.
    if (this.#state.base.etag === null && !(await this.#readTag())) return;
    let [seen, merges, repeats] = [seenAtFirst, this.#access.resend, 1];
    for (;;) {
      const { conflict, base } = this.#state;
      if (openConflicts(this.#state).length > 0) return;
      if (!isDirty(this.#state, this.#rules)) return this.#set(settled(this.#state, this.#rules));
      // A merge that nobody has seen is sent only where the caller allows it.
      if (conflict && base !== seen) {
        if (merges-- <= 0) return;
        seen = base;
      }
      const sent = await this.#send(options);
      if (sent === "ended") return;
      if (sent === "untouched" && repeats-- <= 0) return;
      if (sent === "merged" && !this.#state.conflict && merges-- <= 0) return;
    }
  }

  /** Sends what the form shows, and finds out what came of it. */
  async #send(options: SendOptions): Promise<Sent> {
    const { value, base } = this.#state;
    this.#set(sending(this.#state));
    let outcome: StateChangeOutcome;
    try {
      outcome = await this.#call(() => this.#access.write(value, base, options));
    } catch (error) {
      const last = this.#failed(error);
      // The change was made; its response tells nothing, its tag included.
      if (error instanceof InvalidResponseError) return this.#afterUnseen(null, null, last);
      this.#set(notMade(this.#state, this.#rules, last));
      return "ended";
    }
    return this.#conclude(outcome, value);
  }

  async #conclude(outcome: StateChangeOutcome, sent: T): Promise<Sent> {
    if (outcome.kind === "ok") return this.#afterSave(outcome);
    const last: LastOutcome<T> = { kind: "failed", failure: outcome };
    if (outcome.kind === "ambiguous") {
      if (outcome.applied) return this.#afterUnseen(null, null);
      this.#set(looking(this.#state, last));
      return this.#look();
    }
    if (outcome.kind === "precondition-failed") return this.#afterRefusal(outcome.certain === true, last);
    const { status } = outcome;
    // RFC 9110, 15.5.1, and RFC 4918, 11.2: what was sent is at fault, and sending it again changes nothing.
    const kind = isGone(status) ? "gone" : status === 400 || status === 422 ? "refused" : "failed";
    this.#set(notMade(this.#state, this.#rules, { ...last, kind, sent }));
    return "ended";
  }

  async #afterSave(changed: Changed): Promise<Sent> {
    const { etag, lastModified } = changed;
    if (!this.#access.carriesRecord(changed) || etag === null) return this.#afterUnseen(etag, lastModified);
    const record = { ...this.#state.base, ...(changed as Changed<T>), revalidated: false };
    // What was read back may hold more than this change.
    this.#set(onVersion(this.#state, record, this.#rules, changed.verified ? "made" : "answered"));
    return "ended";
  }

  /** After a save whose response does not say what the server made of it: the record is read. */
  async #afterUnseen(etag: EntityTag | null, lastModified: string | null, last?: LastOutcome<T>): Promise<Sent> {
    const { record } = await this.#read();
    const { base, activity, value } = this.#state;
    const sent = "sent" in activity ? activity.sent : value;
    if (record && !(this.#isStale(record) && !holds(record.data, sent, readOnlyRules(this.#rules)))) {
      const outcome = etag !== null && isTagOf(record, etag) ? "answered" : "made";
      this.#set(onVersion(this.#state, record, this.#rules, outcome, last));
      return "ended";
    }
    // Until it is known, what was sent stands for it; another change may have come since.
    const written = { ...base, data: sent, etag, lastModified, revalidated: false };
    this.#set(onVersion(this.#state, written, this.#rules, "answered", last));
    return "ended";
  }

  /** Whether a version is one that a save has replaced: a replica that lags behind, or a cache, has answered. */
  #isStale(record: Retrieved<T>): boolean {
    const { base, past } = this.#state;
    return [base.etag, ...past].some((tag) => isTagOf(record, tag));
  }

  async #afterRefusal(isCertain: boolean, refusal: LastOutcome<T>): Promise<Sent> {
    const { record, last } = await this.#read();
    if (!record) {
      this.#set(notMade(this.#state, this.#rules, last));
      return "ended";
    }
    // RFC 9110, 9.2.2: the 412 may answer a copy of a request that had been carried out, but not where the tag has stayed.
    const isRefused = isCertain || isTagOf(record, this.#state.base.etag);
    this.#set(onVersion(this.#state, record, this.#rules, isRefused ? "refused" : "open", refusal));
    return "merged";
  }

  /** Finds out what came of the save whose outcome is open, by what the record is now. */
  async #look(): Promise<Sent> {
    const { record, last } = await this.#read();
    if (!record) {
      if (last.kind === "gone") this.#set({ ...this.#state, last });
      return "ended";
    }
    const { base } = this.#state;
    const isSame = isTagOf(record, base.etag) && (isExact(base) || same(record.data, base.data));
    // RFC 9110, 13.1.1: under a tag that still matches, nothing was carried out, and each version is replaced once.
    // Where it is not sent again, why it was not made is what there is to say.
    if (isSame) this.#set(notMade(this.#state, this.#rules, this.#state.last));
    else this.#set(onVersion(this.#state, record, this.#rules));
    return isSame ? "untouched" : "merged";
  }

  /** Reads the tag that the response to a save did not show; `false` where that says nothing new. */
  async #readTag(): Promise<boolean> {
    const { record, last } = await this.#read();
    if (record && !this.#isStale(record)) {
      this.#set(onVersion(this.#state, record, this.#rules));
      return true;
    }
    const stale = "The server answered with an older version. rebase() takes it nevertheless.";
    this.#set({ ...this.#state, last: last ?? { kind: "failed", failure: new Error(stale) } });
    return false;
  }
}

const isGone = (status: number): boolean => status === 404 || status === 410;

/** Whether a record's tag names one version. */
const isExact = ({ etag }: Retrieved): boolean => etag !== null && !isWeak(etag);
