/** What is read: versions, formats, encodings; and what is no OpenAPI document at all. */
import { describe, expect, test } from "vitest";
import { run } from "../cli/recording-terminal.js";
import { document, jobsApi, operation, read, workspace } from "../cli/workspace.js";
import { expectRefused, load, refusals } from "./refusal.js";

const yaml = (version: string): string => `${version}
info: { title: Café Jobs, version: "1" }
paths:
  /jobs/{id}:
    get:
      operationId: jobRead
      parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
      responses: { "200": { description: ok } }
`;
const operationIds = async (files: Record<string, string | Uint8Array | object>): Promise<string[]> => {
  const { root } = await load(files);
  return Object.values(root["paths"] as Record<string, Record<string, { operationId: string }>>).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
};

describe("versions", () => {
  test.for(["3.0.0", "3.0.3", "3.0.4", "3.1.0", "3.1.1", "3.2.0"])("OpenAPI %s is read", async (version) => {
    const loaded = await load({ "schema.yml": jobsApi({ openapi: version }) });
    expect(loaded.version).toBe(version);
    expect(loaded.diagnostics).toEqual([]);
  });

  test("Swagger 2.0 is converted, and says what it was", async () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "Old", version: "1" },
      host: "api.example.com",
      basePath: "/v1",
      schemes: ["https"],
      paths: {
        "/jobs/{id}": {
          put: {
            operationId: "jobUpdate",
            consumes: ["application/json"],
            produces: ["application/json"],
            parameters: [
              { in: "path", name: "id", required: true, type: "string" },
              { in: "header", name: "If-Match", required: true, type: "string" },
              { in: "body", name: "job", schema: { $ref: "#/definitions/Job" } },
            ],
            responses: { 200: { description: "ok", schema: { $ref: "#/definitions/Job" } } },
          },
        },
      },
      definitions: { Job: { type: "object", properties: { title: { type: "string" } } } },
    };
    const loaded = await load({ "swagger.json": swagger });
    expect(loaded.version).toBe("2.0");
    expect(loaded.root).toMatchObject({
      openapi: expect.stringMatching(/^3\./),
      servers: [{ url: "https://api.example.com/v1" }],
      components: { schemas: { Job: { type: "object" } } },
    });
    const folder = workspace({ "swagger.json": swagger });
    expect((await run(folder, "generate")).stdout).toContain("swagger.json (Swagger 2.0, 1 operation)");
    expect(read(folder, "generated/operations/default.ts")).toMatch(
      /path: \{ id: string \};\n {2}body: Job;\n.*\n {2}ifMatch: IfMatch</,
    );
  });

  test.for([
    ['openapi: "4.0.0"\n', "The version 4.0.0 is not supported."],
    ['openapi: "3.9.0"\n', "The version 3.9.0 is not supported."],
    ['openapi: "2.0"\n', "The version 2.0 is not supported."],
    ['swagger: "1.2"\n', "The version 1.2 is not supported."],
    ['swagger: "3.0.0"\n', "The version 3.0.0 is not supported."],
    ["openapi: 3.1\n", "The version 3.1 is a number; write it in quotes"],
    ["swagger: 2.0\n", "is a number; write it in quotes"],
    ["openapi: null\n", "neither `openapi` nor `swagger`"],
    ["openapi: [3]\n", "version"],
    ["asyncapi: 3.0.0\n", "The document has neither `openapi` nor `swagger`."],
  ] as const)("%j is refused, and the supported ones are named", async ([head, message]) => {
    const stderr = await expectRefused({ "schema.yml": `${head}info: {}\npaths: {}\n` });
    expect(stderr).toContain(message);
    expect(stderr).toContain("-> Supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0.");
  });

  test("the message about a version points to its line", async () => {
    expect((await refusals({ "schema.yml": `# a comment\ninfo: {}\nopenapi: 4.0.0\npaths: {}\n` }))[0]).toMatch(
      /^schema\.yml:3:1 not-openapi/,
    );
  });
});

describe("formats and encodings", () => {
  const text = yaml("openapi: 3.0.3");
  const utf16 = (littleEndian: boolean): Uint8Array => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    return littleEndian ? bytes : bytes.swap16();
  };

  test.for([
    ["YAML", { "schema.yml": text }],
    ["YAML with Windows line ends", { "schema.yml": text.replaceAll("\n", "\r\n") }],
    ["YAML with a byte order mark", { "schema.yml": `\ufeff${text}` }],
    ["UTF-16, little endian", { "schema.yml": utf16(true) }],
    ["UTF-16, big endian", { "schema.yml": utf16(false) }],
    ["YAML that starts with ---", { "schema.yml": `%YAML 1.2\n---\n${text}` }],
    ["YAML that ends with ...", { "schema.yml": `---\n${text}...\n` }],
    [
      "YAML with anchors and merge keys",
      {
        "schema.yml": `${text}  /other:\n    get: &get\n      operationId: other\n      responses: &responses { "200": { description: ok } }\n    put:\n      <<: *get\n      operationId: another\n`,
      },
    ],
    ["YAML in a .json file", { "schema.json": text }],
    ["JSON", { "schema.json": document({ "/jobs": { get: operation("jobRead") } }) }],
    [
      "JSON with a byte order mark",
      { "schema.json": `\ufeff${JSON.stringify(document({ "/jobs": { get: operation("jobRead") } }))}` },
    ],
    ["JSON in a .yml file", { "schema.yml": JSON.stringify(document({ "/jobs": { get: operation("jobRead") } })) }],
    [
      "JSON with tabs, in a .yml file",
      { "schema.yml": JSON.stringify(document({ "/jobs": { get: operation("jobRead") } }), undefined, "\t") },
    ],
  ] as const)("%s is read", async ([, files]) => {
    expect((await operationIds(files))[0]).toBe("jobRead");
  });

  test("JSON with trailing commas is read", async () => {
    const json =
      '{\n  "openapi": "3.0.3",\n  "info": { "title": "t", "version": "1", },\n  "paths": { "/a": { "get": { "operationId": "a", "responses": {}, }, }, },\n}\n';
    expect(await operationIds({ "schema.json": json })).toEqual(["a"]);
  });

  test("text keeps its letters", async () => {
    for (const content of [text, utf16(true), utf16(false)])
      expect((await load({ "schema.yml": content })).root["info"]).toMatchObject({ title: "Café Jobs" });
  });

  test("numbers, dates and words that YAML 1.1 would change stay what they are", async () => {
    const { root } = await load({ "schema.yml": `${text}x-values: [no, on, 2020-01-01, "1e3", 0o14, 1_000, ~]\n` });
    expect(root["x-values"]).toEqual(["no", "on", "2020-01-01", "1e3", 12, "1_000", null]);
  });
});

describe("what is no OpenAPI document", () => {
  test.for([
    ["empty", "", "The document is empty."],
    ["only a comment", "# nothing\n", "The document is empty."],
    ["a single value", "42\n", "a single value"],
    ["prose", "Hello there\n", "a single value"],
    ["a list", "- openapi: 3.0.3\n", "a list"],
    [
      "binary",
      Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0x1b, 0x5b, 0x32, 0x4a]),
      "the file is not text: it has a NUL character",
    ],
    ["without paths", "openapi: 3.0.3\ninfo: { title: t, version: v }\n", "The document has no `paths`."],
  ] as const)("is refused when it is %s", async ([, content, message]) => {
    const stderr = await expectRefused({ "schema.yml": content });
    expect(stderr).toContain(message);
    // oxlint-disable-next-line no-control-regex -- none of them may reach the terminal
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("OpenAPI 3.1 without paths is a document: it may hold webhooks or components only", async () => {
    expect(
      (await load({ "schema.yml": "openapi: 3.1.0\ninfo: { title: t, version: v }\nwebhooks: {}\n" })).root["openapi"],
    ).toBe("3.1.0");
  });

  test("is named when it is a folder, or not there", async () => {
    const folder = workspace({ "schemas/a.yml": "" });
    for (const input of ["schemas", "nope.yml"]) expect((await run(folder, "generate", input)).stderr).toContain(input);
  });
});

describe("syntax errors", () => {
  test.for([
    ["an unclosed bracket", "openapi: 3.0.3\ninfo: {\n  title: t\npaths: [\n", /^schema\.yml:[3-5]:\d+ syntax/],
    ["a tab for indentation", "openapi: 3.0.3\ninfo:\n\ttitle: t\n", /^schema\.yml:3:\d+ syntax/],
    [
      "a key given twice",
      "openapi: 3.0.3\ninfo: { title: t, version: v }\npaths: {}\npaths: {}\n",
      /^schema\.yml:4:\d+ syntax/,
    ],
    [
      "marks of a merge conflict",
      "openapi: 3.0.3\n<<<<<<< HEAD\ninfo: {}\n=======\ninfo: { title: t }\n>>>>>>> theirs\npaths: {}\n",
      /^schema\.yml:[2-4]:\d+ syntax/,
    ],
    ["an alias of nothing", "openapi: 3.0.3\ninfo: *nothing\npaths: {}\n", /^schema\.yml:2:\d+ syntax/],
    [
      "a tag that constructs a function",
      'openapi: 3.0.3\ninfo: { title: !!js/function "function () { throw 1 }" }\npaths: {}\n',
      /^schema\.yml:2:\d+ syntax/,
    ],
    [
      "a tag of Python",
      'openapi: 3.0.3\ninfo: !!python/object/apply:os.system ["id"]\npaths: {}\n',
      /^schema\.yml:2:\d+ syntax/,
    ],
    ["a tag of somebody's own", "openapi: 3.0.3\ninfo: !include other.yml\npaths: {}\n", /^schema\.yml:2:\d+ syntax/],
    [
      "two documents in one file",
      `${yaml("openapi: 3.0.3")}---\n${yaml("openapi: 3.0.3")}`,
      /^schema\.yml:\d+:\d+ syntax/,
    ],
  ] as const)("%s: refused at its line", async ([, text, expected]) => {
    expect((await refusals({ "schema.yml": text }))[0]).toMatch(expected);
    await expectRefused({ "schema.yml": text });
  });

  test.for([
    [
      "a key given twice",
      "openapi: 3.0.3\ninfo: {}\npaths: {}\npaths: {}\n",
      "4:1",
      "the key paths is there twice in one object",
    ],
    ["a tab", "openapi: 3.0.3\ninfo:\n\ttitle: t\n", "3:1", "a tab is used as indentation"],
    ["an unclosed bracket", "openapi: 3.0.3\ninfo: {\n  title: t\n", "4:1", "a { or [ is not closed"],
    ["an unclosed quote", 'openapi: 3.0.3\ninfo: "t\n', "3:1", "a text in quotes is not closed"],
    [
      "a colon in a text",
      "openapi: 3.0.3\ninfo:\n  title: t: u\n",
      "3:11",
      "this is neither a new `key: value` nor part of",
    ],
  ] as const)("say what to change: %s", async ([, text, place, message]) => {
    const stderr = await expectRefused({ "schema.yml": text });
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(new RegExp(`^schema\\.yml:${place}  error  .*\\[syntax\\]$`)),
      expect.stringMatching(/^ {4}-> [A-Z].*\.$/),
      "",
      "1 error; nothing was written.",
      "",
    ]);
    expect(stderr).toContain(message);
  });

  test("of a file that many references name are one line", async () => {
    const uses = { properties: { a: { $ref: "job.yml" }, b: { $ref: "job.yml#/x" }, c: { $ref: "./job.yml" } } };
    const found = await refusals({
      "schema.yml": jobsApi({ components: { schemas: { Job: uses } } }),
      "job.yml": "a: 'b\n",
    });
    expect(found).toEqual(["job.yml:2:1 syntax: a text in quotes is not closed"]);
  });

  test.for([
    ["Latin-1", Buffer.from("openapi: 3.0.3\ninfo: { title: Caf\u00e9 }\n", "latin1"), "2:19"],
    ["half a character at the end", Buffer.from("openapi: 3.0.3\n# \u00e9").subarray(0, -1), "2:3"],
  ] as const)("text that is not UTF-8 is refused, not mangled: %s", async ([, bytes, place]) => {
    expect(await refusals({ "schema.yml": bytes })).toEqual([
      `schema.yml:${place} syntax: the file is not UTF-8 text; save it as UTF-8`,
    ]);
  });

  test("a key that JSON has twice is refused, as in YAML: which one counts depends on the reader", async () => {
    const json = JSON.stringify(jobsApi(), undefined, 2);
    const twice = json.replace('    "/health"', '    "\\u002fhealth": {},\n    "/health"');
    const line = twice.split("\n").findIndex((one) => one.startsWith('    "/health"')) + 1;
    expect(await refusals({ "schema.json": twice })).toEqual([
      `schema.json:${line}:5 syntax: the key /health is there twice in one object`,
    ]);
    expect(
      (await load({ "schema.json": json.replaceAll('"ok"', String.raw`"{\"a\":1,\"a\":2}"`) })).diagnostics,
    ).toEqual([]);
  });

  test("of JSON are at their line", async () => {
    expect(
      (await refusals({ "schema.json": '{\n  "openapi": "3.0.3",\n  "paths": {\n    "/a" {}\n  }\n}\n' }))[0],
    ).toMatch(/^schema\.json:[45]:\d+ syntax/);
  });
});

describe("two operations with one operationId", () => {
  const text = `${yaml("openapi: 3.0.3")}  /other:\n    post:\n      operationId: jobRead\n      responses: {}\n`;
  const message = "The operationId jobRead is used by both GET /jobs/{id} and POST /other";
  const line = text.split("\n").indexOf("    post:") + 1;

  test("are named after their methods and paths, whichever comes first, and are said at the second", async () => {
    const folder = workspace({ "schema.yml": text });
    const { code, stdout } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain(`schema.yml:${line}:5  warning  ${message}.`);
    const operations = read(folder, "generated/operations/default.ts");
    expect([...operations.matchAll(/^export const (\w+)/gm)].map(([, name]) => name)).toEqual([
      "getJobsId",
      "postOther",
    ]);
  });

  test("are refused with `strict`, by every command", async () => {
    const folder = workspace({ "ifmatch.config.json": { input: "schema.yml", strict: true }, "schema.yml": text });
    for (const command of ["generate", "lint", "report", "enrich", "mock"]) {
      const { code, stderr } = await run(folder, command);
      expect({ command, code, stderr }).toEqual({
        command,
        code: 3,
        stderr: expect.stringContaining(`schema.yml:${line}:5  error  ${message}`),
      });
    }
  });
});

describe("references below x- extensions", () => {
  test("are ignored and kept: they mean nothing to us, and nobody may have their files", async () => {
    const { files, diagnostics, root } = await load({
      "schema.yml": jobsApi({
        "x-docs": { $ref: "docs/nope.md" },
        "x-list": [{ $ref: "https://example.com/nope.yml" }],
      }),
    });
    expect(files).toHaveLength(1);
    expect(diagnostics).toEqual([]);
    expect(root["x-docs"]).toEqual({ $ref: "docs/nope.md" });
  });

  test("are ignored in the other files of a document, too", async () => {
    const { files } = await load({
      "schema.yml": document({ "/a": { get: operation("a", {}, { $ref: "job.yml" }) } }),
      "job.yml": { type: "object", "x-example": { $ref: "nope.yml" } },
    });
    expect(files).toHaveLength(2);
  });

  test("count where x- begins the name of a property, a header or a schema", async () => {
    const api = document({
      "/a": { get: operation("a", {}, { type: "object", properties: { "x-ray": { $ref: "ray.yml" } } }) },
    });
    const folder = workspace({
      "schema.yml": api,
      "ray.yml": { type: "object", properties: { dose: { type: "number" } } },
    });
    await run(folder, "generate");
    expect(read(folder, "generated/models.ts")).toContain("dose?: number");
  });
});

describe("data is no reference", () => {
  const data = { $ref: "nowhere.json", list: [{ $ref: "#/definitions/Foo" }] };
  const schema = { type: "object", example: data, default: data, enum: [data], examples: [data], const: data };
  const media = {
    example: data,
    examples: {
      a: { value: data },
      b: { externalValue: "https://example.com/big.txt" },
      c: { externalValue: "/big.csv" },
    },
    schema: { ...schema, properties: { example: { ...schema, properties: { default: schema } } } },
  };
  const link = { operationId: "a", parameters: { id: data }, requestBody: data };
  const response = { description: "ok", content: { "application/json": media }, links: { next: link } };
  const api = (more: object): object => ({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { get: { operationId: "a", responses: { 200: response, default: response } } } },
    components: { examples: { a: { value: data } }, schemas: { default: schema, example: { items: schema } } },
    ...more,
  });

  test("in examples, defaults, constants, links and externalValue, and it is kept", async () => {
    const written = api({});
    const { root, diagnostics } = await load({ "schema.json": written });
    expect(diagnostics).toEqual([]);
    expect(root).toEqual(written);
  });

  test("for any command", async () => {
    const folder = workspace({ "schema.json": api({}) });
    for (const argv of [["generate"], ["lint", "--fail-on", "never"], ["report"], ["enrich"]])
      expect({ argv, ...(await run(folder, ...argv)) }).toMatchObject({ argv, code: 0 });
  });

  test("in the examples of Swagger 2.0, which are by media type", async () => {
    const responses = { 200: { description: "ok", examples: { "application/json": data } } };
    const swagger = { swagger: "2.0", info: { title: "t", version: "1" }, paths: { "/a": { get: { responses } } } };
    expect((await load({ "schema.json": swagger })).diagnostics).toEqual([]);
  });

  test("in another file, whether it has one thing at its top or several by name", async () => {
    const { root } = await load({
      "schema.json": api({
        components: {
          schemas: { One: { $ref: "one.json" }, Default: { $ref: "named.json#/default" } },
          responses: { Default: { $ref: "responses.json#/default" } },
        },
      }),
      "one.json": schema,
      "named.json": { default: { properties: { one: { $ref: "one.json" } } } },
      "responses.json": { default: { $ref: "#/other" }, other: { description: "other" } },
    });
    expect(root["components"]).toMatchObject({
      schemas: { one: schema, default: { properties: { one: { $ref: "#/components/schemas/one" } } } },
      responses: { other: { description: "other" } },
    });
  });

  test("but an entry of `examples` may be one, and a property, header or response of such a name is none", async () => {
    const schemas = { Job: { properties: { example: { $ref: "job.yml" }, enum: { $ref: "job.yml" } } } };
    const { files } = await load({
      "schema.json": api({ components: { schemas, examples: { a: { $ref: "example.json" } } } }),
      "job.yml": { type: "string" },
      "example.json": { value: data },
    });
    expect(files).toHaveLength(3);
  });
});

test("reading a document with __proto__ and constructor in it pollutes nothing", async () => {
  const { root } = await load({
    "schema.json":
      '{ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {}, "__proto__": { "polluted": true }, "components": { "schemas": { "__proto__": { "type": "object" }, "constructor": { "prototype": { "polluted": true } } } } }',
  });
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect((root as Record<string, unknown>)["polluted"]).toBeUndefined();
});
