/** What one document may cost. Nothing here asserts a speed; a reader without these limits never ends. */
import { describe, expect, test } from "vitest";
import { AliasCycleError, Budget, defaultLimits as limits, LimitError } from "../../generator/load/limits.js";
import { diskFiles, type DocumentFiles } from "../../generator/load/files.js";
import { run } from "../cli/recording-terminal.js";
import { type Files, jobsApi, workspace } from "../cli/workspace.js";
import { expectRefused, load, refusals } from "./refusal.js";

const head = 'openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths: {}\n';
/** Nine levels of nine aliases: a billion laughs in nine lines. */
const bomb = `x-bomb:\n  - &a0 ["lol"]\n${Array.from({ length: 9 }, (_, level) => `  - &a${level + 1} [${Array(9).fill(`*a${level}`).join(", ")}]\n`).join("")}`;
const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = { next: value };
  return value;
};

describe("a document is refused at a place, not read for ever, when it has", () => {
  test("an alias bomb", async () => {
    expect(await expectRefused({ "schema.yml": head + bomb })).toContain(
      "the document repeats more than 2,000,000 nodes through YAML aliases; if it is trusted, raise limits.repeatedNodes in ifmatch.config.ts  [limit]",
    );
  });

  test("an alias bomb that only the lenient YAML reader gets to see", async () => {
    // js-yaml refuses the bracket that is not indented, and the document goes to the other reader.
    await expectRefused({ "schema.yml": `${head}x-list: [\n  1\n]\n${bomb}` });
  });

  test("a bomb of merge keys", async () => {
    const merges = Array.from(
      { length: 30 },
      (_, level) => `  m${level + 1}: &m${level + 1}\n    <<: [*m${level}, *m${level}]\n    k${level}: 1\n`,
    ).join("");
    const { code, stderr } = await run(
      workspace({ "schema.yml": `${head}x-merge:\n  m0: &m0 { k: 1 }\n${merges}` }),
      "generate",
    );
    expect({ code, stderr }).toEqual({ code: expect.toBeOneOf([0, 3]), stderr });
  });

  test("an alias that contains itself", async () => {
    expect(await expectRefused({ "schema.yml": `${head}x-loop: &loop\n  again: *loop\n` })).toContain(
      "an alias contains itself",
    );
  });

  test("too many nodes in plain sight", async () => {
    const files = { "schema.json": { ...jobsApi(), "x-much": Array(5000).fill(0) } };
    expect(await refusals(files, "schema.json", { limits: { nodes: 5000 } })).toEqual([
      "schema.json:1:1 limit: the document has more than 5,000 nodes; if it is trusted, raise limits.nodes in ifmatch.config.ts",
    ]);
  });

  test("too deep a nesting in JSON", async () => {
    expect(await expectRefused({ "schema.json": { ...jobsApi(), "x-deep": nested(limits.depth + 1) } })).toMatch(
      /deeper than 500 levels/,
    );
  });

  test.for([
    ["flow", (depth: number) => `x-deep: ${"[".repeat(depth)}${"]".repeat(depth)}\n`],
    ["block", (depth: number) => Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}x-deep:\n`).join("")],
  ] as const)("too deep a nesting in YAML, in %s style", async ([, text]) => {
    await expectRefused({ "schema.yml": head + text(3000) });
  });

  test("too deep a nesting of brackets in JSON that is not quite JSON", async () => {
    await expectRefused({ "schema.json": `${"[".repeat(20_000)}` });
  });

  test("too deep a nesting that aliases build from short pieces", async () => {
    const piece = (level: number): string =>
      `  p${level}: &p${level} ${"{ a: ".repeat(80)}${level === 0 ? "1" : `*p${level - 1}`}${" }".repeat(80)}\n`;
    expect(
      await expectRefused({
        "schema.yml": `${head}x-pieces:\n${Array.from({ length: 100 }, (_, level) => piece(level)).join("")}`,
      }),
    ).toMatch(/deeper than 500 levels/);
  });

  test("a file that is too large, before it is read", async () => {
    const read: string[] = [];
    const files: DocumentFiles = {
      ...diskFiles,
      read: (real, admit) => diskFiles.read(real, (bytes) => (admit(bytes), void read.push(real))),
    };
    const document = { "schema.yml": `${head}${"# a comment\n".repeat(100_000)}` };
    expect(await refusals(document, "schema.yml", { files, limits: { megabytes: 1 } })).toEqual([
      "schema.yml:1:1 limit: the document is larger than 1 MiB; if it is trusted, raise limits.megabytes in ifmatch.config.ts",
    ]);
    expect(read).toEqual([]);
  });

  /** A root, and files that it refers to. */
  const ofFiles = (count: number, content: string | object = { type: "string" }): Files => {
    const names = Array.from({ length: count }, (_, index) => `s${index}.yml`);
    const schemas = Object.fromEntries(names.map((name) => [name.slice(0, -4), { $ref: name }]));
    return {
      "schema.yml": jobsApi({ components: { schemas: { Job: { type: "object" }, ...schemas } } }),
      ...Object.fromEntries(names.map((name) => [name, content])),
    };
  };

  test("files that are too large together", async () => {
    const files = ofFiles(20, `type: string\n${"# a comment\n".repeat(10_000)}`);
    const [message, ...others] = await refusals(files, "schema.yml", { limits: { megabytes: 1 } });
    expect(message).toMatch(/^schema\.yml:\d+:\d+ limit: the document is larger than 1 MiB/);
    expect(others).toEqual([]);
  });

  test("nodes in several files that are too many together", async () => {
    const files = ofFiles(20, { enum: Array(300).fill("x") });
    const [message, ...others] = await refusals(files, "schema.yml", { limits: { nodes: 5000 } });
    expect(message).toMatch(/^schema\.yml:\d+:\d+ limit: the document has more than 5,000 nodes/);
    expect(others).toEqual([]);
  });

  test("too many files, which is said once, and not for each reference", async () => {
    const [message, ...others] = await refusals(ofFiles(120), "schema.yml", { limits: { files: 100 } });
    expect(message).toMatch(
      /^schema\.yml:\d+:\d+ limit: the document consists of more than 100 files; if it is trusted, raise limits\.files in/,
    );
    expect(others).toEqual([]);
  });

  test("a chain of too many files", async () => {
    const count = 120;
    const files: Files = {
      "schema.yml": jobsApi({ components: { schemas: { Job: { properties: { next: { $ref: "s0.yml" } } } } } }),
      ...Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `s${index}.yml`,
          { properties: { next: { $ref: index + 1 < count ? `s${index + 1}.yml` : "s0.yml" } } },
        ]),
      ),
    };
    const [message, ...others] = await refusals(files, "schema.yml", { limits: { files: 100 } });
    expect(message).toContain("consists of more than 100 files");
    expect(others).toEqual([]);
  });

  test("a budget that is broken by one of its other files", async () => {
    const stderr = await expectRefused({
      "schema.yml": jobsApi({ components: { schemas: { Job: { $ref: "bomb.yml" } } } }),
      "bomb.yml": `type: object\n${bomb}`,
    });
    expect(stderr).toMatch(/^schema\.yml:\d+:\d+ {2}error {2}the document repeats more than .* \[limit\]$/m);
  });
});

describe("a document is read when it has", () => {
  test("thousands of files", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `p${index}`);
    const { files, root } = await load({
      "schema.yml": jobsApi({ paths: Object.fromEntries(names.map((name) => [`/${name}`, { $ref: `${name}.yml` }])) }),
      ...Object.fromEntries(names.map((name) => [`${name}.yml`, { get: { operationId: name, responses: {} } }])),
    });
    expect(files).toHaveLength(3001);
    expect(root["paths"]).toMatchObject({ "/p2999": { get: { operationId: "p2999" } } });
  });

  test("many aliases that stay small when they are written out", async () => {
    const { root } = await load({
      "schema.yml": `${head}x-common: &common { type: string }\nx-uses: [${Array(500).fill("*common").join(", ")}]\n`,
    });
    expect(root["x-uses"]).toHaveLength(500);
  });

  test("a closing bracket that is not indented, as many documents in use have", async () => {
    const text = `${head}x-common: &common { type: string }\nx-list: [\n  *common\n]\nx-map: {\n  a: *common\n}\n`;
    expect((await load({ "schema.yml": text })).root).toMatchObject({
      "x-list": [{ type: "string" }],
      "x-map": { a: { type: "string" } },
    });
  });

  test("a closing bracket that stands further left than its key", async () => {
    const text = `${head}x-outer:\n    x-map: {\n      "a": [\n  1, 2020-01-01\n   ]\n  }\n`;
    expect((await load({ "schema.yml": text })).root["x-outer"]).toEqual({ "x-map": { a: [1, "2020-01-01"] } });
  });

  test("a nesting as deep as people write", async () => {
    expect((await load({ "schema.json": { ...jobsApi(), "x-deep": nested(90) } })).version).toBe("3.0.3");
    expect((await load({ "schema.yml": { ...jobsApi(), "x-deep": nested(90) } })).version).toBe("3.0.3");
  });
});

describe("the limits of the config", () => {
  const generate = (limits_: object): ReturnType<typeof run> =>
    run(
      workspace({
        "ifmatch.config.json": { input: "schema.json", limits: limits_ },
        "schema.json": { ...jobsApi(), "x-deep": nested(600) },
      }),
      "generate",
    );

  test("are what the message says they are", async () => {
    expect((await generate({})).stderr).toContain(
      "nested deeper than 500 levels; if it is trusted, raise limits.depth",
    );
    expect((await generate({ depth: 700 })).code).toBe(0);
  });

  test("hold for every command", async () => {
    const folder = workspace({
      "ifmatch.config.json": { input: "schema.yml", limits: { nodes: 50 } },
      "schema.yml": jobsApi(),
    });
    for (const command of ["generate", "lint", "report", "enrich", "mock"]) {
      const { code, stderr } = await run(folder, command);
      expect({ command, code, stderr }).toEqual({
        command,
        code: 3,
        stderr: expect.stringContaining("more than 50 nodes"),
      });
    }
  });
});

describe("the budget", () => {
  const spend = (root: unknown): void => new Budget().takeNodes(root);

  test("counts shared nodes as often as they would be written, without visiting them as often", () => {
    const shared = Array(1000).fill(0);
    const rows = Array(1000).fill(shared);
    spend(rows);
    expect(() => spend([rows, rows, rows])).toThrow(LimitError);
  });

  test("tells a cycle from sharing", () => {
    const shared = {};
    spend({ a: shared, b: shared });
    const loop: Record<string, unknown> = {};
    loop["self"] = { again: loop };
    expect(() => spend(loop)).toThrow(AliasCycleError);
  });

  test("counts depth from the root, also of a node that was first met higher up", () => {
    const deep = nested(400);
    spend(deep);
    expect(() => spend(nested(limits.depth + 2))).toThrow("levels");
    let wrapped: unknown = deep;
    for (let level = 0; level < 200; level++) wrapped = { next: wrapped };
    expect(() => spend(wrapped)).toThrow("levels");
    expect(() => spend({ first: deep, second: wrapped })).toThrow("levels");
  });
});
