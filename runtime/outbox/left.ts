import type { OutboxContext } from "./context.js";
import { holdNext, type Locks, type Release, tryHold } from "./held.js";
import type { Shelf } from "./shelf.js";

/** What is done with something that was left. @throws where it cannot be read. */
type Take = (id: string, stored: unknown, release: Release) => void;

/** What lies on a shelf and belongs to no tab, now or once the tab that has it is closed. */
export class Left {
  readonly #shelf: Shelf;
  readonly #locks: Locks | undefined;
  readonly #ended: AbortSignal;
  readonly #take: Take;
  readonly #isOver: () => boolean;
  readonly #report: (error: unknown) => void;
  /** What this tab has or had itself. */
  readonly #own = new Set<string>();
  /** What other tabs have. */
  readonly #awaited = new Set<string>();
  /** What was reported once. */
  readonly #unreadable = new Set<string>();

  constructor(
    shelf: Shelf,
    locks: Locks | undefined,
    ended: AbortSignal,
    { take, isOver, report }: Pick<OutboxContext, "isOver" | "report"> & { readonly take: Take },
  ) {
    this.#shelf = shelf;
    this.#locks = locks;
    this.#ended = ended;
    this.#take = take;
    this.#isOver = isOver;
    this.#report = report;
  }

  /** An id that this tab gives out itself. */
  own(id: string): void {
    this.#own.add(id);
  }

  /** Takes what belongs to nobody. @throws what the shelf throws. */
  async look(): Promise<void> {
    for (const id of await this.#shelf.ids()) {
      if (this.#own.has(id) || this.#unreadable.has(id) || this.#isOver()) continue;
      const name = this.#shelf.name + id;
      const release = await tryHold(this.#locks, name);
      if (release) await this.#takeOne(id, release);
      else this.#takeLater(id, name);
    }
  }

  /** Takes what another tab has, when that is closed. */
  #takeLater(id: string, name: string): void {
    if (!this.#locks || this.#awaited.has(id)) return;
    this.#awaited.add(id);
    holdNext(this.#locks, name, this.#ended)
      .then((release) => this.#takeOne(id, release))
      .catch((error: unknown) => {
        if (!this.#ended.aborted) this.#report(error);
      })
      .finally(() => this.#awaited.delete(id));
  }

  async #takeOne(id: string, release: Release): Promise<void> {
    try {
      // Read once it is ours: whoever had it may have saved it in the meantime.
      const stored = await this.#shelf.get(id);
      const isThere = stored !== undefined || (await this.#shelf.ids()).includes(id);
      if (!isThere || this.#own.has(id) || this.#isOver()) return release();
      this.#take(id, stored, release);
      this.#own.add(id);
    } catch (error) {
      // It stays where it is: a later release of the page may know what to do with it.
      release();
      this.#unreadable.add(id);
      this.#report(error);
    }
  }
}
