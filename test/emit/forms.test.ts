/**
 * `schemas.ts` and `models.ts` as forms use them: schemas whose input is typed, objects that others are made of, the
 * values of enums.
 */
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { generate } from "../../generator/generate.js";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { jobFor } from "../corpus/corpus.js";
import { loadSchemas } from "./differential/zod-module.js";
import { api } from "./forms-document.js";

const folder = temporaryFolder("forms");
let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  writeFiles(folder, new Map([["schema.json", JSON.stringify(api)]]));
  ({ files } = await generate(jobFor(join(folder, "schema.json"))));
});
afterAll(() => remove(folder));

const isSchemaFile = ([path]: readonly [string, string]): boolean => ["models.ts", "schemas.ts"].includes(path);

describe("types", () => {
  // As @hookform/resolvers 5 declares it.
  const program = `
import * as z from "zod";
import * as models from "./api/models.js";
import * as schemas from "./api/schemas.js";

interface Resolvable<Output, Input> { _zod: { output: Output; input: Input } }
declare function zodResolver<Input extends Record<string, any>, Output, T extends Resolvable<Output, Input> = Resolvable<Output, Input>>(
  schema: T,
): { readonly input: z.input<T>; readonly output: z.output<T> };
type Same<A, B> = [A, B] extends [B, A] ? true : false;
const same = <A, B>(..._: Same<A, B> extends true ? [] : ["differ"]): void => {};

const form = zodResolver(schemas.JobWrite);
same<typeof form.input, models.JobWrite>();
same<typeof form.output, models.JobWrite>();
same<keyof typeof form.input, "name" | "note" | "status" | "parent" | "people">();
same<z.input<typeof schemas.Job>, models.Job>();
same<z.output<typeof schemas.Closed>, models.Closed>();
same<z.input<typeof schemas.Open>, models.Open>();
same<z.input<typeof schemas.Scores>, models.Scores>();
same<z.input<typeof schemas.AtLeastTwo>, models.AtLeastTwo>();
same<z.input<typeof schemas.Employee>, models.Employee>();
zodResolver(schemas.Employee);
zodResolver(schemas.AtLeastTwo);

const named = schemas.JobWrite.pick({ name: true, note: true });
same<z.input<typeof named>, { name: string; note?: string | null }>();
const unnamed = schemas.JobWrite.omit({ name: true });
same<keyof z.input<typeof unnamed>, "note" | "status" | "parent" | "people">();
const titled = schemas.JobWrite.extend({ title: z.string() });
same<z.input<typeof titled>, models.JobWrite & { title: string }>();
const some = schemas.Person.partial();
const none: z.input<typeof some> = {};
const status = schemas.JobWrite.shape.status;
same<z.input<typeof status>, models.JobStatus>();
// @ts-expect-error There is no such property.
schemas.JobWrite.pick({ nam: true });
// @ts-expect-error What is read only is not sent.
schemas.JobWrite.shape.id;
// @ts-expect-error Closed objects have no other members.
schemas.Closed.shape.other;

const every: readonly models.JobStatus[] = schemas.JobStatus.options;
same<typeof schemas.JobStatus.enum.open, "open">();
same<z.output<typeof schemas.Level>, 1 | 2 | 3>();
const job: "job" = schemas.Kind.value;
const first: models.JobStatus = models.JobStatus["on-hold"];
same<(typeof models.JobStatus)[keyof typeof models.JobStatus], models.JobStatus>();
// @ts-expect-error No such status.
models.JobStatus.closed;
export { every, first, job, none };
`;

  test.each(compilers)(
    "$name: what is parsed is typed before and after, and so is what is made of it",
    async (compiler) => {
      const own = join(folder, compiler.name.replace(/\W/g, "-"));
      writeFiles(join(own, "api"), new Map([...files].filter(isSchemaFile)));
      writeFiles(own, new Map([["program.ts", program]]));
      for (const exactOptionalPropertyTypes of [true, false])
        expect(await compile(compiler, writeProject(own, ["."], { exactOptionalPropertyTypes }))).toEqual({
          status: 0,
          output: "",
        });
    },
  );

  test("each declaration has its type beside it: isolatedDeclarations has nothing to add", async () => {
    const own = join(folder, "isolated");
    writeFiles(own, new Map([...files].filter(isSchemaFile)));
    const [, native] = compilers;
    const project = writeProject(own, ["."], { declaration: true, isolatedDeclarations: true });
    expect(await compile(native, project)).toEqual({ status: 0, output: "" });
  });
});

describe("at run time", () => {
  let objects: Readonly<Record<string, z.ZodObject>>;
  let enums: Readonly<Record<string, z.ZodEnum>>;
  beforeAll(async () => {
    const schemas: object = await loadSchemas(files);
    objects = schemas as typeof objects;
    enums = schemas as typeof enums;
  });
  const job = { name: "a", status: "open", people: [{ email: "a@b" }] };

  test("what is picked, omitted, extended and made partial checks what it says", () => {
    const JobWrite = objects["JobWrite"]!;
    expect(Object.keys(JobWrite.shape)).toEqual(["name", "note", "status", "parent", "people"]);
    expect(JobWrite.safeParse(job)).toEqual({ success: true, data: job });
    expect(JobWrite.safeParse({ ...job, name: "" }).error!.issues).toMatchObject([{ path: ["name"] }]);
    expect(JobWrite.pick({ name: true }).safeParse({ name: "a" }).success).toBe(true);
    expect(JobWrite.pick({ name: true }).safeParse({ name: "" }).success).toBe(false);
    expect(JobWrite.omit({ people: true }).safeParse({ name: "a", status: "open" }).success).toBe(true);
    expect(JobWrite.partial().safeParse({}).success).toBe(true);
    expect(JobWrite.safeParse({}).success).toBe(false);
    const Titled = JobWrite.extend({ title: z.string() });
    expect(Titled.safeParse(job).error!.issues).toMatchObject([{ path: ["title"] }]);
    expect(() => JobWrite.pick({ nam: true } as never).shape).toThrow("nam");
  });

  test("an object may contain itself, as far down as it goes", () => {
    const deep = { ...job, parent: { ...job, parent: { ...job, name: "" } } };
    expect(objects["JobWrite"]!.safeParse(deep).error!.issues).toMatchObject([{ path: ["parent", "parent", "name"] }]);
  });

  test("properties of other names stay, or are refused where the document says so", () => {
    const other = { email: "a@b", other: 1 };
    expect(objects["Person"]!.safeParse(other)).toEqual({ success: true, data: other });
    expect(objects["Open"]!.safeParse(other)).toEqual({ success: true, data: other });
    expect(objects["Closed"]!.safeParse(other).success).toBe(false);
    expect(objects["Closed"]!.partial().safeParse({ other: 1 }).success).toBe(false);
    expect(objects["Scores"]!.safeParse(other).success).toBe(false);
  });

  test("an enum lists its values, in the order of the document", () => {
    expect(enums["JobStatus"]!.options).toEqual(["open", "on-hold", "1d", "__proto__"]);
    expect(enums["EnumSchema"]!.enum).toEqual({ a: "a", b: "b" });
  });
});

/** Bundled for the browser, with zod left outside. */
async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, loader: "ts", resolveDir: join(folder, "bundle") },
    bundle: true,
    write: false,
    format: "esm",
    external: ["zod"],
  });
  return outputFiles[0]!.text;
}

describe("in a bundle", () => {
  beforeAll(() => writeFiles(join(folder, "bundle/api"), files));

  test("an object brings what it refers to, and nothing else", async () => {
    const all = await bundle('export * from "./api/schemas.js";');
    const declared = (text: string): string[] =>
      [...text.matchAll(/^var (\w+) = \/\* @__PURE__ \*\//gm)].map(([, name]) => name!);
    expect(declared(all)).toHaveLength([...files.get("schemas.ts")!.matchAll(/^export const /gm)].length);
    expect(
      declared(await bundle('import { JobWrite } from "./api/schemas.js"; console.log(JobWrite);')).sort(),
    ).toEqual(["JobStatus", "JobWrite", "Person"]);
    expect(declared(await bundle('import { Closed } from "./api/schemas.js"; console.log(Closed);'))).toEqual([
      "Closed",
    ]);
  });

  test("nothing used brings nothing", async () => {
    expect(await bundle('import { Job, Level, Employee } from "./api/schemas.js";')).toBe("");
    expect(await bundle('import { JobStatus } from "./api/index.js";')).toBe("");
  });

  test("an enum's values come without zod and without the others", async () => {
    const text = await bundle('import { JobStatus } from "./api/models.js"; console.log(JobStatus.open);');
    expect(text).toContain('"on-hold"');
    expect(text).not.toMatch(/zod|EnumSchema|Kind/);
  });
});

test("the values of an enum are those of the document, strings only, under their own names", () => {
  const models = files.get("models.ts")!;
  expect(models).toContain(`/** The values of {@link JobStatus}. */
export const JobStatus = {
  open: "open",
  "on-hold": "on-hold",
  "1d": "1d",
  ["__proto__"]: "__proto__",
} as const;`);
  expect(models).toContain('export const Kind = { job: "job" } as const;');
  expect(models).toContain('export const MaybeStatus = { open: "open" } as const;');
  expect(models).not.toMatch(/export const (Level|Mixed|Job|Person)\b/);
});
