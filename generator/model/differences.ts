import type { Identifier } from "./identifiers.js";
import type { Difference, NamedSchema, SchemaModel, TypeModel } from "./model.js";
import { BLOB } from "./types.js";

type Mode = "read" | "write";
type Draft = Omit<NamedSchema, "read" | "write" | "writeName" | "form">;

/**
 * Works out how each component schema looks to who reads it and to who writes it: readOnly properties
 * are not sent, writeOnly ones do not come back, and a `binary` string is a Blob when it is sent.
 * A schema differs when a schema it refers to differs, so this is a fixpoint.
 */
export function withDifferences(
  schemas: readonly Draft[],
  use: SchemaUse,
  claimWriteName: (name: Identifier) => Identifier,
): NamedSchema[] {
  const differs: Record<Mode, Set<Identifier>> = { read: new Set(), write: new Set() };
  for (let changed = true; changed;) {
    changed = false;
    for (const { name, schema } of schemas) {
      for (const mode of ["read", "write"] as const) {
        if (differs[mode].has(name) || !difference(schema, mode, differs[mode]).differs) continue;
        differs[mode].add(name);
        changed = true;
      }
    }
  }
  const reached = { read: reach(schemas, use.read), write: reach(schemas, use.write) };
  return schemas.map((draft) => ({
    ...draft,
    form: reached.write.has(draft.name) && !reached.read.has(draft.name) ? "write" : "read",
    writeName:
      (differs.read.has(draft.name) || differs.write.has(draft.name)) &&
      reached.read.has(draft.name) &&
      reached.write.has(draft.name)
        ? claimWriteName(draft.name)
        : undefined,
    read: difference(draft.schema, "read", differs.read),
    write: difference(draft.schema, "write", differs.write),
  }));
}

/** The schemas that responses and request bodies start from. */
export interface SchemaUse {
  readonly read: readonly SchemaModel[];
  readonly write: readonly SchemaModel[];
}

/** Every component that can be reached from `roots`. */
function reach(schemas: readonly Draft[], roots: readonly SchemaModel[]): Set<Identifier> {
  const byName = new Map(schemas.map(({ name, schema }) => [name, schema]));
  const reached = new Set<Identifier>();
  const open: unknown[] = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const schema = node as SchemaModel;
    if (schema.kind === "reference") {
      if (!reached.has(schema.name)) open.push(byName.get(schema.name));
      reached.add(schema.name);
    } else {
      open.push(...Object.values(node).filter((child) => child !== undefined));
    }
  }
  return reached;
}

const SAME: Difference = { omitted: [], replaced: [], instead: undefined, differs: false };

function difference(schema: SchemaModel, mode: Mode, differs: ReadonlySet<Identifier>): Difference {
  const objects = objectParts(schema);
  if (objects !== undefined) {
    const properties = objects.flatMap((object) => object.properties);
    const omitted = properties
      .filter((property) => (mode === "write" ? property.readOnly : property.writeOnly))
      .map((property) => property.name);
    const replaced = properties.flatMap((property) => {
      const type = omitted.includes(property.name) ? undefined : changedType(property.schema, mode, differs);
      return type ? [{ property: property.name, optional: !property.required, type }] : [];
    });
    return { omitted, replaced, instead: undefined, differs: omitted.length + replaced.length > 0 };
  }
  const instead = changedType(schema, mode, differs);
  return instead ? { ...SAME, instead, differs: true } : SAME;
}

/** The object schemas a schema is made of, if it is an object through and through. */
function objectParts(schema: SchemaModel): Extract<SchemaModel, { kind: "object" }>[] | undefined {
  if (schema.kind === "object") return [schema];
  if (schema.kind !== "intersection") return undefined;
  const parts = schema.members.map((member) => (member.kind === "object" ? member : undefined));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** The type that a schema has in this direction, where it is not the schema's own. */
function changedType(schema: SchemaModel, mode: Mode, differs: ReadonlySet<Identifier>): TypeModel | undefined {
  switch (schema.kind) {
    case "reference":
      return differs.has(schema.name) ? { kind: "named", name: schema.name, mode } : undefined;
    case "string":
      return mode === "write" && schema.format === "binary" ? BLOB : undefined;
    case "array": {
      const items = schema.prefix.length === 0 ? changedType(schema.items, mode, differs) : undefined;
      return items && { kind: "array", items };
    }
    case "union":
    case "one-of": {
      const members = schema.members.map((member) => changedType(member, mode, differs) ?? simpleType(member, mode));
      const changed = schema.members.some((member) => changedType(member, mode, differs) !== undefined);
      return changed && members.every((member) => member !== undefined) ? { kind: "union", members } : undefined;
    }
    default:
      return undefined;
  }
}

/** The type of a member that stays as it is, where it can be said without a path into the document. */
function simpleType(schema: SchemaModel, mode: Mode): TypeModel | undefined {
  if (schema.kind === "reference") return { kind: "named", name: schema.name, mode };
  if (schema.kind === "null") return { kind: "literal", value: null };
  return schema.kind === "string" ? { kind: "primitive", name: "string" } : undefined;
}
