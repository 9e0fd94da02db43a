/** What is wrong with a document as a whole, and what is not: real documents have much that nobody needs. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { document, operation } from "../cli/workspace.js";
import { load } from "./refusal.js";

const warnings = async (root: object): Promise<string[]> =>
  (await load({ "schema.json": root })).diagnostics.map(
    ({ code, severity, message }) => `${severity} ${code}: ${message}`,
  );
const get = operation("a", {}, {});

describe("is a warning, and the document is read", () => {
  test.for([
    [
      "a scalar of another type",
      { info: { title: "t", version: 1.5 } },
      "`version` has to be a text, but is the number 1.5.",
    ],
    ["a key without a value", { tags: null }, "`tags` has to be a list, but is empty."],
    [
      "`required` of Draft 3",
      { components: { schemas: { A: { properties: { a: { type: "string", required: true } } } } } },
      "`required` has to be a list, but is the boolean true.",
    ],
    [
      "what only people read",
      { externalDocs: "https://example.com" },
      '`externalDocs` has to be an object, but is the text "https://example.com".',
    ],
    [
      "a long text, which is clipped",
      { externalDocs: "x".repeat(1000) },
      `\`externalDocs\` has to be an object, but is the text "${"x".repeat(39)}....`,
    ],
  ] as const)("%s", async ([, more, message]) => {
    expect(await warnings(document({ "/a": { get } }, more))).toEqual([`warning wrong-type: ${message}`]);
  });

  test("a path that is another one but for the names of its parameters", async () => {
    const paths = { "/a/{b}/c": {}, "/a/{d}/c": {}, "/a/{b}": {}, "/a/{b}/": {}, "/A/{b}": {}, "/a/b": {} };
    expect(await warnings(document(paths))).toEqual([
      "warning equivalent-paths: The paths /a/{b}/c and /a/{d}/c are the same: no request can tell them apart.",
    ]);
  });

  test("a schema that is defined by itself, each circle once", async () => {
    const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
    const schemas = {
      A: { allOf: [ref("B"), { type: "object" }] },
      B: { oneOf: [{ anyOf: [ref("A")] }, { type: "string" }] },
      C: { not: ref("C") },
      Tree: { allOf: [{ properties: { children: { items: ref("Tree") } } }] },
      User: { allOf: [ref("A"), ref("Tree")] },
    };
    expect(await warnings(document({ "/a": { get } }, { components: { schemas } }))).toEqual([
      "warning endless-schema: The schema A is defined by itself: A -> B -> A. The reference that closes the circle is left out.",
      "warning endless-schema: The schema C is defined by itself: C -> C. The reference that closes the circle is left out.",
    ]);
  });
});

describe("is nothing to speak of", () => {
  test.for([
    ["a boolean schema", { components: { schemas: { A: { properties: { a: true }, items: {}, not: false } } } }],
    ["an extension of any type", { "x-a": 1, info: { title: "t", version: "1", "x-logo": "logo.png" } }],
    [
      "examples and defaults of any type",
      { components: { schemas: { A: { example: [1], default: {}, enum: [null, {}] } } } },
    ],
    ["keys that the specification does not have", { components: { schemas: { A: { frobnicate: 1 } } }, more: [] }],
  ] as const)("%s", async ([, more]) => {
    expect(await warnings(document({ "/a": { get } }, more))).toEqual([]);
  });

  test("anything in the schema of this repository", async () => {
    expect((await load({ "schema.yml": readFileSync("schema/schema.yml") })).diagnostics).toEqual([]);
  });
});
