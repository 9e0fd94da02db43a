import { childrenOf } from "./differences.js";
import type { Identifier } from "./identifiers.js";
import type { SchemaModel } from "./model.js";
import type { Reader } from "./reader.js";
import { toSchema } from "./schemas.js";

/**
 * What the values of a schema are made of: bytes, text, or what only JSON can write (objects, arrays, numbers, booleans).
 * `any`: the schema does not say, or says more than one of these.
 */
export type Value = "binary" | "text" | "structured" | "any";

/** What a name stands for. */
export const namedSchema = (reader: Reader, name: Identifier): SchemaModel =>
  reader.schemaOf(name, (node, at) => toSchema(reader, node, at));

/**
 * What is found out about schemas, once for each: a schema may be reached in exponentially many ways. Within a circle, of what
 * is being found out nothing is known yet.
 */
class Findings<T extends string> {
  readonly #known = new WeakMap<Reader, Map<SchemaModel, T>>();
  readonly #find: (reader: Reader, schema: SchemaModel) => T;
  readonly #unknown: T;

  constructor(unknown: T, find: (reader: Reader, schema: SchemaModel) => T) {
    this.#unknown = unknown;
    this.#find = find;
  }

  of(reader: Reader, schema: SchemaModel): T {
    let known = this.#known.get(reader);
    if (!known) this.#known.set(reader, (known = new Map()));
    const found = known.get(schema);
    if (found !== undefined) return found;
    known.set(schema, this.#unknown);
    const value = this.#find(reader, schema);
    known.set(schema, value);
    return value;
  }
}

const values = new Findings<Value>("any", findValue);

export const valueOf = (reader: Reader, schema: SchemaModel): Value => values.of(reader, schema);

const withoutNull = (members: readonly SchemaModel[]): SchemaModel[] => members.filter(({ kind }) => kind !== "null");

function findValue(reader: Reader, schema: SchemaModel): Value {
  const below = (members: readonly SchemaModel[]): Value[] =>
    withoutNull(members).map((member) => valueOf(reader, member));
  switch (schema.kind) {
    case "string":
      return schema.format === "binary" ? "binary" : "text";
    case "enum":
      return schema.values.every((value) => typeof value === "string") ? "text" : "structured";
    case "number":
    case "boolean":
    case "array":
    case "object":
    case "null":
      return "structured";
    case "reference":
      return valueOf(reader, namedSchema(reader, schema.name));
    case "union":
    case "one-of": {
      const found = new Set(below(schema.members));
      return found.size === 1 ? [...found][0]! : "any";
    }
    case "intersection":
      return below(schema.members).find((value) => value !== "any") ?? "any";
    default:
      return "any";
  }
}

/** What styles tell apart; `mixed`: one or the other. */
export type Shape = "primitive" | "array" | "object" | "mixed" | "any";

const shapes = new Findings<Shape>("any", findShape);

export const shapeOf = (reader: Reader, schema: SchemaModel): Shape => shapes.of(reader, schema);

function findShape(reader: Reader, schema: SchemaModel): Shape {
  const below = (members: readonly SchemaModel[]): Set<Shape> =>
    new Set(withoutNull(members).map((member) => shapeOf(reader, member)));
  switch (schema.kind) {
    case "any":
    case "not":
    case "never":
      return "any";
    case "array":
    case "object":
      return schema.kind;
    case "reference":
      return shapeOf(reader, namedSchema(reader, schema.name));
    case "union":
    case "one-of": {
      const found = below(schema.members);
      return found.size === 1 ? [...found][0]! : "mixed";
    }
    case "intersection":
      return [...below(schema.members)].find((shape) => shape !== "any") ?? "any";
    default:
      return "primitive";
  }
}

/** Whether bytes are anywhere in a value. */
export function holdsBinary(reader: Reader, schema: SchemaModel, seen = new Set<SchemaModel>()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  if (schema.kind === "string") return schema.format === "binary";
  const parts = schema.kind === "reference" ? [namedSchema(reader, schema.name)] : childrenOf(schema);
  return parts.some((part) => holdsBinary(reader, part, seen));
}
