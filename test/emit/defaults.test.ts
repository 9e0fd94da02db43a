/** `JobCreateDefaults`: what a form for a new record begins with. */
import { afterAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { document, operation } from "../cli/workspace.js";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { jobFor } from "../corpus/corpus.js";
import { join } from "node:path";

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const body = (name: string) => ({ requestBody: { content: { "application/json": { schema: ref(name) } } } });
const string = { type: "string" };

const fits = {
  text: { type: "string", default: 'a "quoted" </script> text' },
  blank: { type: "string", default: "" },
  count: { type: "integer", default: 2, minimum: 0 },
  rate: { type: "number", default: 0.25 },
  isOpen: { type: "boolean", default: false },
  note: { type: "string", nullable: true, default: null },
  status: { allOf: [ref("Status")], default: "open" },
  tags: { type: "array", items: string, default: ["a", "b"] },
  none: { type: "array", items: ref("Status"), default: [] },
  "odd-name": { type: "boolean", default: true },
  either: { oneOf: [string, { type: "integer" }], default: 1 },
};
const doesNotFit = {
  textForNumber: { type: "integer", default: "2" },
  null: { type: "string", default: null },
  otherValue: { allOf: [ref("Status")], default: "closed" },
  tooLong: { type: "string", maxLength: 2, default: "abc" },
  tooSmall: { type: "integer", minimum: 1, default: 0 },
  fraction: { type: "integer", default: 1.5 },
  wrongItems: { type: "array", items: string, default: [1] },
  object: { type: "object", properties: { a: string }, default: { a: "x" } },
  set: { type: "string", readOnly: true, default: "by the server" },
  plain: string,
};

const api = document(
  {
    "/jobs/": { post: operation("job_create", body("JobCreate")), get: operation("job_list") },
    "/jobs/{id}/": {
      patch: operation("job_patch", {
        ...body("PatchedJob"),
        parameters: [{ name: "id", in: "path", required: true, schema: string }],
      }),
    },
  },
  {
    components: {
      schemas: {
        Job: { type: "object", properties: { id: string } },
        Status: { type: "string", enum: ["open", "done"] },
        Line: { type: "object", properties: { quantity: { type: "integer", default: 1 } } },
        JobCreate: {
          type: "object",
          properties: { ...fits, ...doesNotFit, lines: { type: "array", items: ref("Line") } },
        },
        PatchedJob: { type: "object", properties: fits },
        JobCreateDefaults: { type: "object", properties: { taken: string } },
        Unused: { type: "object", properties: { a: { type: "string", default: "a" } } },
      },
    },
  },
);

const folder = temporaryFolder("defaults");
afterAll(() => remove(folder));

describe("defaults", async () => {
  writeFiles(folder, new Map([["schema.json", JSON.stringify(api)]]));
  const { files, diagnostics } = await generate(jobFor(join(folder, "schema.json")));
  writeFiles(folder, new Map([...files].map(([path, text]) => [`api/${path}`, text])));

  test("are those that a new record can be sent with, under a name that is free", async () => {
    const models = (await import(join(folder, "api/models.ts"))) as Record<string, object>;
    const { set: _set, ...values } = Object.fromEntries(
      Object.entries({ ...fits, set: {} }).map(([name, schema]) => [name, (schema as { default?: unknown }).default]),
    );
    const names = Object.keys(models).filter((name) => /Defaults/.test(name));
    expect(names).toHaveLength(2);
    expect(models["LineDefaults"]).toEqual({ quantity: 1 });
    expect(models[names.find((name) => name.startsWith("JobCreateDefaults"))!]).toEqual(values);
    expect(diagnostics.map(({ message }) => message).join()).toMatch(
      /the defaults of JobCreate are called JobCreateDefaults/,
    );
  });

  test.for(compilers)("have the types of their properties, under $name", { tags: ["at-length"] }, async (compiler) => {
    writeFiles(
      folder,
      new Map([
        [
          "page.ts",
          `import { type JobCreate, LineDefaults, type Line } from "./api/models.js";
const line: Line = { ...LineDefaults };
const quantity: number = LineDefaults.quantity;
// @ts-expect-error: it has no default
LineDefaults.nonsense;
export const sent: JobCreate = { lines: [line, { quantity }] };
`,
        ],
      ]),
    );
    expect(await compile(compiler, writeProject(folder, ["."], {}))).toEqual({ status: 0, output: "" });
  });
});
