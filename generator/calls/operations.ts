import type { Manifest } from "../emit/manifest.js";
import { camelCase, words } from "../model/identifiers.js";
import { spelling } from "./spelling.js";
import type { Request } from "./requests.js";
import { distance, type Segment, segmentsOf, templateSegments } from "./url.js";

/** An operation of the contract, as code that calls it needs to know it. */
export interface CalledOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly role: string;
  readonly resource: string | undefined;
  /** Where the request carries the key: `path.job_id`. */
  readonly key: readonly string[];
  /** A state change that takes If-Match, or what yields the tag for one. */
  readonly conditional: boolean;
  /** The generated function; unknown where another operation would have the same name. */
  readonly function: string | undefined;
  /** Whether its request has a body; a manifest does not tell. */
  readonly hasBody: boolean | undefined;
}

/** What the model knows of an operation, and a manifest does not. */
export interface GeneratedFunction {
  readonly name: string;
  readonly hasBody: boolean;
}

/** The operations of a manifest (`concurrency.json`); their functions have the names that the model gives them, if it is known. */
export function operationsOf(
  { operations, resources }: Pick<Manifest, "operations" | "resources">,
  functions?: ReadonlyMap<string, GeneratedFunction>,
): CalledOperation[] {
  const names = new Map<string, number>();
  const nameOf = (id: string): string => operations[id]!.function ?? camelCase(id, "operation");
  for (const id of Object.keys(operations)) {
    const name = nameOf(id);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return Object.entries(operations).map(([id, { method, path, role, resource, key }]) => {
    const name = nameOf(id);
    const changed = resource !== undefined && (resources[resource]?.stateChanges.length ?? 0) > 0;
    return {
      id,
      method,
      path,
      role,
      resource,
      key: key ?? [],
      conditional: role === "state-change" || (changed && role !== "none"),
      function: functions?.get(id)?.name ?? (names.get(name) === 1 ? name : undefined),
      hasBody: functions?.get(id)?.hasBody,
    };
  });
}

interface Template {
  readonly operation: CalledOperation;
  readonly segments: readonly Segment[];
}

/** Finds the operation that code calls: by method and path, or by a spelling of its operationId. */
export class OperationIndex {
  readonly operations: readonly CalledOperation[];
  readonly #templates: readonly Template[];
  readonly #names = new Map<string, CalledOperation>();

  constructor(operations: readonly CalledOperation[]) {
    this.operations = operations;
    this.#templates = operations.map((operation) => ({ operation, segments: templateSegments(operation.path) }));
    // A name of one word, such as `update`, is everybody's.
    for (const operation of operations.filter(({ id }) => words(id).length > 1))
      if (!this.#names.has(spelling(operation.id))) this.#names.set(spelling(operation.id), operation);
  }

  /** The operation that a request reaches; an unconditional one that fits better hides a conditional one. */
  ofRequest({ method, url }: Request): CalledOperation | undefined {
    const segments = segmentsOf(url);
    if (method === undefined || segments === undefined) return undefined;
    return this.#closest(segments, (operation) => operation.method === method);
  }

  /** Whether any operation has this path, whatever the method. */
  atPath(segments: readonly Segment[]): CalledOperation | undefined {
    return this.#closest(segments, () => true);
  }

  #closest(segments: readonly Segment[], suits: (operation: CalledOperation) => boolean): CalledOperation | undefined {
    let best: CalledOperation | undefined;
    let least = Infinity;
    for (const { operation, segments: template } of this.#templates) {
      if (!suits(operation)) continue;
      const far = distance(segments, template);
      if (far !== undefined && far < least) [best, least] = [operation, far];
    }
    return best;
  }

  /** `jobPartialUpdate`, `job_partial_update`, `useJobPartialUpdate` and `jobPartialUpdateMutation` alike. */
  ofName(name: string): CalledOperation | undefined {
    const candidates = [name, name.replace(/^use(?=[A-Z])/, ""), name.replace(/Mutation(?:Options)?$/, "")];
    return candidates.map((one) => this.#names.get(spelling(one))).find((found) => found !== undefined);
  }

  changesOf(resource: string): readonly CalledOperation[] {
    return this.operations.filter((one) => one.role === "state-change" && one.resource === resource);
  }

  /** The retrieval of a resource itself: the one with the shortest path. */
  retrievalOf(resource: string): CalledOperation | undefined {
    return this.operations
      .filter((one) => one.role === "retrieval" && one.resource === resource)
      .toSorted((a, b) => a.path.length - b.path.length)[0];
  }
}
