/** Schemas of every dialect as one model, and how they look to who reads and to who writes them. */
import { describe, expect, test } from "vitest";
import type { NamedSchema, SchemaModel } from "../../generator/model/model.js";
import { operation } from "../cli/workspace.js";
import { modelOf, refusal } from "./model-of.js";

type Json = Record<string, unknown>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const string = { type: "string" };
const id = { type: "string", readOnly: true };
const aString = { kind: "string" };
const aNumber = { kind: "number" };
const anything = { kind: "any" };
const unsaid = { kind: "any", approximate: true };

async function named(schemas: Json, openapi = "3.0.3", paths: Json = {}): Promise<Record<string, NamedSchema>> {
  const model = await modelOf({ openapi, paths, components: { schemas } });
  return Object.fromEntries(model.schemas.map((schema) => [schema.key, schema]));
}

async function schemaOf(schema: unknown, openapi?: string, others: Json = {}): Promise<SchemaModel> {
  return (await named({ ...others, It: schema }, openapi))["It"]!.schema;
}

describe("a schema", () => {
  test.for([
    ["3.0.3", { type: "string", nullable: true }],
    ["3.1.0", { type: ["string", "null"] }],
    ["3.1.0", { anyOf: [{ type: "string" }, { type: "null" }] }],
  ] as const)("of %s, %j, may be null", async ([openapi, schema]) => {
    expect(await schemaOf(schema, openapi)).toMatchObject({ kind: "union", members: [aString, { kind: "null" }] });
  });

  test.for([
    ["3.0.3", { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true }],
    ["3.1.0", { exclusiveMinimum: 1, exclusiveMaximum: 9 }],
  ] as const)("of %s, %j, has bounds that do not belong to it", async ([openapi, bounds]) => {
    expect(await schemaOf({ type: "integer", ...bounds }, openapi)).toMatchObject({
      kind: "number",
      integer: true,
      minimum: undefined,
      maximum: undefined,
      exclusiveMinimum: 1,
      exclusiveMaximum: 9,
    });
  });

  test("has bounds that belong to it, where `exclusive...` is false", async () => {
    const schema = { type: "number", minimum: 1, exclusiveMinimum: false, maximum: 9, exclusiveMaximum: false };
    expect(await schemaOf(schema)).toMatchObject({ minimum: 1, maximum: 9, exclusiveMinimum: undefined });
  });

  test.for([
    ["without a type is what its keywords make of it: an object", { required: ["name"] }, { kind: "object" }],
    ["without a type is what its keywords make of it: an array", { items: string }, { kind: "array", items: aString }],
    ["that is an array may hold anything", { type: "array" }, { kind: "array", items: anything }],
    ["that says nothing is anything", {}, anything],
    ["that is `true` is anything", true, anything],
    ["that is `false` is nothing", false, { kind: "never" }],
    ["that excludes another", { not: { type: "string" } }, { kind: "not", schema: aString }],
    ["that excludes something else than a schema excludes nothing", { not: true, type: "string" }, aString],
    ["that is one of one is that one", { oneOf: [string] }, aString],
    [
      "that is one of several",
      { oneOf: [string, { type: "number" }] },
      { kind: "one-of", members: [aString, aNumber] },
    ],
    [
      "that is any of unions is one union",
      { anyOf: [{ type: ["string", "null"] }, { type: "number" }] },
      { kind: "union", members: [aString, { kind: "null" }, aNumber] },
    ],
    ["that is anything or a string is anything", { anyOf: [string, {}] }, anything],
    ["that is of a type nobody knows is not checked", { type: "picture" }, unsaid],
    ["that is of types nobody knows is not checked", { type: ["picture", "image"] }, unsaid],
    ["that is anything at all, or of a type nobody knows, is anything", { anyOf: [{ type: "picture" }, {}] }, anything],
    [
      "that is also of a type nobody knows is checked for the rest",
      { type: "string", allOf: [{ type: "picture" }] },
      { ...aString, approximate: true },
    ],
    ["that is one of some objects is not checked", { enum: [{ a: 1 }, { a: 2 }] }, unsaid],
    ["that is one of some arrays is not checked", { type: "array", enum: [[1], [2]] }, unsaid],
    [
      "that is one of some values holds each once",
      { enum: ["a", 1, null, "a"] },
      { kind: "enum", values: ["a", 1, null] },
    ],
    ["that is one value", { const: false }, { kind: "enum", values: [false] }],
  ] as const)("%s", async ([, schema, expected]) => {
    expect(await schemaOf(schema, "3.1.0")).toMatchObject(expected);
  });

  test("that is one of some values or null, as 3.0 says it", async () => {
    const values = ["a", null];
    expect(await schemaOf({ type: "string", nullable: true, enum: ["a"] })).toMatchObject({
      kind: "union",
      members: [{ kind: "enum", values }, { kind: "null" }],
    });
  });

  test("keeps to numbers where a keyword takes a number", async () => {
    const schema = { type: "string", minLength: "1); alert(1", maxLength: -1, pattern: 7 };
    expect(await schemaOf(schema)).toEqual({
      kind: "string",
      format: undefined,
      minLength: undefined,
      maxLength: undefined,
      pattern: undefined,
    });
  });
});

describe("a schema says that it leaves something out", () => {
  const says = async (schema: Json): Promise<true | undefined> => (await schemaOf(schema, "3.1.0")).approximate;

  test.for([
    { type: "object", patternProperties: { "^x-": string } },
    { dependentRequired: { card: ["address"] } },
    // Says nothing about what is no string, so neither is it read for what is one.
    { minLength: 1 },
    // No value of the enum is of this type.
    { type: "integer", enum: [1, "a"] },
    { type: "integer", enum: [1.5] },
    { type: "string", enum: ["a", null] },
    { type: ["string", "boolean"], const: 1 },
  ])("as %j does", async (schema) => {
    expect(await says(schema)).toBe(true);
  });

  test.for([
    { type: "object", additionalProperties: string },
    { type: "string", minLength: 1 },
    { enum: ["a", 1], minLength: 1 },
    { type: ["string", "null"], enum: ["a", null] },
    { type: "integer", enum: [1, 2] },
    { type: "number", enum: [1, 2.5] },
    { type: ["integer", "boolean"], const: true },
    { type: "null", const: null },
  ])("and %j leaves nothing out", async (schema) => {
    expect(await says(schema)).toBeUndefined();
  });
});

describe("a reference", () => {
  const Job = { type: "object", properties: { name: string, parent: ref("Job") } };

  test("to a component is its name", async () => {
    expect(await schemaOf(ref("Job"), "3.0.3", { Job })).toEqual({ kind: "reference", name: "Job" });
  });

  test("is all there is in 3.0; what stands beside it counts from 3.1 on", async () => {
    const beside = { ...ref("Job"), required: ["name"] };
    const reference = { kind: "reference", name: "Job" };
    expect(await schemaOf(beside, "3.0.3", { Job })).toEqual(reference);
    expect(await schemaOf({ ...ref("Job"), description: "The job." }, "3.1.0", { Job })).toEqual(reference);
    for (const openapi of ["3.1.0", "3.2.0"])
      expect(await schemaOf(beside, openapi, { Job })).toMatchObject({
        kind: "intersection",
        members: [reference, { kind: "object", alsoRequired: [{ name: "name" }] }],
      });
  });

  test("into the middle of a component is read in place, where it is a scalar or a reference", async () => {
    expect(await schemaOf(ref("Job/properties/name"), "3.0.3", { Job })).toMatchObject(aString);
    expect(await schemaOf(ref("Job/properties/parent"), "3.0.3", { Job })).toEqual({ kind: "reference", name: "Job" });
  });

  test("into the middle of a component may come back to itself: what stands there has a name", async () => {
    const next = { type: "object", properties: { next: ref("List/properties/next") } };
    const List = { type: "object", properties: { next } };
    const model = await modelOf({ components: { schemas: { List, It: ref("List/properties/next") } } });
    const reference = { kind: "reference", name: "ListNext" };
    expect(model.schemas.map(({ key, name }) => [key, name])).toEqual([
      ["List", "List"],
      ["It", "It"],
      ["#/components/schemas/List/properties/next", "ListNext"],
    ]);
    const [, It, ListNext] = model.schemas;
    expect(It!.schema).toEqual(reference);
    expect(ListNext!.schema).toMatchObject({ kind: "object", properties: [{ name: "next", schema: reference }] });
  });

  test("to another place has a name made of the words on its way, and leaves operations theirs", async () => {
    const schema = { type: "object", properties: { z: string } };
    const content = { content: { "application/json": { schema } }, description: "" };
    const to = (place: string): Json => ({ $ref: `#/${place}/content/application~1json/schema` });
    const model = await modelOf({
      openapi: "3.1.0",
      paths: {
        "/d": { get: { operationId: "dGet200", responses: { 200: content } } },
        "/e": { get: { operationId: "rResponse", responses: { 204: { description: "" } } } },
      },
      components: {
        responses: { R: content },
        schemas: {
          A: { type: "array", items: to("components/responses/R") },
          B: { type: "array", items: to("paths/~1d/get/responses/200") },
          C: { type: "array", items: { $ref: "#mark" }, $defs: { mark: { $anchor: "mark", ...schema } } },
        },
      },
    });
    expect(model.schemas.map(({ name }) => name)).toEqual(["A", "B", "C", "RResponse", "DGet200", "CMark"]);
    expect(model.operations.map(({ name }) => name)).toEqual(["dGet200", "rResponse"]);
  });

  test.for([
    [{ It: { allOf: [ref("It")] } }, unsaid],
    [{ It: { allOf: [ref("It"), string] } }, aString],
    [{ It: { anyOf: [ref("It"), string] } }, aString],
    [{ It: { not: ref("It") } }, unsaid],
    [{ It: { oneOf: [ref("Other"), string] }, Other: ref("It") }, { kind: "one-of" }],
  ] as const)("to what is nothing but itself says nothing: %j", async ([schemas, expected]) => {
    expect((await named(schemas))["It"]!.schema).toMatchObject(expected);
  });

  test("to nothing is refused", async () => {
    expect(await refusal({ components: { schemas: { It: ref("Job") } } })).toEqual([
      expect.stringMatching(
        /^error unresolved-reference: Can't resolve \$ref #\/components\/schemas\/Job: there is nothing at /,
      ),
    ]);
  });
});

describe("a name that is required, with its property elsewhere,", () => {
  const required = async (schemas: Json, openapi?: string): Promise<unknown> => {
    const { schema } = (await named(schemas, openapi))["It"]!;
    const objects = schema.kind === "intersection" ? schema.members : [schema];
    return objects.flatMap((one) => (one.kind === "object" ? one.alsoRequired : []));
  };
  const bothWays = { readOnly: false, writeOnly: false };

  test("belongs to both directions, where nothing is known of it", async () => {
    expect(await required({ It: { type: "object", required: ["id"] } })).toEqual([{ name: "id", ...bothWays }]);
  });

  test("has the direction of the property that the object inherits", async () => {
    const Base = { allOf: [{ properties: { secret: { type: "string", writeOnly: true } } }] };
    const It = { allOf: [ref("Base"), { properties: { id } }, { type: "object", required: ["id", "secret", "name"] }] };
    expect(await required({ Base, It })).toEqual([
      { name: "id", readOnly: true, writeOnly: false },
      { name: "secret", readOnly: false, writeOnly: true },
      { name: "name", ...bothWays },
    ]);
  });

  test("keeps a direction that one of several properties of that name has", async () => {
    const It = { required: ["id"], allOf: [{ properties: { id } }, { properties: { id: string } }, true, ref("It")] };
    expect(await required({ It }, "3.1.0")).toEqual([{ name: "id", readOnly: true, writeOnly: false }]);
  });

  test("has the direction of the component that its property refers to", async () => {
    const It = { allOf: [{ properties: { id: ref("Id") } }, { type: "object", required: ["id"] }] };
    expect(await required({ Id: id, It })).toEqual([{ name: "id", readOnly: true, writeOnly: false }]);
  });
});

describe("a component looks different to who writes it", () => {
  const Job = { type: "object", properties: { id, name: string, secret: { type: "string", writeOnly: true } } };
  const Scan = { type: "string", format: "binary" };
  const content = (schema: Json): Json => ({ content: { "application/json": { schema } } });
  const differs = async (It: Json): Promise<boolean> => {
    const Plain = { type: "object", properties: { name: string } };
    const requestBody = { content: { "multipart/form-data": { schema: ref("It") } } };
    const post = operation("post", { requestBody }, ref("It"));
    return (await named({ Job, Scan, Plain, It }, "3.1.0", { "/it": { post } }))["It"]!.writeName === "ItWrite";
  };

  test.for([
    ["it has properties of one direction", Job],
    ["one of its objects has", { type: "object", properties: { other: { type: "object", properties: { id } } } }],
    ["it requires what another part only reads", { allOf: [ref("Job"), { type: "object", required: ["id"] }] }],
    ["it is a list of such components", { type: "array", items: ref("Job") }],
    ["it is a tuple of such components", { type: "array", prefixItems: [ref("Job")] }],
    ["it is a tuple with such components behind", { type: "array", prefixItems: [string], items: ref("Job") }],
    ["it is a map of such components", { type: "object", additionalProperties: ref("Job") }],
    ["it is a map of files", { type: "object", additionalProperties: ref("Scan") }],
    ["it is one or null", { anyOf: [ref("Job"), { type: "null" }] }],
    ["it is one of several", { oneOf: [ref("Job"), { type: "object", properties: { name: string } }] }],
    ["it inherits from one, and from itself", { allOf: [ref("It"), ref("Job")] }],
    ["it is a list of files", { type: "array", items: Scan }],
  ] as const)("where %s", async ([, schema]) => {
    expect(await differs(schema)).toBe(true);
  });

  test.for([
    ["a map of what is the same both ways", { type: "object", additionalProperties: string }],
    ["a list of what is the same both ways", { type: "array", items: ref("Plain") }],
    ["itself", { type: "object", properties: { it: ref("It") } }],
  ] as const)("but not where it is %s", async ([, schema]) => {
    expect(await differs(schema)).toBe(false);
  });

  test("under a name of its own, if it is read and written", async () => {
    const schemas = { Job, Sent: Job, Read: Job, JobWrite: string };
    const paths = {
      "/jobs": {
        get: operation("read", {}, ref("Read")),
        post: { ...operation("write", { requestBody: content(ref("Job")) }) },
        put: operation("send", { requestBody: content(ref("Sent")) }),
      },
    };
    const found = await named(schemas, "3.0.3", paths);
    expect(Object.values(found).map(({ name, form, writeName }) => [name, form, writeName])).toEqual([
      ["Job", "read", "JobWrite_2"],
      ["Sent", "write", undefined],
      ["Read", "read", undefined],
      ["JobWrite", "read", undefined],
    ]);
  });
});
