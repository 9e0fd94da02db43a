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

export function valueOf(reader: Reader, schema: SchemaModel, seen: readonly SchemaModel[] = []): Value {
  if (seen.includes(schema)) return "any";
  const below = (members: readonly SchemaModel[]): Value[] =>
    members.filter(({ kind }) => kind !== "null").map((member) => valueOf(reader, member, [...seen, schema]));
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
      return valueOf(reader, namedSchema(reader, schema.name), [...seen, schema]);
    case "union":
    case "one-of": {
      const values = new Set(below(schema.members));
      return values.size === 1 ? [...values][0]! : "any";
    }
    case "intersection":
      return below(schema.members).find((value) => value !== "any") ?? "any";
    default:
      return "any";
  }
}
