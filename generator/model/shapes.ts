import { isRecord, own, pointer } from "../load/pointer.js";
import { pascalCase, words } from "./identifiers.js";
import { isJson, mayBeJson } from "./media-types.js";
import type { RawOperation } from "./operations.js";
import { list, type Located, type Reader, text } from "./reader.js";

/** Questions about the shape of what an operation sends and answers, for finding its resource. */

/** Properties under which APIs of the field wrap the rows of a list. */
const wrappers = new Set([
  "results",
  "items",
  "data",
  "value",
  "values",
  "entries",
  "records",
  "rows",
  "objects",
  "content",
  "contents",
  "list",
  "elements",
  "entry",
]);

/** Whether a retrieval lists a collection: an array, or an object that wraps one. */
export function listsCollection(reader: Reader, raw: RawOperation): boolean {
  const schema = successSchema(reader, raw);
  if (!schema) return false;
  if (text(own(schema.node, "type")) === "array") return true;
  return propertiesOf(reader, schema).some(
    ([name, property]) => wrappers.has(name.toLowerCase()) && text(own(property.node, "type")) === "array",
  );
}

/** Whether a retrieval answers with a file: no documented success is JSON, and some has content. */
export function downloadsFile(reader: Reader, raw: RawOperation): boolean {
  const types = raw.responses
    .filter(({ key }) => key.startsWith("2"))
    .flatMap((response) =>
      reader.entries(own(response.node, "content"), pointer(response.at, "content")).map(({ key }) => key),
    );
  return types.length > 0 && !types.some((type) => isJson(type) || mayBeJson(type));
}

/** The names of the properties of the body that an operation takes. */
export function bodyProperties(reader: Reader, raw: RawOperation): string[] {
  const schema = bodySchema(reader, raw);
  return schema ? propertiesOf(reader, schema).map(([name]) => name) : [];
}

/** The properties without which an operation takes no body. */
export function requiredBodyProperties(reader: Reader, raw: RawOperation): [name: string, property: Located][] {
  const schema = bodySchema(reader, raw);
  if (!schema) return [];
  const parts = list(own(schema.node, "allOf")).map((part, index) =>
    isRecord(part) ? reader.resolve(part, pointer(schema.at, "allOf", index)).node : {},
  );
  const required = new Set([schema.node, ...parts].flatMap((node) => list(own(node, "required"))));
  return propertiesOf(reader, schema).filter(([name]) => required.has(name));
}

function bodySchema(reader: Reader, raw: RawOperation): Located | undefined {
  const value = own(raw.node, "requestBody");
  if (value === undefined) return undefined;
  const body = reader.resolve(value, pointer(raw.at, "requestBody"));
  const [content] = reader.entries(own(body.node, "content"), pointer(body.at, "content"));
  const schema = content && own(content.node, "schema");
  return isRecord(schema) ? reader.resolve(schema, pointer(content!.at, "schema")) : undefined;
}

/** Body fields such as `purchase_order_id`, by the name of the resource they may refer to: `PurchaseOrder`. */
export function bodyReferences(reader: Reader, raw: RawOperation): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of bodyProperties(reader, raw)) {
    const parts = words(name);
    if (parts.length > 1 && /^(id|uuid|key|pk)$/i.test(parts.at(-1)!))
      found.set(pascalCase(parts.slice(0, -1).join(" "), ""), name);
  }
  return found;
}

/** The resolved JSON schema of the first documented success. */
export function successSchema(reader: Reader, raw: RawOperation): Located | undefined {
  const success = raw.responses.find(({ key }) => key.startsWith("2"));
  return success && responseSchema(reader, success);
}

/** The resolved JSON schema of a response. */
export function responseSchema(reader: Reader, response: Located): Located | undefined {
  const contents = reader.entries(own(response.node, "content"), pointer(response.at, "content"));
  const content = contents.find(({ key }) => isJson(key)) ?? contents.find(({ key }) => mayBeJson(key));
  const schema = content && own(content.node, "schema");
  return isRecord(schema) ? reader.resolve(schema, pointer(content!.at, "schema")) : undefined;
}

/** Own properties and those of allOf, one level of references deep at a time; cycles end the walk. */
export function propertiesOf(reader: Reader, schema: Located, seen = new Set<object>()): [string, Located][] {
  if (seen.has(schema.node)) return [];
  seen.add(schema.node);
  const properties = own(schema.node, "properties");
  const direct = (isRecord(properties) ? Object.entries(properties) : []).flatMap(
    ([name, value]): [string, Located][] =>
      isRecord(value) ? [[name, reader.resolve(value, pointer(schema.at, "properties", name))]] : [],
  );
  const inherited = list(own(schema.node, "allOf")).flatMap((value, index) =>
    isRecord(value) ? propertiesOf(reader, reader.resolve(value, pointer(schema.at, "allOf", index)), seen) : [],
  );
  return [...direct, ...inherited];
}
