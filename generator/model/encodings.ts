import { isRecord, type JsonObject, own, pointer } from "../load/pointer.js";
import { freeText } from "./identifiers.js";
import { isJson, isRange, isText } from "./media-types.js";
import type { FieldEncoding, PartHeader, SchemaModel } from "./model.js";
import { list, type Located, type Reader, text } from "./reader.js";
import { toSchema } from "./schemas.js";
import { propertiesOf } from "./shapes.js";
import { styleOf } from "./styles.js";
import { schemaType } from "./types.js";
import { namedSchema, shapeOf, valueOf } from "./values.js";

const FORM_STYLE = ["style", "explode", "allowReserved"];

/**
 * How the fields of a form are written, where it is not the default (OpenAPI 3.1.2, Encoding Object): in
 * `application/x-www-form-urlencoded`, arrays repeat their name, objects are JSON, all else is text; in multipart the
 * same, and Blobs are files.
 *
 * @param mediaType The Media Type Object.
 */
export function fieldsOf(reader: Reader, mediaType: Located, isMultipart: boolean): FieldEncoding[] {
  const schema = own(mediaType.node, "schema");
  const encodings = new Map(
    reader
      .entries(own(mediaType.node, "encoding"), pointer(mediaType.at, "encoding"))
      .map(({ key, ...located }) => [key, located]),
  );
  const properties = isRecord(schema)
    ? formProperties(reader, reader.resolve(schema, pointer(mediaType.at, "schema")))
    : new Map<string, Located>();
  return [...properties].flatMap(([name, property]): FieldEncoding[] => {
    const encoding = encodings.get(name);
    const model = toSchema(reader, property.node, property.at);
    if (encoding && FORM_STYLE.some((key) => own(encoding.node, key) !== undefined)) {
      const style = styleOf(reader, encoding.node, model, "query");
      return style === undefined ? [] : [{ name, style }];
    }
    // It becomes a header: no document writes more than one.
    const declared = text(own(encoding?.node, "contentType")).replace(/[^ -~]/g, "");
    if (!isMultipart) return textOf(reader, name, model, declared);
    const contentType = partType(reader, name, model, declared, property, encoding);
    const headers = encoding ? headersOf(reader, encoding) : [];
    if (contentType === undefined && headers.length === 0) return [];
    return [{ name, ...(contentType !== undefined && { contentType }), ...(headers.length > 0 && { headers }) }];
  });
}

/** In a urlencoded form only JSON is written otherwise than by default: texts in their quotes. */
function textOf(reader: Reader, name: string, schema: SchemaModel, declared: string): FieldEncoding[] {
  return declared !== "" && isJson(declared) && shapeOf(reader, schema) !== "object"
    ? [{ name, style: "jsonItems" }]
    : [];
}

/** The Content-Type of a part; `undefined` where it has none, or that of its Blob. */
function partType(
  reader: Reader,
  name: string,
  schema: SchemaModel,
  declared: string,
  property: Located,
  encoding: Located | undefined,
): string | undefined {
  const item = itemOf(reader, schema);
  const isObject =
    ["object", "array", "mixed"].includes(shapeOf(reader, item)) && valueOf(reader, item) === "structured";
  if (declared === "") return writtenType(property.node) || (isObject ? "application/json" : undefined);
  if (!isObject || declared.split(",").some((one) => isJson(one) || isRange(one))) return declared;
  reader.note(
    "encoding-left-out",
    "warning",
    `The part ${name} is an object, which can only be written as JSON; its contentType ${declared} is left out.`,
    encoding!.at,
    "Make its schema a string, or a binary string, which the caller writes.",
  );
  return "application/json";
}

/** The headers of a part, but for its Content-Type, which is described separately. */
function headersOf(reader: Reader, encoding: Located): PartHeader[] {
  const entries = reader.entries(own(encoding.node, "headers"), pointer(encoding.at, "headers"));
  return entries.flatMap(({ key, node, at }): PartHeader[] => {
    if (key.toLowerCase() === "content-type" || !/^[\w!#$%&'*+.^`|~-]+$/.test(key)) return [];
    const schema = toSchema(reader, own(node, "schema"), pointer(at, "schema"));
    const [required, description] = [own(node, "required") === true, freeText(own(node, "description"))];
    return [{ name: key, required, description, type: schemaType(schema, "write") }];
  });
}

/** Arrays are a part for each item (RFC 7578, 4.3). */
function itemOf(reader: Reader, schema: SchemaModel, depth = 0): SchemaModel {
  if (depth > 20) return schema;
  if (schema.kind === "reference") return itemOf(reader, namedSchema(reader, schema.name), depth + 1);
  if (schema.kind === "array") return schema.items;
  return schema.kind === "union" || schema.kind === "one-of"
    ? itemOf(reader, schema.members.find(({ kind }) => kind !== "null") ?? schema, depth + 1)
    : schema;
}

/** What 3.1 says of a text: the media type of what it holds. Bytes have that of their Blob. */
function writtenType(node: JsonObject): string {
  const type = text(own(node, "contentMediaType")) || text(own(own(node, "items"), "contentMediaType"));
  return (isText(type) || isJson(type)) && !isRange(type) && !/[^ -~]/.test(type) ? type : "";
}

/** The properties of an object, of its `allOf`, and of each alternative. */
function formProperties(reader: Reader, schema: Located, depth = 0): Map<string, Located> {
  const found = new Map(propertiesOf(reader, schema));
  if (depth > 8) return found;
  for (const keyword of ["oneOf", "anyOf", "allOf"])
    for (const [index, member] of list(own(schema.node, keyword)).entries()) {
      if (!isRecord(member)) continue;
      const located = reader.resolve(member, pointer(schema.at, keyword, index));
      for (const [name, property] of formProperties(reader, located, depth + 1))
        if (!found.has(name)) found.set(name, property);
    }
  return found;
}

/** Whether a form may hold objects under names that its schema does not list. */
export function holdsOthers(reader: Reader, schema: SchemaModel, depth = 0): boolean {
  if (depth > 20) return false;
  const below = (one: SchemaModel): boolean => holdsOthers(reader, one, depth + 1);
  switch (schema.kind) {
    case "any":
      return true;
    case "reference":
      return below(namedSchema(reader, schema.name));
    case "union":
    case "one-of":
    case "intersection":
      return schema.members.some(below);
    case "object":
      return typeof schema.additional === "boolean"
        ? schema.additional && (schema.open || schema.properties.length === 0)
        : ["structured", "any"].includes(valueOf(reader, schema.additional));
    default:
      return false;
  }
}
