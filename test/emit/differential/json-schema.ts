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
  // References are followed here: what they name may go.
  "$defs",
  "$anchor",
  "$dynamicAnchor",
]);

/** A property of the other direction: anything, for who asks whose it is. */
const UNSEEN = { readOnly: true, writeOnly: true };

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
    for (const key of Object.keys(this.components())) this.refOf(pointer("#/components/schemas", key));
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
      this.definitions[id] = this.convert(follow(this.root, placeOf(this.root, ref)));
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
    const adapt = (value: unknown): unknown => {
      if (!isRecord(value)) return value;
      const part = { ...value };
      const [required, properties] = [own(part, "required"), own(part, "properties")];
      if (Array.isArray(required)) part["required"] = required.filter((name) => !elsewhere.has(String(name)));
      const isOpen = [undefined, true].includes(own(part, "additionalProperties") as boolean | undefined);
      if (isRecord(properties) && isOpen)
        part["properties"] = Object.fromEntries(
          Object.entries(properties).map(([name, schema]) => [name, elsewhere.has(name) ? UNSEEN : schema]),
        );
      for (const keyword of ["allOf", "anyOf", "oneOf"]) {
        const members = own(part, keyword);
        if (Array.isArray(members)) part[keyword] = members.map(adapt);
      }
      return part;
    };
    return adapt(node) as JsonObject;
  }

  /** The properties of the other direction that an object has, itself or by its allOf. */
  #elsewhere(node: unknown, seen = new Set<unknown>()): Set<string> {
    if (!isRecord(node) || seen.has(node)) return new Set();
    seen.add(node);
    const ref = own(node, "$ref");
    const referred = typeof ref === "string" ? this.#elsewhere(follow(this.root, placeOf(this.root, ref)), seen) : [];
    if (typeof ref === "string" && this.#is30) return new Set(referred);
    const [properties, members] = [own(node, "properties"), own(node, "allOf")];
    const names = isRecord(properties)
      ? Object.keys(properties).filter((name) => this.#isElsewhere(properties[name]))
      : [];
    return new Set([
      ...referred,
      ...names,
      ...(Array.isArray(members) ? members.flatMap((member) => [...this.#elsewhere(member, seen)]) : []),
    ]);
  }

  #isElsewhere(property: unknown): boolean {
    const flag = this.mode === "read" ? "writeOnly" : "readOnly";
    const ref = own(property, "$ref");
    return (
      own(property, flag) === true ||
      (typeof ref === "string" && own(follow(this.root, placeOf(this.root, ref)), flag) === true)
    );
  }

  /** A validator for what stands at a pointer. Each definition is compiled once, however many refer to it. */
  validators(allErrors = false): (at: string) => ValidateFunction {
    const ajv = newAjv(allErrors);
    const known = new Set<string>();
    return (at) => {
      const ref = this.refOf(at);
      for (const [id, schema] of Object.entries(this.definitions)) {
        if (!known.has(id)) ajv.addSchema({ $id: id, allOf: [schema] });
        known.add(id);
      }
      return ajv.getSchema(ref)!;
    };
  }

  /** The identifier of the definition of what stands at a pointer. */
  refOf(at: string): string {
    return this.#define(at);
  }
}

/** JSON Schema Core, 6.4; a pattern that is none fits nothing, and a reading leaves it out. */
const regExp = Object.assign(
  (pattern: string, flags: string): RegExp => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return /(?!)/u;
    }
  },
  { code: "new RegExp" },
);

export function newAjv(allErrors = false): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    verbose: allErrors,
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

const anchors = new WeakMap<JsonObject, Map<string, string>>();

/** The pointer of what a reference names: a place, or an anchor (JSON Schema Core, 8.2.2). */
function placeOf(root: JsonObject, ref: string): string {
  if (ref.startsWith("#/")) return ref;
  const known = anchors.get(root) ?? new Map<string, string>();
  if (!anchors.has(root)) {
    const visit = (node: unknown, at: string): void => {
      if (typeof node !== "object" || node === null) return;
      const anchor = own(node, "$anchor");
      if (typeof anchor === "string") known.set(`#${anchor}`, at);
      for (const [key, child] of Object.entries(node)) visit(child, pointer(at, key));
    };
    visit(root, "#");
    anchors.set(root, known);
  }
  return known.get(ref) ?? ref;
}

function mapValues(record: JsonObject, map: (value: unknown) => unknown): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(record))
    Object.defineProperty(result, key, { value: map(value), enumerable: true, configurable: true, writable: true });
  return result;
}
