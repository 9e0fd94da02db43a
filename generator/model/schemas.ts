import { follow, isRecord, type JsonObject, own } from "../load/pointer.js";
import { leavesOut } from "./left-out.js";
import type { JsonPrimitive, ObjectSchema, PropertyModel, SchemaModel } from "./model.js";
import { list, type Reader, text } from "./reader.js";

const componentSchema = /^#\/components\/schemas\/([^/]+)$/;

/** The key of the component schema that `ref` points to, if it points to one as a whole. */
export function componentKey(ref: unknown): string | undefined {
  const match = typeof ref === "string" ? componentSchema.exec(ref) : null;
  return match ? decodeURIComponent(match[1]!.replaceAll("~1", "/").replaceAll("~0", "~")) : undefined;
}

/** Where a schema stands. */
interface Place {
  /** The references that were followed to get here. */
  readonly trail: readonly string[];
  /** The object that this schema is one part of, by `allOf`. */
  readonly whole: JsonObject | undefined;
}
type PartPlace = Place & { readonly whole: JsonObject };

/**
 * An OpenAPI 3.0 or 3.1 schema as a {@link SchemaModel}. Keywords that no validator we emit could keep
 * (`if`, `dependentSchemas`, `unevaluatedProperties`, ...) are left out: they accept too much, never too little.
 */
export function toSchema(
  reader: Reader,
  value: unknown,
  { trail, whole }: Place = { trail: [], whole: undefined },
): SchemaModel {
  if (value === false) return { kind: "never" };
  if (!isRecord(value)) return { kind: "any" };
  const ref = own(value, "$ref");
  if (typeof ref === "string") return refSchema(reader, ref, value, { trail, whole });
  const place = { trail, whole: whole ?? value };
  const inside = { trail, whole: undefined };
  const schema = combined(reader, value, place, inside);
  return leavesOut(value) ? { ...schema, approximate: true } : schema;
}

/** What the keywords of one schema say together. */
function combined(reader: Reader, value: JsonObject, place: PartPlace, inside: Place): SchemaModel {
  const parts: SchemaModel[] = [ownSchema(reader, value, place)];
  for (const member of list(own(value, "allOf"))) parts.push(toSchema(reader, member, place));
  const alternatives = (keyword: string): SchemaModel[] =>
    list(own(value, keyword)).map((member) => toSchema(reader, member, inside));
  const anyOf = alternatives("anyOf");
  if (anyOf.length > 0) parts.push(union(anyOf));
  const oneOf = alternatives("oneOf");
  if (oneOf.length > 0) parts.push(oneOf.length === 1 ? oneOf[0]! : { kind: "one-of", members: oneOf });
  const not = own(value, "not");
  if (isRecord(not)) parts.push({ kind: "not", schema: toSchema(reader, not, inside) });
  const schema = intersection(parts);
  // drf-spectacular writes `allOf: [$ref], nullable: true`: null is accepted beside whatever allOf says.
  return own(value, "nullable") === true ? union([schema, { kind: "null" }]) : schema;
}

function refSchema(reader: Reader, ref: string, value: JsonObject, place: Place): SchemaModel {
  const key = componentKey(ref);
  const name = key === undefined ? undefined : reader.schemaNames.get(key);
  if (name !== undefined) {
    const reference: SchemaModel = { kind: "reference", name };
    // 3.1 lets keywords stand beside `$ref`; in 3.0 they say nothing.
    const { $ref: _, ...siblings } = value;
    if (!text(reader.root["openapi"]).startsWith("3.1") && !text(reader.root["openapi"]).startsWith("3.2"))
      return reference;
    const beside = toSchema(reader, siblings, { ...place, whole: place.whole ?? value });
    return beside.kind === "any" ? reference : intersection([reference, beside]);
  }
  // A pointer into the middle of the document: read in place; a cycle of these accepts anything.
  if (place.trail.includes(ref)) return { kind: "any", approximate: true };
  return toSchema(reader, follow(reader.root, ref), { ...place, trail: [...place.trail, ref] });
}

/** What the keywords beside allOf, anyOf and oneOf say. */
function ownSchema(reader: Reader, node: JsonObject, place: PartPlace): SchemaModel {
  if (Object.hasOwn(node, "const")) return enumeration([node["const"]]);
  const types = typesOf(node);
  const values = own(node, "enum");
  if (Array.isArray(values))
    return enumeration(own(node, "nullable") === true ? [...(values as unknown[]), null] : values);
  if (types.length === 0) return { kind: "any" };
  return union(types.map((type) => ofType(reader, node, type, place)));
}

/** The `type` keyword in either dialect; where it is missing, what the other keywords make plain. */
function typesOf(node: JsonObject): string[] {
  const type = own(node, "type");
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(text);
  if (["properties", "additionalProperties", "required"].some((keyword) => own(node, keyword) !== undefined))
    return ["object"];
  return own(node, "items") === undefined ? [] : ["array"];
}

function ofType(reader: Reader, node: JsonObject, type: string, place: PartPlace): SchemaModel {
  const inside = { ...place, whole: undefined };
  switch (type) {
    case "string":
      return {
        kind: "string",
        format: text(own(node, "format")) || undefined,
        minLength: count(node, "minLength"),
        maxLength: count(node, "maxLength"),
        pattern: text(own(node, "pattern")) || undefined,
      };
    case "integer":
    case "number":
      return numberSchema(node, type === "integer");
    case "array":
      return {
        kind: "array",
        items: own(node, "items") === undefined ? { kind: "any" } : toSchema(reader, own(node, "items"), inside),
        prefix: list(own(node, "prefixItems")).map((item) => toSchema(reader, item, inside)),
        minItems: count(node, "minItems"),
        maxItems: count(node, "maxItems"),
        uniqueItems: own(node, "uniqueItems") === true,
      };
    case "object":
      return objectSchema(reader, node, place);
    case "boolean":
    case "null":
      return { kind: type };
    default:
      return { kind: "any", approximate: true };
  }
}

function numberSchema(node: JsonObject, integer: boolean): SchemaModel {
  const [minimum, maximum] = [finite(node, "minimum"), finite(node, "maximum")];
  // 3.0 writes `exclusiveMinimum: true` beside `minimum`; 3.1 writes the bound itself.
  const exclusive = (keyword: string, bound: number | undefined): number | undefined =>
    own(node, keyword) === true ? bound : finite(node, keyword);
  const exclusiveMinimum = exclusive("exclusiveMinimum", minimum);
  const exclusiveMaximum = exclusive("exclusiveMaximum", maximum);
  return {
    kind: "number",
    integer,
    minimum: own(node, "exclusiveMinimum") === true ? undefined : minimum,
    maximum: own(node, "exclusiveMaximum") === true ? undefined : maximum,
    exclusiveMinimum,
    exclusiveMaximum,
    multipleOf: finite(node, "multipleOf"),
  };
}

function objectSchema(reader: Reader, node: JsonObject, place: PartPlace): ObjectSchema {
  const inside = { ...place, whole: undefined };
  const required = new Set(list(own(node, "required")).filter((name): name is string => typeof name === "string"));
  const properties = own(node, "properties");
  const members = (isRecord(properties) ? Object.entries(properties) : []).map(([name, schema]): PropertyModel => ({
    name,
    required: required.has(name),
    readOnly: flag(reader, schema, "readOnly"),
    writeOnly: flag(reader, schema, "writeOnly"),
    schema: toSchema(reader, schema, inside),
  }));
  const known = new Set(members.map((member) => member.name));
  const elsewhere = [...required].filter((name) => !known.has(name));
  const directions = elsewhere.length > 0 ? directionsOf(reader, place.whole) : new Map<string, Direction>();
  const additional = own(node, "additionalProperties");
  // patternProperties would need the names' patterns at run time: such objects stay open.
  const patterned = isRecord(own(node, "patternProperties"));
  return {
    kind: "object",
    properties: members,
    alsoRequired: elsewhere.map((name) => ({ name, ...(directions.get(name) ?? bothWays) })),
    additional:
      patterned || additional === undefined
        ? true
        : typeof additional === "boolean"
          ? additional
          : toSchema(reader, additional, inside),
    open: additional !== undefined && additional !== false,
    minProperties: count(node, "minProperties"),
    maxProperties: count(node, "maxProperties"),
  };
}

type Direction = Pick<PropertyModel, "readOnly" | "writeOnly">;
const bothWays: Direction = { readOnly: false, writeOnly: false };

/** Of each property of an object, itself or by its `allOf`: which direction it belongs to. */
function directionsOf(reader: Reader, node: unknown, seen = new Set<unknown>()): Map<string, Direction> {
  const ref = own(node, "$ref");
  const target = typeof ref === "string" ? follow(reader.root, ref) : node;
  const found = new Map<string, Direction>();
  if (!isRecord(target) || seen.has(target)) return found;
  seen.add(target);
  const add = (name: string, { readOnly, writeOnly }: Direction): void => {
    const before = found.get(name) ?? bothWays;
    found.set(name, { readOnly: readOnly || before.readOnly, writeOnly: writeOnly || before.writeOnly });
  };
  const properties = own(target, "properties");
  for (const [name, schema] of isRecord(properties) ? Object.entries(properties) : [])
    add(name, { readOnly: flag(reader, schema, "readOnly"), writeOnly: flag(reader, schema, "writeOnly") });
  for (const member of list(own(target, "allOf")))
    for (const [name, direction] of directionsOf(reader, member, seen)) add(name, direction);
  return found;
}

function flag(reader: Reader, schema: unknown, keyword: "readOnly" | "writeOnly"): boolean {
  if (own(schema, keyword) === true) return true;
  // 3.1 and drf-spectacular may put the flag on the component the property refers to.
  const key = componentKey(own(schema, "$ref"));
  return key !== undefined && own(own(reader.schemas(), key), keyword) === true;
}

function enumeration(values: readonly unknown[]): SchemaModel {
  const primitives = values.filter(
    (value): value is JsonPrimitive =>
      value === null ||
      ["string", "boolean"].includes(typeof value) ||
      (typeof value === "number" && Number.isFinite(value)),
  );
  // An enum of objects or arrays cannot be a union of literals; it is not checked.
  return primitives.length < values.length
    ? { kind: "any", approximate: true }
    : { kind: "enum", values: [...new Set(primitives)] };
}

export function union(members: readonly SchemaModel[]): SchemaModel {
  const flat = members.flatMap((member) => (member.kind === "union" ? member.members : [member]));
  const anything = flat.filter((member) => member.kind === "any");
  if (anything.length > 0) return anything.find((member) => member.approximate !== true) ?? anything[0]!;
  return flat.length === 1 ? flat[0]! : { kind: "union", members: flat };
}

function intersection(members: readonly SchemaModel[]): SchemaModel {
  const telling = members.filter((member) => member.kind !== "any");
  const whole: SchemaModel =
    telling.length === 0
      ? { kind: "any" }
      : telling.length === 1
        ? telling[0]!
        : { kind: "intersection", members: telling };
  return members.some((member) => member.kind === "any" && member.approximate)
    ? { ...whole, approximate: true }
    : whole;
}

// A keyword of the wrong type is no keyword: text where a number belongs must never reach the output.
const finite = (node: JsonObject, keyword: string): number | undefined => {
  const value = own(node, keyword);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};
const count = (node: JsonObject, keyword: string): number | undefined => {
  const value = finite(node, keyword);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined;
};
