import { isParameter, normalized, segmentsOf } from "./paths.js";

interface Node<T> {
  readonly items: T[];
  readonly children: Map<string, Node<T>>;
}

/**
 * Things by the shape of their path template: what lives at a path, above it, and in the collection at it is found by
 * walking the path, and not by looking at everything that there is.
 */
export class PathIndex<T> {
  readonly #root: Node<T> = { items: [], children: new Map() };

  constructor(items: Iterable<T> = [], pathOf?: (item: T) => string) {
    for (const item of items) this.add(pathOf!(item), item);
  }

  add(path: string, item: T): void {
    let node = this.#root;
    for (const segment of shapeOf(path)) {
      let child = node.children.get(segment);
      if (!child) node.children.set(segment, (child = { items: [], children: new Map() }));
      node = child;
    }
    node.items.push(item);
  }

  /** What lives at a path of this shape, in the order of adding. */
  at(path: string): readonly T[] {
    const segments = shapeOf(path);
    const nodes = this.#walk(segments);
    return nodes.length > segments.length ? nodes.at(-1)!.items : [];
  }

  /** What a path is a view of (`isViewOf`): what lives at the path itself, then what at the beginnings of it, the longest first. */
  *basesOf(path: string): Generator<T> {
    const segments = shapeOf(path);
    const nodes = this.#walk(segments);
    for (let length = segments.length; length >= 0; length--) {
      yield* nodes[length]?.items ?? [];
      if (segments[length - 1]?.includes("{}")) return;
    }
  }

  /** What lives at the beginnings of a path that end in a parameter, the longest first; the path itself is left out. */
  *keyedAncestorsOf(path: string): Generator<readonly T[]> {
    const segments = segmentsOf(path);
    const nodes = this.#walk(shapeOf(path));
    for (let length = segments.length - 1; length > 0; length--)
      if (isParameter(segments[length - 1]) && nodes[length] !== undefined) yield nodes[length]!.items;
  }

  /** What lies in the collection at a path (`isCollectionOf`). */
  inCollection(path: string): readonly T[] {
    return this.at(`${path}/{}`);
  }

  /** The nodes along a path, the root first, as far as there are any. */
  #walk(segments: readonly string[]): Node<T>[] {
    const nodes = [this.#root];
    for (const segment of segments) {
      const child = nodes.at(-1)!.children.get(segment);
      if (!child) break;
      nodes.push(child);
    }
    return nodes;
  }
}

const shapeOf = (path: string): string[] => segmentsOf(normalized(path));
