import { type Autosave, autosave, isUnreached, type SavableDraft } from "../draft/autosave.js";
import type { OutboxContext, OutboxItem, StoredItem } from "./context.js";
import type { OutboxDraft } from "./kinds.js";
import type { Place } from "./place.js";

/** A draft and its place in the outbox: there while it is not saved. */
export class DraftItem implements OutboxItem {
  readonly entry: Pick<StoredItem, "id" | "kind" | "since" | "request">;
  readonly draft: OutboxDraft;
  readonly #context: OutboxContext;
  readonly #place: Place;
  #release: (() => void) | undefined;
  #saving: Autosave | undefined;
  /** What the list shows. One object until the status changes. */
  #shown: { readonly status: string } | undefined;
  /** A save was asked for, and has not been made yet. */
  #isAsked: boolean;
  /** The value that the person gave up; a save of it that is under way cannot be taken back. */
  #givenUp: unknown;
  /** Left by an earlier page, and not opened by a form yet. */
  #isLeft: boolean;

  constructor(
    context: OutboxContext,
    entry: Pick<StoredItem, "id" | "kind" | "since" | "request">,
    draft: OutboxDraft,
    place: Place,
    left: { readonly isAsked: boolean } | undefined,
  ) {
    this.entry = entry;
    this.draft = draft;
    this.#context = context;
    this.#place = place;
    this.#isLeft = left !== undefined;
    this.#isAsked = left?.isAsked ?? false;
  }

  /** Begins to keep what is typed. */
  follow(): void {
    this.#release = this.draft.subscribe(() => this.#update());
    this.#update();
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
    const shown = { ...this.entry, status, draft: this.draft, remove: () => this.#remove() };
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
    await this.#place.leave();
  }

  #update(): void {
    if (this.#context.isOver()) return;
    if (this.isWaiting) this.#wait();
    else this.#settle();
    this.#context.changed(this);
  }

  #wait(): void {
    const { status } = this.draft.getSnapshot();
    if (status === "saving") this.#isAsked = true;
    this.#place.put(() => this.#stored()).catch(this.#context.report);
    const { autosave: options, report } = this.#context;
    this.#saving ??= autosave(options ? this.draft : unreached(this.draft), { ...options, onError: report });
  }

  /** Everything is saved, or was discarded. */
  #settle(): void {
    if (!this.#saving) return;
    this.#saving.stop();
    this.#saving = undefined;
    this.#isLeft = false;
    this.#place.remove().catch(this.#context.report);
    // A rebase may have found that everything is there already; whoever asks for the news loses nothing.
    if (this.#isAsked) this.#context.sent(this.entry, this.draft.getSnapshot());
    this.#isAsked = false;
  }

  #stored(): StoredItem {
    return { ...this.entry, version: 1, draft: this.draft.toJSON(), isAsked: this.#isAsked };
  }

  async #remove(): Promise<void> {
    this.draft.discard();
    this.#givenUp = this.draft.getSnapshot().value;
    this.#isAsked = false;
    this.#update();
    await this.#place.settled();
  }
}

/** Without `autosave`, only what was to be saved and did not reach the server is sent by itself. */
const unreached = (draft: OutboxDraft): SavableDraft => ({
  subscribe: draft.subscribe,
  save: draft.save,
  getSnapshot: () => {
    const seen = draft.getSnapshot();
    return seen.status === "saving" || isUnreached(seen) ? seen : { ...seen, status: "clean" };
  },
});
