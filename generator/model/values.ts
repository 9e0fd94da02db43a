import { childrenOf } from "./differences.js";
import type { Identifier } from "./identifiers.js";
import type { SchemaModel } from "./model.js";
import { onceEach } from "./once-each.js";
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

/** What is asked of the schemas that one reader makes; in a circle it is left open. */
function ofSchemas<T>(within: T, find: (reader: Reader, schema: SchemaModel) => T) {
  const readers = new WeakMap<Reader, (schema: SchemaModel) => T>();
  return (reader: Reader, schema: SchemaModel): T => {
    const known = readers.get(reader) ?? onceEach(within, (one: SchemaModel) => find(reader, one));
    readers.set(reader, known);
    return known(schema);
  };
}

export const valueOf = ofSchemas<Value>("any", findValue);

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

export const shapeOf = ofSchemas<Shape>("any", findShape);

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
