import { reach, referencesIn } from "./differences.js";
import type { Identifier } from "./identifiers.js";
import type { DefaultValue, JsonPrimitive, NamedSchema, PropertyModel, SchemaModel } from "./model.js";

type Named = ReadonlyMap<Identifier, SchemaModel>;

/**
 * The schemas, with the defaults of those that a new record is made of. A PATCH has none: what it leaves out stays as it
 * is, and a default would replace it.
 */
export function withDefaults(
  schemas: readonly NamedSchema[],
  created: readonly SchemaModel[],
  claim: (wanted: Identifier, schema: Identifier) => Identifier,
): NamedSchema[] {
  const named: Named = new Map(schemas.map(({ name, schema }) => [name, schema]));
  const sent = reach(created, referencesIn(schemas));
  return schemas.map((one) => {
    const values = sent.has(one.name) ? defaultsOf(one.schema, named) : [];
    if (values.length === 0) return one;
    return {
      ...one,
      defaults: { name: claim(`${one.writeName ?? one.name}Defaults` as Identifier, one.name), values },
    };
  });
}

/** What can be sent, and has a default that is what the schema says. */
function defaultsOf(schema: SchemaModel, named: Named): NonNullable<NamedSchema["defaults"]>["values"] {
  if (schema.kind !== "object") return [];
  return schema.properties.flatMap(({ name, schema: type, readOnly, default: value }) =>
    !readOnly && value !== undefined && holds(type, value, named) ? [{ name, value }] : [],
  );
}

/** Whether a value is of a schema's type, and keeps what the schema asks of numbers and lengths. */
function holds(schema: SchemaModel, value: DefaultValue, named: Named): boolean {
  const isOf = (one: SchemaModel): boolean => holds(one, value, named);
  switch (schema.kind) {
    case "any":
      return true;
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "reference":
      return isOf(named.get(schema.name)!);
    case "enum":
      return schema.values.includes(value as JsonPrimitive);
    case "string": {
      if (typeof value !== "string" || schema.format === "binary") return false;
      const { length } = [...value];
      return length >= (schema.minLength ?? 0) && length <= (schema.maxLength ?? Infinity);
    }
    case "number": {
      const { integer, minimum = -Infinity, maximum = Infinity } = schema;
      return typeof value === "number" && value >= minimum && value <= maximum && (!integer || Number.isInteger(value));
    }
    case "array":
      return (
        Array.isArray(value) &&
        schema.prefix.length === 0 &&
        value.length >= (schema.minItems ?? 0) &&
        value.every((item) => holds(schema.items, item as JsonPrimitive, named))
      );
    case "union":
    case "one-of":
      return schema.members.some(isOf);
    case "intersection":
      return schema.members.every(isOf);
    default:
      return false;
  }
}

/** The default of a property, where it is one that a form can begin with. */
export function defaultIn(value: unknown): Pick<PropertyModel, "default"> {
  const isPrimitive = (one: unknown): boolean =>
    one === null || typeof one === "string" || typeof one === "boolean" || (typeof one === "number" && isFinite(one));
  const isOne = isPrimitive(value) || (Array.isArray(value) && value.every(isPrimitive));
  return isOne ? { default: value as DefaultValue } : {};
}
