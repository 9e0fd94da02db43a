import type { Identity } from "./identity.js";
import type { RawOperation } from "./operations.js";
import { PathIndex } from "./path-index.js";
import { parametersOf, resourceName } from "./paths.js";

/** The retrievals of resources whose own state changes are conditional, as far as they are known. */
export class ConditionalRetrievals {
  readonly #identity: Identity;
  /** To their place in the order of adding. */
  readonly #order = new Map<RawOperation, number>();
  readonly #byPath = new PathIndex<RawOperation>();
  readonly #keyedOnce = new Map<string, RawOperation[]>();

  constructor(identity: Identity, retrievals: Iterable<RawOperation>) {
    this.#identity = identity;
    for (const retrieval of retrievals) this.add(retrieval);
  }

  add(retrieval: RawOperation): void {
    if (this.#order.has(retrieval)) return;
    this.#order.set(retrieval, this.#order.size);
    this.#byPath.add(retrieval.path, retrieval);
    const query = this.#identity.of(retrieval).required.filter((one) => one.in === "query");
    if (parametersOf(retrieval.path).length + query.length !== 1) return;
    const name = resourceName(retrieval.path, 0);
    const namesakes = this.#keyedOnce.get(name);
    if (namesakes) namesakes.push(retrieval);
    else this.#keyedOnce.set(name, [retrieval]);
  }

  /** Those of a resource of this name that one value identifies. */
  keyedOnce(name: string): readonly RawOperation[] {
    return this.#keyedOnce.get(name) ?? [];
  }

  /** Those of what lies in the collection at a path. */
  inCollection(path: string): readonly RawOperation[] {
    return this.#byPath.inCollection(path);
  }

  /** Those that a path is a view of, in the order of adding. */
  viewedBy(path: string): RawOperation[] {
    return [...this.#byPath.basesOf(path)].sort((a, b) => this.#order.get(a)! - this.#order.get(b)!);
  }
}
