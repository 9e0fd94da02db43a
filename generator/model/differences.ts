import type { Identifier } from "./identifiers.js";
import type { Difference, NamedSchema, ObjectSchema, SchemaModel, TypeModel } from "./model.js";
import { BLOB } from "./types.js";

type Mode = "read" | "write";
type Draft = Omit<NamedSchema, "read" | "write" | "writeName" | "form">;

/** The schemas that responses and request bodies start from. */
export interface SchemaUse {
  readonly read: readonly SchemaModel[];
  readonly write: readonly SchemaModel[];
}

const SAME: Difference = { omitted: [], replaced: [], open: false, instead: undefined, differs: false };

/**
 * Works out how schemas look to who reads and to who writes them: readOnly properties are not sent,
 * writeOnly ones do not come back, and a `binary` string is a Blob when it is sent.
 */
export class Differences {
  readonly #drafts: readonly Draft[];
  readonly #byName: ReadonlyMap<Identifier, SchemaModel>;
  readonly #differs: Record<Mode, Set<Identifier>> = { read: new Set(), write: new Set() };

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts;
    this.#byName = new Map(drafts.map(({ name, schema }) => [name, schema]));
    // A schema differs when a schema it refers to differs: a fixpoint.
    for (let changed = true; changed;) {
      changed = false;
      for (const { name, schema } of drafts) {
        for (const mode of ["read", "write"] as const) {
          if (this.#differs[mode].has(name) || !this.of(schema, mode).differs) continue;
          this.#differs[mode].add(name);
          changed = true;
        }
      }
    }
  }

  /** The component schemas with their forms; one that is read and written differently has a name for each. */
  named(use: SchemaUse, claimWriteName: (name: Identifier) => Identifier): NamedSchema[] {
    const reached = { read: this.#reach(use.read), write: this.#reach(use.write) };
    return this.#drafts.map((draft) => {
      const differs = this.#differs.read.has(draft.name) || this.#differs.write.has(draft.name);
      const [read, written] = [reached.read.has(draft.name), reached.write.has(draft.name)];
      return {
        ...draft,
        form: written && !read ? "write" : "read",
        writeName: differs && read && written ? claimWriteName(draft.name) : undefined,
        read: this.of(draft.schema, "read"),
        write: this.of(draft.schema, "write"),
      };
    });
  }

  /** The type of an inline schema, adjusted to its direction. */
  adjust(type: TypeModel, schema: SchemaModel | undefined, mode: Mode): TypeModel {
    if (type.kind !== "indexed" || schema === undefined) return type;
    const difference = this.of(schema, mode);
    return difference.instead ?? (difference.differs ? { kind: "adjusted", base: type, difference } : type);
  }

  of(schema: SchemaModel, mode: Mode): Difference {
    const objects = this.#objectParts(schema);
    if (objects === undefined) {
      const instead = this.#changedType(schema, mode);
      return instead ? { ...SAME, instead, differs: true } : SAME;
    }
    const properties = new Map(
      objects.flatMap((object) => object.properties).map((property) => [property.name, property]),
    );
    const all = [...properties.values()];
    const omitted = all.filter((one) => (mode === "write" ? one.readOnly : one.writeOnly)).map(({ name }) => name);
    const replaced = all.flatMap(({ name, required, schema: value }) => {
      const type = omitted.includes(name) ? undefined : this.#changedType(value, mode);
      return type ? [{ property: name, optional: !required, type }] : [];
    });
    // A map whose values differ, with no properties of its own.
    const [only] = objects;
    if (all.length === 0 && only && typeof only.additional !== "boolean") {
      const values = this.#changedType(only.additional, mode);
      return values ? { ...SAME, instead: { kind: "record", values }, differs: true } : SAME;
    }
    const open = objects.some((object) => object.open);
    return { omitted, replaced, open, instead: undefined, differs: omitted.length + replaced.length > 0 };
  }

  /** Every component that can be reached from `roots`. */
  #reach(roots: readonly SchemaModel[]): Set<Identifier> {
    const reached = new Set<Identifier>();
    const open: unknown[] = [...roots];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (typeof node !== "object" || node === null) continue;
      const schema = node as SchemaModel;
      if (schema.kind === "reference") {
        if (!reached.has(schema.name)) open.push(this.#byName.get(schema.name));
        reached.add(schema.name);
      } else {
        open.push(...Object.values(node).filter((child) => child !== undefined));
      }
    }
    return reached;
  }

  /** The object schemas a schema is made of, what it inherits included, if it is an object through and through. */
  #objectParts(schema: SchemaModel, trail: readonly SchemaModel[] = []): ObjectSchema[] | undefined {
    if (schema.kind === "object") return [schema];
    if (schema.kind !== "intersection") return undefined;
    const parts: ObjectSchema[] = [];
    for (const member of schema.members) {
      const target = member.kind === "reference" ? this.#byName.get(member.name) : member;
      const found = target && !trail.includes(target) ? this.#objectParts(target, [...trail, schema]) : undefined;
      if (found === undefined) return undefined;
      parts.push(...found);
    }
    return parts;
  }

  /** The type that a schema has in this direction, where it is not the schema's own. */
  #changedType(schema: SchemaModel, mode: Mode): TypeModel | undefined {
    switch (schema.kind) {
      case "reference":
        return this.#differs[mode].has(schema.name) ? { kind: "named", name: schema.name, mode } : undefined;
      case "string":
        return mode === "write" && schema.format === "binary" ? BLOB : undefined;
      case "array": {
        const items = schema.prefix.length === 0 ? this.#changedType(schema.items, mode) : undefined;
        return items && { kind: "array", items };
      }
      case "object": {
        const { additional, properties } = schema;
        const values =
          properties.length === 0 && typeof additional !== "boolean" ? this.#changedType(additional, mode) : undefined;
        return values && { kind: "record", values };
      }
      case "union":
      case "one-of": {
        const members = schema.members.map((member) => this.#changedType(member, mode) ?? simpleType(member, mode));
        const changed = schema.members.some((member) => this.#changedType(member, mode) !== undefined);
        return changed && members.every((member) => member !== undefined) ? { kind: "union", members } : undefined;
      }
      default:
        return undefined;
    }
  }
}

/** The type of a member that stays as it is, where it can be said without a path into the document. */
function simpleType(schema: SchemaModel, mode: Mode): TypeModel | undefined {
  if (schema.kind === "reference") return { kind: "named", name: schema.name, mode };
  if (schema.kind === "null") return { kind: "literal", value: null };
  return schema.kind === "string" ? { kind: "primitive", name: "string" } : undefined;
}
