import type { Answer } from "./answer.js";
import type { Key } from "./keys.js";
import type { Kind } from "./kinds.js";
import type { Route } from "./routes.js";
import type { Entity } from "./store.js";
import { pathKey } from "./targets.js";
import { actionKey, type Incoming, type Parts } from "./parts.js";
import { Changes } from "./changes.js";
import { retrieve } from "./retrievals.js";

/** Carries requests out, each in one step that nothing can come between. */
export class Engine {
  readonly #parts: Parts;
  readonly #changes: Changes;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#changes = new Changes(parts);
  }

  answer(incoming: Incoming): Answer {
    const missing = this.#missing(incoming);
    if (missing) return missing;
    const { method } = incoming.route.operation;
    return method === "GET" || method === "HEAD" ? retrieve(this.#parts, incoming) : this.#changes.carryOut(incoming);
  }

  /** A change by somebody else. */
  edit(kind: Kind, key: Key, change: (data: unknown) => unknown): Entity | undefined {
    return this.#changes.edit(kind, key, change);
  }

  /** 404 before anything else, as Django does it: for what is not there, and for what lies below it. */
  #missing(incoming: Incoming): Answer | undefined {
    const { route, match } = incoming;
    const { kind, does } = route.action;
    const { store, refusals, kinds } = this.#parts;
    const owner = kind ? kind.parent : kinds.owner(route.place);
    if (owner && owner.parameters.length <= match.values.length && !store.get(owner, pathKey(owner, match)))
      return refusals.refuse(route, 404);
    if (!kind || does === "list" || does === "create" || does === "clear") return undefined;
    const key = actionKey(incoming);
    // Who names a resource in the body learns of a missing field by the body's validation.
    if (key === undefined) return does === "read" ? refusals.refuse(route, 404) : undefined;
    if (store.get(kind, key)) return undefined;
    return does === "replace" && this.#mayCreate(route, kind) ? undefined : refusals.refuse(route, 404);
  }

  /** RFC 9110, 9.3.4: PUT creates where the document says 201, or where nothing else could. */
  #mayCreate({ operation }: Route, kind: Kind): boolean {
    return operation.responses.some(({ status }) => status === "201") || !kind.creatable;
  }
}
