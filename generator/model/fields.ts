import { camelCase, type Identifier } from "./identifiers.js";
import type { ApiModel, FieldsModel, ObjectSchema, OperationModel, SchemaModel } from "./model.js";

// Deeper than forms go; what lies below counts as writable, which costs a needless retry at most.
const DEPTH = 6;
// Schemas that refer to each other have more paths than there is time: then the levels that are few enough are read.
const MOST_PLACES = 20_000;

/** For each resource with conditional state changes: the fields of its representation that only the server sets. */
export function readOnlyFields(
  { resources, operations, schemas }: Pick<ApiModel, "resources" | "operations" | "schemas">,
  claim: (name: Identifier, resource: string) => Identifier,
): FieldsModel[] {
  const named = new Map(schemas.map(({ name, schema }) => [name, schema]));
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const knownPaths = new Map<Identifier, readonly string[]>();
  const pathsOf = (schema: Identifier): readonly string[] => {
    let paths = knownPaths.get(schema);
    if (!paths) knownPaths.set(schema, (paths = readOnlyPaths(schema, named)));
    return paths;
  };
  return resources.flatMap(({ name, retrieval, conditional }): FieldsModel[] => {
    const schema = conditional && representation(retrieval === undefined ? undefined : byId.get(retrieval));
    if (!schema) return [];
    return [
      {
        name: claim(camelCase(`${name} fields`, "fields"), name),
        resource: name,
        readOnly: pathsOf(schema),
      },
    ];
  });
}

function representation(operation: OperationModel | undefined): Identifier | undefined {
  const type = operation?.responses.find(({ status }) => status.startsWith("2"))?.type;
  return type?.kind === "schema" && type.schema.kind === "reference" ? type.schema.name : undefined;
}

/** Paths as `merge3` and `edit` take them: names joined by `/`, `*` for any item or name. */
function readOnlyPaths(schema: Identifier, named: ReadonlyMap<Identifier, SchemaModel>): readonly string[] {
  for (let depth = DEPTH; depth > 0; depth--) {
    const search = new ReadOnlySearch(named);
    search.visit({ kind: "reference", name: schema }, "", depth);
    if (search.places <= MOST_PLACES) return [...search.found];
  }
  return [];
}

class ReadOnlySearch {
  readonly found = new Set<string>();
  readonly writable = new Set<string>();
  places = 0;
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;

  constructor(named: ReadonlyMap<Identifier, SchemaModel>) {
    this.#named = named;
  }

  visit(schema: SchemaModel, prefix: string, depth: number): void {
    if (++this.places > MOST_PLACES) return;
    const below = (step: string, part: SchemaModel): void => {
      if (depth > 0) this.visit(part, `${prefix}${step}/`, depth - 1);
    };
    switch (schema.kind) {
      case "reference": {
        const target = this.#named.get(schema.name);
        if (target && depth > 0) this.visit(target, prefix, depth - 1);
        return;
      }
      case "object":
        for (const { name, readOnly, schema: property } of schema.properties) {
          const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
          // A field that is called "*" cannot be told from any item.
          if (name === "*") continue;
          if (readOnly) this.found.add(prefix + step);
          else {
            this.writable.add(prefix + step);
            below(step, property);
          }
        }
        if (typeof schema.additional === "object" && depth > 0)
          this.#visitAny([schema.additional], writableOf(schema), prefix, depth);
        return;
      case "array":
        if (schema.prefix.length === 0) return below("*", schema.items);
        if (depth > 0) this.#visitAny([...schema.prefix, schema.items], [], prefix, depth);
        return;
      case "union":
      case "one-of":
      case "intersection":
        for (const member of schema.members) this.visit(member, prefix, depth);
        return;
      default:
        return;
    }
  }

  /** Of what stands where `*` does: a path must not be writable in any of it, nor in `others`, which it matches as well. */
  #visitAny(schemas: readonly SchemaModel[], others: readonly SchemaModel[], prefix: string, depth: number): void {
    const searches = [...schemas, ...others].map((schema) => {
      const search = new ReadOnlySearch(this.#named);
      search.places = this.places;
      search.visit(schema, `${prefix}*/`, depth - 1);
      this.places = search.places;
      return search;
    });
    for (const { found } of searches.slice(0, schemas.length))
      for (const path of found) if (!searches.some(({ writable }) => writable.has(path))) this.found.add(path);
    for (const { writable } of searches) for (const path of writable) this.writable.add(path);
  }
}

const writableOf = ({ properties }: ObjectSchema): SchemaModel[] =>
  properties.flatMap(({ readOnly, schema }) => (readOnly ? [] : [schema]));
