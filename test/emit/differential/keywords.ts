/** Components that use one keyword each, in ways that the corpus does not: what the differential test reads besides it. */
type Schema = Readonly<Record<string, unknown>>;

const string = { type: "string" };
const integer = { type: "integer" };
const object = (properties: Schema, required: readonly string[] = [], more: Schema = {}): Schema => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
  ...more,
});
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const shared: Record<string, Schema> = {
  Leaf: object({ a: string }, ["a"]),
  Tree: object({ value: string, children: { type: "array", items: ref("Tree") } }, ["value"]),
  AllOfRequired: { allOf: [ref("Leaf"), object({ b: integer }), { required: ["b"] }] },
  AllOfOwn: { allOf: [ref("Leaf")], properties: { b: integer }, required: ["b"] },
  AllOfScalars: {
    allOf: [
      { type: "string", minLength: 2 },
      { type: "string", maxLength: 4 },
    ],
  },
  AllOfOneOf: { allOf: [ref("Leaf"), { oneOf: [object({ b: string }, ["b"]), object({ c: string }, ["c"])] }] },
  AllOfUri: { allOf: [ref("Leaf"), object({ u: { type: "string", format: "uri" } }, ["u"])] },
  OneOfOverlap: { oneOf: [integer, { type: "number", minimum: 3 }] },
  OneOfObjects: { oneOf: [ref("Leaf"), object({ b: string }, ["b"])] },
  OneOfBesideProperties: object({ a: string, b: string }, [], { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
  AnyOfRequired: object({ a: string, b: string }, [], { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
  NotType: { not: string },
  NotEnum: { type: "string", not: { enum: ["a", "text"] } },
  NotRequired: object({ a: string }, [], { not: { required: ["a"] } }),
  NotBounds: { type: "number", not: { minimum: 3, maximum: 20 } },
  MultipleOfCents: { type: "number", multipleOf: 0.01 },
  MultipleOfFive: { type: "integer", multipleOf: 5, minimum: -10 },
  Bounds: { type: "number", minimum: -1, maximum: 7 },
  Length: { type: "string", minLength: 2, maxLength: 3 },
  PatternInside: { type: "string", pattern: "b" },
  PatternOne: { type: "string", pattern: "^.$" },
  PatternLetters: { type: "string", pattern: "^\\p{L}+$" },
  PatternQuotes: { type: "string", pattern: "^a/\"'`\\\\$" },
  PatternOlder: { type: "string", pattern: "^[a-z\\-]+$" },
  Items: { type: "array", items: string, minItems: 1, maxItems: 3 },
  UniqueScalars: { type: "array", items: {}, uniqueItems: true },
  UniqueObjects: {
    type: "array",
    items: object({ a: integer, b: integer }, ["a", "b"]),
    minItems: 1,
    uniqueItems: true,
  },
  OneOfFormats: {
    oneOf: [
      { type: "string", format: "duration" },
      { type: "string", format: "uri" },
    ],
  },
  NotFormat: { type: "string", not: { type: "string", format: "duration" } },
  NotReference: { not: ref("AnyOfRequired") },
  Enum: { type: "string", enum: ["a", "b"] },
  EnumMixed: { enum: ["a", 1, null, true] },
  Untyped: {},
  Bare: { type: "object" },
  Counted: { type: "object", minProperties: 1, maxProperties: 2 },
  CountedClosed: object({ a: string, b: string, c: string }, [], { minProperties: 2, additionalProperties: false }),
  Closed: object({ a: string }, [], { additionalProperties: false }),
  ClosedEmpty: { type: "object", additionalProperties: false },
  Additional: object({ a: string }, ["a"], { additionalProperties: integer }),
  Dictionary: { type: "object", additionalProperties: integer },
  RequiredUndeclared: object({ a: string }, ["b"]),
  RequiredUndeclaredClosed: object({ a: string }, ["b"], { additionalProperties: false }),
  RequiredUndeclaredDictionary: { type: "object", required: ["b"], additionalProperties: integer },
  RequiredAnything: object({ a: {} }, ["a"]),
  RequiredDefault: object({ a: { type: "string", default: "x" } }, ["a"]),
  ObjectNames: object({ constructor: string, toString: string, hasOwnProperty: string }, ["constructor"]),
  ObjectNamesClosed: object({ constructor: string, toString: string }, ["constructor"], {
    additionalProperties: false,
  }),
  ObjectNamesDictionary: object({ constructor: string }, ["constructor"], { additionalProperties: integer }),
  ObjectNamesOptional: object({ constructor: string }, [], { additionalProperties: integer }),
  Direction: object(
    { id: { type: "integer", readOnly: true }, secret: { type: "string", writeOnly: true }, name: string },
    ["id", "secret", "name"],
  ),
  DirectionClosed: object(
    { id: { type: "integer", readOnly: true }, secret: { type: "string", writeOnly: true }, name: string },
    ["id", "secret"],
    { additionalProperties: false },
  ),
  DirectionDictionary: object(
    { id: { type: "string", readOnly: true }, secret: { type: "string", writeOnly: true } },
    ["id", "secret"],
    { additionalProperties: integer },
  ),
  DirectionAllOf: {
    allOf: [ref("Direction"), { type: "object", properties: { more: string }, required: ["more", "id", "secret"] }],
  },
};

/** `nullable`, boolean exclusive bounds, and a `$ref` whose siblings say nothing. */
export const keywords30: Readonly<Record<string, Schema>> = {
  ...shared,
  Nullable: { type: "string", nullable: true },
  NullableEnum: { type: "string", nullable: true, enum: ["a", "b"] },
  NullableEnumWithNull: { type: "string", nullable: true, enum: ["a", "b", null] },
  NullableAllOf: object({ o: { nullable: true, allOf: [ref("Leaf")] } }, ["o"]),
  NullableOneOf: object({ o: { nullable: true, oneOf: [ref("Enum"), ref("BlankEnum"), ref("NullEnum")] } }),
  BlankEnum: { enum: [""] },
  NullEnum: { enum: [null] },
  NullableComponent: { ...object({ id: string }, ["id"]), nullable: true },
  NullableReference: object({ o: ref("NullableComponent") }, ["o"]),
  RefSiblings: object({ a: { ...ref("Leaf"), minProperties: 5, description: "says nothing" } }),
  Exclusive: { type: "number", minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true },
  ExclusiveFalse: { type: "number", minimum: 1, exclusiveMinimum: false },
  ExclusiveAlone: { type: "number", exclusiveMinimum: true },
};

/** Lists of types, tuples, `const`, boolean schemas, and a `$ref` with siblings that count. */
export const keywords31: Readonly<Record<string, Schema>> = {
  ...shared,
  Types: { type: ["string", "integer", "null"], minLength: 2, minimum: 3 },
  TypesEnum: { type: ["string", "null"], enum: ["a", null] },
  TypesObject: { ...object({ a: string }, ["a"]), type: ["object", "null"] },
  Const: { const: "v1" },
  ConstNull: { const: null },
  RefSiblings: { ...ref("Leaf"), minProperties: 2, type: "object" },
  Exclusive: { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 5 },
  ExclusiveBoth: { type: "number", minimum: 1, exclusiveMinimum: 3 },
  BooleanSchemas: object({ anything: true, nothing: false }),
  AdditionalTrue: object({ a: string }, [], { additionalProperties: true }),
  TupleOpen: { type: "array", prefixItems: [string, integer] },
  TupleRest: { type: "array", prefixItems: [string], items: integer },
  TupleClosed: { type: "array", prefixItems: [string, integer], items: false, minItems: 1 },
  TupleExact: { type: "array", prefixItems: [string, integer], items: false, minItems: 2, maxItems: 2 },
  TupleShort: { type: "array", prefixItems: [string, integer], maxItems: 1 },
  TupleLong: { type: "array", prefixItems: [string], minItems: 3 },
};

/** A document whose one operation receives and answers every component, so that both directions are emitted. */
export function keywordDocument(openapi: string, schemas: Readonly<Record<string, Schema>>): object {
  const content = {
    "application/json": { schema: object(Object.fromEntries(Object.keys(schemas).map((name) => [name, ref(name)]))) },
  };
  return {
    openapi,
    info: { title: "Keywords", version: "1" },
    paths: {
      "/things": {
        post: { operationId: "postThing", requestBody: { content }, responses: { 200: { description: "", content } } },
      },
    },
    components: { schemas },
  };
}
