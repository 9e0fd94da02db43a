import { type Locks, type Release, tryHold } from "./held.js";
import type { Shelf } from "./shelf.js";

/** An item's place on the shelf: its newest state, written in order. It is this tab's while there is something there. */
export class Place {
  readonly #shelf: Shelf;
  readonly #locks: Locks | undefined;
  readonly #id: string;
  #release: Release | undefined;
  #state: (() => unknown) | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #isLeft = false;

  constructor(shelf: Shelf, locks: Locks | undefined, id: string, release?: Release) {
    this.#shelf = shelf;
    this.#locks = locks;
    this.#id = id;
    this.#release = release;
  }

  /** Writes a state; a newer one that comes before its turn is written instead. @throws what the shelf throws. */
  put(state: () => unknown): Promise<void> {
    this.#state = state;
    return this.#inTurn(async () => {
      const newest = this.#state;
      this.#state = undefined;
      if (!newest) return;
      // Before another tab can see it: what lies there unheld is anybody's.
      this.#release ??= await tryHold(this.#locks, this.#shelf.name + this.#id);
      if (!this.#release) throw new Error("Another tab has taken up what this one was writing.");
      await this.#shelf.put(this.#id, newest());
    });
  }

  remove(): Promise<void> {
    this.#state = undefined;
    return this.#inTurn(async () => {
      await this.#shelf.remove(this.#id);
      this.#letGo();
    });
  }

  /** When all that was asked for is written, or has failed. */
  settled(): Promise<unknown> {
    return this.#turn;
  }

  /** Leaves what is there to other tabs, once it is written; what is asked for later is not. */
  async leave(): Promise<void> {
    this.#isLeft = true;
    await this.#turn;
    this.#letGo();
  }

  #letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    if (this.#isLeft) return Promise.resolve();
    const turn = this.#turn.then(step);
    // Its caller has the error; the next step is not its.
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
