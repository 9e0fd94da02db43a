import { own } from "../load/pointer.js";
import type { TypeModel } from "./model.js";
import type { Reader } from "./reader.js";
import { componentKey } from "./schemas.js";

const primitive = (name: Extract<TypeModel, { kind: "primitive" }>["name"]): TypeModel => ({ kind: "primitive", name });
export const UNKNOWN = primitive("unknown");
export const UNDEFINED = primitive("undefined");
export const BLOB = primitive("Blob");
export const STRING = primitive("string");
export const BINARY_BODY = primitive("BinaryBody");

/**
 * The TypeScript type of a schema where it is used: a short name for a component, the type itself
 * where it is a primitive, else a path into what openapi-typescript printed for that place.
 */
export function toType(reader: Reader, schema: unknown, mode: "read" | "write", indexed: () => TypeModel): TypeModel {
  const key = componentKey(own(schema, "$ref"));
  const name = key === undefined ? undefined : reader.schemaNames.get(key);
  if (name !== undefined) return { kind: "named", name, mode };
  const type = own(schema, "type");
  const values = own(schema, "enum");
  if (["allOf", "anyOf", "oneOf", "$ref", "nullable", "const"].some((keyword) => own(schema, keyword) !== undefined))
    return indexed();
  if (Array.isArray(values)) {
    return values.length <= 8 &&
      values.every((value): value is string | number => typeof value === "string" || Number.isFinite(value))
      ? { kind: "union", members: values.map((value) => ({ kind: "literal", value })) }
      : indexed();
  }
  if (type === "array" && own(schema, "prefixItems") === undefined) {
    const items = toType(reader, own(schema, "items"), mode, () => UNKNOWN);
    return items === UNKNOWN ? indexed() : { kind: "array", items };
  }
  if (type === "string") return STRING;
  if (type === "integer" || type === "number") return primitive("number");
  return type === "boolean" ? primitive("boolean") : indexed();
}
