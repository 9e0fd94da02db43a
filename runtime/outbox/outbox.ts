import type { AutosaveOptions } from "../draft/autosave.js";
import { UsageError } from "../errors.js";
import { same } from "../merge/json.js";
import type { Client } from "../pipeline.js";
import { type OutboxContext, type OutboxItem, type StoredItem, storedItem } from "./context.js";
import { CreationItem, type CreationStatus } from "./creation-item.js";
import { DraftItem } from "./draft-item.js";
import { holdNext, type Locks, type Release, tryHold } from "./held.js";
import type { CreationKind, DraftKind, OutboxDraft } from "./kinds.js";
import { Place } from "./place.js";
import type { Shelf } from "./shelf.js";

// A kind is read and written: only `any` accepts every one of them, and each keeps its own types in `Kinds`.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyKind = DraftKind<any, any> | CreationKind<any, any>;

/** What an outbox holds, by the names under which it lies on the shelf: keep them from one release to the next. */
export type Kinds = Readonly<Record<string, AnyKind>>;

type NamesOf<K extends Kinds, Kind> = { [Name in keyof K]: K[Name] extends Kind ? Name : never }[keyof K] & string;
// oxlint-disable-next-line typescript/no-explicit-any
type DraftNames<K extends Kinds> = NamesOf<K, DraftKind<any, any>>;
// oxlint-disable-next-line typescript/no-explicit-any
type CreationNames<K extends Kinds> = NamesOf<K, CreationKind<any, any>>;
type RequestFor<Kind> =
  // oxlint-disable-next-line typescript/no-explicit-any
  Kind extends DraftKind<infer Request, any>
    ? Request
    : Kind extends CreationKind<infer Request, any>
      ? Request
      : never;
// oxlint-disable-next-line typescript/no-explicit-any
type DraftIn<Kind> = Kind extends DraftKind<any, infer D> ? D : never;
// oxlint-disable-next-line typescript/no-explicit-any
type ResultIn<Kind> = Kind extends CreationKind<any, infer Result> ? Result : never;
type OkIn<Kind> = Extract<ResultIn<Kind>, { readonly kind: "ok" }>;

interface Item<Name, Request> {
  readonly id: string;
  readonly kind: Name;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly request: Request;
  /** Gives it up. @throws {UsageError} while a creation is being sent (code `too-late`). */
  readonly remove: () => Promise<void>;
}

/** A draft that is not saved. */
export interface WaitingDraft<Name, Request, D> extends Item<Name, Request> {
  readonly status: D extends { readonly status: infer Status } ? Status : string;
  readonly draft: D;
}

/** A creation that the server has not answered. */
export interface WaitingCreation<Name, Request, Result> extends Item<Name, Request> {
  readonly status: CreationStatus;
  /** What came of the last time that it was sent. */
  readonly failure: Exclude<Result, { readonly kind: "ok" }> | Error | undefined;
  /** Sends it again, also where it is `refused` or `unknown`. */
  readonly send: () => Promise<void>;
  /** @throws {UsageError} while it is being sent (code `too-late`). */
  readonly change: (request: Request) => Promise<void>;
}

/** What waits in an outbox; `kind` tells which. */
export type Waiting<K extends Kinds> = {
  [Name in keyof K]: K[Name] extends DraftKind<infer Request, infer D>
    ? WaitingDraft<Name, Request, D>
    : K[Name] extends CreationKind<infer Request, infer Result>
      ? WaitingCreation<Name, Request, Result>
      : never;
}[keyof K];

/** Options of {@link openOutbox}. */
export interface OutboxOptions<K extends Kinds> {
  readonly kinds: K;
  /** Where it is kept, for the client's user alone. */
  readonly shelf: Shelf;
  /** Receives what cannot be told otherwise: the shelf fails, something on it cannot be read, the client was cleared. */
  readonly onError: (error: unknown) => void;
  /** When drafts are saved, as `autosave` does; `false`: `draft.save()` saves, and the outbox sends what did not arrive. */
  readonly autosave?: Partial<AutosaveOptions> | false | undefined;
  /**
   * Told of whatever was saved or created, also what an earlier page had left. `result` is the draft's snapshot, or the
   * result of the creation.
   */
  readonly onSent?:
    | ((sent: { readonly kind: keyof K & string; readonly request: unknown; readonly result: unknown }) => void)
    | undefined;
  /** `navigator.locks` if absent. */
  readonly locks?: Locks | undefined;
}

/** What a person has typed or created and the server does not have yet. */
export interface Outbox<K extends Kinds> {
  /**
   * A draft of a record, as `openDraft` opens it; the one that waits, if the record has one.
   *
   * @throws {ResultError} when the record cannot be read, and nothing of it waits.
   * {UsageError} when the client was cleared (code `cleared`).
   */
  readonly open: <Name extends DraftNames<K>>(kind: Name, request: RequestFor<K[Name]>) => Promise<DraftIn<K[Name]>>;
  /**
   * Creates, now or when the network is back: resolves when it is on the shelf. `created` is the `ok` result, or
   * `undefined` if it was given up; it does not settle where the page ends first.
   *
   * @throws what the shelf throws: then it does not wait, and was not sent.
   */
  readonly create: <Name extends CreationNames<K>>(
    kind: Name,
    request: RequestFor<K[Name]>,
  ) => Promise<{ readonly id: string; readonly created: Promise<OkIn<K[Name]> | undefined> }>;
  /** What waits, oldest first; the same list until something changes. */
  readonly getSnapshot: () => readonly Waiting<K>[];
  readonly subscribe: (listener: () => void) => () => void;
  /** What earlier pages left is in the list. */
  readonly ready: Promise<void>;
  /** Tries to send everything now; what only a person can decide stays. */
  readonly send: () => Promise<void>;
  /** Deletes what waits, and ends the outbox: when the user signs out. @throws when something may be left. */
  readonly clear: () => Promise<void>;
  /** Ends the outbox; what waits stays on the shelf. */
  readonly stop: () => Promise<void>;
}

/** Opens a user's outbox: what earlier pages left in it is sent when it can be. */
export function openOutbox<const K extends Kinds>(client: Client, options: OutboxOptions<K>): Outbox<K> {
  return new KeptOutbox(client, options) as unknown as Outbox<K>;
}

class KeptOutbox {
  readonly #client: Client;
  readonly #options: OutboxOptions<Kinds>;
  readonly #locks: Locks | undefined;
  readonly #context: OutboxContext;
  readonly #since: number;
  readonly #items = new Map<string, OutboxItem>();
  readonly #listeners = new Set<() => void>();
  readonly #ended = new AbortController();
  #list: readonly unknown[] | undefined;
  readonly ready: Promise<void>;

  constructor(client: Client, options: OutboxOptions<Kinds>) {
    this.#client = client;
    this.#since = client.clearedAt;
    this.#options = options;
    const platform = globalThis as { readonly navigator?: { readonly locks?: Locks } };
    this.#locks = options.locks ?? platform.navigator?.locks;
    const report = (error: unknown): void => options.onError(error);
    this.#context = {
      client,
      autosave: options.autosave ?? {},
      report,
      changed: (item) => this.#changed(item),
      sent: ({ kind, request }, result) => options.onSent?.({ kind, request, result }),
      isOver: () => this.#isOver(),
    };
    this.ready = this.#takeUp().catch(report);
    this.#listen();
  }

  readonly getSnapshot = (): readonly unknown[] =>
    (this.#list ??= [...this.#items.values()]
      .filter((item) => item.isWaiting)
      .sort((one, other) => one.entry.since - other.entry.since)
      .map((item) => item.shown()));

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  readonly open = async (kind: string, request: object): Promise<OutboxDraft> => {
    await this.ready;
    this.#unlessOver();
    for (const item of this.#items.values()) {
      const isIt = item instanceof DraftItem && item.entry.kind === kind && same(item.entry.request, request);
      if (isIt && item.isWaiting) return item.opened();
    }
    const draft = (await (this.#kind(kind) as DraftKind<object, OutboxDraft>).open(
      this.#client,
      request,
    )) as OutboxDraft;
    this.#unlessOver();
    const entry = newEntry(kind, request);
    // It is in the list while it waits.
    new DraftItem(this.#context, entry, draft, this.#placeOf(entry.id), undefined).follow();
    return draft;
  };

  readonly create = async (kind: string, request: object): Promise<object> => {
    this.#unlessOver();
    const creation = this.#kind(kind) as CreationKind<object, { readonly kind: string }>;
    const token = creation.token === undefined ? {} : { token: crypto.randomUUID() };
    const entry: StoredItem = { ...newEntry(kind, request), version: 1, creation: "waiting", ...token };
    const item = this.#creation(creation, entry, this.#placeOf(entry.id));
    await item.keep();
    this.#add(item);
    return { id: entry.id, created: item.created };
  };

  readonly send = async (): Promise<void> => {
    this.#unlessOver();
    await this.#takeUp();
    const inOrder = [...this.#items.values()].sort((one, other) => one.entry.since - other.entry.since);
    await Promise.all(inOrder.filter((item) => item instanceof DraftItem).map((item) => item.send()));
    for (const item of inOrder) if (item instanceof CreationItem) await item.send();
  };

  readonly stop = async (): Promise<void> => {
    this.#ended.abort();
    await Promise.all([...this.#items.values()].map((item) => item.stop()));
    this.#items.clear();
    this.#tell();
  };

  readonly clear = async (): Promise<void> => {
    await this.stop();
    await this.#options.shelf.clear();
  };

  #isOver(): boolean {
    return this.#ended.signal.aborted || this.#client.clearedAt !== this.#since;
  }

  #unlessOver(): void {
    if (this.#isOver()) throw new UsageError("cleared", "The outbox has ended, or its client was cleared.");
  }

  #kind(name: string): AnyKind {
    const kind = Object.hasOwn(this.#options.kinds, name) ? this.#options.kinds[name] : undefined;
    if (!kind) throw new TypeError(`This outbox has no kind ${JSON.stringify(name)}.`);
    return kind;
  }

  #placeOf(id: string, release?: Release): Place {
    return new Place(this.#options.shelf, this.#locks, id, release);
  }

  /** Takes up what lies on the shelf and belongs to no tab. */
  async #takeUp(): Promise<void> {
    const entries = await this.#options.shelf.entries();
    const inOrder = entries.map(([id, value]) => [id, storedItem(value)] as const);
    inOrder.sort(([, one], [, other]) => (one?.since ?? 0) - (other?.since ?? 0));
    for (const [id] of inOrder) {
      if (this.#items.has(id) || this.#isOver()) continue;
      const name = this.#options.shelf.name + id;
      const release = await tryHold(this.#locks, name);
      if (release) await this.#takeUpOne(id, release);
      else this.#takeUpLater(id, name);
    }
  }

  /** Takes up what another tab has, when that is closed. */
  #takeUpLater(id: string, name: string): void {
    if (!this.#locks || this.#awaited.has(id)) return;
    this.#awaited.add(id);
    holdNext(this.#locks, name, this.#ended.signal)
      .then((release) => this.#takeUpOne(id, release))
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.#context.report(error);
      })
      .finally(() => this.#awaited.delete(id));
  }
  readonly #awaited = new Set<string>();

  async #takeUpOne(id: string, release: Release): Promise<void> {
    // Read again: whoever had it may have saved it in the meantime.
    const entries = await this.#options.shelf.entries();
    const found = entries.find(([one]) => one === id);
    if (!found || this.#items.has(id) || this.#isOver()) return release();
    try {
      const item = this.#restored(found[1], this.#placeOf(id, release));
      if (item.isWaiting) this.#add(item);
    } catch (error) {
      // It stays where it is: a later release of the page may know what to do with it.
      release();
      this.#context.report(error);
    }
  }

  #restored(value: unknown, place: Place): OutboxItem {
    const entry = storedItem(value);
    if (!entry) throw new Error("Something in the outbox cannot be read. It was left where it is.");
    const kind = this.#kind(entry.kind);
    if (kind.holds === "creation") return this.#creation(kind, entry, place);
    const draft = kind.reopen(this.#client, entry.request, entry.draft) as OutboxDraft | undefined;
    if (!draft) throw new Error(`A draft of the kind ${entry.kind} cannot be read. It was left in the outbox.`);
    const { id, kind: name, since, request, isAsked = false } = entry;
    const item = new DraftItem(this.#context, { id, kind: name, since, request }, draft, place, { isAsked });
    item.follow();
    return item;
  }

  #creation(kind: CreationKind<object, { readonly kind: string }>, entry: StoredItem, place: Place): CreationItem {
    const isBehind = (): boolean =>
      [...this.#items.values()].some(
        (other) =>
          other instanceof CreationItem && other.holdsUp && other.entry.id !== entry.id && isBefore(other.entry, entry),
      );
    return new CreationItem(this.#context, kind, entry, place, isBehind);
  }

  #add(item: OutboxItem): void {
    this.#changed(item);
    item.resume();
  }

  #changed(item: OutboxItem): void {
    if (item.isWaiting) this.#items.set(item.entry.id, item);
    else this.#items.delete(item.entry.id);
    this.#tell();
    for (const one of this.#items.values()) if (one instanceof CreationItem) one.next();
  }

  #tell(): void {
    this.#list = undefined;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // A bug in the page must not keep a save from being sent.
        this.#context.report(error);
      }
    }
  }

  /** What other tabs have left since is taken up when the page is looked at again, or the network is back. */
  #listen(): void {
    const page = globalThis as { readonly window?: EventTarget; readonly document?: Document };
    const look = (): void => {
      if (page.document?.visibilityState !== "hidden" && !this.#isOver()) this.#takeUp().catch(this.#context.report);
    };
    const { signal } = this.#ended;
    page.window?.addEventListener("online", look, { signal });
    page.document?.addEventListener("visibilitychange", look, { signal });
  }
}

const isBefore = (one: StoredItem, other: StoredItem): boolean =>
  one.since < other.since || (one.since === other.since && one.id < other.id);

let last = 0;

/** Entries of one page have different times, in the order in which they were made. */
function newEntry(kind: string, request: object): Pick<StoredItem, "id" | "kind" | "since" | "request"> {
  last = Math.max(Date.now(), last + 1);
  return { id: crypto.randomUUID(), kind, since: last, request };
}
