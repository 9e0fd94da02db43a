import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, Mode, ObjectSchema, PropertyModel, SchemaModel } from "../model/model.js";
import { union } from "../model/schemas.js";
import { literal, propertyKey, stringLiteral } from "./encode.js";
import { isExact } from "./exactness.js";
import { array, call, type Doc, object, render } from "./layout.js";
import { isElsewhere, isInherited } from "./properties.js";
import { numberSchema, stringSchema } from "./scalars.js";
import { type Check, checked, refine, type ZodDialect } from "./zod-dialect.js";

/** Prints a {@link SchemaModel} as a zod expression. */
export class ZodPrinter {
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;
  readonly #writeNames: ReadonlyMap<string, string>;
  readonly #local: (name: string) => string;
  readonly #dialect: ZodDialect;

  constructor(model: ApiModel, dialect: ZodDialect, local: (name: string) => string) {
    this.#named = new Map(model.schemas.map(({ name, schema }) => [name, schema]));
    this.#writeNames = new Map(model.schemas.flatMap(({ name, writeName }) => (writeName ? [[name, writeName]] : [])));
    this.#local = local;
    this.#dialect = dialect;
  }

  print(schema: SchemaModel, mode: Mode): Doc {
    switch (schema.kind) {
      case "any":
        return "z.unknown()";
      case "never":
        return "z.never()";
      case "null":
        return "z.null()";
      case "boolean":
        return "z.boolean()";
      case "reference":
        return this.#local(mode !== "read" ? (this.#writeNames.get(schema.name) ?? schema.name) : schema.name);
      case "enum":
        return this.#enum(schema.values);
      case "string":
        return mode === "upload" && schema.format === "binary"
          ? "z.instanceof(Blob)"
          : stringSchema(schema, this.#dialect);
      case "number":
        return numberSchema(schema, this.#dialect);
      case "array":
        return this.#array(schema, mode);
      case "object":
        return this.#object(schema, mode);
      case "union":
        return this.#union(schema.members, mode);
      case "one-of":
        return schema.members.every((member) => isExact(member, this.#named))
          ? call("z.xor", [array(schema.members.map((member) => this.print(member, mode)))])
          : this.print(union(schema.members), mode);
      case "intersection":
        return schema.members
          .map((member) => this.print(member, mode))
          .reduce((left, right) => call("z.intersection", [left, right]));
      case "not":
        return isExact(schema.schema, this.#named)
          ? this.#checked("z.unknown()", [
              {
                name: "refine",
                argument: ["(value) => !", this.print(schema.schema, mode), ".safeParse(value).success"],
              },
            ])
          : "z.unknown()";
    }
  }

  #checked(schema: Doc, checks: readonly Check[]): Doc {
    return checked(this.#dialect, schema, checks);
  }

  #enum(values: readonly (string | number | boolean | null)[]): Doc {
    if (values.length === 0) return "z.never()";
    const others = values.filter((value) => value !== null);
    if (others.length > 0 && others.length < values.length) return call("z.nullable", [this.#enum(others)]);
    if (values.length === 1) return call("z.literal", [literal(values[0]!)]);
    const strings = values.every((value) => typeof value === "string");
    return call(strings ? "z.enum" : "z.literal", [array(values.map(literal))]);
  }

  #union(members: readonly SchemaModel[], mode: Mode): Doc {
    const others = members.filter(({ kind }) => kind !== "null");
    const [only] = others;
    // An enum that lists null says so itself.
    if (only?.kind === "enum" && others.length === 1 && only.values.includes(null)) return this.#enum(only.values);
    if (only && others.length === 1) return call("z.nullable", [this.print(only, mode)]);
    const whole = call("z.union", [array(others.map((member) => this.print(member, mode)))]);
    return others.length < members.length ? call("z.nullable", [whole]) : whole;
  }

  #array(schema: Extract<SchemaModel, { kind: "array" }>, mode: Mode): Doc {
    const { prefix, minItems = 0, maxItems, uniqueItems } = schema;
    const items = this.print(schema.items, mode);
    const base =
      prefix.length === 0
        ? call("z.array", [items])
        : call("z.tuple", [
            array(
              prefix.map((item, index) =>
                index < minItems ? this.print(item, mode) : call("z.optional", [this.print(item, mode)]),
              ),
            ),
            ...(schema.items.kind === "never" ? [] : [items]),
          ]);
    const checks: Check[] = [];
    if (prefix.length === 0 && minItems > 0) checks.push({ name: "min", argument: String(minItems) });
    if (prefix.length === 0 && maxItems !== undefined) checks.push({ name: "max", argument: String(maxItems) });
    if (minItems > prefix.length && prefix.length > 0) checks.push(refine(`(items) => items.length >= ${minItems}`));
    if (prefix.length > 0 && maxItems !== undefined) checks.push(refine(`(items) => items.length <= ${maxItems}`));
    if (uniqueItems) checks.push(refine("uniqueItems", '"The items must be unique."'));
    return this.#checked(base, checks);
  }

  #object(schema: ObjectSchema, mode: Mode): Doc {
    const { alsoRequired, minProperties, maxProperties } = schema;
    const required = [
      ...alsoRequired.filter((property) => !isElsewhere(property, mode)),
      ...schema.properties.filter(
        (property) => property.required && isInherited(property) && !isElsewhere(property, mode),
      ),
    ];
    const checks = required.map(({ name }) =>
      refine(`(value) => Object.hasOwn(value, ${stringLiteral(name)})`, stringLiteral(`Required: ${name}`)),
    );
    if (minProperties !== undefined) checks.push(refine(`(value) => Object.keys(value).length >= ${minProperties}`));
    if (maxProperties !== undefined) checks.push(refine(`(value) => Object.keys(value).length <= ${maxProperties}`));
    return this.#checked(this.#members(schema, mode), checks);
  }

  /** What `z.looseObject` and its like are given: a zod expression for each property. */
  shape(schema: ObjectSchema, mode: Mode): Doc {
    return object(
      schema.properties
        // A record is read, edited and sent back whole: its readOnly fields may come along, checked or not.
        .filter((property) => !isInherited(property) && !(isOpen(schema) && isElsewhere(property, mode)))
        .map((property) => this.#property(property, mode)),
    );
  }

  #members(schema: ObjectSchema, mode: Mode): Doc {
    const { additional, properties } = schema;
    const shape = this.shape(schema, mode);
    // Unknown fields stay: a parsed record that is sent back must not lose what the document forgot.
    if (isOpen(schema))
      return properties.length === 0 ? "z.record(z.string(), z.unknown())" : call("z.looseObject", [shape]);
    const values = typeof additional === "boolean" ? undefined : this.print(additional, mode);
    if (properties.some(isInherited)) {
      const names = render(array(properties.map(({ name }) => stringLiteral(name))), 0);
      const known = `${names}.includes(key)`;
      const others: Check =
        values === undefined
          ? refine(`(value) => Object.keys(value).every((key) => ${known})`)
          : {
              name: "refine",
              argument: [
                `(value) => Object.entries(value).every(([key, item]) => ${known} || `,
                values,
                ".safeParse(item).success)",
              ],
            };
      return this.#checked(call("z.looseObject", [shape]), [others]);
    }
    if (values === undefined) return call("z.strictObject", [shape]);
    return properties.length === 0
      ? call("z.record", ["z.string()", values])
      : this.#dialect.catchall(call("z.object", [shape]), values);
  }

  #property(property: PropertyModel, mode: Mode): Doc {
    const value = this.print(property.schema, mode);
    const isRequired = property.required && !isElsewhere(property, mode);
    return [`${propertyKey(property.name)}: `, isRequired ? value : call("z.exactOptional", [value])];
  }
}

/** Whether an object takes properties of any other name and kind. */
export function isOpen({ additional }: ObjectSchema): boolean {
  return additional === true || (additional !== false && additional.kind === "any");
}
