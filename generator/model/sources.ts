import { type Identity, parameterLike } from "./identity.js";
import type { RawOperation } from "./operations.js";
import {
  isCollectionOf,
  isViewOf,
  keyedAncestors,
  normalized,
  parametersOf,
  resourceName,
  segmentsOf,
} from "./paths.js";
import type { Reader } from "./reader.js";
import { bodyReferences, downloadsFile, listsCollection } from "./shapes.js";

/** Where the tag of a state change comes from: the retrieval, or the body field that names its key. */
export interface Source {
  readonly retrieval: RawOperation;
  /** The body field that carries the key, where the path does not. */
  readonly bodyField?: string;
}

/** Finds, for a state change, the GET that yields its tag (docs/detection.md). */
export class SourceFinder {
  readonly #reader: Reader;
  readonly #identity: Identity;
  readonly #retrievals = new Map<string, RawOperation[]>();
  readonly #gets: readonly RawOperation[];

  constructor(reader: Reader, identity: Identity, operations: readonly RawOperation[]) {
    this.#reader = reader;
    this.#identity = identity;
    this.#gets = operations.filter(({ method }) => method === "GET");
    for (const get of this.#gets) {
      const key = normalized(get.path);
      this.#retrievals.set(key, [...(this.#retrievals.get(key) ?? []), get]);
    }
  }

  /** The GET at a path; of namesakes the one without a `#fragment`, then the one spelled the same. */
  at(path: string, like?: RawOperation): RawOperation | undefined {
    const found = this.#retrievals.get(normalized(path)) ?? [];
    return (
      found.find((get) => get.path === like?.path && get.path === get.writtenPath) ??
      found.find((get) => get.path === get.writtenPath) ??
      found[0]
    );
  }

  /**
   * Same path, else nearest ancestor. `explicit`: the operation declares If-Match or 428, or config or extension
   * speak of it, so a list on its own path may be meant; where only prose marks a POST beside a list, it creates.
   */
  byPath(operation: RawOperation, explicit: boolean): Source | undefined {
    const same = this.at(operation.path, operation);
    const ancestor = keyedAncestors(operation.path)
      .map((path) => this.at(path))
      .find((get) => get !== undefined);
    if (same && operation.method === "POST") {
      const collection = listsCollection(this.#reader, same);
      if (collection || downloadsFile(this.#reader, same)) {
        // Adding an event to a job needs the job's tag, not the list's.
        if (ancestor) return { retrieval: ancestor };
        if (collection && !explicit) return undefined;
      }
    }
    const retrieval = same ?? ancestor;
    return retrieval && { retrieval };
  }

  /** A body field `<x>_id` naming a resource whose own state changes are conditional; only one may fit. */
  byBody(operation: RawOperation, conditional: readonly RawOperation[]): Source | undefined {
    if (parametersOf(operation.path).length > 0) return undefined;
    // POST /jobs/ creates a job, whatever other records its body mentions.
    if (conditional.some((get) => isCollectionOf(operation.path, get.path))) return undefined;
    const references = bodyReferences(this.#reader, operation);
    const fits = conditional.flatMap((retrieval): Source[] => {
      const query = this.#identity.of(retrieval).required.filter((one) => one.in === "query");
      const depth = parametersOf(retrieval.path).length + query.length;
      const bodyField = depth === 1 ? references.get(resourceName(retrieval.path, 0)) : undefined;
      return bodyField === undefined ? [] : [{ retrieval, bodyField }];
    });
    return fits.length === 1 ? fits[0] : undefined;
  }

  /** The one GET that ends in the parameter the operation's path ends in: `/locks/{key}` and `/kv/{key}`. */
  byParameterName(operation: RawOperation): Source | undefined {
    const name = parametersOf(operation.path).at(-1);
    if (name === undefined) return undefined;
    const fits = this.#gets.filter(
      (get) => get.path === get.writtenPath && segmentsOf(get.path).at(-1) === `{${name}}`,
    );
    return fits.length === 1 ? { retrieval: fits[0]! } : undefined;
  }

  /** Whether a retrieval is another view of what lives at `base`: it needs nothing more to say which one it reads. */
  isView(retrieval: RawOperation, base: string): boolean {
    if (!isViewOf(retrieval.path, base)) return false;
    const known = this.at(base);
    return this.#identity
      .of(retrieval)
      .required.every((one) => known !== undefined && parameterLike(known, one) !== undefined);
  }

  /** An action's own view of a keyed resource that is conditional anyway is that resource. */
  owner(source: Source, operation: RawOperation, conditional: readonly RawOperation[]): Source {
    if (operation.method !== "POST") return source;
    const base = conditional.find(
      (get) =>
        get !== source.retrieval &&
        parametersOf(get.path).length > 0 &&
        normalized(get.path) !== normalized(source.retrieval.path) &&
        this.isView(source.retrieval, get.path),
    );
    return base ? { ...source, retrieval: base } : source;
  }
}
