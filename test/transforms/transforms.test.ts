/** `transforms.ts`: what is converted, what stays JSON, its types, and that real documents come back as they went. */
import { join } from "node:path";
import { build } from "esbuild";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import type { TransformsConfig } from "../../generator/config/define.js";
import type { Transform } from "../../runtime/index.js";
import { document, operation } from "../cli/workspace.js";
import { generateWith } from "../config/generate-with.js";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { codeOf } from "../docs/page-code.js";
import { jobFor, repository } from "../corpus/corpus.js";
import { testEachDocument } from "../corpus/each-document.js";
import { STAC_ORIGIN, stacFetch } from "../corpus/stac.js";
import { Instances } from "./instances.js";

type Transforms = Readonly<Record<string, Transform<unknown, unknown>>>;

/** The generated file, bundled with the runtime as an application would, and run. */
async function load(files: ReadonlyMap<string, string>): Promise<Transforms> {
  const { outputFiles } = await build({
    stdin: { contents: files.get("transforms.ts")!, loader: "ts", resolveDir: repository, sourcefile: "transforms.ts" },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    alias: { "ifmatch/runtime": join(repository, "runtime/index.ts") },
    logLevel: "error",
  });
  const module = { exports: {} as Transforms };
  // oxlint-disable-next-line no-implied-eval -- our own output, in this realm: `Date` must be the same class
  new Function("module", "exports", outputFiles[0]!.text)(module, module.exports);
  return module.exports;
}

const dateTime = { type: "string", format: "date-time" };
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const api = (schemas: object): object =>
  document({ "/x": { get: operation("x", {}, { type: "string" }) } }, { openapi: "3.1.0", components: { schemas } });

async function transformsOf(schemas: object, transforms: TransformsConfig = { dates: "Date", int64: "bigint" }) {
  const { file, files } = await generateWith({ zod: false, transforms }, api(schemas));
  return {
    text: file("transforms.ts"),
    index: file("index.ts"),
    ...(await load(new Map(files)).then((all) => ({ all }))),
  };
}

const at = "2026-01-01T10:00:00.123456+02:00";

describe("what is converted", () => {
  test("dates and integers, wherever they stand, and only schemas that have some", async () => {
    const { all, text, index } = await transformsOf({
      Job: {
        type: "object",
        properties: {
          id: { type: "integer", format: "int64" },
          small: { type: "integer", format: "int32" },
          big: { type: "string", format: "int64" },
          due: dateTime,
          maybe: { type: ["string", "null"], format: "date-time" },
          day: { type: "string", format: "date" },
          lines: { type: "array", items: ref("Line") },
          parent: ref("Job"),
          by: { type: "object", additionalProperties: dateTime },
          plain: ref("Plain"),
        },
      },
      Line: { type: "object", properties: { at: dateTime } },
      Plain: { type: "object", properties: { text: { type: "string" } } },
      Uses: { type: "object", properties: { job: ref("Job") } },
      Times: { type: "array", items: dateTime },
      Circle: { type: "object", properties: { next: ref("Circle") } },
    });
    expect(Object.keys(all)).toEqual(["Job", "Line", "Times", "Uses"]);
    const json = {
      id: 7,
      small: 7,
      big: "9007199254740993",
      due: at,
      maybe: null,
      day: "2026-01-01",
      lines: [{ at }, {}],
      parent: { due: at },
      by: { a: at },
      plain: { text: at },
    };
    const date = new Date(at);
    const values = all["Job"]!.parse(json);
    expect(values).toEqual({
      ...json,
      id: 7n,
      big: 9007199254740993n,
      due: date,
      lines: [{ at: date }, {}],
      parent: { due: date },
      by: { a: date },
    });
    expect(all["Job"]!.format(values)).toEqual(json);
    expect(all["Times"]!.parse([at])).toEqual([date]);
    expect(text).toContain("plain?: models.Plain;");
    expect(index).not.toContain("transforms");
  });

  test("what is sent and what is read have transforms of their own", async () => {
    const Job = {
      type: "object",
      properties: {
        due: dateTime,
        made: { ...dateTime, readOnly: true },
        id: { type: "integer", format: "int64", readOnly: true },
      },
    };
    const paths = {
      "/x": {
        put: operation("x", { requestBody: { content: { "application/json": { schema: ref("Job") } } } }, ref("Job")),
      },
    };
    const { file, files } = await generateWith(
      { zod: false, transforms: { dates: "Date", int64: "bigint" } },
      document(paths, { openapi: "3.1.0", components: { schemas: { Job } } }),
    );
    expect(file("transforms.ts")).toContain("readonly made?: Date;");
    const { Job: read, JobWrite: write } = await load(files);
    const values = read!.parse({ due: at, made: at, id: 7 });
    // A copy of what was read has what only the server sets in it, which is no longer JSON.
    expect(write!.format({ ...(values as object) })).toEqual({ due: at, made: at, id: 7 });
  });

  test("variants that a required constant tells apart", async () => {
    const variant = (kind: string): object => ({
      type: "object",
      required: ["kind"],
      properties: { kind: { const: kind }, at: dateTime },
    });
    const { all } = await transformsOf({
      Cat: { allOf: [ref("Base"), variant("cat")] },
      Base: { type: "object", properties: { made: dateTime } },
      Dog: variant("dog"),
      Pet: { oneOf: [ref("Cat"), ref("Dog")] },
    });
    const date = new Date(at);
    expect(all["Pet"]!.parse({ kind: "cat", at, made: at })).toEqual({ kind: "cat", at: date, made: date });
    expect(all["Pet"]!.parse({ kind: "dog", at, made: at })).toEqual({ kind: "dog", at: date, made: at });
  });

  test("nothing: the file is there, and empty", async () => {
    const { all } = await transformsOf({
      Plain: { type: "object", properties: { day: { type: "string", format: "date" } } },
    });
    expect(all).toEqual({});
  });
});

test.for<[string, object]>([
  [
    "objects that nothing tells apart",
    {
      oneOf: [
        { type: "object", properties: { a: dateTime } },
        { type: "object", properties: { b: dateTime } },
      ],
    },
  ],
  ["a date or another text", { anyOf: [dateTime, { type: "string", enum: [""] }] }],
  ["a date or anything", { anyOf: [dateTime, {}] }],
  [
    "a property of which two parts say different things",
    {
      allOf: [
        { type: "object", properties: { a: dateTime } },
        { type: "object", properties: { a: { type: "string", minLength: 1 } } },
      ],
    },
  ],
  [
    "typed other properties beside known ones",
    { type: "object", properties: { n: { type: "integer" } }, additionalProperties: dateTime },
  ],
  [
    "a constant that may be missing",
    {
      oneOf: [
        { type: "object", properties: { kind: { const: "a" }, at: dateTime } },
        { type: "object", properties: { kind: { const: "b" } } },
      ],
    },
  ],
])("%s: it stays JSON, its type too", async ([, schema]) => {
  const { text } = await transformsOf({
    Vague: schema,
    Uses: { type: "object", properties: { vague: ref("Vague"), due: dateTime } },
  });
  expect(text).not.toContain("const Vague");
  expect(text).toContain("vague?: models.Vague;");
});

const use = `import * as transforms from "./transforms.js";
import type { Job } from "./models.js";
declare const json: Job;
const values = transforms.Job.parse(json);
const due: typeof values.due = values.due;
// @ts-expect-error what is converted is no text any more
const text: string = values.due;
// @ts-expect-error JSON is not what is formatted
transforms.Job.format(json);
export const back: Job = transforms.Job.format({ ...values, due });
export { text };
`;

describe("the types", { tags: ["at-length"] }, () => {
  const Job = {
    type: "object",
    required: ["due"],
    properties: {
      due: dateTime,
      day: { type: ["string", "null"], format: "date" },
      id: { type: "integer", format: "int64" },
    },
  };
  const folder = temporaryFolder("transforms");
  afterAll(() => remove(folder));

  test.for(["Date", "temporal-polyfill", "@js-temporal/polyfill"] as const)("of %s", async (dates) => {
    const { files } = await generateWith({ transforms: { dates, int64: "bigint" } }, api({ Job }));
    const own = join(folder, dates.replace(/.*\//, ""));
    writeFiles(own, new Map([...files, ["use.ts", use]]));
    expect(await compile(compilers[1], writeProject(own, ["."]))).toEqual({ status: 0, output: "" });
  });

  test("of the page's example", async () => {
    const config = { zod: false, transforms: { dates: "Date", int64: "bigint" } } as const;
    const { files } = await generate(jobFor(join(repository, "schema/schema.yml"), config));
    const code = codeOf("docs/transforms.md").filter((block) => !block.includes("defineConfig"));
    const page = `import { jobJobsRetrieve, jobJobsUpdate } from "./api/index.js";
import * as transforms from "./api/transforms.js";
import { type Client, unwrap } from "ifmatch/runtime";
declare const client: Client, job_id: string;
export async function page(): Promise<void> {
${code.join("\n")}
}
`;
    const own = join(folder, "page");
    writeFiles(own, new Map([...[...files].map(([path, text]) => [`api/${path}`, text] as const), ["page.ts", page]]));
    expect(code).toHaveLength(1);
    expect(await compile(compilers[1], writeProject(own, ["."]))).toEqual({ status: 0, output: "" });
  });

  test("of a schema that is called Temporal, beside the platform's", async () => {
    const { file } = await generateWith({ zod: false, transforms: { dates: "Temporal" } }, api({ Temporal: Job }));
    expect(file("transforms.ts")).toContain("due: globalThis.Temporal.Instant;");
    expect(file("transforms.ts")).toContain("dateTimeAsInstant(globalThis.Temporal)");
  });
});

testEachDocument("every body of $name comes back as it went", async ({ path }) => {
  const config = {
    zod: false,
    transforms: { dates: "temporal-polyfill", int64: "bigint" },
    allowRemote: [STAC_ORIGIN],
  } satisfies Parameters<typeof jobFor>[1];
  const { model, files } = await generate(jobFor(path(), config), { fetch: stacFetch().fetch });
  const all = await load(files);
  const instances = new Instances(model);
  for (const { name, schema } of model.schemas.filter((one) => one.name in all))
    fc.assert(
      fc.property(instances.of(schema), (json) => {
        const before = JSON.stringify(json);
        const values = all[name]!.parse(json);
        expect(JSON.stringify(all[name]!.format(values)), name).toBe(before);
        expect(JSON.stringify(json)).toBe(before);
      }),
      { numRuns: 20 },
    );
});
