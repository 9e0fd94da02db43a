/** Where a type and a schema cannot say the same: instances that lie between the two are not held against the type. */
import { follow, isRecord, type JsonObject, own } from "../../../generator/load/pointer.js";
import type { Mode } from "./json-schema.js";
import type { Reading } from "./readings.js";

type TypeReading = Pick<Reading, "name" | "reason" | "rewrite">;

const isInherited = (name: string): boolean => name in Object.prototype;
const names = (node: JsonObject): string[] => {
  const properties = own(node, "properties");
  return isRecord(properties) ? Object.keys(properties) : [];
};
const required = (node: JsonObject): unknown[] => {
  const value = own(node, "required");
  return Array.isArray(value) ? value : [];
};

/** The names of an object's properties that the other direction does not own. */
function here(node: JsonObject, root: JsonObject, mode: Mode): string[] {
  const properties = own(node, "properties");
  return names(node).filter((name) => !isElsewhere(own(properties, name), root, mode));
}

function isElsewhere(schema: unknown, root: JsonObject, mode: Mode): boolean {
  const flag = mode === "read" ? "writeOnly" : "readOnly";
  const ref = own(schema, "$ref");
  return own(schema, flag) === true || (typeof ref === "string" && own(follow(root, ref), flag) === true);
}

/** What a type refuses although the schema accepts it. */
export const beyondTypes = (mode: Mode): readonly TypeReading[] => [
  {
    name: "an object shares a property with a type whose properties are all optional",
    reason: "TypeScript takes an object without any of them for a mistake (weak type detection)",
    rewrite: (node, root) => {
      const known = here(node, root, mode);
      const other = names(node).filter((name) => !known.includes(name));
      if (names(node).length === 0 || required(node).some((name) => !other.includes(String(name)))) return undefined;
      if (own(node, "additionalProperties") !== undefined && own(node, "additionalProperties") !== false)
        return undefined;
      const shared = known.map((name) => ({ required: [name] }));
      const weak = { anyOf: [{ not: { type: "object" } }, { type: "object", maxProperties: 0 }, ...shared] };
      const members = own(node, "allOf");
      return { ...node, allOf: [...(Array.isArray(members) ? (members as unknown[]) : []), weak] };
    },
  },
];

/** What a type accepts although the schema refuses it for a missing property, a wrong primitive or a wrong enum. */
export const unsaid = (mode: Mode): readonly TypeReading[] => [
  {
    name: "properties of the other direction are of any type, where no others are allowed",
    reason: "they may come along in what was read and is sent back, but the type does not name them",
    rewrite: (node, root) => {
      const properties = own(node, "properties");
      if (own(node, "additionalProperties") !== false || !isRecord(properties)) return undefined;
      const known = here(node, root, mode);
      const other = names(node).filter((name) => !known.includes(name));
      if (other.length === 0) return undefined;
      return {
        ...node,
        required: required(node).filter((name) => !other.includes(String(name))),
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, schema]) => [name, other.includes(name) ? true : schema]),
        ),
      };
    },
  },
  {
    name: "other properties beside named ones are any of their types",
    reason: "an index signature is of every property's type: TypeScript has no other names than those listed",
    rewrite: (node) =>
      names(node).length + required(node).length > 0 && isRecord(own(node, "additionalProperties"))
        ? { ...node, additionalProperties: true }
        : undefined,
  },
  {
    name: "properties that every object inherits are of any type, and never missing",
    reason: "an object literal without `constructor` has the one of Object to TypeScript, too",
    rewrite: (node) => {
      const properties = own(node, "properties");
      const concerned = [...names(node), ...required(node).map(String)].some(isInherited);
      if (!concerned) return undefined;
      return {
        ...node,
        required: required(node).filter((name) => !isInherited(String(name))),
        ...(isRecord(properties) && {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, schema]) => [name, isInherited(name) ? true : schema]),
          ),
        }),
      };
    },
  },
];
