import type { ApiModel, PropertyModel, SchemaModel, StringSchema } from "../model/model.js";

/** A request body made up from its schema: what is required, and nothing that only the server sets. */
export async function sampleBody(model: ApiModel, schema: SchemaModel, label: string): Promise<unknown> {
  const { sample } = await import("openapi-sampler");
  const components = { schemas: Object.fromEntries(model.schemas.map((one) => [one.name, jsonSchema(one.schema)])) };
  const options = { skipReadOnly: true, skipNonRequired: true, quiet: true, maxSampleDepth: 6 };
  const body = sample(jsonSchema(schema), options, { components });
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  // Names that must be unique are, and whoever finds one that was left behind knows where it came from.
  const own = propertiesOf(model, schema).flatMap((property) => {
    const text = plainString(model, property.schema);
    return text && Object.hasOwn(body, property.name) ? [[property.name, fit(label, text)] as const] : [];
  });
  return { ...body, ...Object.fromEntries(own) };
}

/** Text that a plain string field takes. */
export const fit = (text: string, { maxLength = Infinity, minLength = 0 }: StringSchema): string =>
  text.padEnd(minLength, ".").slice(-maxLength);

/** The properties of an object, through references, `allOf` and `nullable`. */
export function propertiesOf(model: ApiModel, schema: SchemaModel): readonly PropertyModel[] {
  return collect(schema, 0);

  function collect(one: SchemaModel, depth: number): readonly PropertyModel[] {
    // A schema may contain itself.
    if (depth > 8) return [];
    if (one.kind === "object") return one.properties;
    if (one.kind === "reference") return collect(resolved(model, one), depth + 1);
    if (one.kind === "intersection") return one.members.flatMap((member) => collect(member, depth + 1));
    const only = notNull(one);
    return only ? collect(only, depth + 1) : [];
  }
}

/** A string that may hold any text, as far as the schema says. */
export function plainString(model: ApiModel, schema: SchemaModel): StringSchema | undefined {
  let one: SchemaModel | undefined = schema;
  for (let depth = 0; one && depth < 8; depth++) {
    if (one.kind === "string")
      return one.format === undefined && one.pattern === undefined && !one.approximate ? one : undefined;
    one = one.kind === "reference" ? resolved(model, one) : notNull(one);
  }
  return undefined;
}

/** Whether null is a value of the schema. */
export function takesNull(model: ApiModel, schema: SchemaModel, depth = 0): boolean {
  // A schema may contain itself.
  if (depth > 8) return false;
  if (schema.kind === "reference") return takesNull(model, resolved(model, schema), depth + 1);
  if (schema.kind === "union" || schema.kind === "one-of")
    return schema.members.some((member) => takesNull(model, member, depth + 1));
  if (schema.kind === "enum") return schema.values.includes(null);
  return schema.kind === "null" || schema.kind === "any";
}

const resolved = ({ schemas }: ApiModel, { name }: { readonly name: string }): SchemaModel =>
  schemas.find((one) => one.name === name)?.schema ?? { kind: "any" };

/** The one member of a union that is not null. */
function notNull(schema: SchemaModel): SchemaModel | undefined {
  if (schema.kind !== "union" && schema.kind !== "one-of") return undefined;
  const members = schema.members.filter(({ kind }) => kind !== "null");
  return members.length === 1 ? members[0] : undefined;
}

/** The schema in the words of JSON Schema, which the sampler reads. */
function jsonSchema(schema: SchemaModel): object {
  switch (schema.kind) {
    case "any":
      return {};
    case "never":
      return { not: {} };
    case "reference":
      return { $ref: `#/components/schemas/${schema.name}` };
    case "enum":
      return { enum: schema.values };
    case "union":
      return { anyOf: schema.members.map(jsonSchema) };
    case "one-of":
      return { oneOf: schema.members.map(jsonSchema) };
    case "intersection":
      return { allOf: schema.members.map(jsonSchema) };
    case "not":
      return { not: jsonSchema(schema.schema) };
    case "array":
      return { type: "array", items: jsonSchema(schema.items), minItems: schema.minItems ?? 0 };
    case "number": {
      const { kind: _, integer, ...bounds } = schema;
      return { type: integer ? "integer" : "number", ...defined(bounds) };
    }
    case "object":
      return {
        type: "object",
        properties: Object.fromEntries(
          schema.properties.map((one) => [
            one.name,
            { ...jsonSchema(one.schema), ...(one.readOnly && { readOnly: true }) },
          ]),
        ),
        required: schema.properties.filter(({ required }) => required).map(({ name }) => name),
      };
    default: {
      const { kind, ...constraints } = schema;
      return { type: kind, ...defined(constraints) };
    }
  }
}

const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
