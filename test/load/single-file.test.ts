/** Documents that are not bundled are those that bundling leaves as they are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, createConfig, parseYaml, Source } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import type { JsonObject } from "../../generator/load/pointer.js";
import { isOnePiece } from "../../generator/load/single-file.js";

const document = (parts: JsonObject): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "A", version: "1" },
  paths: {},
  components: { schemas: { A: { type: "object" }, B: { $ref: "#/components/schemas/A" } } },
  ...parts,
});
const using = (schema: unknown): JsonObject =>
  document({ webhooks: { a: { post: { requestBody: { content: { "application/json": { schema } } } } } } });

const bundled = async (root: JsonObject): Promise<{ readonly root: unknown; readonly problems: number }> => {
  const source = new Source("/a.json", JSON.stringify(root));
  const doc = { source, parsed: structuredClone(root) };
  const { problems } = await bundle({ doc, config: await createConfig({}) });
  return { root: doc.parsed, problems: problems.length };
};

test.for([
  ["no reference", {}],
  ["references to objects of its own", { $ref: "#/components/schemas/A" }],
  ["a reference to a reference", { items: { $ref: "#/components/schemas/B" } }],
  [
    "a mapping to places",
    { discriminator: { propertyName: "a", mapping: { a: "#/components/schemas/A" } }, oneOf: [{ type: "object" }] },
  ],
] as const)("a document with %s is one piece", async ([, schema]) => {
  const root = using(schema);
  expect(isOnePiece(root)).toBe(true);
  expect(await bundled(root)).toEqual({ root, problems: 0 });
});

test.for([
  ["a reference to another file", { $ref: "b.json" }],
  ["a reference to nothing", { $ref: "#/components/schemas/C" }],
  ["a reference to an anchor", { $ref: "#a" }],
  ["a reference to a text", { $ref: "#/info/title" }],
  ["a mapping to a file", { discriminator: { propertyName: "a", mapping: { a: "b.json" } } }],
  ["a mapping to a name", { discriminator: { propertyName: "a", mapping: { a: "A" } } }],
  ["a mapping to a reference", { discriminator: { propertyName: "a", mapping: { a: "#/components/schemas/B" } } }],
  ["a default mapping", { discriminator: { propertyName: "a", defaultMapping: "#/components/schemas/A" } }],
] as const)("a document with %s is left to openapi-core", ([, schema]) => {
  expect(isOnePiece(using(schema))).toBe(false);
});

test("the sample is one piece", async () => {
  const root = parseYaml(readFileSync(join(import.meta.dirname, "../../schema/schema.yml"), "utf8")) as JsonObject;
  expect(isOnePiece(root)).toBe(true);
  expect(await bundled(root)).toEqual({ root, problems: 0 });
});
