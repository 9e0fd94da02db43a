/** What one document may cost. Nothing here asserts a speed; a reader without these limits never ends. */
import { describe, expect, test } from "vitest";
import { limits, overBudget } from "../../generator/load/limits.js";
import { run } from "../cli/recording-terminal.js";
import { type Files, jobsApi, workspace } from "../cli/workspace.js";
import { expectRefused, load } from "./refusal.js";

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
    expect(await expectRefused({ "schema.yml": head + bomb })).toMatch(/more than 2,000,000 nodes/);
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
      "an alias that contains itself",
    );
  });

  test("too many nodes in plain sight", async () => {
    expect(
      await expectRefused({
        "schema.json": JSON.stringify({ ...jobsApi(), "x-much": Array(limits.nodes + 1).fill(0) }),
      }),
    ).toMatch(/more than 2,000,000 nodes/);
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

  test("a file that is too large", async () => {
    expect(await expectRefused({ "schema.yml": Buffer.alloc(limits.fileBytes + 1, " ") })).toContain(
      "larger than 32 MiB",
    );
  });

  test("too many files", async () => {
    const count = limits.files + 20;
    const schemas = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`S${index}`, { $ref: `s${index}.yml` }]),
    );
    const files: Files = {
      "schema.yml": jobsApi({ components: { schemas: { Job: { type: "object" }, ...schemas } } }),
      ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}.yml`, { type: "string" }])),
    };
    expect(await expectRefused(files)).toContain(`refers to more than ${limits.files} files`);
  });

  test("a chain of too many files", async () => {
    const count = limits.files + 20;
    const files: Files = {
      "schema.yml": jobsApi({ components: { schemas: { Job: { properties: { next: { $ref: "s0.yml" } } } } } }),
      ...Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `s${index}.yml`,
          { properties: { next: { $ref: index + 1 < count ? `s${index + 1}.yml` : "s0.yml" } } },
        ]),
      ),
    };
    expect(await expectRefused(files)).toContain(`refers to more than ${limits.files} files`);
  });

  test("a budget that is broken by one of its other files", async () => {
    const stderr = await expectRefused({
      "schema.yml": jobsApi({ components: { schemas: { Job: { $ref: "bomb.yml" } } } }),
      "bomb.yml": `type: object\n${bomb}`,
    });
    expect(stderr).toMatch(/^bomb\.yml:/m);
  });
});

describe("a document is read when it has", () => {
  test("as many files as the budget allows", async () => {
    const count = limits.files - 1;
    const schemas = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`S${index}`, { $ref: `s${index}.yml` }]),
    );
    const files = await load({
      "schema.yml": jobsApi({ components: { schemas: { Job: { type: "object" }, ...schemas } } }),
      ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}.yml`, { type: "string" }])),
    });
    expect(files.files).toHaveLength(limits.files);
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

  test("a nesting as deep as people write", async () => {
    expect((await load({ "schema.json": { ...jobsApi(), "x-deep": nested(90) } })).version).toBe("3.0.3");
    expect((await load({ "schema.yml": { ...jobsApi(), "x-deep": nested(90) } })).version).toBe("3.0.3");
  });
});

describe("the budget", () => {
  test("counts shared nodes as often as they would be written, without visiting them as often", () => {
    const shared = Array(1000).fill(0);
    const rows = Array(1000).fill(shared);
    expect(overBudget(rows)).toBeUndefined();
    expect(overBudget([rows, rows, rows])).toBe("nodes");
  });

  test("tells a cycle from sharing", () => {
    const shared = {};
    expect(overBudget({ a: shared, b: shared })).toBeUndefined();
    const loop: Record<string, unknown> = {};
    loop["self"] = { again: loop };
    expect(overBudget(loop)).toBe("cycle");
  });

  test("counts depth from the root, also of a node that was first met higher up", () => {
    const deep = nested(400);
    expect(overBudget(deep)).toBeUndefined();
    expect(overBudget(nested(limits.depth + 2))).toBe("depth");
    let wrapped: unknown = deep;
    for (let level = 0; level < 200; level++) wrapped = { next: wrapped };
    expect(overBudget(wrapped)).toBe("depth");
    expect(overBudget({ first: deep, second: wrapped })).toBe("depth");
  });
});
