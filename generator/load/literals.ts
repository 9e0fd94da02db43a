import { isRecord, type JsonObject, own, pointer } from "./pointer.js";

/**
 * Data that a document carries, such as an example: what looks like a reference in it is none. openapi-core does not
 * tell the two apart, so data with a `$ref` in it, and `externalValue`, are out of its sight while it follows references.
 */
class Literal {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  /** On the prototype: nobody who looks at the keys finds anything inside. */
  get value(): unknown {
    return this.#value;
  }
}

/** Whether data is hidden here; of which type it is, nobody can see. */
export const isLiteral = (node: unknown): boolean => node instanceof Literal;

/**
 * What the keys of an object are: those that the specification defines, names that somebody chose, or names of examples
 * or links.
 */
type Keys = "keywords" | "names" | "examples" | "example" | "links" | "link";

/** Keywords whose value is an object with chosen names: a header or a property may well be called `example` or `x-a`. */
const maps = new Set(
  `paths webhooks pathItems properties patternProperties dependentSchemas headers schemas parameters requestBodies
  responses securitySchemes definitions $defs callbacks encoding content mediaTypes variables additionalOperations`.split(
    /\s+/,
  ),
);

/** Keywords whose value is data: OpenAPI 3.2, sections 4.14, 4.19, 4.24; JSON Schema Validation, 6.1 and 9. */
const data = new Set(["example", "default", "const", "enum"]);

/** Hides data that contains references, in place. @param isFragment The file is a part of a document, of any kind. */
export function hideLiterals(root: unknown, isFragment: boolean): boolean {
  const seen = new Set<object>();
  let hidden = false;
  const visit = (node: unknown, keys: Keys): void => {
    if (typeof node !== "object" || node === null || node instanceof Literal || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) return node.forEach((child) => visit(child, keys === "names" ? "keywords" : keys));
    for (const [key, child] of Object.entries(node)) {
      if (isData(key, child, keys) && (key === "externalValue" || hasReference(child))) {
        hidden = true;
        define(node, key, new Literal(child));
      } else visit(child, keysOf(key, child, keys));
    }
  };
  visit(root, isFragment && !looksLikeObject(root) ? "names" : "keywords");
  return hidden;
}

/** Puts back what was hidden, in place. */
export function revealLiterals(root: unknown): void {
  const seen = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      if (child instanceof Literal) define(node, key, child.value);
      else visit(child);
    }
  };
  visit(root);
}

/** An object that is no data, and where it stands. */
export interface KeywordObject {
  readonly node: JsonObject;
  /** Its pointer; it is made when it is asked for. */
  readonly at: () => string;
}

/** Every object of a document whose keys are keywords of the specification, in its order, each once. */
export function* keywordObjects(root: unknown): Generator<KeywordObject> {
  const seen = new Set<object>();
  const open: { node: unknown; keys: Keys; at: () => string }[] = [{ node: root, keys: "keywords", at: () => "#" }];
  while (open.length > 0) {
    const { node, keys, at } = open.pop()!;
    if (typeof node !== "object" || node === null || node instanceof Literal || seen.has(node)) continue;
    seen.add(node);
    if (keys === "keywords" && isRecord(node)) yield { node, at };
    // The last one that is put there is the first one that is taken.
    for (const [key, child] of Object.entries(node).toReversed()) {
      if (Array.isArray(node))
        open.push({ node: child, keys: keys === "names" ? "keywords" : keys, at: () => pointer(at(), key) });
      else if (!isData(key, child, keys))
        open.push({ node: child, keys: keysOf(key, child, keys), at: () => pointer(at(), key) });
    }
  }
}

/** A file with one schema, response or the like has keywords at its top; a file of several has names. */
const looksLikeObject = (root: unknown): boolean =>
  ["type", "in", "$ref", "openapi", "swagger"].some((keyword) => typeof own(root, keyword) === "string") ||
  ["allOf", "oneOf", "anyOf"].some((keyword) => Array.isArray(own(root, keyword))) ||
  ["properties", "items", "schema", "content"].some((keyword) => isRecord(own(root, keyword)));

function isData(key: string, value: unknown, keys: Keys): boolean {
  switch (keys) {
    case "keywords":
      return data.has(key) || key.startsWith("x-") || (key === "examples" && Array.isArray(value));
    case "example":
      return ["value", "dataValue", "externalValue"].includes(key) || key.startsWith("x-");
    case "examples":
      // Swagger 2.0: the keys are media types, the values the examples themselves.
      return key.includes("/") && !isReference(value);
    case "link":
      return key === "parameters" || key === "requestBody" || key.startsWith("x-");
    default:
      return false;
  }
}

function keysOf(key: string, value: unknown, keys: Keys): Keys {
  if (keys === "examples") return "example";
  if (keys === "links") return "link";
  if (keys !== "keywords") return "keywords";
  if (key === "examples" || key === "links") return key;
  return maps.has(key) && !Array.isArray(value) ? "names" : "keywords";
}

const isReference = (value: unknown): boolean =>
  isRecord(value) && typeof value["$ref"] === "string" && Object.keys(value).length === 1;

function hasReference(node: unknown, seen = new Set<object>()): boolean {
  if (typeof node !== "object" || node === null || seen.has(node)) return false;
  seen.add(node);
  return (
    typeof own(node, "$ref") === "string" ||
    typeof own(node, "externalValue") === "string" ||
    Object.values(node).some((child) => hasReference(child, seen))
  );
}

/** Assigning `__proto__` would set a prototype. */
const define = (node: object, key: string, value: unknown): void =>
  void Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
