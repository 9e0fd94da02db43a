import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, Mode, ObjectSchema, PropertyModel, SchemaModel } from "../model/model.js";
import { union } from "../model/schemas.js";
import { literal, propertyKey, stringLiteral } from "./encode.js";
import { isExact } from "./exactness.js";
import { array, call, type Doc, object, render } from "./layout.js";
import { isElsewhere, isInherited } from "./properties.js";
import { numberSchema, stringSchema } from "./scalars.js";
import { type Check, checked, refine, type ZodDialect } from "./zod-dialect.js";

type ArraySchema = Extract<SchemaModel, { kind: "array" }>;

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
        return this.#anything;
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
          ? call(this.#dialect.early ? "xor" : "z.xor", [
              array(schema.members.map((member) => this.print(member, mode))),
            ])
          : this.print(union(schema.members), mode);
      case "intersection":
        return this.#intersection(schema.members, mode);
      case "not":
        return isExact(schema.schema, this.#named)
          ? this.#checked(this.#anything, [
              {
                name: "refine",
                argument: ["(value) => !", this.print(schema.schema, mode), ".safeParse(value).success"],
              },
            ])
          : this.#anything;
    }
  }

  get #anything(): string {
    return this.#dialect.early ? "anything()" : "z.unknown()";
  }

  #intersection(members: readonly SchemaModel[], mode: Mode): Doc {
    const closed = this.#dialect.early ? members.map((member) => closedObject(member, this.#named)) : [];
    // A closed part leaves room for the others: later versions of zod report a property only if every part refuses it.
    const parts = members.map((member, index) => {
      const part = closed[index];
      return this.print(part ? { ...part, additional: true } : member, mode);
    });
    const whole = parts.reduce((left, right) => call("z.intersection", [left, right]));
    if (closed.length === 0 || closed.includes(undefined)) return whole;
    const names = new Set(closed.flatMap((part) => part!.properties.map(({ name }) => name)));
    return this.#checked(whole, [knownNames([...names])]);
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

  #array(schema: ArraySchema, mode: Mode): Doc {
    const { prefix, minItems = 0, maxItems, uniqueItems } = schema;
    const items = this.print(schema.items, mode);
    const base = prefix.length === 0 ? call("z.array", [items]) : this.#tuple(schema, items, mode);
    const checks: Check[] = [];
    if (prefix.length === 0 && minItems > 0) checks.push({ name: "min", argument: String(minItems) });
    if (prefix.length === 0 && maxItems !== undefined) checks.push({ name: "max", argument: String(maxItems) });
    if (minItems > prefix.length && prefix.length > 0) checks.push(refine(`(items) => items.length >= ${minItems}`));
    if (prefix.length > 0 && maxItems !== undefined) checks.push(refine(`(items) => items.length <= ${maxItems}`));
    if (uniqueItems) checks.push(refine("uniqueItems", '"The items must be unique."'));
    return this.#checked(base, checks);
  }

  #tuple({ prefix, minItems = 0, items }: ArraySchema, rest: Doc, mode: Mode): Doc {
    // zod 4.0 fills a tuple up whose items are all optional: without any it is another alternative.
    const apart = this.#dialect.early && minItems === 0;
    const known = prefix.map((item, index) =>
      index < (apart ? 1 : minItems) ? this.print(item, mode) : call("z.optional", [this.print(item, mode)]),
    );
    const tuple = call("z.tuple", [array(known), ...(items.kind === "never" ? [] : [rest])]);
    return apart ? call("z.union", [array(["z.array(z.never())", tuple])]) : tuple;
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
      const names = properties.map(({ name }) => name);
      const others: Check =
        values === undefined
          ? knownNames(names)
          : {
              name: "refine",
              argument: [
                `(value) => Object.entries(value).every(([key, item]) => ${listText(names)}.includes(key) || `,
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
    return [
      `${propertyKey(property.name)}: `,
      isRequired ? value : call(this.#dialect.early ? "z.optional" : "z.exactOptional", [value]),
    ];
  }
}

/** Whether an object takes properties of any other name and kind. */
export function isOpen({ additional }: ObjectSchema): boolean {
  return additional === true || (additional !== false && additional.kind === "any");
}

const listText = (names: readonly string[]): string => render(array(names.map(stringLiteral)), 0);

/** That an object has properties of these names only. */
const knownNames = (names: readonly string[]): Check =>
  refine(`(value) => Object.keys(value).every((key) => ${listText(names)}.includes(key))`);

/** The object that a schema is, or refers to, if it takes no properties of other names. */
function closedObject(
  schema: SchemaModel,
  named: ReadonlyMap<Identifier, SchemaModel>,
  seen: ReadonlySet<Identifier> = new Set(),
): ObjectSchema | undefined {
  if (schema.kind === "object") return schema.additional === false ? schema : undefined;
  if (schema.kind !== "reference" || seen.has(schema.name)) return undefined;
  const target = named.get(schema.name);
  return target && closedObject(target, named, new Set([...seen, schema.name]));
}
