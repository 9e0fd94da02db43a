/**
 * Where the generated schemas depart from the letter of JSON Schema, on purpose. This table is complete:
 * outside it the two must give the same verdict on every instance.
 */
import { follow, isRecord, type JsonObject, own } from "../../../generator/load/pointer.js";
import { checkedFormats } from "./formats.js";

export interface Reading {
  readonly name: string;
  readonly reason: string;
  /** Whether our schemas accept more than the letter, or less. */
  readonly accepts: "more" | "less";
  /** The schema as it is read instead; `undefined` where the reading does not concern it. */
  readonly rewrite: (node: JsonObject, root: JsonObject) => JsonObject | boolean | undefined;
  /** A component and an instance on which the letter and our schema disagree: the proof that the entry is needed. */
  readonly example: { readonly openapi?: string; readonly schema: JsonObject; readonly instance: unknown };
}

const has = (node: JsonObject, keyword: string): boolean => own(node, keyword) !== undefined;
const omit = (node: JsonObject, keywords: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(node).filter(([key]) => !keywords.includes(key)));
const omitting =
  (...keywords: readonly string[]) =>
  (node: JsonObject): JsonObject | undefined =>
    keywords.some((keyword) => has(node, keyword)) ? omit(node, keywords) : undefined;

const isPrimitive = (value: unknown): boolean => typeof value !== "object" || value === null;

export const readings: readonly Reading[] = [
  {
    name: "properties imply an object",
    reason:
      "many documents forget `type: object` beside `properties`, and `type: array` beside `items`; nobody means 'or any string'",
    accepts: "less",
    rewrite: (node) => {
      if (has(node, "type") || has(node, "enum") || has(node, "const")) return undefined;
      if (["properties", "additionalProperties", "required"].some((keyword) => has(node, keyword)))
        return { ...node, type: "object" };
      return has(node, "items") ? { ...node, type: "array" } : undefined;
    },
    example: { schema: { properties: { a: { type: "string" } } }, instance: "text" },
  },
  {
    name: "unknown formats are not checked",
    reason:
      "a format is an annotation unless a validator knows it; these are spelled or bounded differently from back end to back end",
    accepts: "more",
    rewrite: (node) =>
      has(node, "format") && !checkedFormats.includes(String(own(node, "format"))) && own(node, "format") !== "binary"
        ? omit(node, ["format"])
        : undefined,
    example: { schema: { type: "string", format: "duration" }, instance: "two days" },
  },
  {
    name: "conditions across properties are left out",
    reason: "no type could say them, and a validator that small does not exist: the object is checked without them",
    accepts: "more",
    rewrite: omitting(
      "if",
      "then",
      "else",
      "dependentSchemas",
      "dependentRequired",
      "dependencies",
      "unevaluatedProperties",
      "unevaluatedItems",
      "propertyNames",
      "contains",
      "minContains",
      "maxContains",
    ),
    example: {
      openapi: "3.1.0",
      schema: { type: "object", if: { required: ["a"] }, else: { required: ["b"] } },
      instance: {},
    },
  },
  {
    name: "objects with patterns stay open",
    reason: "patternProperties would need the patterns of names at run time",
    accepts: "more",
    rewrite: (node) =>
      has(node, "patternProperties") ? omit(node, ["patternProperties", "additionalProperties"]) : undefined,
    example: {
      openapi: "3.1.0",
      schema: { type: "object", patternProperties: { "^x-": { type: "integer" } }, additionalProperties: false },
      instance: { other: 1 },
    },
  },
  {
    name: "keywords without a type are not checked",
    reason:
      "`minLength` alone speaks of strings and lets everything else pass: it cannot be told from a forgotten type",
    accepts: "more",
    rewrite: (node) =>
      has(node, "type") || has(node, "enum") || has(node, "const")
        ? undefined
        : omitting(
            "minProperties",
            "maxProperties",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems",
            "uniqueItems",
            "prefixItems",
          )(node),
    example: { openapi: "3.1.0", schema: { minLength: 2 }, instance: "a" },
  },
  {
    name: "a pattern that is no regular expression is not checked",
    reason:
      "other languages have other regular expressions, in which the same text means something else; the rest of the schema still counts, and generation reports it",
    accepts: "more",
    rewrite: (node) =>
      typeof own(node, "pattern") === "string" && !compiles(String(own(node, "pattern")))
        ? omit(node, ["pattern"])
        : undefined,
    // To the letter there is no such schema: ajv cannot compile it.
    example: { schema: { type: "string", pattern: "^(?i)a" }, instance: "b" },
  },
  {
    name: "an enum of objects is not checked",
    reason:
      "objects and arrays are no literals; a deep comparison in the output would be code for a case nobody writes",
    accepts: "more",
    rewrite: (node) => {
      const values = Object.hasOwn(node, "const") ? [node["const"]] : own(node, "enum");
      return Array.isArray(values) && !values.every(isPrimitive)
        ? omit(node, ["enum", "const", "type", "properties", "items"])
        : undefined;
    },
    example: { openapi: "3.1.0", schema: { enum: [{ a: 1 }, [1]] }, instance: { a: 2 } },
  },
  {
    name: "properties that every object inherits are not looked at",
    reason:
      "zod asks `name in value`, which is true of `constructor` and `toString` everywhere: an absent one would be checked",
    accepts: "more",
    rewrite: (node) => (isOpen(node) ? withoutInherited(node) : undefined),
    example: {
      schema: { type: "object", properties: { constructor: { type: "string" } } },
      instance: { constructor: 1 },
    },
  },
  {
    name: "an enum's values count, whatever its type says",
    reason: "`type: string` beside `enum: [a, null]` or `enum: [1, 2]` means the values that are listed",
    accepts: "more",
    rewrite: (node) =>
      has(node, "type") && (has(node, "enum") || Object.hasOwn(node, "const")) ? omit(node, ["type"]) : undefined,
    example: { schema: { type: "string", enum: ["a", null] }, instance: null },
  },
  {
    name: "a closed part of an allOf leaves room for the other parts",
    reason:
      "to the letter no instance could have the properties of two closed parts; zod reports a key that every part refuses, which is what such documents mean",
    accepts: "more",
    rewrite: openParts,
    example: {
      schema: {
        allOf: [
          { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
          { type: "object", properties: { b: { type: "string" } }, additionalProperties: false },
        ],
      },
      instance: { a: "x", b: "y" },
    },
  },
];

/**
 * Where our schemas may keep to the letter or may leave something unchecked: theirs to decide, but never
 * to refuse what the letter accepts.
 */
export const choices: readonly Pick<Reading, "name" | "reason" | "rewrite">[] = [
  {
    name: "not and oneOf say no more than the schemas below them",
    reason:
      "turned round, accepting more is accepting less: neither must hold against an instance what a reading leaves unchecked",
    rewrite: (node, root) => {
      const not = has(node, "not") && isApproximate(own(node, "not"), root);
      const oneOf = has(node, "oneOf") && isApproximate(own(node, "oneOf"), root);
      if (!not && !oneOf) return undefined;
      const rest = omit(node, [...(not ? ["not"] : []), ...(oneOf ? ["oneOf"] : [])]);
      return oneOf
        ? { ...rest, allOf: [...((own(node, "allOf") as unknown[] | undefined) ?? []), { anyOf: own(node, "oneOf") }] }
        : rest;
    },
  },
  {
    name: "nor are inherited properties of a closed object",
    reason: "its names must be known, whether or not they are looked at",
    rewrite: (node) => (isOpen(node) ? undefined : withoutInherited(node)),
  },
];

const isOpen = (node: JsonObject): boolean =>
  [undefined, true].includes(own(node, "additionalProperties") as boolean | undefined);

/** Properties called `constructor`, `toString` and so on, with any value. */
function withoutInherited(node: JsonObject): JsonObject | undefined {
  const properties = own(node, "properties");
  if (
    !isRecord(properties) ||
    !Object.keys(properties).some((name) => name in Object.prototype && properties[name] !== true)
  )
    return undefined;
  return {
    ...node,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, name in Object.prototype ? true : schema]),
    ),
  };
}

/** What is known of each schema; a document's nodes are never written to. */
const approximate = new WeakMap<object, boolean>();

/** Whether some reading makes the schema, or one it is built from, accept more than the letter does. */
function isApproximate(value: unknown, root: JsonObject): boolean {
  const seen = new Set<object>();
  const visit = (child: unknown): boolean => {
    const ref = own(child, "$ref");
    const node = typeof ref === "string" ? follow(root, ref) : child;
    if (typeof node !== "object" || node === null || seen.has(node)) return false;
    const known = approximate.get(node);
    if (known !== undefined) return known;
    seen.add(node);
    const reads =
      isRecord(node) &&
      readings.some(({ accepts, rewrite }) => accepts === "more" && rewrite(node, root) !== undefined);
    const found = reads || Object.values(node).some(visit);
    if (found) approximate.set(node, true);
    return found;
  };
  const found = visit(value);
  if (!found) for (const node of seen) approximate.set(node, false);
  return found;
}

function compiles(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

/** The parts of an allOf without `additionalProperties: false`; where all are closed, their names together are the limit. */
function openParts(node: JsonObject, root: JsonObject): JsonObject | undefined {
  const members = own(node, "allOf");
  if (!Array.isArray(members)) return undefined;
  const resolved = members.map((member: unknown) =>
    typeof own(member, "$ref") === "string" ? follow(root, String(own(member, "$ref"))) : member,
  );
  const isClosed = (part: unknown): part is JsonObject =>
    isRecord(part) && own(part, "additionalProperties") === false && !has(part, "patternProperties");
  const ownPart = has(node, "type") || has(node, "properties") ? [omit(node, ["allOf"])] : [];
  const parts: unknown[] = [...ownPart, ...resolved];
  if (parts.length < 2 || !parts.some(isClosed)) return undefined;
  const open = {
    ...omit(node, ["additionalProperties"]),
    allOf: resolved.map((part, index) =>
      isClosed(part) ? omit(part, ["additionalProperties"]) : (members[index] as unknown),
    ),
  };
  if (!parts.every(isClosed)) return open;
  return {
    ...open,
    allOf: [
      ...open.allOf,
      {
        propertyNames: {
          enum: parts.flatMap((part) => Object.keys((own(part, "properties") as object | undefined) ?? {})),
        },
      },
    ],
  };
}
