import { UsageError } from "../errors.js";
import { same } from "../merge/json.js";
import type { Client } from "../pipeline.js";
import { type Entry, type OutboxContext, type OutboxItem, type StoredItem, storedItem } from "./context.js";
import { CreationItem } from "./creation-item.js";
import { DraftItem } from "./draft-item.js";
import type { Locks, Release } from "./held.js";
import type { CreationKind, DraftKind, OutboxDraft } from "./kinds.js";
import { Left } from "./left.js";
import { newId } from "./new-id.js";
import { Place } from "./place.js";
import type { AnyCreationKind, AnyDraftKind, Kinds, Outbox, OutboxOptions } from "./waiting.js";

type AnyCreation = CreationKind<object, { readonly kind: string }>;

/** The outbox of a client: what an earlier one of the same client holds is given to the next. */
const outboxes = new WeakMap<Client, KeptOutbox>();

/**
 * Opens a user's outbox: what earlier pages left in it is sent when it can be. A client has one at a time: one that is
 * opened after a sign-in ends the one before.
 */
export function openOutbox<const K extends Kinds>(client: Client, options: OutboxOptions<K>): Outbox<K> {
  const outbox = new KeptOutbox(client, options, outboxes.get(client)?.stop());
  outboxes.set(client, outbox);
  return outbox as unknown as Outbox<K>;
}

class KeptOutbox {
  readonly #client: Client;
  readonly #options: OutboxOptions<Kinds>;
  readonly #locks: Locks | undefined;
  readonly #context: OutboxContext;
  readonly #since: number;
  /** What waits, by id. */
  readonly #items = new Map<string, OutboxItem>();
  readonly #left: Left;
  readonly #opening: { readonly kind: string; readonly request: object; readonly draft: Promise<OutboxDraft> }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #ended = new AbortController();
  #creating: Promise<unknown> = Promise.resolve();
  #isReady = false;
  #list: readonly unknown[] | undefined;
  readonly ready: Promise<void>;

  constructor(client: Client, options: OutboxOptions<Kinds>, before: Promise<void> = Promise.resolve()) {
    this.#client = client;
    this.#since = client.clearedAt;
    this.#options = options;
    const platform = globalThis as { readonly navigator?: { readonly locks?: Locks } };
    this.#locks = options.locks ?? platform.navigator?.locks;
    this.#context = {
      client,
      autosave: options.autosave ?? {},
      report: (error) => this.#report(error),
      begin: (kind, request) => {
        const entry = newEntry(kind, request);
        return { entry, place: this.#placeOf(entry.id) };
      },
      changed: (item) => this.#changed(item),
      sent: ({ kind, request }, result) => {
        // What was sent for one user is no news for the next.
        if (!this.#isOver()) this.#tellOf(() => options.onSent?.({ kind, request, result }));
      },
      isOver: () => this.#isOver(),
      unlessOver: () => this.#unlessOver(),
    };
    this.#left = new Left(options.shelf, this.#locks, this.#ended.signal, {
      take: (id, stored, release) => this.#takeUp(id, stored, release),
      isOver: this.#context.isOver,
      report: this.#context.report,
    });
    this.ready = before
      .then(() => this.#left.look())
      .catch(this.#context.report)
      .then(() => {
        this.#isReady = true;
        this.#nextCreation()?.next();
      });
    this.#listen();
  }

  readonly getSnapshot = (): readonly unknown[] =>
    (this.#list ??= this.#inOrder()
      .filter((item) => item.isWaiting)
      .map((item) => item.shown()));

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  readonly open = async (kind: string, request: object): Promise<OutboxDraft> => {
    await this.ready;
    this.#unlessOver();
    const isIt = (one: { readonly kind: string; readonly request: object }): boolean =>
      one.kind === kind && same(asTexts(one.request), asTexts(request));
    for (const item of this.#items.values())
      if (item instanceof DraftItem && isIt(item.entry) && item.isWaiting) return item.opened();
    // Two components that open a record at once have one draft, and not a conflict with each other.
    const other = this.#opening.find(isIt);
    if (other) return other.draft;
    const copy = structuredClone(request);
    const opening = { kind, request: copy, draft: this.#open(kind, copy) };
    this.#opening.push(opening);
    try {
      return await opening.draft;
    } finally {
      this.#opening.splice(this.#opening.indexOf(opening), 1);
    }
  };

  async #open(kind: string, request: object): Promise<OutboxDraft> {
    const opener = this.#kind(kind) as DraftKind<object, OutboxDraft>;
    const draft = await opener.open(this.#client, request);
    this.#unlessOver();
    // It is in the list while it waits.
    new DraftItem(this.#context, newEntry(kind, request), draft).follow();
    return draft;
  }

  readonly create = async (kind: string, request: object): Promise<object> => {
    // As it is now: a form may be emptied while its request waits.
    const copy = structuredClone(request);
    // One after the other: the first call is the first in the list, however slow the shelf is.
    const creating = this.#creating.then(() => this.#create(kind, copy));
    this.#creating = creating.catch(() => {});
    return creating;
  };

  async #create(kind: string, request: object): Promise<object> {
    this.#unlessOver();
    const creation = this.#kind(kind) as AnyCreation;
    const token = creation.token === undefined ? {} : { token: newId() };
    const { entry, place } = this.#context.begin(kind, request);
    const item = this.#creation(creation, { ...entry, version: 1, creation: "waiting", ...token }, place);
    try {
      await item.keep();
    } catch (error) {
      await item.stop();
      throw error;
    }
    if (this.#isOver()) {
      // It rejects, so nothing may be left of it.
      await item.remove();
      this.#unlessOver();
    }
    this.#add(item);
    return { id: entry.id, created: item.created };
  }

  readonly send = async (): Promise<void> => {
    this.#unlessOver();
    await this.#left.look().catch(this.#context.report);
    const items = this.#inOrder();
    await Promise.all(items.filter((item) => item instanceof DraftItem).map((item) => item.send()));
    for (const item of items) if (item instanceof CreationItem) await item.send();
  };

  readonly stop = async (): Promise<void> => {
    this.#ended.abort();
    await this.#creating;
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

  #report(error: unknown): void {
    try {
      this.#options.onError(error);
    } catch (another) {
      console.error(another, error);
    }
  }

  #inOrder(): OutboxItem[] {
    return [...this.#items.values()].sort((one, other) => (isBefore(one.entry, other.entry) ? -1 : 1));
  }

  #kind(name: string): AnyDraftKind | AnyCreationKind {
    const kind = Object.hasOwn(this.#options.kinds, name) ? this.#options.kinds[name] : undefined;
    if (!kind) throw new TypeError(`This outbox has no kind ${JSON.stringify(name)}.`);
    return kind;
  }

  #placeOf(id: string, release?: Release): Place {
    this.#left.own(id);
    return new Place(this.#options.shelf, this.#locks, id, release);
  }

  /** Takes up what an earlier page or another tab has left. */
  #takeUp(id: string, stored: unknown, release: Release): void {
    const entry = storedItem(stored);
    if (entry?.id !== id) throw new Error("Something in the outbox cannot be read. It was left where it is.");
    last = Math.max(last, entry.since);
    const { kind: name, since, request, isAsked = false } = entry;
    const kind = this.#kind(name);
    const cannotBeRead = new Error(`Something of the kind ${name} cannot be read. It was left in the outbox.`);
    if (kind.holds === "creation") {
      if (entry.creation === undefined) throw cannotBeRead;
      return this.#add(this.#creation(kind, entry, this.#placeOf(id, release)));
    }
    const draft = kind.reopen(this.#client, request, entry.draft) as OutboxDraft | undefined;
    if (!draft) throw cannotBeRead;
    const left = { place: this.#placeOf(id, release), isAsked };
    const item = new DraftItem(this.#context, { id, kind: name, since, request }, draft, left);
    // What turns out to be saved already is taken from the shelf by that.
    item.follow();
    if (item.isWaiting) this.#add(item);
  }

  #creation(kind: AnyCreation, entry: StoredItem, place: Place): CreationItem {
    const isNext = (): boolean => this.#isReady && this.#nextCreation()?.entry.id === entry.id;
    return new CreationItem(this.#context, kind, entry, place, isNext);
  }

  /** The creation that no other one holds up. */
  #nextCreation(): CreationItem | undefined {
    let next: CreationItem | undefined;
    for (const item of this.#items.values())
      if (item instanceof CreationItem && item.holdsUp && (!next || isBefore(item.entry, next.entry))) next = item;
    return next;
  }

  #add(item: OutboxItem): void {
    this.#changed(item);
    item.resume();
  }

  #changed(item: OutboxItem): void {
    if (item.isWaiting) this.#items.set(item.entry.id, item);
    else this.#items.delete(item.entry.id);
    this.#tell();
    if (item instanceof CreationItem) this.#nextCreation()?.next();
  }

  #tell(): void {
    this.#list = undefined;
    for (const listener of this.#listeners) this.#tellOf(listener);
  }

  /** A bug in the page must not keep a save from being sent. */
  #tellOf(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#context.report(error);
    }
  }

  /** What other tabs have left since is taken up when the page is looked at again, or the network is back. */
  #listen(): void {
    const page = globalThis as { readonly window?: EventTarget; readonly document?: Document };
    const look = (): void => {
      if (page.document?.visibilityState !== "hidden" && !this.#isOver()) this.#left.look().catch(this.#context.report);
    };
    const { signal } = this.#ended;
    page.window?.addEventListener("online", look, { signal });
    page.document?.addEventListener("visibilitychange", look, { signal });
  }
}

/** Numbers and texts of a request are sent alike. */
const asTexts = (request: object): unknown =>
  JSON.parse(
    JSON.stringify(request, (_name, value: unknown) =>
      typeof value === "number" || typeof value === "boolean" || typeof value === "bigint" ? String(value) : value,
    ),
  );

const isBefore = (one: Entry, other: Entry): boolean =>
  one.since < other.since || (one.since === other.since && one.id < other.id);

/** The time of the newest entry. Clocks are set back, and entries of one millisecond have an order, too. */
let last = 0;

function newEntry(kind: string, request: object): Entry {
  last = Math.max(Date.now(), last + 1);
  return { id: newId(), kind, since: last, request };
}
