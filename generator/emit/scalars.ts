import type { NumberSchema, StringSchema } from "../model/model.js";
import { literal, quotingComment, stringLiteral } from "./encode.js";
import type { Doc } from "./layout.js";
import { type Check, checked, refine, type ZodDialect } from "./zod-dialect.js";

const formats: Readonly<Record<string, (dialect: ZodDialect) => Doc>> = {
  "date-time": () => "dateTime()",
  date: () => "z.iso.date()",
  email: () => "z.email({ pattern: z.regexes.html5Email })",
  // z.uuid() insists on the variant bits of RFC 9562; back ends hand out others.
  uuid: () => "z.guid()",
  // z.url() trims what it parses, so that the parsed record is not the one received.
  uri: (dialect) => checked(dialect, "z.string()", [refine("(value) => URL.canParse(value)")]),
  ipv4: () => "z.ipv4()",
  ipv6: () => "z.ipv6()",
  byte: () => "z.base64()",
};

/** Whether a format is checked; the others are spelled or bounded differently from back end to back end. */
export function checksFormat(format: string): boolean {
  return Object.hasOwn(formats, format);
}

export function stringSchema(schema: StringSchema, dialect: ZodDialect): Doc {
  const { format, minLength, maxLength, pattern, unchecked } = schema;
  const base = format !== undefined && checksFormat(format) ? formats[format]!(dialect) : "z.string()";
  const checks: Check[] = [];
  if (minLength) checks.push(length("min", minLength, dialect));
  if (maxLength !== undefined) checks.push(length("max", maxLength, dialect));
  // A constructor call: a literal could be closed by the pattern.
  if (pattern !== undefined) checks.push({ name: "regex", argument: `new RegExp(${stringLiteral(pattern)}, "u")` });
  const whole = checked(dialect, base, checks);
  return unchecked === undefined ? whole : [whole, ` ${quotingComment("not checked against the pattern", unchecked)}`];
}

/** In characters, which JSON Schema counts as RFC 8259 does: zod 4.0 counts a character beyond U+FFFF twice. */
function length(name: "min" | "max", bound: number, { early }: ZodDialect): Check {
  if (!early) return { name, argument: String(bound) };
  const [small, sign] = name === "min" ? ["small", ">="] : ["big", "<="];
  return refine(
    `(text) => [...text].length ${sign} ${bound}`,
    `"Too ${small}: expected string to have ${sign}${bound} characters"`,
  );
}

const bounds = { minimum: "gte", maximum: "lte", exclusiveMinimum: "gt", exclusiveMaximum: "lt" } as const;

export function numberSchema(schema: NumberSchema, dialect: ZodDialect): Doc {
  const checks = (Object.keys(bounds) as (keyof typeof bounds)[]).flatMap((keyword): Check[] => {
    const value = schema[keyword];
    return value === undefined ? [] : [{ name: bounds[keyword], argument: literal(value) }];
  });
  const { multipleOf } = schema;
  if (multipleOf !== undefined && multipleOf > 0) checks.push(multiple(multipleOf, dialect));
  return checked(dialect, schema.integer ? "integer()" : "z.number()", checks);
}

function multiple(of: number, { early }: ZodDialect): Check {
  const value = literal(of);
  // zod's own multipleOf reads the digits of a number, which large ones do not have.
  return Number.isInteger(of)
    ? refine(`(value) => Number.isInteger(value / ${value})`, `"Not a multiple of ${value}"`)
    : early
      ? // So does zod 4.0 with fractions. Fifteen digits are what a quotient of two numbers is good for.
        refine(
          `(value) => Number.isInteger(Number((value / ${value}).toPrecision(15)))`,
          `"Not a multiple of ${value}"`,
        )
      : { name: "multipleOf", argument: value };
}
