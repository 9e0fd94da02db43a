import type { NumberSchema, StringSchema } from "../model/model.js";
import { literal, stringLiteral } from "./encode.js";
import type { Doc } from "./layout.js";

const formats: Readonly<Record<string, string>> = {
  "date-time": "dateTime()",
  date: "z.iso.date()",
  email: "z.email({ pattern: z.regexes.html5Email })",
  // z.uuid() insists on the variant bits of RFC 9562; back ends hand out others.
  uuid: "z.guid()",
  // z.url() trims what it parses, so that the parsed record is not the one received.
  uri: "z.string().refine((value) => URL.canParse(value))",
  ipv4: "z.ipv4()",
  ipv6: "z.ipv6()",
  byte: "z.base64()",
};

/** Whether a format is checked; the others are spelled or bounded differently from back end to back end. */
export function checksFormat(format: string): boolean {
  return Object.hasOwn(formats, format);
}

export function stringSchema({ format, minLength, maxLength, pattern }: StringSchema): Doc {
  const base = (format !== undefined && checksFormat(format) ? formats[format] : undefined) ?? "z.string()";
  return [
    base,
    minLength ? `.min(${minLength})` : "",
    maxLength === undefined ? "" : `.max(${maxLength})`,
    // A constructor call: a literal could be closed by the pattern.
    pattern === undefined ? "" : `.regex(new RegExp(${stringLiteral(pattern)}, "u"))`,
  ];
}

export function numberSchema(schema: NumberSchema): Doc {
  const bounds = (["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const).map(
    (keyword) => {
      const value = schema[keyword];
      const method = {
        minimum: "gte",
        maximum: "lte",
        exclusiveMinimum: "gt",
        exclusiveMaximum: "lt",
        multipleOf: "multipleOf",
      }[keyword];
      if (value === undefined || (keyword === "multipleOf" && value <= 0)) return "";
      // zod's own multipleOf reads the digits of a number, which large ones do not have.
      return keyword === "multipleOf" && Number.isInteger(value)
        ? `.refine((value) => Number.isInteger(value / ${literal(value)}), "Not a multiple of ${literal(value)}")`
        : `.${method}(${literal(value)})`;
    },
  );
  return [schema.integer ? "integer()" : "z.number()", ...bounds];
}
