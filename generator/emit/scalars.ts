import type { NumberSchema, StringSchema } from "../model/model.js";
import { literal, stringLiteral } from "./encode.js";
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
  const { format, minLength, maxLength, pattern } = schema;
  const base = format !== undefined && checksFormat(format) ? formats[format]!(dialect) : "z.string()";
  const checks: Check[] = [];
  if (minLength) checks.push({ name: "min", argument: String(minLength) });
  if (maxLength !== undefined) checks.push({ name: "max", argument: String(maxLength) });
  // A constructor call: a literal could be closed by the pattern.
  if (pattern !== undefined) checks.push({ name: "regex", argument: `new RegExp(${stringLiteral(pattern)}, "u")` });
  return checked(dialect, base, checks);
}

const bounds = { minimum: "gte", maximum: "lte", exclusiveMinimum: "gt", exclusiveMaximum: "lt" } as const;

export function numberSchema(schema: NumberSchema, dialect: ZodDialect): Doc {
  const checks = (Object.keys(bounds) as (keyof typeof bounds)[]).flatMap((keyword): Check[] => {
    const value = schema[keyword];
    return value === undefined ? [] : [{ name: bounds[keyword], argument: literal(value) }];
  });
  const { multipleOf } = schema;
  if (multipleOf !== undefined && multipleOf > 0) checks.push(multiple(multipleOf));
  return checked(dialect, schema.integer ? "integer()" : "z.number()", checks);
}

function multiple(of: number): Check {
  const value = literal(of);
  // zod's own multipleOf reads the digits of a number, which large ones do not have.
  return Number.isInteger(of)
    ? refine(`(value) => Number.isInteger(value / ${value})`, `"Not a multiple of ${value}"`)
    : { name: "multipleOf", argument: value };
}
