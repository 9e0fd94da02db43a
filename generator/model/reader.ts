import { ConfigError, type Diagnostic, RefusedError } from "../diagnostics.js";
import { follow, isRecord, type JsonObject, own, pointer, splitPointer, splitReference } from "../load/pointer.js";
import { type Identifier, NameRegistry, pascalCase } from "./identifiers.js";
import type { SchemaModel } from "./model.js";
import type { ModelOptions } from "./options.js";

/** A schema that stands elsewhere than among the components, and that a reference points to. */
export interface Target {
  readonly name: Identifier;
  readonly node: unknown;
  schema: SchemaModel;
}

/** A node of the document and where it stands; after a `$ref`, where it really stands. */
export interface Located {
  readonly node: JsonObject;
  readonly at: string;
}

export interface ReaderOptions extends Pick<ModelOptions, "slowPatterns"> {
  readonly known?: readonly { readonly at: string; readonly name: Identifier }[];
}

/** Reads the bundled document: resolves references, names component schemas, collects what to say. */
export class Reader {
  readonly root: JsonObject;
  readonly diagnostics: Diagnostic[] = [];
  /** By pointer: what references lead to besides component schemas. */
  readonly targets = new Map<string, Target>();
  readonly #targetsByName = new Map<Identifier, Target>();
  /** Every name that the output exports from its index. */
  readonly names = new NameRegistry();
  /** OpenAPI 3.0, whose schemas are a dialect of their own: what stands beside a `$ref` says nothing. */
  readonly is30: boolean;
  /** Characters of a text that a pattern whose time explodes is tried on; `undefined`: of none. */
  readonly longestSlowText: number | undefined;
  readonly #targetNames: ReadonlyMap<string, Identifier>;
  #schemaNames: ReadonlyMap<string, Identifier> | undefined;
  readonly #noted = new Set<string>();
  readonly #schemas = new Map<Identifier, SchemaModel>();
  #schemaKeys: ReadonlyMap<Identifier, string> | undefined;
  #anchors: ReadonlyMap<string, string> | undefined;

  /**
   * @param options.known The schemas of a model of this document: what is read again has the same names.
   * @param options.slowPatterns As the config says.
   */
  constructor(root: JsonObject, { known = [], slowPatterns = "leave-out" }: ReaderOptions = {}) {
    this.root = root;
    this.longestSlowText = slowPatterns === "leave-out" ? undefined : slowPatterns;
    this.is30 = !/^3\.[1-9]/.test(text(own(root, "openapi")));
    this.#targetNames = new Map(known.map(({ at, name }) => [at, name]));
    const { names } = this;
    for (const name of ["createClient", "Credentials"]) names.claim(name, "the client");
  }

  /** Component schema key to the name it has in the output. */
  get schemaNames(): ReadonlyMap<string, Identifier> {
    return (this.#schemaNames ??= this.nameSchemas());
  }

  /**
   * Gives the component schemas the names that were chosen for them, else those that are left, independent of their order.
   *
   * @throws {ConfigError} where a chosen name is taken.
   */
  nameSchemas(chosen: ReadonlyMap<string, Identifier> = new Map()): ReadonlyMap<string, Identifier> {
    for (const [key, name] of chosen) {
      const { clashesWith } = this.names.claim(name, key);
      if (clashesWith !== undefined)
        throw new ConfigError(`names.schemas: ${key} cannot be called ${name}: it is the name of ${clashesWith}, too.`);
    }
    const rank = (key: string): number => (pascalCase(key, "Schema") === key ? 0 : 1);
    const keys = Object.keys(this.schemas()).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const names = new Map(
      keys.map((key) => {
        const at = pointer("#/components/schemas", key);
        const wanted = pascalCase(key, "Schema");
        const name = this.#targetNames.get(at) ?? chosen.get(key);
        if (name !== undefined) return [key, name];
        const message = (given: string, other: string): string =>
          `The name ${wanted} is already used by ${other}, so the schema ${key} is called ${given}.`;
        return [key, this.claim(wanted, key, { at, message, help: "For a better name, rename one of the two." })];
      }),
    );
    // In the order of the document, as the output lists them.
    this.#schemaNames = new Map(Object.keys(this.schemas()).map((key) => [key, names.get(key)!]));
    return this.#schemaNames;
  }

  /** Claims a name; one that needs a number is reported, with how to choose a better one. */
  claim(
    wanted: Identifier,
    holder: string,
    clash: { at: string; help: string; message(name: Identifier, other: string): string },
  ): Identifier {
    const { name, clashesWith } = this.names.claim(wanted, holder);
    if (clashesWith !== undefined)
      this.note("name-clash", "warning", clash.message(name, clashesWith), clash.at, clash.help);
    return name;
  }

  schemas(): JsonObject {
    const schemas = own(own(this.root, "components"), "schemas");
    return isRecord(schemas) ? schemas : {};
  }

  /** The place a `$ref` means, as a pointer that names each place in one way only. */
  placeOf(ref: string): string {
    if (ref !== "#" && !ref.startsWith("#/")) {
      // JSON Schema Core, 8.2.2: a plain name is an anchor.
      this.#anchors ??= anchorsOf(this.root);
      const place = this.#anchors.get(ref.replace(/^#/, ""));
      if (place !== undefined) return place;
    }
    return pointer("#", ...splitReference(ref));
  }

  /** The name of what stands at `place`, outside the components. */
  nameTarget(place: string): Identifier {
    const known = this.#targetNames.get(place);
    if (known !== undefined) return known;
    const wanted = pascalCase(targetWords(place), "Schema");
    return this.claim(wanted, place, {
      at: place,
      message: (name, other) =>
        `The name ${wanted} is already used by ${other}, so the schema at ${place} is called ${name}.`,
      help: "For a better name, move it to components/schemas and refer to it there.",
    });
  }

  /** Remembers what stands at `place` by its pointer and its name. */
  addTarget(place: string, target: Target): void {
    this.targets.set(place, target);
    this.#targetsByName.set(target.name, target);
  }

  /** The schema of this name; read by `read` when it is first asked for. */
  schemaOf(name: Identifier, read: (node: unknown, at: string) => SchemaModel): SchemaModel {
    const target = this.#targetsByName.get(name);
    if (target) return target.schema;
    const known = this.#schemas.get(name);
    if (known) return known;
    this.#schemaKeys ??= new Map([...this.schemaNames].map(([key, one]) => [one, key]));
    const key = this.#schemaKeys.get(name) ?? "";
    const schema = read(own(this.schemas(), key), pointer("#/components/schemas", key));
    this.#schemas.set(name, schema);
    return schema;
  }

  note(code: string, severity: Diagnostic["severity"], message: string, at: string, help?: string): void {
    this.diagnostics.push({ code, severity, message, at, ...(help !== undefined && { help }) });
  }

  /** The same for what several readings of one place may find. */
  noteOnce(code: string, severity: Diagnostic["severity"], message: string, at: string): void {
    const key = `${code} ${at}`;
    if (!this.#noted.has(key)) this.note(code, severity, message, at);
    this.#noted.add(key);
  }

  /** The object at `at`, or the one its `$ref` leads to. */
  resolve(value: unknown, at: string): Located {
    let node = value;
    let place = at;
    for (let hops = 0; hops < 50; hops++) {
      if (!isRecord(node))
        throw this.refuse(
          "not-an-object",
          `Expected an object here, found ${node === null ? "null" : Array.isArray(node) ? "array" : typeof node}.`,
          place,
        );
      const ref = own(node, "$ref");
      if (typeof ref !== "string") return { node, at: place };
      const target = follow(this.root, this.placeOf(ref));
      if (target === undefined)
        throw this.refuse(
          "unresolved-reference",
          `There is nothing at ${ref}. Correct the reference, or add what it refers to.`,
          place,
        );
      node = target;
      place = this.placeOf(ref);
    }
    throw this.refuse("circular-reference", "A $ref leads back to itself.", at);
  }

  refuse(code: string, message: string, at: string): RefusedError {
    return new RefusedError([{ code, severity: "error", message, at }]);
  }

  /** The entries of an object, each value resolved; nothing where there is no object. */
  entries(value: unknown, at: string): (Located & { key: string })[] {
    if (!isRecord(value)) return [];
    return Object.keys(value).map((key) => ({ key, ...this.resolve(value[key], pointer(at, key)) }));
  }
}

/** Anchors to the places of their schemas; the first one of a name counts. */
function anchorsOf(root: JsonObject): Map<string, string> {
  const found = new Map<string, string>();
  // Grows while it is read.
  const nodes: [node: unknown, at: string][] = [[root, "#"]];
  for (const [node, at] of nodes) {
    if (typeof node !== "object" || node === null) continue;
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = own(node, keyword);
      if (typeof anchor === "string" && !found.has(anchor)) found.set(anchor, at);
    }
    for (const [key, child] of Object.entries(node)) nodes.push([child, pointer(at, key)]);
  }
  return found;
}

// The steps of a pointer that say what kind of thing comes next, not which one.
const steps = new Set(
  `components schemas responses parameters requestBodies headers pathItems callbacks paths webhooks content schema
  properties $defs definitions items prefixItems additionalProperties patternProperties allOf anyOf oneOf not`.split(
    /\s+/,
  ),
);
const suffixes: Readonly<Record<string, string>> = {
  responses: "response",
  requestBodies: "body",
  requestBody: "body",
  parameters: "parameter",
  headers: "header",
  items: "item",
  prefixItems: "item",
  additionalProperties: "value",
};

/** The words that tell a place from others: `Page data item` for `#/components/schemas/Page/properties/data/items`. */
function targetWords(place: string): string {
  const segments = splitPointer(place);
  const [, section = ""] = segments;
  const words = segments.filter((segment) => !steps.has(segment) && !segment.includes("/json"));
  const kind = segments[0] === "components" ? suffixes[section] : undefined;
  const tail = suffixes[segments.at(-1)!] ?? suffixes[segments.at(-2)!];
  return [...words, kind, tail === kind ? undefined : tail].filter((word) => word !== undefined).join(" ");
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
