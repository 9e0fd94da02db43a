/** What is wrong with a document as a whole, and what is not: real documents have much that nobody needs. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../cli/recording-terminal.js";
import { document, operation, workspace } from "../cli/workspace.js";
import { load, refusals } from "./refusal.js";

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
      "`version` must be a string, but is the number 1.5.",
    ],
    ["a key without a value", { tags: null }, "`tags` must be an array, but is empty."],
    [
      "`required` of Draft 3",
      { components: { schemas: { A: { properties: { a: { type: "string", required: true } } } } } },
      "`required` must be an array, but is the boolean true.",
    ],
    [
      "what only people read",
      { externalDocs: "https://example.com" },
      '`externalDocs` must be an object, but is the string "https://example.com".',
    ],
    [
      "a long text, which is clipped",
      { externalDocs: "x".repeat(1000) },
      `\`externalDocs\` must be an object, but is the string "${"x".repeat(39)}....`,
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
      "warning endless-schema: The schema A is defined in terms of itself: A -> B -> A. The reference that closes the circle is ignored.",
      "warning endless-schema: The schema C is defined in terms of itself: C -> C. The reference that closes the circle is ignored.",
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

describe("OpenAPI 3.2: what is left out is said, each at its place", () => {
  const api = {
    openapi: "3.2.0",
    $self: "https://example.com/api",
    info: { title: "t", version: "1" },
    tags: [{ name: "a", parent: "b" }, { name: "b" }],
    paths: {
      "/s": {
        query: {
          operationId: "search",
          responses: { 200: { $ref: "https://example.com/api#/components/responses/Found" } },
        },
        additionalOperations: { COPY: { operationId: "copy", responses: {} } },
      },
      "/q": {
        get: {
          operationId: "q",
          parameters: [
            { in: "querystring", name: "all", content: { "application/x-www-form-urlencoded": {} } },
            { in: "cookie", name: "c", style: "cookie", schema: { type: "string" } },
          ],
          responses: {
            200: { description: "ok", content: { "application/jsonl": { itemSchema: { type: "object" } } } },
          },
        },
      },
    },
    components: {
      responses: { Found: { description: "found" } },
      schemas: {
        // Names that somebody chose, not keywords.
        A: { properties: { itemSchema: { type: "string" }, additionalOperations: {}, parent: {} } },
      },
    },
  };

  test("and the rest is read", async () => {
    const { diagnostics, root } = await load({ "schema.json": api });
    expect(
      diagnostics.map(({ severity, message, at }) => `${severity} ${String(at)} ${message.split(/[:;] /)[0]}`),
    ).toEqual(
      [
        "info #/$self References are resolved from the place that the document was read from, not from `$self`.",
        "info #/tags/0/parent Tags are not nested",
        "warning #/paths/~1s/additionalOperations/COPY COPY /s is left out",
        expect.stringMatching(/^warning #\/paths\/~1q\/get\/parameters\/0 The parameter for the whole query string/),
        "warning #/paths/~1q/get/parameters/1/style `style: cookie` is read as `form`, which percent-encodes.",
      ].map((line) => (typeof line === "string" ? expect.stringContaining(line.split(": ")[0]!) : line)),
    );
    expect(root).toMatchObject({
      paths: { "/s": { query: { responses: { 200: { $ref: "#/components/responses/Found" } } } } },
    });
  });

  test("in an earlier version they are keys that mean nothing", async () => {
    const schemas = { A: { discriminator: { propertyName: "a", defaultMapping: "B" } } };
    expect(await warnings(document({ "/a": { get } }, { components: { schemas } }))).toEqual([]);
  });
});

describe("is refused where it stands: a value that JSON has not", () => {
  test.for([
    ["-.inf", "-.inf"],
    [".nan", ".nan"],
    [".inf", ".inf (or a number too large to represent)"],
    ["!!binary aGk=", "!!binary"],
    ["!!set {a, b}", "!!set"],
  ])("%s", async ([value, name]) => {
    const text = `openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n    A:\n      example: &a\n        b: ${value}\n      default: *a\n`;
    expect(await refusals({ "schema.yml": text })).toEqual([
      `schema.yml:8:9 syntax: ${name} cannot be written in JSON (RFC 8259)`,
    ]);
  });

  test("in a file that is referred to", async () => {
    const text = `openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths: { /a: { $ref: "a.yml" } }\n`;
    const files = { "schema.yml": text, "a.yml": "get:\n  responses: {}\n  x-a: !!binary aGk=\n" };
    expect(await refusals(files)).toEqual(["a.yml:3:3 syntax: !!binary cannot be written in JSON (RFC 8259)"]);
    for (const command of ["lint", "report", "enrich"]) {
      const { code, stderr } = await run(workspace(files), command, "schema.yml");
      expect([command, code, stderr]).toEqual([command, 3, expect.stringContaining("a.yml:3:3")]);
    }
  });

  test("in an overlay", async () => {
    const files = {
      "schema.json": document({ "/a": { get } }),
      "o.yml":
        "overlay: 1.0.0\ninfo: { title: o, version: '1' }\nactions:\n  - { target: $, update: { x-a: !!binary aGk= } }\n",
    };
    const { code, stderr } = await run(workspace(files), "enrich", "schema.json", "--overlay", "o.yml");
    expect([code, stderr]).toEqual([2, "o.yml:4:28  error  !!binary cannot be written in JSON (RFC 8259)\n"]);
  });
});
