import { type Diagnostic, RefusedError } from "../diagnostics.js";
import { follow, isRecord, type JsonObject, own, pointer } from "../load/pointer.js";
import { type Identifier, NameRegistry, pascalCase } from "./identifiers.js";

/** A node of the document and where it stands; after a `$ref`, where it really stands. */
export interface Located {
  readonly node: JsonObject;
  readonly at: string;
}

/** Reads the bundled document: resolves references, names component schemas, collects what to say. */
export class Reader {
  readonly root: JsonObject;
  readonly diagnostics: Diagnostic[] = [];
  /** Component schema key to the name it has in the output. */
  readonly schemaNames = new Map<string, Identifier>();
  /** Every name that the output exports from its index. */
  readonly names = new NameRegistry();

  constructor(root: JsonObject) {
    this.root = root;
    const { names } = this;
    for (const name of ["createClient", "Credentials"]) names.claim(name, "the client");
    for (const key of Object.keys(this.schemas())) {
      const { name, clashesWith } = names.claim(pascalCase(key, "Schema"), key);
      this.schemaNames.set(key, name);
      if (clashesWith !== undefined) {
        this.note(
          "name-clash",
          "warning",
          `The schemas ${clashesWith} and ${key} would both be ${pascalCase(key, "Schema")}; ${key} is written as ${name}.`,
          pointer("#/components/schemas", key),
        );
      }
    }
  }

  schemas(): JsonObject {
    const schemas = own(own(this.root, "components"), "schemas");
    return isRecord(schemas) ? schemas : {};
  }

  note(code: string, severity: Diagnostic["severity"], message: string, at: string, help?: string): void {
    this.diagnostics.push({ code, severity, message, at, ...(help !== undefined && { help }) });
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
      const target = follow(this.root, ref);
      if (target === undefined) throw this.refuse("unresolved-reference", `There is nothing at ${ref}.`, place);
      node = target;
      place = ref;
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

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
