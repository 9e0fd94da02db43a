import { UsageError } from "../errors.js";
import { same } from "../merge/json.js";
import type { Client } from "../pipeline.js";
import { type OutboxContext, type OutboxItem, type StoredItem, storedItem } from "./context.js";
import { CreationItem } from "./creation-item.js";
import { DraftItem } from "./draft-item.js";
import { holdNext, type Locks, type Release, tryHold } from "./held.js";
import type { CreationKind, DraftKind, OutboxDraft } from "./kinds.js";
import { newId } from "./new-id.js";
import { Place } from "./place.js";
import type { AnyCreationKind, AnyDraftKind, Kinds, Outbox, OutboxOptions } from "./waiting.js";

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
  /** What other tabs have. */
  readonly #awaited = new Set<string>();
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
      // What was sent for one user is no news for the next.
      sent: ({ kind, request }, result) => void (this.#isOver() || options.onSent?.({ kind, request, result })),
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
    const token = creation.token === undefined ? {} : { token: newId() };
    const entry: StoredItem = { ...newEntry(kind, request), version: 1, creation: "waiting", ...token };
    const item = this.#creation(creation, entry, this.#placeOf(entry.id));
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

  #kind(name: string): AnyDraftKind | AnyCreationKind {
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
  return { id: newId(), kind, since: last, request };
}
