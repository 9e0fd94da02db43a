import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { sameValue } from "../rewrite/compare.js";

type Kind = "parameters" | "headers" | "responses" | "schemas";

/** RFC 9457, section 3.1: every member is optional, and others may be added. */
const problemDetails: JsonObject = {
  type: "object",
  description: "Problem details (RFC 9457)",
  properties: {
    type: { type: "string", format: "uri-reference", default: "about:blank" },
    title: { type: "string" },
    status: { type: "integer", minimum: 100, maximum: 599 },
    detail: { type: "string" },
    instance: { type: "string", format: "uri-reference" },
  },
};

/**
 * The components that declarations refer to. One that the document has under the same name is used where it says the
 * same; where it says something else, ours takes another name.
 */
export class SharedComponents {
  /** What the document lacks: `{ parameters: { IfMatch: ... } }`. */
  readonly added: Record<string, JsonObject> = {};
  readonly #present: unknown;

  constructor(root: JsonObject) {
    this.#present = own(root, "components");
  }

  ifMatch(required: boolean): JsonObject {
    return this.#refer("parameters", required ? "IfMatch" : "IfMatchOptional", {
      name: "If-Match",
      in: "header",
      required,
      description: required
        ? "Entity-tag of the state that is to be changed (RFC 9110, section 13.1.1)"
        : "Entity-tag of the state that is to be changed (RFC 9110, section 13.1.1); without it the last write wins",
      schema: { type: "string" },
      example: '"1a2b3c"',
    });
  }

  tagHeader(): JsonObject {
    return this.#refer("headers", "ETag", {
      description: "Entity-tag of the state that this response speaks of (RFC 9110, section 8.8.3)",
      schema: { type: "string" },
      example: '"1a2b3c"',
    });
  }

  notModified(header: string): JsonObject {
    return this.#refer("responses", "NotModified", {
      description: "Not modified: what was stored under this entity-tag still holds (RFC 9110, section 15.4.5)",
      headers: { [header]: this.tagHeader() },
    });
  }

  preconditionFailed(): JsonObject {
    return this.#refer("responses", "PreconditionFailed", {
      description:
        "Precondition failed: another change came first, and nothing was written (RFC 9110, section 15.5.13)",
      content: this.#problem(),
    });
  }

  preconditionRequired(): JsonObject {
    return this.#refer("responses", "PreconditionRequired", {
      description: "Precondition required: send If-Match (RFC 6585, section 3)",
      content: this.#problem(),
    });
  }

  #problem(): JsonObject {
    return { "application/problem+json": { schema: this.#refer("schemas", "ProblemDetails", problemDetails) } };
  }

  #refer(kind: Kind, wanted: string, value: JsonObject): JsonObject {
    const present = own(this.#present, kind);
    const added = (this.added[kind] ??= {});
    let name = wanted;
    for (let count = 2; ; count++) {
      const taken = (isRecord(present) ? own(present, name) : undefined) ?? own(added, name);
      if (taken === undefined) added[name] = value;
      if (taken === undefined || sameValue(taken, value)) break;
      name = `${wanted}${count}`;
    }
    if (Object.keys(added).length === 0) delete this.added[kind];
    return { $ref: `#/components/${kind}/${name}` };
  }
}
