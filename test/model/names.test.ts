/** A function has its operationId's name; nothing depends on the order of the document. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operation } from "../cli/workspace.js";
import { modelOf, operationOf, said } from "./model-of.js";

const object = { type: "object", properties: {} };
const paths = (...ids: string[]): object =>
  Object.fromEntries(ids.map((id, index) => [`/p${index}`, { get: operation(id, {}, object) }]));

test("a schema that is called like a request type does not rename the function", async () => {
  const schemas = Object.fromEntries(["CreateUserRequest", "CreateUserResult"].map((name) => [name, object]));
  const model = await modelOf({ paths: paths("createUser"), components: { schemas } });
  expect(operationOf(model, "createUser")).toMatchObject({
    name: "createUser",
    request: "CreateUserOperationRequest",
    result: "CreateUserOperationResult",
    descriptor: "createUserOperation",
  });
  expect(model.schemas.map(({ name }) => name)).toEqual(["CreateUserRequest", "CreateUserResult"]);
  expect(said(model)).toEqual([]);
});

test("a function that is called like a descriptor keeps its name, too", async () => {
  const model = await modelOf({ paths: paths("get", "getOperation") });
  expect(operationOf(model, "getOperation").name).toBe("getOperation");
  expect(operationOf(model, "get")).toMatchObject({ name: "get", descriptor: "getDescriptor" });
});

test("a schema gives way to a function where a script has no capitals", async () => {
  const model = await modelOf({ paths: paths("作业"), components: { schemas: { 作业: object } } });
  expect(operationOf(model, "作业").name).toBe("作业");
  expect(model.schemas[0]!.name).toBe("作业_2");
  expect(said(model)[0]).toContain(
    "warning name-clash: The name 作业 is already used by 作业, so the schema 作业 is called 作业_2.",
  );
});

describe("a name with a number", () => {
  test("is a warning that says how to choose a better one", async () => {
    const model = await modelOf({
      paths: paths("get-a", "get_a", "getA"),
      components: { schemas: { a_b: object, "a-b": object } },
    });
    expect(operationOf(model, "getA").name).toBe("getA");
    expect(model.diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ["name-clash", "For a better name, give it an operationId that differs in more than punctuation and case."],
      ["name-clash", "For a better name, give it an operationId that differs in more than punctuation and case."],
      ["name-clash", "For a better name, rename one of the two."],
    ]);
  });

  test("of a resource as well", async () => {
    const tagged = (id: string): object => operation(id, { "x-concurrency": { role: "retrieval" } }, object);
    const model = await modelOf({
      paths: { "/things/{id}": { get: tagged("a") }, "/Things/{id}": { get: tagged("b") } },
    });
    expect(model.diagnostics.find(({ code }) => code === "name-clash")).toMatchObject({
      message: "The name of the resource at /things/{id} is already used, so it got a number: Thing_2.",
      help: 'For a better name, say in ifmatch.config.ts: resources: { "/things/{id}": { name: "..." } }.',
    });
  });
});

test("the order of the document changes no name", async () => {
  const ids = ["get-a", "get_a", "getA", "GetA", "getAOperation", "a.b", "aB", "AB"];
  const keys = ["GetARequest", "get-a-request", "getARequest", "AB", "a-b", "ABResult"];
  const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
  const namesIn = async (order: readonly string[], schemaOrder: readonly string[]): Promise<unknown> => {
    const schemas = Object.fromEntries(schemaOrder.map((key) => [key, object]));
    const model = await modelOf({ paths: paths(...order), components: { schemas } });
    return {
      operations: ids.map((id) => {
        const { name, request, result, descriptor } = operationOf(model, id);
        return [name, request, result, descriptor];
      }),
      schemas: keys.map((key) => model.schemas.find((schema) => schema.key === key)!.name),
    };
  };
  const names = await namesIn(ids, keys);
  await fc.assert(
    fc.asyncProperty(shuffled(ids), shuffled(keys), async (order, schemaOrder) => {
      expect(await namesIn(order, schemaOrder)).toEqual(names);
    }),
    { numRuns: 30 },
  );
});
