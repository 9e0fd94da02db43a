import { follow, isRecord, type JsonObject, own, pointer, splitPointer } from "../load/pointer.js";
import { patternOf } from "./runnable-pattern.js";
import { bothWays, type Direction, directionOf, directionsOf } from "./directions.js";
import { defaultIn } from "./defaults.js";
import { leavesOut } from "./left-out.js";
import type { JsonPrimitive, ObjectSchema, PropertyModel, SchemaModel } from "./model.js";
import { isJson, isText } from "./media-types.js";
import { notesOf } from "./notes.js";
import { list, type Reader, text } from "./reader.js";

/** The key of the component schema that `ref` points to, if it points to one as a whole. */
export function componentKey(ref: unknown): string | undefined {
  if (typeof ref !== "string" || !ref.startsWith("#/components/schemas/")) return undefined;
  const segments = splitPointer(ref);
  return segments.length === 3 ? segments[2] : undefined;
}

/** Where a schema stands. */
interface Place {
  /** Its pointer. */
  readonly at: string;
  /** The objects that this schema is one part of, by `allOf`, `anyOf` or `oneOf`; the outermost first. */
  readonly wholes: readonly JsonObject[];
}

const below = ({ at, wholes }: Place, ...segments: (string | number)[]): Place => ({
  at: pointer(at, ...segments),
  wholes,
});
const inside = ({ at }: Place, ...segments: (string | number)[]): Place => ({
  at: pointer(at, ...segments),
  wholes: [],
});

/**
 * An OpenAPI 3.0 or 3.1 schema as a {@link SchemaModel}. Keywords that no validator we emit could keep
 * (`if`, `dependentSchemas`, `unevaluatedProperties`, ...) are left out: they accept too much, never too little.
 *
 * @param at Pointer of the schema.
 */
export function toSchema(reader: Reader, value: unknown, at: string): SchemaModel {
  return schemaAt(reader, value, { at, wholes: [] });
}

function schemaAt(reader: Reader, value: unknown, place: Place): SchemaModel {
  if (value === false) return { kind: "never" };
  if (!isRecord(value)) return { kind: "any" };
  const ref = own(value, "$ref");
  if (typeof ref === "string") return refSchema(reader, ref, value, place);
  const schema = combined(reader, value, { at: place.at, wholes: [...place.wholes, value] });
  return leavesOut(value) ? { ...schema, approximate: true } : schema;
}

/** What the keywords of one schema say together. */
function combined(reader: Reader, value: JsonObject, place: Place): SchemaModel {
  const parts: SchemaModel[] = [ownSchema(reader, value, place)];
  const members = (keyword: string): SchemaModel[] =>
    list(own(value, keyword)).map((member, index) => schemaAt(reader, member, below(place, keyword, index)));
  parts.push(...members("allOf"));
  const anyOf = members("anyOf");
  if (anyOf.length > 0) parts.push(union(anyOf));
  const oneOf = members("oneOf");
  if (oneOf.length > 0) parts.push(oneOf.length === 1 ? oneOf[0]! : { kind: "one-of", members: oneOf });
  const not = own(value, "not");
  if (isRecord(not)) parts.push({ kind: "not", schema: schemaAt(reader, not, inside(place, "not")) });
  const schema = intersection(parts);
  // drf-spectacular writes `allOf: [$ref], nullable: true`: null is accepted beside whatever allOf says.
  return own(value, "nullable") === true ? union([schema, { kind: "null" }]) : schema;
}

function refSchema(reader: Reader, ref: string, value: JsonObject, place: Place): SchemaModel {
  const reference = targetSchema(reader, reader.placeOf(ref));
  // 3.1 lets keywords stand beside `$ref`; in 3.0 they say nothing.
  if (reader.is30) return reference;
  const { $ref: _, ...siblings } = value;
  // Its parts are seen as those of the whole: what stands beside may require what the reference declares.
  const beside = schemaAt(reader, siblings, { at: place.at, wholes: [...place.wholes, value] });
  return beside.kind === "any" && !beside.approximate ? reference : intersection([reference, beside]);
}

// What makes a schema worth a name, or lets it contain itself.
const compound = [
  "properties",
  "additionalProperties",
  "items",
  "prefixItems",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "$ref",
];

/** What stands at `start`: a component by its name, another place by the name it gets, or, if it is a scalar, as it is. */
function targetSchema(reader: Reader, start: string): SchemaModel {
  const place = destination(reader, start);
  if (place === undefined) return { kind: "any", approximate: true };
  const key = componentKey(place);
  const component = key === undefined ? undefined : reader.schemaNames.get(key);
  if (component !== undefined) return { kind: "reference", name: component };
  const known = reader.targets.get(place);
  if (known) return { kind: "reference", name: known.name };
  const node = follow(reader.root, place);
  if (!compound.some((keyword) => own(node, keyword) !== undefined)) return toSchema(reader, node, place);
  const target = { name: reader.nameTarget(place), node, schema: { kind: "any" } as SchemaModel };
  // Before it is read: it may contain itself.
  reader.addTarget(place, target);
  target.schema = toSchema(reader, node, place);
  return { kind: "reference", name: target.name };
}

/** Where a place that only refers to another one leads; `undefined` for references that go round in a circle. */
function destination(reader: Reader, start: string): string | undefined {
  let place = start;
  for (let hops = 0; hops < 50; hops++) {
    const key = componentKey(place);
    if (key !== undefined && reader.schemaNames.has(key)) return place;
    const node = follow(reader.root, place);
    const ref = own(node, "$ref");
    if (typeof ref !== "string" || (!reader.is30 && Object.keys(node as JsonObject).length > 1)) return place;
    place = reader.placeOf(ref);
  }
  return undefined;
}

/** What the keywords beside allOf, anyOf and oneOf say. */
function ownSchema(reader: Reader, node: JsonObject, place: Place): SchemaModel {
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
  if (own(node, "items") !== undefined) return ["array"];
  return own(node, "contentMediaType") === undefined ? [] : ["string"];
}

function ofType(reader: Reader, node: JsonObject, type: string, place: Place): SchemaModel {
  switch (type) {
    case "string":
      return {
        kind: "string",
        format: isBinary(node) ? "binary" : text(own(node, "format")) || undefined,
        minLength: count(node, "minLength"),
        maxLength: count(node, "maxLength"),
        ...patternOf(reader, node, place.at),
      };
    case "integer":
    case "number":
      return numberSchema(node, type === "integer");
    case "array":
      return {
        kind: "array",
        items:
          own(node, "items") === undefined
            ? { kind: "any" }
            : schemaAt(reader, own(node, "items"), inside(place, "items")),
        prefix: list(own(node, "prefixItems")).map((item, index) =>
          schemaAt(reader, item, inside(place, "prefixItems", index)),
        ),
        minItems: count(node, "minItems"),
        maxItems: count(node, "maxItems"),
        uniqueItems: own(node, "uniqueItems") === true,
      };
    case "object":
      return objectSchema(reader, node, place);
    case "file":
      // Swagger 2's type, which documents of OpenAPI 3 keep using.
      return ofType(reader, { format: "binary" }, "string", place);
    case "boolean":
    case "null":
      return { kind: type };
    default:
      return { kind: "any", approximate: true };
  }
}

/**
 * OpenAPI 3.1, "Considerations for File Uploads": `contentMediaType` without a `contentEncoding` are bytes. What is text
 * or JSON is a string all the same, as it may stand in a JSON body.
 */
function isBinary(node: JsonObject): boolean {
  const [type, encoding] = [text(own(node, "contentMediaType")), text(own(node, "contentEncoding"))];
  return type !== "" && (encoding === "" || encoding === "binary") && !isText(type) && !isJson(type);
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
    ...(integer && own(node, "format") === "int64" && { format: "int64" }),
    minimum: own(node, "exclusiveMinimum") === true ? undefined : minimum,
    maximum: own(node, "exclusiveMaximum") === true ? undefined : maximum,
    exclusiveMinimum,
    exclusiveMaximum,
    multipleOf: finite(node, "multipleOf"),
  };
}

function objectSchema(reader: Reader, node: JsonObject, place: Place): ObjectSchema {
  const required = new Set(list(own(node, "required")).filter((name): name is string => typeof name === "string"));
  const properties = own(node, "properties");
  // Another part of the same object may say which direction a property belongs to.
  const isPart = place.wholes.length > 1 || own(node, "allOf") !== undefined;
  const others = isPart ? directionsOf(reader, place.wholes) : new Map<string, Direction>();
  const members = (isRecord(properties) ? Object.entries(properties) : []).map(([name, schema]): PropertyModel => {
    const notes = notesOf(schema);
    return {
      name,
      required: required.has(name),
      ...(others.get(name) ?? directionOf(reader, schema)),
      schema: schemaAt(reader, schema, inside(place, "properties", name)),
      ...defaultIn(own(schema, "default")),
      ...(notes && { notes }),
    };
  });
  const known = new Set(members.map((member) => member.name));
  const elsewhere = [...required].filter((name) => !known.has(name));
  const directions = elsewhere.length > 0 ? directionsOf(reader, place.wholes) : others;
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
          : schemaAt(reader, additional, inside(place, "additionalProperties")),
    open: patterned || (additional !== undefined && additional !== false),
    minProperties: count(node, "minProperties"),
    maxProperties: count(node, "maxProperties"),
  };
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
