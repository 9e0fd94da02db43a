import type { Identifier } from "../model/identifiers.js";
import type { SchemaModel } from "../model/model.js";
import { checksFormat } from "./scalars.js";

/**
 * Whether what is printed for a schema refuses all that the document's schema refuses. Turned round, by `not` or
 * by the "no other" of `oneOf`, accepting too much becomes refusing too much; so neither is built on anything else.
 */
export function isExact(schema: SchemaModel, named: ReadonlyMap<Identifier, SchemaModel>): boolean {
  const seen = new Set<Identifier>();
  const exact = (part: SchemaModel): boolean => part.approximate !== true && ofKind(part);
  const ofKind = (part: SchemaModel): boolean => {
    switch (part.kind) {
      case "reference": {
        if (seen.has(part.name)) return true;
        seen.add(part.name);
        const target = named.get(part.name);
        return target !== undefined && exact(target);
      }
      case "string":
        return part.format === undefined || checksFormat(part.format);
      case "array":
        // `uniqueItems` compares texts: two objects that differ in the order of their names pass.
        return !part.uniqueItems && exact(part.items) && part.prefix.every(exact);
      case "object":
        return (
          part.properties.every(({ name, schema: property }) => !(name in Object.prototype) && exact(property)) &&
          (typeof part.additional === "boolean" || exact(part.additional))
        );
      case "intersection":
        // zod lets a key pass that one closed part knows.
        return part.members.every(
          (member) => exact(member) && !(member.kind === "object" && member.additional === false),
        );
      case "union":
      case "one-of":
        return part.members.every(exact);
      case "not":
        return exact(part.schema);
      default:
        return true;
    }
  };
  return exact(schema);
}
