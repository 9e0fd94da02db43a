import type { Diagnostic } from "../diagnostics.js";
import { checkDocument } from "../load/check.js";
import { isLiteral } from "../load/literals.js";
import { convertSwagger } from "../load/swagger.js";
import {
  encodePercent,
  escapePointer,
  isRecord,
  type JsonObject,
  own,
  pointer,
  splitPointer,
} from "../load/pointer.js";

/** A file as openapi-core knows it; only its identity and its name matter here. */
export interface SourceFile {
  readonly absoluteRef: string;
}

/** A place in one of the files of a document. */
export interface Place {
  readonly source: SourceFile;
  readonly pointer: string;
}

/** Follows a `$ref` as it stands in a file; openapi-core has read every file before rules run. */
export type Resolve = (node: { $ref: string }, from: string) => { node?: unknown; location?: Place | undefined };

/** One OpenAPI 3 document with local references only, and the way back to the files it was made from. */
export interface Assembled {
  readonly root: JsonObject;
  /** What is wrong with it, whoever reads it; places are pointers into `root`. */
  readonly faults: readonly Diagnostic[];
  /** It was put together from several files. */
  readonly copied: boolean;
  /** Where a pointer into `root` stands; as near as the file has it. */
  locate(pointer: string): Place;
}

/**
 * Puts the files of a document together, as bundling does, but leaves them as they are: linters walk the
 * files themselves, and other rules must find them untouched. A document of one file is not copied.
 */
export function assemble(root: JsonObject, source: SourceFile, resolve: Resolve): Assembled {
  const copier = hasForeignReference(root) ? new Copier(root, source, resolve) : undefined;
  const single = copier ? copier.copy() : root;
  const swagger = own(single, "swagger") !== undefined;
  const faults = checkDocument(single, String(own(single, "swagger") ?? own(single, "openapi")));
  const errors = faults.filter(({ severity }) => severity === "error");
  return {
    faults,
    // Where the types are wrong, the converter fails.
    root: swagger && errors.length === 0 ? convertSwagger(single) : single,
    copied: copier !== undefined,
    locate: (at) => {
      // Swagger 2.0 keeps its components elsewhere; what conversion invented stands as near as its owner.
      const segments = swagger ? swaggerSegments(splitPointer(at)) : splitPointer(at);
      return locate(single, source, segments, copier?.origins);
    },
  };
}

/** Walks a pointer; where it enters an object that came from another file, the way goes on there. */
function locate(
  root: unknown,
  source: SourceFile,
  segments: readonly string[],
  origins: WeakMap<object, Place> | undefined,
): Place {
  let place: Place = { source, pointer: "#" };
  let node = root;
  for (const segment of segments) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, segment)) break;
    node = (node as Record<string, unknown>)[segment];
    const origin = typeof node === "object" && node !== null ? origins?.get(node) : undefined;
    place = origin ?? below(place, segment);
  }
  return place.pointer === "#" ? { ...place, pointer: "#/" } : place;
}

/** openapi-core calls the root of a file `#/`. */
const below = ({ source, pointer: at }: Place, key: string): Place => ({
  source,
  pointer: `${at === "#/" ? "#" : at}/${escapePointer(key)}`,
});

function swaggerSegments(segments: readonly string[]): readonly string[] {
  const [first, second, ...rest] = segments;
  return first === "components" ? [second === "schemas" ? "definitions" : (second ?? ""), ...rest] : segments;
}

const isReference = (node: unknown): node is JsonObject & { $ref: string } => typeof own(node, "$ref") === "string";

function hasForeignReference(node: unknown, seen = new Set<object>()): boolean {
  if (typeof node !== "object" || node === null || seen.has(node)) return false;
  seen.add(node);
  if (isReference(node) && !node.$ref.startsWith("#")) return true;
  return Object.values(node).some((child) => hasForeignReference(child, seen));
}

/** Kinds of components by the key that holds them where they are used; everything else is a schema. */
const kinds: ReadonlyMap<string | undefined, string> = new Map([
  ["parameters", "parameters"],
  ["responses", "responses"],
  ["headers", "headers"],
  ["examples", "examples"],
  ["links", "links"],
  ["callbacks", "callbacks"],
  ["requestBody", "requestBodies"],
]);

class Copier {
  /** The objects that other files gave, and where each stands there. */
  readonly origins = new WeakMap<object, Place>();
  readonly #root: JsonObject;
  readonly #source: SourceFile;
  readonly #resolve: Resolve;
  readonly #copies = new Map<object, unknown>();
  /** Where the target of a reference was put, by file and pointer. */
  readonly #placed = new Map<string, string>();
  /** What the copy gains beside what the root file has. */
  readonly #added: JsonObject = {};
  readonly #swagger: boolean;

  constructor(root: JsonObject, source: SourceFile, resolve: Resolve) {
    this.#root = root;
    this.#source = source;
    this.#resolve = resolve;
    this.#swagger = own(root, "swagger") !== undefined;
  }

  copy(): JsonObject {
    this.#keepComponents();
    const copy = this.#copy(this.#root, { source: this.#source, pointer: "#" }, []) as JsonObject;
    const holder = this.#swagger ? copy : isRecord(copy["components"]) ? copy["components"] : {};
    for (const [kind, entries] of Object.entries(this.#added))
      holder[kind] = { ...(isRecord(holder[kind]) ? holder[kind] : {}), ...(entries as JsonObject) };
    return this.#swagger ? copy : { ...copy, components: holder };
  }

  /** A component of the root file that is nothing but a reference keeps its name. */
  #keepComponents(): void {
    const base = this.#swagger ? "#" : "#/components";
    const holder = this.#swagger ? this.#root : own(this.#root, "components");
    for (const [kind, entries] of isRecord(holder) ? Object.entries(holder) : []) {
      if (!isRecord(entries) || kind === "paths") continue;
      for (const [name, value] of Object.entries(entries)) {
        if (!isReference(value) || value.$ref.startsWith("#")) continue;
        const { location } = this.#resolve(value, this.#source.absoluteRef);
        if (location) this.#placed.set(placeKey(location), pointer(base, kind, name));
      }
    }
  }

  #copy(node: unknown, place: Place, keys: readonly string[]): unknown {
    // Data is no part of the document's structure, and hidden from whoever looks inside.
    if (typeof node !== "object" || node === null || isLiteral(node)) return node;
    const known = this.#copies.get(node);
    if (known !== undefined) return known;
    if (isReference(node)) {
      const replaced = this.#copyReference(node, place, keys);
      if (replaced !== undefined) return replaced;
    }
    const copy: JsonObject | unknown[] = Array.isArray(node) ? [] : {};
    this.#copies.set(node, copy);
    if (place.source !== this.#source) this.origins.set(copy, place);
    for (const [key, child] of Object.entries(node)) {
      // Assigning it would set a prototype.
      if (key === "__proto__") continue;
      (copy as JsonObject)[key] = this.#copy(child, below(place, key), [...keys.slice(-2), key]);
    }
    return copy;
  }

  /** What stands where a reference stood; `undefined` where it may stay as it is. */
  #copyReference(node: JsonObject & { $ref: string }, place: Place, keys: readonly string[]): unknown {
    const local = node.$ref.startsWith("#") && place.source === this.#source;
    if (local) return undefined;
    const target = this.#resolve(node, place.source.absoluteRef);
    // A description in a file of its own.
    if (typeof target.node === "string") return target.node;
    if (target.location === undefined || !isRecord(target.node)) return undefined;
    const { location } = target;
    if (location.source === this.#source) return { ...node, $ref: encodePercent(location.pointer) };
    const stays = this.#placed.get(placeKey(location));
    const here = place.source === this.#source && stays === place.pointer;
    // A path item cannot be a component before 3.1; a component that is a reference becomes its target.
    if (keys.at(-2) === "paths" || here) return this.#copy(target.node, location, keys);
    return { ...node, $ref: stays ?? this.#add(target.node, location, keys) };
  }

  #add(node: JsonObject, location: Place, keys: readonly string[]): string {
    const holder = kinds.get(keys.at(-1)) ?? kinds.get(keys.at(-2)) ?? (this.#swagger ? "definitions" : "schemas");
    const base = this.#swagger ? "#" : "#/components";
    const taken = entriesOf(this.#swagger ? this.#root : own(this.#root, "components"), holder);
    const added = (this.#added[holder] ??= {}) as JsonObject;
    const wanted = nameOf(location);
    let name = wanted;
    for (let count = 2; Object.hasOwn(taken, name) || Object.hasOwn(added, name); count++) name = `${wanted}-${count}`;
    const at = pointer(base, holder, name);
    this.#placed.set(placeKey(location), at);
    // Taken before it is filled: what it contains may refer back to it.
    added[name] = {};
    added[name] = this.#copy(node, location, [holder, name]);
    return at;
  }
}

const placeKey = ({ source, pointer: at }: Place): string => `${source.absoluteRef}${at}`;

const entriesOf = (holder: unknown, kind: string): JsonObject => {
  const entries = own(holder, kind);
  return isRecord(entries) ? entries : {};
};

/** As bundling names it: the last word of the pointer, or the file's. */
function nameOf({ source, pointer: at }: Place): string {
  const file = source.absoluteRef
    .split("/")
    .at(-1)!
    .replace(/\.[^.]*$/, "");
  return splitPointer(at).at(-1) ?? file;
}
