/** OpenAPI component schemas as JSON Schema 2020-12, read without the project's own model. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import { follow, isRecord, type JsonObject, own, pointer } from "../../../generator/load/pointer.js";
import { grammars } from "./formats.js";
import type { Reading } from "./readings.js";

// The package is CommonJS: its default export is the function or the module, depending on who asks.
export const addFormats = (
  typeof addFormatsModule === "function" ? addFormatsModule : (addFormatsModule as { default: unknown }).default
) as (ajv: Ajv2020) => void;

export type Mode = "read" | "write";
export type JsonSchema = boolean | JsonObject;

const SCHEMA_MAPS = ["properties", "patternProperties", "$defs", "dependentSchemas"];
const SCHEMA_LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const SCHEMAS = [
  "items",
  "additionalProperties",
  "not",
  "contains",
  "propertyNames",
  "if",
  "then",
  "else",
  "unevaluatedProperties",
  "unevaluatedItems",
];
// What says nothing about validity; `nullable` and the direction flags are read before they go.
const ANNOTATIONS = new Set([
  "example",
  "examples",
  "description",
  "title",
  "externalDocs",
  "xml",
  "deprecated",
  "discriminator",
  "default",
  "nullable",
  "readOnly",
  "writeOnly",
]);

/** Converts the components of one document for one direction. */
export class Converter {
  readonly root: JsonObject;
  readonly mode: Mode;
  /** How often each reading departed from the letter. */
  readonly applied = new Map<string, number>();
  /** Everything a `$ref` may point to, by its identifier. */
  readonly definitions: Record<string, JsonSchema> = {};
  readonly #readings: readonly Pick<Reading, "name" | "rewrite">[];
  readonly #is30: boolean;

  constructor(root: JsonObject, mode: Mode, readings: readonly Pick<Reading, "name" | "rewrite">[]) {
    this.root = root;
    this.mode = mode;
    this.#readings = readings;
    this.#is30 = String(own(root, "openapi")).startsWith("3.0");
    for (const key of Object.keys(this.components())) this.refOf(key);
  }

  components(): JsonObject {
    const schemas = own(own(this.root, "components"), "schemas");
    return isRecord(schemas) ? schemas : {};
  }

  /** Defines what the reference names, once, and answers the definition's identifier. */
  #define(ref: string): string {
    const id = `https://test.invalid/${encodeURIComponent(ref)}`;
    if (!Object.hasOwn(this.definitions, id)) {
      this.definitions[id] = true;
      this.definitions[id] = this.convert(follow(this.root, ref));
    }
    return id;
  }

  convert(value: unknown): JsonSchema {
    if (typeof value === "boolean") return value;
    if (!isRecord(value)) return true;
    let node = value;
    const ref = own(node, "$ref");
    if (typeof ref === "string" && this.#is30) return { $ref: this.#define(ref) };
    for (const { name, rewrite } of this.#readings) {
      const read = rewrite(node, this.root);
      if (read === undefined) continue;
      this.applied.set(name, (this.applied.get(name) ?? 0) + 1);
      if (!isRecord(read)) return read;
      node = read;
    }
    const result: JsonObject = {};
    for (const [key, child] of Object.entries(this.#direction(node))) {
      if (ANNOTATIONS.has(key) || key.startsWith("x-")) continue;
      if (key === "$ref") result[key] = this.#define(String(child));
      else if (SCHEMA_MAPS.includes(key) && isRecord(child)) result[key] = mapValues(child, (one) => this.convert(one));
      else if (SCHEMA_LISTS.includes(key) && Array.isArray(child)) result[key] = child.map((one) => this.convert(one));
      else if (SCHEMAS.includes(key)) result[key] = this.convert(child);
      else result[key] = child;
    }
    for (const bound of ["Minimum", "Maximum"]) {
      const exclusive = `exclusive${bound}`;
      const inclusive = bound.toLowerCase();
      if (result[exclusive] === true) {
        result[exclusive] = result[inclusive];
        delete result[inclusive];
      }
      if (typeof result[exclusive] === "boolean" || result[exclusive] === undefined) delete result[exclusive];
    }
    return own(node, "nullable") === true ? { anyOf: [result, { type: "null" }] } : result;
  }

  /** What the other direction owns is not required here, nor looked at unless the object knows other names by their schema. */
  #direction(node: JsonObject): JsonObject {
    if (this.mode === "write" && own(node, "type") === "string" && own(node, "format") === "binary")
      return { blob: true };
    const elsewhere = this.#elsewhere(node);
    if (elsewhere.size === 0) return node;
    const unrequire = (part: JsonObject): JsonObject => {
      const required = own(part, "required");
      return Array.isArray(required)
        ? { ...part, required: required.filter((name) => !elsewhere.has(String(name))) }
        : part;
    };
    const result = { ...unrequire(node) };
    const [properties, members] = [own(node, "properties"), own(node, "allOf")];
    const isOpen = [undefined, true].includes(own(node, "additionalProperties") as boolean | undefined);
    if (isRecord(properties))
      result["properties"] = mapValues(properties, (schema) => (this.#isElsewhere(schema) && isOpen ? true : schema));
    if (Array.isArray(members))
      result["allOf"] = members.map((member: unknown) => (isRecord(member) ? unrequire(member) : member));
    return result;
  }

  /** The properties of the other direction that an object has, itself or by its allOf. */
  #elsewhere(node: unknown, seen = new Set<unknown>()): Set<string> {
    const ref = own(node, "$ref");
    const target = typeof ref === "string" ? follow(this.root, ref) : node;
    if (!isRecord(target) || seen.has(target)) return new Set();
    seen.add(target);
    const [properties, members] = [own(target, "properties"), own(target, "allOf")];
    const names = isRecord(properties)
      ? Object.keys(properties).filter((name) => this.#isElsewhere(properties[name]))
      : [];
    return new Set([
      ...names,
      ...(Array.isArray(members) ? members.flatMap((member) => [...this.#elsewhere(member, seen)]) : []),
    ]);
  }

  #isElsewhere(property: unknown): boolean {
    const flag = this.mode === "read" ? "writeOnly" : "readOnly";
    const ref = own(property, "$ref");
    return own(property, flag) === true || (typeof ref === "string" && own(follow(this.root, ref), flag) === true);
  }

  /** A validator a component. Each definition is compiled once, however many refer to it. */
  validators(): (component: string) => ValidateFunction {
    const ajv = newAjv();
    for (const [id, schema] of Object.entries(this.definitions)) ajv.addSchema({ $id: id, allOf: [schema] });
    return (component) => ajv.getSchema(this.refOf(component))!;
  }

  /** The identifier of a component's definition. */
  refOf(component: string): string {
    return this.#define(pointer("#/components/schemas", component));
  }
}

/** As our output does it: with the `u` flag, or, for older patterns, without. */
const regExp = Object.assign(
  (pattern: string, flags: string): RegExp => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return new RegExp(pattern);
    }
  },
  { code: "new RegExp" },
);

export function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    multipleOfPrecision: 10,
    ownProperties: true,
    code: { regExp },
  });
  addFormats(ajv);
  for (const { format, grammar } of grammars) ajv.addFormat(format, grammar);
  ajv.addKeyword({ keyword: "blob", validate: (_: unknown, data: unknown) => data instanceof Blob });
  return ajv;
}

function mapValues(record: JsonObject, map: (value: unknown) => unknown): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(record))
    Object.defineProperty(result, key, { value: map(value), enumerable: true, configurable: true, writable: true });
  return result;
}
