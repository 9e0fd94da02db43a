import { getTypes, type NormalizedNodeType, normalizeTypes, type SpecVersion } from "@redocly/openapi-core";
import { isEndless } from "./circular.js";
import type { Diagnostic, Severity } from "../diagnostics.js";
import { isRecord, type JsonObject, own, pointer } from "./pointer.js";
import { isLiteral } from "./literals.js";
import { unsupportedIn } from "./unsupported.js";

/** What the specification has at a place, as openapi-core describes it; much may be left open. */
type Expected = unknown;

/** Objects that people read and clients do not: what is wrong in them is worth a word, and no refusal. */
const forPeople = new Set(
  `Info Contact License ExternalDocs Xml Tag TagList Example ExamplesMap NamedExamples Link LinksMap NamedLinks
  ServerVariable ServerVariablesMap Logo SpecExtension`.split(/\s+/),
);

const specs: readonly (readonly [version: RegExp, spec: SpecVersion])[] = [
  [/^2\./, "oas2"],
  [/^3\.0/, "oas3_0"],
  [/^3\.1/, "oas3_1"],
  [/^3\.2/, "oas3_2"],
];

/**
 * Values of another type than the specification has at their place: an error where an object, an array or a scalar was
 * expected and another of these was found, a warning where it is another scalar, or nothing. And what no command reads.
 *
 * @param version As the document says.
 */
export function wrongTypes(root: JsonObject, version: string): Diagnostic[] {
  const spec = specs.find(([pattern]) => pattern.test(version))![1];
  const checker = new Checker(spec);
  checker.check(root, normalizeTypes(getTypes(spec))["Root"], { key: "the document", error: "error" });
  return checker.found;
}

interface Place {
  /** What it is in, and its key there: of most places nobody asks for the pointer. */
  readonly parent?: Place;
  readonly name?: string;
  /** The key, for messages. */
  readonly key: string;
  /** Severity of a fault here. */
  readonly error: Severity;
}

class Checker {
  readonly found: Diagnostic[] = [];
  /** YAML aliases share objects; each is looked at once as each type. Most have been looked at as one. */
  readonly #seen = new Map<object, string | Set<string>>();
  readonly #spec: SpecVersion;

  constructor(spec: SpecVersion) {
    this.#spec = spec;
  }

  check(node: unknown, expected: Expected, place: Place): void {
    if (isLiteral(node)) return;
    if (isNodeType(expected)) this.#checkNode(node, expected, place);
    else this.#checkScalar(node, expected, place);
  }

  #checkNode(node: unknown, type: NormalizedNodeType, place: Place): void {
    if (isRecord(node) && typeof node["$ref"] === "string") return;
    const { key, error } = place;
    const severity = forPeople.has(type.name) ? "warning" : error;
    const isList = type.items !== undefined;
    // The model tells of it.
    if (type.name === "SecurityRequirement") return;
    // JSON Schema Core, 4.3.2: a schema may be a boolean.
    if (type.name === "Schema" && typeof node === "boolean") return;
    if (isList ? !Array.isArray(node) : !isRecord(node))
      return this.#report(node, isList ? "an array" : "an object", { ...place, error: severity });
    if (!this.#enter(node as object, type.name)) return;
    if (isRecord(node)) this.found.push(...unsupportedIn(this.#spec, type.name, node, () => pointerOf(place)));
    for (const [name, child] of Object.entries(node as object)) {
      // The JSON Schema of Swagger 2.0 takes a schema's `type` from Draft 4, which has lists of types (5.5.2).
      if (this.#spec === "oas2" && type.name === "Schema" && name === "type" && Array.isArray(child)) continue;
      if (type.extensionsPrefix !== undefined && name.startsWith(type.extensionsPrefix)) continue;
      const expected = isList
        ? type.items
        : Object.hasOwn(type.properties, name)
          ? type.properties[name]
          : type.additionalProperties;
      this.check(child, resolved(expected, child, name), {
        parent: place,
        name,
        key: isList ? `${key}[${name}]` : name,
        error: severity,
      });
    }
  }

  #checkScalar(node: unknown, expected: Expected, place: Place): void {
    const type = own(expected, "directResolveAs") === undefined ? own(expected, "type") : "string";
    const kind = type === undefined && Array.isArray(own(expected, "enum")) ? "string" : type;
    if (kind === "array") {
      // A property that says of itself that it is required is as old as JSON Schema Draft 3.
      const isOld = place.key === "required" && typeof node === "boolean";
      if (!Array.isArray(node)) this.#report(node, "an array", isOld ? { ...place, error: "warning" } : place);
    } else if (typeof kind === "string" && names.has(kind)) {
      // What is printed would have no end.
      if (isEndless(node)) this.#report(node, names.get(kind)!, { ...place, error: "error" });
      else if (typeof node === "object" && node !== null) this.#report(node, names.get(kind)!, place);
      else if (typeof node !== (kind === "integer" ? "number" : kind))
        this.#report(node, names.get(kind)!, { ...place, error: "warning" });
    }
  }

  #report(node: unknown, expected: string, place: Place): void {
    const { key, error } = place;
    // A key without a value, in YAML: as if it were not there. Where that will not do, the model says so.
    const severity = node === null ? "warning" : error;
    this.found.push({
      code: "wrong-type",
      severity,
      message: `\`${key}\` must be ${expected}, but is ${nameOf(node)}.`,
      at: pointerOf(place),
    });
  }

  #enter(node: object, type: string): boolean {
    const before = this.#seen.get(node);
    if (before === undefined) this.#seen.set(node, type);
    else if (typeof before !== "string") return before.size !== before.add(type).size;
    else if (before === type) return false;
    else this.#seen.set(node, new Set([before, type]));
    return true;
  }
}

function pointerOf({ parent, name }: Place): string {
  return parent === undefined ? "#" : pointer(pointerOf(parent), name!);
}

const isNodeType = (expected: Expected): expected is NormalizedNodeType =>
  isRecord(expected) && typeof expected["name"] === "string" && isRecord(expected["properties"]);

/** Some types depend on the value. */
const resolved = (expected: Expected, value: unknown, key: string): Expected =>
  typeof expected === "function" ? (expected as (value: unknown, key: string) => Expected)(value, key) : expected;

const names: ReadonlyMap<string, string> = new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["integer", "a number"],
  ["boolean", "true or false"],
]);

function nameOf(node: unknown): string {
  if (node === null) return "empty";
  if (Array.isArray(node)) return "an array";
  if (typeof node === "object") return "an object";
  const text = JSON.stringify(node);
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return `the ${typeof node} ${shown}`;
}
