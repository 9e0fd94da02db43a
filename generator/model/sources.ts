import { groupBy } from "../group.js";
import { type Identity, parameterLike } from "./identity.js";
import type { RawOperation } from "./operations.js";
import type { ConditionalRetrievals } from "./conditional-retrievals.js";
import { PathIndex } from "./path-index.js";
import { isViewOf, normalized, parametersOf, segmentsOf } from "./paths.js";
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
  readonly #retrievals = new PathIndex<RawOperation>();
  /** By the last segment of their paths. */
  readonly #byEnd: ReadonlyMap<string | undefined, readonly RawOperation[]>;

  constructor(reader: Reader, identity: Identity, operations: readonly RawOperation[]) {
    this.#reader = reader;
    this.#identity = identity;
    const gets = operations.filter(({ method }) => method === "GET");
    for (const get of gets) this.#retrievals.add(get.path, get);
    this.#byEnd = groupBy(
      gets.filter((get) => get.path === get.writtenPath),
      (get) => segmentsOf(get.path).at(-1),
    );
  }

  /** The GET at a path; of namesakes the one without a `#fragment`, then the one spelled the same. */
  at(path: string, like?: RawOperation): RawOperation | undefined {
    return preferred(this.#retrievals.at(path), like);
  }

  /**
   * Same path, else nearest ancestor. `explicit`: the operation declares If-Match or 428, or config or extension
   * speak of it, so a list on its own path may be meant; where only prose marks a POST beside a list, it creates.
   */
  byPath(operation: RawOperation, explicit: boolean): Source | undefined {
    const same = this.at(operation.path, operation);
    const ancestor = this.#nearestAncestor(operation.path);
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

  #nearestAncestor(path: string): RawOperation | undefined {
    for (const gets of this.#retrievals.keyedAncestorsOf(path)) if (gets.length > 0) return preferred(gets);
    return undefined;
  }

  /** A body field `<x>_id` naming a resource whose own state changes are conditional; only one may fit. */
  byBody(operation: RawOperation, conditional: ConditionalRetrievals): Source | undefined {
    if (parametersOf(operation.path).length > 0) return undefined;
    // POST /jobs/ creates a job, whatever other records its body mentions.
    if (conditional.inCollection(operation.path).length > 0) return undefined;
    const fits = [...bodyReferences(this.#reader, operation)].flatMap(([name, bodyField]) =>
      conditional.keyedOnce(name).map((retrieval): Source => ({ retrieval, bodyField })),
    );
    return fits.length === 1 ? fits[0] : undefined;
  }

  /** The one GET that ends in the parameter the operation's path ends in: `/locks/{key}` and `/kv/{key}`. */
  byParameterName(operation: RawOperation): Source | undefined {
    const name = parametersOf(operation.path).at(-1);
    if (name === undefined) return undefined;
    const fits = this.#byEnd.get(`{${name}}`) ?? [];
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
  owner(source: Source, operation: RawOperation, conditional: ConditionalRetrievals): Source {
    if (operation.method !== "POST") return source;
    const { path } = source.retrieval;
    const base = conditional
      .viewedBy(path)
      .find(
        (get) =>
          get !== source.retrieval &&
          parametersOf(get.path).length > 0 &&
          normalized(get.path) !== normalized(path) &&
          this.isView(source.retrieval, get.path),
      );
    return base ? { ...source, retrieval: base } : source;
  }
}

/** Of GETs at one path: the one spelled the same as `like`, then one without a `#fragment`. */
const preferred = (gets: readonly RawOperation[], like?: RawOperation): RawOperation | undefined =>
  gets.find((get) => get.path === like?.path && get.path === get.writtenPath) ??
  gets.find((get) => get.path === get.writtenPath) ??
  gets[0];
