/** `enums`, and the names and descriptions that a document gives the values of an enum. */
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import type { ClientConfig } from "../../generator/config/define.js";
import { document, operation } from "../cli/workspace.js";
import { typeErrors } from "../config/compile.js";
import { generateWith } from "../config/generate-with.js";

const api = (schemas: object, openapi = "3.1.0"): object =>
  document({ "/x": { get: operation("x", {}, { type: "string" }) } }, { openapi, components: { schemas } });

/** `models.ts`, the objects that it exports, what a compiler says of it and `use`, and what was noticed. */
async function models(schemas: object, config: Partial<ClientConfig> = {}, use = "export {};") {
  const { file, files, diagnostics } = await generateWith({ runtime: "inline", zod: false, ...config }, api(schemas));
  const text = file("models.ts");
  const module = { exports: {} };
  new Function("module", "exports", transformSync(text, { loader: "ts", format: "cjs" }).code)(module, module.exports);
  return {
    text,
    values: { ...(module.exports as Record<string, unknown>) },
    errors: await typeErrors(new Map([...files, ["use.ts", use]])),
    diagnostics,
  };
}

const Status = { type: "string", enum: ["open", "on hold"], description: "Where it stands." };
const Priority = { type: "integer", enum: [1, 2], "x-enum-varnames": ["Low", "High"] };
const checks = `import { Priority, Status } from "./models.js";
const status: Status = Status.open;
const high: 2 = Priority.High;
// @ts-expect-error no such value
const other: Status = "closed";
export { status, high, other };`;

describe("enums", () => {
  test.for([{}, { enums: "both" }] as const)("a type and an object by default: %o", async (config) => {
    const { text, values, errors } = await models({ Status, Priority }, config, checks);
    expect(text).toContain('export type Status = "open" | "on hold";');
    expect(values).toEqual({ Status: { open: "open", "on hold": "on hold" }, Priority: { Low: 1, High: 2 } });
    expect(errors).toEqual([]);
  });

  test("const: the type is made of the object, whose comment both have", async () => {
    const schemas = { Status, Priority, Maybe: { ...Status, type: ["string", "null"], enum: ["a", null] } };
    const { text, values, errors } = await models(
      schemas,
      { enums: "const" },
      `${checks}\nimport { Maybe } from "./models.js";\nexport const none: Maybe[] = [null, Maybe.a];`,
    );
    expect(text).toContain("export type Status = (typeof Status)[keyof typeof Status];");
    expect(text.match(/Where it stands\./g)).toHaveLength(4);
    expect(values).toMatchObject({ Priority: { Low: 1, High: 2 }, Maybe: { a: "a" } });
    expect(errors).toEqual([]);
  });

  test("union: types alone", async () => {
    const { text, values, errors } = await models({ Status, Priority }, { enums: "union" });
    expect(text).toContain('export type Status = "open" | "on hold";');
    expect(values).toEqual({});
    expect(errors).toEqual([]);
  });

  test("what has no object, has a type whatever the option says", async () => {
    const schemas = { Level: { type: "integer", enum: [1, 2] }, Mixed: { enum: ["a", 1] }, Flag: { enum: [true] } };
    for (const enums of ["both", "const"] as const) {
      const { text, values } = await models(schemas, { enums });
      expect(text).toContain("export type Level = 1 | 2;");
      expect(values).toEqual({});
    }
  });
});

describe("names and descriptions", () => {
  test.for(["x-enum-varnames", "x-enumNames", "x-enum-names"])("%s names the values", async (keyword) => {
    const { values, diagnostics } = await models({
      Level: { enum: [10, -1, null], [keyword]: ["Ten", "__proto__", "None"] },
    });
    expect(values).toEqual({ Level: JSON.parse('{ "Ten": 10, "__proto__": -1 }') as object });
    expect(diagnostics).toEqual([]);
  });

  test.for([
    ["a list", ["One.", "Two. */ alert(1)"]],
    ["an object", { a: "One.", b: "Two. */ alert(1)" }],
  ] as const)("x-enum-descriptions, as %s, are comments", async ([, descriptions]) => {
    const { text, values, errors } = await models({
      Letter: { enum: ["a", "b"], "x-enum-descriptions": descriptions },
    });
    expect(text).toMatch(/\/\*\* One\. \*\/\n\s+a: "a",/);
    expect(values).toEqual({ Letter: { a: "a", b: "b" } });
    expect(errors).toEqual([]);
  });

  test("constants with titles are an enum", async () => {
    const constant = (value: unknown, title: string, description?: string): object => ({
      const: value,
      title,
      description,
    });
    const { text, values, errors } = await models({
      Color: { oneOf: [constant(1, "Red", "Like blood."), constant(2, "Dark blue")] },
      Plain: { oneOf: [{ const: "x" }, { const: "y" }] },
    });
    expect(values).toMatchObject({ Color: { Red: 1, "Dark blue": 2 } });
    expect(text).toContain("/** Like blood. */");
    expect(text).toContain('export type Plain = "x" | "y";');
    expect(errors).toEqual([]);
  });

  test.for<[unknown, string]>([
    [["One"], "1 for 2 values"],
    [["One", "One"], "two values have one name"],
    [["One", ""], "a name is missing or is no text"],
    [["One", 2], "a name is missing or is no text"],
    ["One", "0 for 2 values"],
  ])("names that do not fit are left out: %o", async ([names, why]) => {
    const { values, diagnostics } = await models({ Letter: { enum: ["a", "b"], "x-enum-varnames": names } });
    expect(values).toEqual({ Letter: { a: "a", b: "b" } });
    expect(diagnostics).toMatchObject([
      {
        code: "enum-names",
        severity: "warning",
        message: `The names of an enum (x-enum-varnames) are not used: ${why}.`,
        at: "#/components/schemas/Letter/x-enum-varnames",
      },
    ]);
  });
});
