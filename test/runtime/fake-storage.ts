/** A `Storage` as browsers have it, for `quota` characters of names and values. */
export class FakeStorage implements Storage {
  [name: string]: unknown;
  readonly #items = new Map<string, string>();
  readonly #quota: number;

  constructor(quota: number = Infinity) {
    this.#quota = quota;
  }

  get length(): number {
    return this.#items.size;
  }

  key(position: number): string | null {
    return [...this.#items.keys()][position] ?? null;
  }

  getItem(name: string): string | null {
    return this.#items.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    const others = [...this.#items].filter(([other]) => other !== name);
    const used = others.reduce((sum, pair) => sum + pair.join("").length, 0);
    if (used + name.length + value.length > this.#quota)
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.#items.set(name, value);
  }

  removeItem(name: string): void {
    this.#items.delete(name);
  }

  clear(): void {
    this.#items.clear();
  }

  /** Everything in it, as one who looks into the storage sees it. */
  dump(): string {
    return JSON.stringify([...this.#items]);
  }

  names(): string[] {
    return [...this.#items.keys()];
  }
}
