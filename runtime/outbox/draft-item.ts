import { type Autosave, autosave, isUnreached, type SavableDraft } from "../draft/autosave.js";
import type { Entry, OutboxContext, OutboxItem, StoredItem } from "./context.js";
import type { OutboxDraft } from "./kinds.js";
import type { Place } from "./place.js";

/** A draft and its place in the outbox: there while it is not saved. */
export class DraftItem implements OutboxItem {
  readonly draft: OutboxDraft;
  readonly #context: OutboxContext;
  /** Of what waits now, or waited last. */
  #entry: Entry;
  /** While it waits. Each time has another one: other tabs may still be looking at the one before. */
  #place: Place | undefined;
  #release: (() => void) | undefined;
  #saving: Autosave | undefined;
  /** What the list shows. One object until the status changes. */
  #shown: { readonly status: string } | undefined;
  /** A save was asked for and has not been answered yet. */
  #isAsked: boolean;
  /** The version that was under a save when that was last looked at. */
  #under: unknown;
  /** A save was made that nobody has been told of. */
  #isMade = false;
  /** The value that the person gave up; a save of it that is under way cannot be taken back. */
  #givenUp: unknown;
  /** Left by an earlier page, and not opened by a form yet. */
  #isLeft: boolean;

  constructor(
    context: OutboxContext,
    entry: Entry,
    draft: OutboxDraft,
    left?: { readonly place: Place; readonly isAsked: boolean },
  ) {
    this.draft = draft;
    this.#context = context;
    this.#entry = entry;
    this.#place = left?.place;
    this.#isLeft = left !== undefined;
    this.#isAsked = left?.isAsked ?? false;
  }

  /** Begins to keep what is typed. */
  follow(): void {
    this.#release = this.draft.subscribe(() => this.#update());
    this.#update();
  }

  get entry(): Entry {
    return this.#entry;
  }

  get isWaiting(): boolean {
    const { edits, status, conflicts, value } = this.draft.getSnapshot();
    if (value === this.#givenUp) return false;
    // A save is over once its request is; another reading has nothing to do with it.
    const isBusy = status === "saving" && this.#saving !== undefined;
    return isBusy || edits.length > 0 || status === "unknown" || conflicts.length > 0;
  }

  /** The draft for a form: on the newest version, where an earlier page left it. */
  opened(): OutboxDraft {
    if (this.#isLeft) this.draft.rebase().catch(this.#context.report);
    this.#isLeft = false;
    return this.draft;
  }

  /** What the list shows of it; the same object until its status changes. */
  shown(): object {
    const { status } = this.draft.getSnapshot();
    if (this.#shown?.status === status) return this.#shown;
    const shown = { ...this.#entry, status, draft: this.draft, remove: () => this.#remove() };
    return (this.#shown = shown);
  }

  /** Begins to send what an earlier page left, where it was to be sent. */
  resume(): void {
    if (this.#context.autosave || this.#isAsked) this.send().catch(this.#context.report);
  }

  async send(): Promise<void> {
    if (this.isWaiting) await this.draft.save();
  }

  /** Ends it; what waits stays where it is. */
  async stop(): Promise<void> {
    this.#release?.();
    this.#saving?.stop();
    await this.#place?.leave();
  }

  #update(): void {
    if (this.#context.isOver()) return;
    this.#noteSave();
    if (this.isWaiting) this.#wait();
    else this.#settle();
    this.#context.changed(this);
  }

  /** Tells of a save that was made, and whether one is still to be made. */
  #noteSave(): void {
    const snapshot = this.draft.getSnapshot();
    const { status, failure, base } = snapshot;
    const isUnder = (this.draft.toJSON() as { readonly sent?: unknown }).sent !== undefined;
    const before = this.#under;
    this.#under = isUnder ? (before ?? base) : undefined;
    if (isUnder) this.#isAsked = true;
    // Any answer ends it; what was typed meanwhile is asked for anew.
    else if (status !== "saving" && !isUnreached(snapshot)) this.#isAsked = false;
    this.#isMade ||= before !== undefined && !isUnder && failure === undefined && base !== before;
    if (!this.#isMade || status === "saving") return;
    this.#isMade = false;
    this.#context.sent(this.#entry, snapshot);
  }

  #wait(): void {
    if (!this.#place) {
      const { entry, place } = this.#context.begin(this.#entry.kind, this.#entry.request);
      this.#entry = entry;
      this.#place = place;
      this.#shown = undefined;
    }
    this.#place.put(() => this.#stored()).catch(this.#context.report);
    const { autosave: options, report } = this.#context;
    const saved = options ? this.draft : this.#asked();
    this.#saving ??= autosave(saved, { ...options, onError: report });
  }

  /** Everything is saved, or was discarded. */
  #settle(): void {
    this.#saving?.stop();
    this.#saving = undefined;
    this.#isLeft = false;
    this.#isAsked = false;
    this.#place?.remove().catch(this.#context.report);
    this.#place = undefined;
  }

  #stored(): StoredItem {
    return { ...this.#entry, version: 1, draft: this.draft.toJSON(), isAsked: this.#isAsked };
  }

  async #remove(): Promise<void> {
    this.#context.unlessOver();
    const place = this.#place;
    this.draft.discard();
    this.#givenUp = this.draft.getSnapshot().value;
    this.#update();
    await place?.remove();
  }

  /** Without `autosave`, only what was to be saved and did not reach the server is sent by itself. */
  #asked(): SavableDraft {
    const { draft } = this;
    return {
      subscribe: draft.subscribe,
      save: draft.save,
      getSnapshot: () => {
        const seen = draft.getSnapshot();
        const isOurs = seen.status === "saving" || (this.#isAsked && isUnreached(seen));
        return isOurs ? seen : { ...seen, status: "clean" };
      },
    };
  }
}
