/** The schemas for the other modules of zod: the verdicts, types and objects of those for `zod`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { loadDocument } from "../../generator/load/load.js";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../corpus/compilers.js";
import { corpusFiles, corpusPath, jobFor, repository, STAC } from "../corpus/corpus.js";
import { compare, type Comparison, type Subject } from "./differential/compare.js";
import { loadSchemas, type ZodSchema } from "./differential/zod-module.js";
import { api } from "./forms-document.js";
import { keywordDocument, keywords30, keywords31 } from "./differential/keywords.js";

const modules = ["zod/mini", "zod/v4"] as const;
type Module = (typeof modules)[number];

const SEED = 20_241_121;
const RUNS = 30;
const RUNS_AT_LENGTH = 300;
// `npm run differential`: many instances, real documents, and the slower compiler for all of the sample.
const isLarge = process.env["MODE"] === "large";

const folder = temporaryFolder("dialects");
afterAll(() => remove(folder));

async function subject(file: string, zod: Module): Promise<Subject> {
  const { model, files } = await generate(jobFor(file, { zod }));
  expect(files.get("schemas.ts")).toContain(`import * as z from "${zod}";`);
  return { root: (await loadDocument(file)).root, schemas: model.schemas, files };
}

function keywordFile(version: string, schemas: object): string {
  const file = join(folder, `${version}.json`);
  writeFileSync(file, JSON.stringify(keywordDocument(version, schemas as typeof keywords30)));
  return file;
}

const keywordFiles = [
  ["3.0.3", keywordFile("3.0.3", keywords30)],
  ["3.1.0", keywordFile("3.1.0", keywords31)],
] as const;
const sample = join(repository, "schema/schema.yml");

const verdicts = ({ disagreements, altered }: Comparison): object => ({ disagreements, altered });
const agreed = { disagreements: [], altered: [] };

describe.each(modules)("%s and ajv agree", (zod) => {
  test.each(keywordFiles)("on each keyword of OpenAPI %s", async (_, file) => {
    const found = await compare(await subject(file, zod), SEED, RUNS);
    expect(verdicts(found)).toEqual(agreed);
    expect(found.valid / found.instances).toBeGreaterThan(0.2);
  });

  test("on the sample", async () => {
    const found = await compare(await subject(sample, zod), SEED, RUNS);
    expect(verdicts(found)).toEqual(agreed);
    expect(found.valid / found.instances).toBeGreaterThan(0.3);
  });

  if (!isLarge) return;
  describe("after more instances", () => {
    test.each(keywordFiles)("on each keyword of OpenAPI %s", async (_, file) => {
      const found = await compare(await subject(file, zod), SEED, RUNS_AT_LENGTH);
      expect(verdicts(found)).toEqual(agreed);
      expect(found.neverValid).toEqual(["NotBounds", "NotFormat", "RequiredUndeclaredClosed"]);
    });

    describe("on real documents", { tags: ["corpus"] }, () => {
      // The one left out needs a stand-in for its origin.
      test.each(corpusFiles.filter((file) => file !== STAC))("such as %s", async (file) => {
        expect(verdicts(await compare(await subject(corpusPath(file), zod), SEED, RUNS))).toEqual(agreed);
      });
    });
  });
});

const formsFile = join(folder, "forms.json");
writeFileSync(formsFile, JSON.stringify(api));

/** By methods, as for `zod`. */
const methods = `
const named = schemas.JobWrite.pick({ name: true, note: true });
const unnamed = schemas.JobWrite.omit({ name: true });
const titled = schemas.JobWrite.extend({ title: z.string() });
const some = schemas.Person.partial();
// @ts-expect-error There is no such property.
schemas.JobWrite.pick({ nam: true });
`;

/** How forms make other objects of the schemas, and the values of enums. */
const programs: Readonly<Record<Module, string>> = {
  "zod/mini": `
const named = z.pick(schemas.JobWrite, { name: true, note: true });
const unnamed = z.omit(schemas.JobWrite, { name: true });
const titled = z.extend(schemas.JobWrite, { title: z.string() });
const some = z.partial(schemas.Person);
// @ts-expect-error There is no such property.
z.pick(schemas.JobWrite, { nam: true });
`,
  "zod/v4": methods,
};

const program = (zod: Module): string => `
import * as z from "${zod}";
import * as models from "./api/models.js";
import * as schemas from "./api/schemas.js";

type Same<A, B> = [A, B] extends [B, A] ? true : false;
const same = <A, B>(..._: Same<A, B> extends true ? [] : ["differ"]): void => {};

same<z.input<typeof schemas.Job>, models.Job>();
same<z.output<typeof schemas.JobWrite>, models.JobWrite>();
same<z.output<typeof schemas.Closed>, models.Closed>();
same<z.input<typeof schemas.Open>, models.Open>();
same<z.input<typeof schemas.Scores>, models.Scores>();
same<z.input<typeof schemas.Employee>, models.Employee>();
same<z.output<typeof schemas.Level>, 1 | 2 | 3>();
${programs[zod]}
same<z.input<typeof named>, { name: string; note?: string | null }>();
same<keyof z.input<typeof unnamed>, "note" | "status" | "parent" | "people">();
same<z.output<typeof titled>, models.JobWrite & { title: string }>();
const none: z.input<typeof some> = {};
const status = schemas.JobWrite.shape.status;
same<z.input<typeof status>, models.JobStatus>();
// @ts-expect-error What is read only is not sent.
schemas.JobWrite.shape.id;
// @ts-expect-error Closed objects have no other members.
schemas.Closed.shape.other;
const every: readonly models.JobStatus[] = schemas.JobStatus.options;
export { every, none };
`;

const paths = {
  "ifmatch/runtime": [join(repository, "runtime/index.ts")],
  // What `zod/v4` is in a project with zod 3.25.
  "zod/v4": [join(repository, "node_modules/zod325/v4/index.d.ts")],
};

/** Of a client's files those that import zod, and what these import. */
async function writeSchemas(target: string, file: string, zod: Module): Promise<void> {
  const { files } = await generate(jobFor(file, { zod }));
  writeFiles(target, new Map(["models.ts", "schemas.ts", "validation.ts"].map((path) => [path, files.get(path)!])));
}

describe.each(compilers)("$name accepts", { tags: ["at-length"] }, (compiler) => {
  const projectFolder = (name: string): string => join(folder, `${compiler.name} ${name}`.replace(/\W/g, "-"));

  const isSlow = compiler !== compilers[1];
  test.each(isSlow && !isLarge ? [] : modules)("the sample and every keyword for %s", async (zod) => {
    const own = projectFolder(zod);
    for (const [name, file] of [...keywordFiles, ["sample", sample] as const])
      await writeSchemas(join(own, name), file, zod);
    expect(await compile(compiler, writeProject(own, ["."], { paths }))).toEqual({ status: 0, output: "" });
  });

  test.each(modules)("what forms make of the schemas for %s", async (zod) => {
    const own = projectFolder(`forms ${zod}`);
    await writeSchemas(join(own, "api"), formsFile, zod);
    writeFiles(own, new Map([["program.ts", program(zod)]]));
    for (const exactOptionalPropertyTypes of [true, false])
      // Without validation.ts: the runtime that it imports is compiled with exact optional properties only.
      expect(await compile(compiler, writeProject(own, ["program.ts"], { paths, exactOptionalPropertyTypes }))).toEqual(
        { status: 0, output: "" },
      );
  });
});

test.each(modules)("each declaration for %s has its type beside it", async (zod) => {
  const own = join(folder, `isolated-${zod.replace("/", "-")}`);
  await writeSchemas(own, formsFile, zod);
  const [, native] = compilers;
  const project = writeProject(own, ["schemas.ts"], { paths, declaration: true, isolatedDeclarations: true });
  expect(await compile(native, project)).toEqual({ status: 0, output: "" });
});

test("a bundle with one schema for zod/mini is less than half of that for zod", async () => {
  const sizeFor = async (zod: "zod" | "zod/mini"): Promise<number> => {
    const { files } = await generate(jobFor(sample, { zod }));
    const one = files.get("schemas.ts")!.replace(/^export const (?!AssignmentWrite\b)/gm, "const ");
    const { outputFiles } = await build({
      stdin: { contents: one, loader: "ts", resolveDir: repository },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
    });
    return gzipSync(outputFiles[0]!.contents).length;
  };
  expect(await sizeFor("zod/mini")).toBeLessThan((await sizeFor("zod")) / 2);
});

/** Schemas made of those for forms, by the expressions that make them. */
const made: Readonly<Record<Module, Readonly<Record<string, string>>>> = {
  "zod/mini": {
    Picked: "z.pick(JobWrite, { name: true })",
    Omitted: "z.omit(JobWrite, { people: true })",
    Partial: "z.partial(JobWrite)",
    Titled: "z.extend(JobWrite, { title: z.string() })",
    PartialClosed: "z.partial(Closed)",
  },
  "zod/v4": {
    Picked: "JobWrite.pick({ name: true })",
    Omitted: "JobWrite.omit({ people: true })",
    Partial: "JobWrite.partial()",
    Titled: "JobWrite.extend({ title: z.string() })",
    PartialClosed: "Closed.partial()",
  },
};

describe.each(modules)("with %s, at run time", (zod) => {
  let schemas: Readonly<Record<string, ZodSchema>>;
  beforeAll(async () => {
    const { files } = await generate(jobFor(formsFile, { zod }));
    const derived = Object.entries(made[zod]).map(([name, expression]) => `export const ${name} = ${expression};`);
    schemas = await loadSchemas(new Map([["schemas.ts", [files.get("schemas.ts")!, ...derived].join("\n")]]));
  });
  const job = { name: "a", status: "open", people: [{ email: "a@b" }] };
  const accepts = (name: string, value: unknown): boolean => schemas[name]!.safeParse(value).success;

  test("what is picked, omitted, extended and made partial checks what it says", () => {
    expect(schemas["JobWrite"]!.safeParse(job)).toEqual({ success: true, data: job });
    expect(accepts("JobWrite", {})).toBe(false);
    expect([accepts("Picked", { name: "a" }), accepts("Picked", { name: "" })]).toEqual([true, false]);
    expect([accepts("Omitted", { name: "a", status: "open" }), accepts("Omitted", {})]).toEqual([true, false]);
    expect([accepts("Titled", job), accepts("Titled", { ...job, title: "b" })]).toEqual([false, true]);
    expect([accepts("Partial", {}), accepts("Partial", { name: "" })]).toEqual([true, false]);
  });

  test("an object may contain itself; other properties stay, or are refused", () => {
    expect(accepts("JobWrite", { ...job, parent: { ...job, parent: job } })).toBe(true);
    expect(accepts("JobWrite", { ...job, parent: { ...job, parent: { ...job, name: "" } } })).toBe(false);
    const other = { email: "a@b", other: 1 };
    expect(schemas["Person"]!.safeParse(other)).toEqual({ success: true, data: other });
    expect([accepts("Closed", other), accepts("PartialClosed", { other: 1 })]).toEqual([false, false]);
  });

  test("an optional property with the value undefined passes zod 4.0 only, as the docs say", () => {
    expect(accepts("JobWrite", { ...job, note: undefined })).toBe(zod === "zod/v4");
  });

  test("an enum lists its values, in the order of the document", () => {
    expect(schemas["JobStatus"]).toMatchObject({ options: ["open", "on-hold", "1d", "__proto__"] });
  });
});
