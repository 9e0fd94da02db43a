import type { Identifier } from "./identifiers.js";
import type { SchemaModel } from "./model.js";

interface Draft {
  readonly name: Identifier;
  readonly schema: SchemaModel;
}

/**
 * Takes out the references by which a schema is defined by nothing but itself (`A: allOf: [A]`, or A is B and B is
 * A): no instance can be held against those without end (JSON Schema Core, 9.4.1), and no type may be written so.
 * What contains itself, in a property or an item, stays.
 */
export function withoutCycles<D extends Draft>(drafts: readonly D[]): D[] {
  const schemas = new Map(drafts.map(({ name, schema }) => [name, schema]));
  const state = new Map<Identifier, "open" | "done">();
  for (const { name } of drafts) settle(name);
  return drafts.map((draft) => ({ ...draft, schema: schemas.get(draft.name)! }));

  function settle(name: Identifier): void {
    const schema = schemas.get(name);
    if (schema === undefined || state.has(name)) return;
    state.set(name, "open");
    schemas.set(name, without(schema, name) ?? { kind: "any", approximate: true });
    state.set(name, "done");
  }

  /** The schema without what leads back to `self`; `undefined` where nothing else is left. */
  function without(schema: SchemaModel, self: Identifier): SchemaModel | undefined {
    switch (schema.kind) {
      case "reference":
        // `A or a string` is a string; of a longer circle it is not known here what the others say.
        if (schema.name === self) return undefined;
        settle(schema.name);
        return state.get(schema.name) === "open" ? { kind: "any", approximate: true } : schema;
      case "union":
      case "one-of":
      case "intersection": {
        const members = schema.members.flatMap((member) => without(member, self) ?? []);
        if (members.length === schema.members.length && members.every((one, index) => one === schema.members[index]))
          return schema;
        return members.length > 1 ? { ...schema, members } : members[0] && withApproximation(members[0], schema);
      }
      case "not": {
        const inner = without(schema.schema, self);
        if (inner === schema.schema) return schema;
        return inner ? { ...schema, schema: inner } : { kind: "any", approximate: true };
      }
      default:
        return schema;
    }
  }
}

const withApproximation = (schema: SchemaModel, { approximate }: SchemaModel): SchemaModel =>
  approximate ? { ...schema, approximate } : schema;
