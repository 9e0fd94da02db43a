import * as z from "zod";
import { isExact } from "../emit/exactness.js";
import { isElsewhere, isInherited } from "../emit/properties.js";
import { checksFormat } from "../emit/scalars.js";
import { isOpen } from "../emit/zod-printer.js";
import type { Identifier } from "../model/identifiers.js";
import type {
  ArraySchema,
  JsonPrimitive,
  Mode,
  NumberSchema,
  ObjectSchema,
  SchemaModel,
  StringSchema,
} from "../model/model.js";
import { union } from "../model/schemas.js";

/**
 * Builds the zod schemas that `generator/emit/zod-printer.ts` prints: the same verdicts without evaluating text,
 * which a page's Content-Security-Policy may forbid (test/mock/zod-builder.test.ts holds the two against each other).
 */
export class ZodBuilder {
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;
  readonly #reference: (name: Identifier, mode: Mode) => z.ZodType;

  /** @param reference The schema of a component; asked for while it may still be under construction. */
  constructor(named: ReadonlyMap<Identifier, SchemaModel>, reference: (name: Identifier, mode: Mode) => z.ZodType) {
    this.#named = named;
    this.#reference = reference;
  }

  build(schema: SchemaModel, mode: Mode): z.ZodType {
    switch (schema.kind) {
      case "any":
        return z.unknown();
      case "never":
        return z.never();
      case "null":
        return z.null();
      case "boolean":
        return z.boolean();
      case "reference":
        return this.#reference(schema.name, mode);
      case "enum":
        return enumeration(schema.values);
      case "string":
        return mode === "upload" && schema.format === "binary" ? z.instanceof(Blob) : stringSchema(schema);
      case "number":
        return numberSchema(schema);
      case "array":
        return this.#array(schema, mode);
      case "object":
        return this.#object(schema, mode);
      case "union":
        return this.#union(schema.members, mode);
      case "one-of":
        return schema.members.every((member) => isExact(member, this.#named))
          ? z.xor(schema.members.map((member) => this.build(member, mode)))
          : this.build(union(schema.members), mode);
      case "intersection":
        return schema.members
          .map((member) => this.build(member, mode))
          .reduce((left, right) => z.intersection(left, right));
      case "not": {
        if (!isExact(schema.schema, this.#named)) return z.unknown();
        const refused = this.build(schema.schema, mode);
        return z.unknown().refine((value) => !refused.safeParse(value).success);
      }
    }
  }

  #union(members: readonly SchemaModel[], mode: Mode): z.ZodType {
    const others = members.filter(({ kind }) => kind !== "null");
    const [only] = others;
    if (only?.kind === "enum" && others.length === 1 && only.values.includes(null)) return enumeration(only.values);
    const whole =
      only && others.length === 1
        ? this.build(only, mode)
        : z.union(others.map((member) => this.build(member, mode)) as [z.ZodType]);
    return others.length < members.length || others.length === 1 ? z.nullable(whole) : whole;
  }

  #array({ prefix, items, minItems = 0, maxItems = Infinity, uniqueItems }: ArraySchema, mode: Mode): z.ZodType {
    const rest = this.build(items, mode);
    let schema: z.ZodType;
    if (prefix.length === 0) {
      let array = z.array(rest);
      if (minItems > 0) array = array.min(minItems);
      if (maxItems < Infinity) array = array.max(maxItems);
      schema = array;
    } else {
      const known = prefix.map((item, index) => {
        const built = this.build(item, mode);
        return index < minItems ? built : z.optional(built);
      }) as unknown as [z.ZodType];
      const tuple: z.ZodType<unknown[]> = items.kind === "never" ? z.tuple(known) : z.tuple(known, rest);
      schema = tuple.refine(({ length }) => length >= minItems).refine(({ length }) => length <= maxItems);
    }
    return uniqueItems ? schema.refine((value) => areUnique(value as unknown[]), "The items must be unique.") : schema;
  }

  #object(schema: ObjectSchema, mode: Mode): z.ZodType {
    const { alsoRequired, minProperties = 0, maxProperties = Infinity } = schema;
    const inherited = schema.properties.filter((property) => property.required && isInherited(property));
    let built = this.#members(schema, mode);
    for (const { name } of [...alsoRequired, ...inherited].filter((property) => !isElsewhere(property, mode)))
      built = built.refine((value) => Object.hasOwn(value as object, name), `Required: ${name}`);
    const count = (value: unknown): number => Object.keys(value as object).length;
    if (minProperties > 0) built = built.refine((value) => count(value) >= minProperties);
    return maxProperties < Infinity ? built.refine((value) => count(value) <= maxProperties) : built;
  }

  #members(schema: ObjectSchema, mode: Mode): z.ZodType {
    const { additional, properties } = schema;
    const shape = this.#shape(schema, mode);
    if (isOpen(schema)) return properties.length === 0 ? z.record(z.string(), z.unknown()) : z.looseObject(shape);
    const values = typeof additional === "boolean" ? undefined : this.build(additional, mode);
    if (properties.some(isInherited)) {
      const names = new Set(properties.map(({ name }) => name));
      return z
        .looseObject(shape)
        .refine((value) =>
          Object.entries(value).every(([key, item]) => names.has(key) || values?.safeParse(item).success === true),
        );
    }
    if (values === undefined) return z.strictObject(shape);
    return properties.length === 0 ? z.record(z.string(), values) : z.object(shape).catchall(values);
  }

  #shape(schema: ObjectSchema, mode: Mode): Record<string, z.ZodType> {
    return Object.fromEntries(
      schema.properties
        // As the printer leaves them out: a record is sent back whole, readOnly fields included.
        .filter((property) => !isInherited(property) && !(isOpen(schema) && isElsewhere(property, mode)))
        .map((property) => {
          const value = this.build(property.schema, mode);
          const isRequired = property.required && !isElsewhere(property, mode);
          return [property.name, isRequired ? value : z.exactOptional(value)];
        }),
    );
  }
}

function enumeration(values: readonly JsonPrimitive[]): z.ZodType {
  if (values.length === 0) return z.never();
  const others = values.filter((value) => value !== null);
  if (others.length > 0 && others.length < values.length) return z.nullable(enumeration(others));
  return z.literal(values as readonly [JsonPrimitive]);
}

const formats: Readonly<Record<string, () => z.ZodString | z.ZodStringFormat>> = {
  date: () => z.iso.date(),
  email: () => z.email({ pattern: z.regexes.html5Email }),
  uuid: () => z.guid(),
  uri: () => z.string().refine((value) => URL.canParse(value)),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  byte: () => z.base64(),
  "date-time": () => z.string().refine(isDateTime, "Invalid ISO datetime"),
};

const plainDateTime = z.iso.datetime({ offset: true });

/** RFC 3339, 5.6 and 5.7: T and Z in either case, and a leap second at the end of a day. */
function isDateTime(text: string): boolean {
  const time = text.toUpperCase();
  const minute = time.replace(/^(.{16}):60/, "$1:59");
  if (!plainDateTime.safeParse(minute).success) return false;
  return minute === time || new Date(minute).toISOString().slice(11, 19) === "23:59:59";
}

function stringSchema({ format, minLength, maxLength, pattern }: StringSchema): z.ZodType {
  const isChecked = format !== undefined && checksFormat(format);
  let schema = (isChecked ? formats[format]!() : z.string()) as z.ZodString;
  if (minLength) schema = schema.min(minLength);
  if (maxLength !== undefined) schema = schema.max(maxLength);
  return pattern === undefined ? schema : schema.regex(new RegExp(pattern, "u"));
}

function numberSchema(schema: NumberSchema): z.ZodType {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  let built = schema.integer ? z.number().refine(Number.isInteger, "Invalid input: expected an integer") : z.number();
  if (minimum !== undefined) built = built.gte(minimum);
  if (maximum !== undefined) built = built.lte(maximum);
  if (exclusiveMinimum !== undefined) built = built.gt(exclusiveMinimum);
  if (exclusiveMaximum !== undefined) built = built.lt(exclusiveMaximum);
  if (multipleOf === undefined || multipleOf <= 0) return built;
  return Number.isInteger(multipleOf)
    ? built.refine((value) => Number.isInteger(value / multipleOf), `Not a multiple of ${multipleOf}`)
    : built.multipleOf(multipleOf);
}

const areUnique = (items: readonly unknown[]): boolean =>
  new Set(items.map((item) => JSON.stringify(item))).size === items.length;
