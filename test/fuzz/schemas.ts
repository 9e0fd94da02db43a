/** Schemas of every keyword of OpenAPI 3.0 and of JSON Schema 2020-12, with references to each other. */
import fc from "fast-check";
import { anyValue, hostileName, hostileText, type Json, map, some } from "./values.js";

export const schemaRef: fc.Arbitrary<Json> = fc
  .oneof(
    {
      weight: 30,
      arbitrary: fc.constantFrom("Job", "Task", "Cat", "Pet").map((name) => `#/components/schemas/${name}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "#/components/schemas/Job/properties/id",
        "#/components/schemas/Nothing",
        "#/paths/~1jobs/get/responses/200/content/application~1json/schema",
        "#",
      ),
    },
  )
  .map(($ref) => ({ $ref }));

const property = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("id", "name", "kind", "etag", "version") },
  hostileName,
);
const bound = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constantFrom(1e21, 2 ** 31, 0.1, 1e308));
const typeName = fc.constantFrom("string", "integer", "number", "boolean", "object", "array", "null");
const format = fc.constantFrom(
  "date-time",
  "date",
  "uuid",
  "int32",
  "int64",
  "byte",
  "binary",
  "email",
  "uri",
  "ipv4",
  "x",
);

/** Deeper ones are rarer. */
export const { schema } = fc.letrec<{ schema: Json; object: Json; list: Json[] }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: "small", withCrossShrink: true },
    { weight: 2, arbitrary: typeName.map((type) => ({ type })) },
    { weight: 2, arbitrary: schemaRef },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 5, arbitrary: tie("object") },
  ),
  list: fc.array(tie("schema"), { maxLength: 3 }),
  object: some({
    type: fc.oneof<fc.Arbitrary<Json>[]>(typeName, typeName, fc.array(typeName, { maxLength: 3 })),
    format,
    title: hostileText,
    description: hostileText,
    nullable: fc.boolean(),
    readOnly: fc.boolean(),
    writeOnly: fc.boolean(),
    deprecated: fc.boolean(),
    default: anyValue,
    example: anyValue,
    examples: fc.array(anyValue, { maxLength: 2 }),
    enum: fc.array(fc.oneof(hostileText, anyValue), { maxLength: 4 }),
    const: anyValue,
    "x-enum-varnames": fc.array(hostileName, { maxLength: 4 }),
    "x-enum-descriptions": fc.oneof<fc.Arbitrary<Json>[]>(fc.array(hostileText, { maxLength: 4 }), anyValue),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: fc.oneof(bound, fc.boolean()),
    exclusiveMaximum: fc.oneof(bound, fc.boolean()),
    multipleOf: bound,
    minLength: bound,
    maxLength: bound,
    pattern: fc.oneof(fc.constantFrom("^a+$", "^\\d{3}$", "(a|b)*c", "\\p{L}"), hostileText),
    minItems: bound,
    maxItems: bound,
    uniqueItems: fc.boolean(),
    minProperties: bound,
    maxProperties: bound,
    required: fc.array(property, { maxLength: 3 }),
    properties: map(property, tie("schema"), 3),
    patternProperties: map(hostileText, tie("schema"), 1),
    additionalProperties: tie("schema"),
    unevaluatedProperties: tie("schema"),
    propertyNames: tie("schema"),
    dependentRequired: map(property, fc.array(property, { maxLength: 2 }), 1),
    dependentSchemas: map(property, tie("schema"), 1),
    items: tie("schema"),
    prefixItems: tie("list"),
    unevaluatedItems: tie("schema"),
    contains: tie("schema"),
    allOf: tie("list"),
    anyOf: tie("list"),
    oneOf: tie("list"),
    not: tie("schema"),
    if: tie("schema"),
    // oxlint-disable-next-line unicorn/no-thenable
    then: tie("schema"),
    else: tie("schema"),
    discriminator: some(
      {
        propertyName: property,
        mapping: map(
          hostileName,
          fc.oneof(fc.constantFrom("#/components/schemas/Cat", "Cat", "Nothing"), hostileText),
          2,
        ),
      },
      ["propertyName"],
    ),
    contentMediaType: hostileText,
    contentEncoding: fc.constantFrom("base64", "quoted-printable"),
    contentSchema: tie("schema"),
    xml: anyValue,
    $id: hostileText,
    $anchor: hostileName,
    $defs: map(property, tie("schema"), 1),
    $dynamicRef: hostileText,
    $comment: hostileText,
  }),
}));
