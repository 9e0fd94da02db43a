/**
 * What one document may cost (docs/adr/0001-one-parse-confined.md). The defaults of `limits` in the config: the largest
 * public descriptions have about 3,000 files, 70 MB, or 5 million nodes.
 */
export interface Limits {
  /** Files of one document. */
  readonly files: number;
  /** MiB, of all its files together. */
  readonly megabytes: number;
  /** Values of all its files: objects, lists, texts, numbers. */
  readonly nodes: number;
  /** Values that YAML aliases repeat, counted as often as they would be written out. */
  readonly repeatedNodes: number;
  /** Levels of nesting. */
  readonly depth: number;
}

export const defaultLimits: Limits = {
  files: 20_000,
  megabytes: 256,
  nodes: 20_000_000,
  repeatedNodes: 2_000_000,
  depth: 500,
};

const contents: Readonly<Record<keyof Limits, (limit: string) => string>> = {
  files: (limit) => `consists of more than ${limit} files`,
  megabytes: (limit) => `is larger than ${limit} MiB`,
  nodes: (limit) => `has more than ${limit} nodes`,
  repeatedNodes: (limit) => `repeats more than ${limit} nodes through YAML aliases`,
  depth: (limit) => `is nested deeper than ${limit} levels`,
};

/** A document costs more than it may. Its message names the option that allows more. */
export class LimitError extends Error {
  override readonly name = "LimitError";

  constructor(limit: keyof Limits, limits: Limits) {
    const value = limits[limit].toLocaleString("en");
    super(`the document ${contents[limit](value)}; if it is trusted, raise limits.${limit} in ifmatch.config.ts`);
  }
}

/** An alias that contains itself: no limit would do. */
export class AliasCycleError extends Error {
  override readonly name = "AliasCycleError";
  override readonly message = "an alias contains itself; write out what it stands for, or refer to it with $ref";
}

/** What the files of one document have cost so far. */
export class Budget {
  readonly limits: Limits;
  #files = 0;
  #bytes = 0;
  #nodes = 0;
  #repeated = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
  }

  /** Bytes that the next file may have. */
  get bytesLeft(): number {
    return this.limits.megabytes * 1024 * 1024 - this.#bytes;
  }

  /** @throws {LimitError} for a file too many. */
  takeFile(): void {
    this.#files++;
    if (this.#files > this.limits.files) throw this.exceeded("files");
  }

  /** @throws {LimitError} */
  takeBytes(count: number): void {
    this.#bytes += count;
    if (this.bytesLeft < 0) throw this.exceeded("megabytes");
  }

  exceeded(limit: keyof Limits): LimitError {
    return new LimitError(limit, this.limits);
  }

  /**
   * Counts a parsed file. Aliases make it a graph: each object is visited once and its expanded size remembered, so that
   * nine lines of aliases cost nine visits.
   *
   * @throws {LimitError}, {AliasCycleError}
   */
  takeNodes(root: unknown): void {
    const known = new Map<object, { size: number; height: number }>();
    const open = new Set<object>();
    const leaf = { size: 1, height: 0 };
    const measure = (node: unknown, depth: number): { size: number; height: number } => {
      if (typeof node !== "object" || node === null) {
        this.#take(1);
        return leaf;
      }
      if (open.has(node)) throw new AliasCycleError();
      const before = known.get(node);
      if (depth + (before?.height ?? 0) > this.limits.depth) throw this.exceeded("depth");
      if (before !== undefined) {
        this.#repeat(before.size);
        return before;
      }
      this.#take(1);
      open.add(node);
      const total = { size: 1, height: 0 };
      for (const child of Object.values(node)) {
        const { size, height } = measure(child, depth + 1);
        total.size += size;
        total.height = Math.max(total.height, height + 1);
      }
      open.delete(node);
      known.set(node, total);
      return total;
    };
    measure(root, 0);
  }

  /**
   * Counts what JSON.parse made, a tree: without a memory of what has been visited.
   *
   * @returns How many keys its objects have, and whether each number is one that JSON can hold.
   * @throws {LimitError}
   */
  takeTree(root: unknown): { readonly keys: number; readonly isFinite: boolean } {
    const { depth: deepest } = this.limits;
    const result = { keys: 0, isFinite: true };
    const visit = (node: unknown, depth: number): void => {
      if (depth > deepest && typeof node === "object" && node !== null) throw this.exceeded("depth");
      this.#take(1);
      if (typeof node === "number") result.isFinite &&= Number.isFinite(node);
      if (typeof node !== "object" || node === null) return;
      if (Array.isArray(node)) for (const child of node) visit(child, depth + 1);
      else {
        const keys = Object.keys(node);
        result.keys += keys.length;
        for (const key of keys) visit((node as Readonly<Record<string, unknown>>)[key], depth + 1);
      }
    };
    visit(root, 0);
    return result;
  }

  #take(count: number): void {
    this.#nodes += count;
    if (this.#nodes > this.limits.nodes) throw this.exceeded("nodes");
  }

  #repeat(count: number): void {
    this.#repeated += count;
    if (this.#repeated > this.limits.repeatedNodes) throw this.exceeded("repeatedNodes");
  }
}
