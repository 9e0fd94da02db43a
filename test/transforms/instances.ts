/** Arbitrary JSON that a schema may describe, as far as transforms look at it: shapes, alternatives and formats. */
import * as fc from "fast-check";
import type { ApiModel, SchemaModel } from "../../generator/model/model.js";

/** Below this, references end: properties are left out, lists are empty. */
const DEPTH = 4;

export class Instances {
  readonly #named: ReadonlyMap<string, SchemaModel>;

  constructor({ schemas }: Pick<ApiModel, "schemas">) {
    this.#named = new Map(schemas.map(({ name, schema }) => [name, schema]));
  }

  of(schema: SchemaModel, depth = 0): fc.Arbitrary<unknown> {
    const below = (inner: SchemaModel): fc.Arbitrary<unknown> => this.of(inner, depth + 1);
    const isDeep = depth > DEPTH;
    switch (schema.kind) {
      case "string":
        return text(schema.format);
      case "number":
        return fc.maxSafeInteger();
      case "boolean":
        return fc.boolean();
      case "enum":
        return schema.values.length > 0 ? fc.constantFrom(...schema.values) : fc.constant(null);
      case "reference":
        return fc.constant(null).chain(() => below(this.#named.get(schema.name) ?? { kind: "any" }));
      case "array":
        return isDeep ? fc.constant([]) : fc.array(below(schema.prefix[0] ?? schema.items), { maxLength: 2 });
      case "object": {
        const known = schema.properties.filter(
          (property) => property.name !== "__proto__" && (!isDeep || property.required),
        );
        return fc.record(
          Object.fromEntries(known.map(({ name, schema: inner }) => [name, isDeep ? fc.constant(null) : below(inner)])),
        );
      }
      case "union":
      case "one-of":
        return isDeep ? fc.constant(null) : fc.oneof(...schema.members.map(below));
      case "intersection":
        return fc
          .tuple(...schema.members.map(below))
          .map((parts) =>
            parts.every((part) => typeof part === "object" && part !== null) ? Object.assign({}, ...parts) : parts[0],
          );
      case "null":
        return fc.constant(null);
      default:
        return fc.constantFrom(null, 1);
    }
  }
}

const instants = fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

function text(format: string | undefined): fc.Arbitrary<string> {
  if (format === "date-time")
    return fc.tuple(instants, fc.nat(999)).map(([date, micros]) => date.toISOString().replace("Z", `${micros}+00:00`));
  if (format === "date") return instants.map((date) => date.toISOString().slice(0, 10));
  return format === "int64" ? fc.bigInt().map(String) : fc.string();
}
