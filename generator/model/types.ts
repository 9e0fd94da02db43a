import type { Mode, SchemaModel, TypeModel } from "./model.js";

const primitive = (name: Extract<TypeModel, { kind: "primitive" }>["name"]): TypeModel => ({ kind: "primitive", name });
export const UNKNOWN = primitive("unknown");
export const UNDEFINED = primitive("undefined");
export const BLOB = primitive("Blob");
export const STRING = primitive("string");
export const SERVER_SENT_EVENT = primitive("ServerSentEvent");
export const BINARY_BODY = primitive("BinaryBody");

/** The type of a schema where it is used. What other bodies may have, too, is told by its simplest form. */
export function schemaType(schema: SchemaModel, mode: Mode): TypeModel {
  if (schema.kind === "any") return UNKNOWN;
  return schema.kind === "string" && schema.format !== "binary" ? STRING : { kind: "schema", schema, mode };
}

/** Types that mean the same, once each; what is said about their properties does not tell them apart. */
export function distinctTypes(types: readonly TypeModel[]): TypeModel[] {
  const found = new Map<string, TypeModel>();
  for (const type of types) {
    const meaning = meaningOf(type);
    if (!found.has(meaning)) found.set(meaning, type);
  }
  return [...found.values()];
}

/** A text that two types or schemas share if they mean the same. */
export function meaningOf(value: TypeModel | SchemaModel | undefined): string {
  return JSON.stringify(value, (key, part: unknown) => (key === "notes" ? undefined : part)) ?? "";
}

/** The schemas that a type is made of. */
export function schemasIn(type: TypeModel): SchemaModel[] {
  switch (type.kind) {
    case "schema":
      return [type.schema];
    case "union":
      return type.members.flatMap(schemasIn);
    case "stream":
      return schemasIn(type.item);
    case "primitive":
      return [];
  }
}
