import { digest } from "./digest.js";

/** Milliseconds, or the least and the most. */
export type Delay = number | readonly [least: number, most: number];

/** How long requests wait: the same seed, the same times. */
export class Delays {
  readonly #least: number;
  readonly #most: number;
  readonly #seed: string;
  #count = 0;

  constructor(delay: Delay, seed: string) {
    [this.#least, this.#most] = typeof delay === "number" ? [delay, delay] : delay;
    this.#seed = seed;
  }

  /** The next one, in milliseconds. */
  next(): number {
    const part = Number.parseInt(digest(this.#seed, "delay", String(this.#count++)).slice(0, 8), 16) / 0xffff_ffff;
    return Math.round(this.#least + part * (this.#most - this.#least));
  }

  async wait(): Promise<void> {
    if (this.#most <= 0) return;
    const milliseconds = this.next();
    await new Promise<void>((done) => void setTimeout(done, milliseconds));
  }
}
