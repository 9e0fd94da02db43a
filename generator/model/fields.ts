import { camelCase, type Identifier } from "./identifiers.js";
import type { ApiModel, FieldsModel, OperationModel, SchemaModel } from "./model.js";

// Deeper than forms go; what lies below counts as writable, which costs a needless retry at most.
const DEPTH = 6;

/** For each resource with conditional state changes: the fields of its representation that only the server sets. */
export function readOnlyFields(
  { resources, operations, schemas }: Pick<ApiModel, "resources" | "operations" | "schemas">,
  claim: (name: Identifier, resource: string) => Identifier,
): FieldsModel[] {
  const named = new Map(schemas.map(({ name, schema }) => [name, schema]));
  return resources.flatMap(({ name, retrieval, conditional }): FieldsModel[] => {
    const schema = conditional && representation(operations.find(({ id }) => id === retrieval));
    if (!schema) return [];
    return [
      {
        name: claim(camelCase(`${name} fields`, "fields"), name),
        resource: name,
        readOnly: [...new Set(readOnlyPaths({ kind: "reference", name: schema }, named, DEPTH))],
      },
    ];
  });
}

function representation(operation: OperationModel | undefined): Identifier | undefined {
  const type = operation?.responses.find(({ status }) => status.startsWith("2"))?.type;
  return type?.kind === "schema" && type.schema.kind === "reference" ? type.schema.name : undefined;
}

/** Paths as `merge3` and `edit` take them: names joined by `/`, `*` for any item. */
function readOnlyPaths(
  schema: SchemaModel,
  named: ReadonlyMap<Identifier, SchemaModel>,
  depth: number,
): readonly string[] {
  const below = (prefix: string, part: SchemaModel): string[] =>
    depth === 0 ? [] : readOnlyPaths(part, named, depth - 1).map((path) => `${prefix}/${path}`);
  switch (schema.kind) {
    case "reference": {
      const target = named.get(schema.name);
      return target && depth > 0 ? readOnlyPaths(target, named, depth - 1) : [];
    }
    case "object":
      return schema.properties.flatMap(({ name, readOnly, schema: property }) => {
        const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
        // A field that is called "*" cannot be told from any item.
        if (name === "*") return [];
        return readOnly ? [step] : below(step, property);
      });
    case "array":
      return below("*", schema.items);
    case "union":
    case "one-of":
    case "intersection":
      return schema.members.flatMap((member) => readOnlyPaths(member, named, depth));
    default:
      return [];
  }
}
