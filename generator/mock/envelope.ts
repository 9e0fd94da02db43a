import type { PropertyModel, SchemaModel } from "../model/model.js";
import type { Projection } from "./projection.js";

/** What an answer wraps around what it is about: `{ count, results: [...] }`, `{ data: {...} }`. */
export interface Envelope {
  /** `undefined`: the answer is the array itself. */
  readonly property: string | undefined;
  readonly isArray: boolean;
  /** Of one member. */
  readonly member: SchemaModel;
}

const rows = /^(results|items|data|values?|entries|entry|records|rows|objects|contents?|list|elements|resources)$/i;
const single = /^(data|item|result|record|entity|object|resource|response)$/i;
const key = /^(id|uuid|key|sid|_id)$/i;

/** The properties of an object, wherever its schema has them from. */
export function propertiesOf(projection: Projection, schema: SchemaModel, depth = 0): readonly PropertyModel[] {
  const node = projection.resolve(schema);
  if (depth > 8) return [];
  if (node.kind === "object") return node.properties;
  if (node.kind === "intersection") return node.members.flatMap((one) => propertiesOf(projection, one, depth + 1));
  if (node.kind === "union" || node.kind === "one-of") {
    const object = node.members.find((one) => propertiesOf(projection, one, depth + 1).length > 0);
    return object === undefined ? [] : propertiesOf(projection, object, depth + 1);
  }
  return [];
}

/** Without the `null` that it may be. */
function telling(projection: Projection, schema: SchemaModel): SchemaModel {
  const node = projection.resolve(schema);
  const members = node.kind === "union" ? node.members.filter(({ kind }) => kind !== "null") : [];
  return members.length === 1 ? projection.resolve(members[0]!) : node;
}

/** How a list wraps its rows; `undefined` where the schema is no list. */
export function listEnvelope(projection: Projection, schema: SchemaModel): Envelope | undefined {
  const whole = telling(projection, schema);
  if (whole.kind === "array") return { property: undefined, isArray: true, member: whole.items };
  const arrays = propertiesOf(projection, whole).flatMap((property) => {
    const value = telling(projection, property.schema);
    return value.kind === "array" ? [{ name: property.name, items: value.items }] : [];
  });
  const named = arrays.find(({ name }) => rows.test(name));
  const paged = propertiesOf(projection, whole).some(({ name }) => /^(next|count|total|page|meta|links)/i.test(name));
  const found = named ?? (arrays.length === 1 && paged ? arrays[0] : undefined);
  return found && { property: found.name, isArray: true, member: found.items };
}

/** How a detail wraps its record, if it does; `words` are what the path calls it. */
export function detailEnvelope(
  projection: Projection,
  schema: SchemaModel,
  words: readonly string[],
): Envelope | undefined {
  const properties = propertiesOf(projection, schema);
  if (properties.some(({ name }) => key.test(name))) return undefined;
  const isObject = (one: SchemaModel): boolean => propertiesOf(projection, telling(projection, one)).length > 0;
  for (const { name, schema: value } of properties) {
    if (!single.test(name) && !words.includes(name.toLowerCase())) continue;
    const node = telling(projection, value);
    if (node.kind === "array" && isObject(node.items)) return { property: name, isArray: true, member: node.items };
    if (isObject(node)) return { property: name, isArray: false, member: value };
  }
  return undefined;
}
