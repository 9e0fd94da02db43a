import { groupBy } from "../group.js";
import type { Identifier } from "./identifiers.js";
import type { NamedSchema, SchemaModel } from "./model.js";

type Draft = Omit<NamedSchema, "writeName" | "writeForm" | "form" | "defaults">;

/** The schemas that responses and request bodies start from. */
export interface SchemaUse {
  readonly read: readonly SchemaModel[];
  /** Those that are uploaded included. */
  readonly write: readonly SchemaModel[];
  readonly upload: readonly SchemaModel[];
}

/**
 * The schemas with their forms; one that is read and written differently has a name for each: readOnly properties
 * are not sent, writeOnly ones do not come back, and a `binary` string is a Blob where a form sends it.
 */
export function withForms(
  drafts: readonly Draft[],
  use: SchemaUse,
  claimWriteName: (name: Identifier) => Identifier,
): NamedSchema[] {
  const references = referencesIn(drafts);
  const [read, written, uploaded] = [use.read, use.write, use.upload].map((roots) => reach(roots, references)) as [
    ReadonlySet<Identifier>,
    ReadonlySet<Identifier>,
    ReadonlySet<Identifier>,
  ];
  const differing = differingNames(drafts, references, uploaded);
  const writeForm = (name: Identifier): "write" | "upload" => (uploaded.has(name) ? "upload" : "write");
  return drafts.map((draft) => ({
    ...draft,
    form: written.has(draft.name) && !read.has(draft.name) ? writeForm(draft.name) : "read",
    writeForm: writeForm(draft.name),
    writeName:
      differing.has(draft.name) && read.has(draft.name) && written.has(draft.name)
        ? claimWriteName(draft.name)
        : undefined,
  }));
}

/** The schemas that look different in the two directions: themselves, or because of one they refer to. */
function differingNames(
  drafts: readonly Draft[],
  references: ReadonlyMap<Identifier, ReadonlySet<Identifier>>,
  uploaded: ReadonlySet<Identifier>,
): ReadonlySet<Identifier> {
  const referrers = groupBy(
    [...references].flatMap(([name, targets]) => [...targets].map((target) => ({ name, target }))),
    ({ target }) => target,
  );
  const differing = new Set<Identifier>();
  const open = drafts.filter(({ name, schema }) => differs(schema, uploaded.has(name))).map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (differing.has(name)) continue;
    differing.add(name);
    for (const referrer of referrers.get(name) ?? []) open.push(referrer.name);
  }
  return differing;
}

/** What each schema refers to itself. */
export const referencesIn = (
  schemas: readonly Pick<NamedSchema, "name" | "schema">[],
): ReadonlyMap<Identifier, ReadonlySet<Identifier>> =>
  new Map(schemas.map(({ name, schema }) => [name, referencesOf(schema)]));

/** Every schema that can be reached from `roots`. */
export function reach(
  roots: readonly SchemaModel[],
  references: ReadonlyMap<Identifier, ReadonlySet<Identifier>>,
): ReadonlySet<Identifier> {
  const reached = new Set<Identifier>();
  const open = roots.flatMap((schema) => [...referencesOf(schema)]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...(references.get(name) ?? []));
  }
  return reached;
}

/** The schemas that one refers to itself. */
function referencesOf(schema: SchemaModel): ReadonlySet<Identifier> {
  const found = new Set<Identifier>();
  for (const part of partsOf(schema)) if (part.kind === "reference") found.add(part.name);
  return found;
}

/** Whether a schema, apart from those it refers to, looks different in the two directions. */
function differs(schema: SchemaModel, isUploaded: boolean): boolean {
  const flagged = ({ readOnly, writeOnly }: { readOnly: boolean; writeOnly: boolean }): boolean =>
    readOnly || writeOnly;
  for (const part of partsOf(schema)) {
    if (isUploaded && part.kind === "string" && part.format === "binary") return true;
    if (part.kind === "object" && (part.properties.some(flagged) || part.alsoRequired.some(flagged))) return true;
  }
  return false;
}

/** A schema and all that stands in it. */
function* partsOf(schema: SchemaModel): Generator<SchemaModel> {
  const open = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    yield part;
    open.push(...childrenOf(part));
  }
}

export function childrenOf(schema: SchemaModel): readonly SchemaModel[] {
  switch (schema.kind) {
    case "array":
      return [schema.items, ...schema.prefix];
    case "object": {
      const properties = schema.properties.map((property) => property.schema);
      return typeof schema.additional === "boolean" ? properties : [...properties, schema.additional];
    }
    case "union":
    case "one-of":
    case "intersection":
      return schema.members;
    case "not":
      return [schema.schema];
    default:
      return [];
  }
}
