/**
 * Types, zod schemas and ajv say the same: an instance that ajv accepts compiles as a value of the schema's type; one
 * that it refuses for a missing property, a wrong primitive or a wrong enum does not. What a type cannot say stands
 * in differential/type-readings.ts.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusedError } from "../../generator/diagnostics.js";
import { generate, type Generated } from "../../generator/generate.js";
import { loadDocument } from "../../generator/load/load.js";
import { isRecord, type JsonObject, own, pointer } from "../../generator/load/pointer.js";
import {
  compile,
  compilers,
  oldestCompiler,
  remove,
  temporaryFolder,
  writeFiles,
  writeProject,
} from "../corpus/compilers.js";
import {
  availableFiles,
  corpusFiles,
  generateCorpus,
  jobFor,
  loadCorpus,
  repository,
  shortName,
} from "../corpus/corpus.js";
import { type Claim, type Claims, claimsOf, print, printClaims } from "./differential/compiled.js";
import { schemas } from "./differential/grammar.js";
import { keywordDocument, keywords30, keywords31 } from "./differential/keywords.js";

/** The same instances on every run; change it to look elsewhere. */
const SEED = 20_241_121;
const EACH = 5;
/** Real documents have schemas enough. */
const EACH_OF_CORPUS = 2;
const GRAMMARS = 4;

const folder = temporaryFolder("types");
afterAll(() => remove(folder));

const cases = resolve(repository, "../shared/cases/documents");
const hasCases = existsSync(cases);
if (!hasCases) console.warn(`The cases are SKIPPED: there is no folder ${cases}.`);

interface Subject {
  readonly name: string;
  readonly claims: Claims;
  readonly firstLine: number;
}
const subjects = new Map<string, Subject>();

async function add(
  name: string,
  generated: Generated,
  root: Parameters<typeof claimsOf>[0]["root"],
  each = EACH,
): Promise<void> {
  const { model, files } = generated;
  const claims = await claimsOf({ root, schemas: model.schemas, files }, SEED, each);
  writeFiles(join(folder, name), new Map([["models.ts", files.get("models.ts")!]]));
  const { text, firstLine } = printClaims(claims.claims, "./models.js");
  writeFileSync(join(folder, name, "claims.ts"), text);
  subjects.set(name, { name, claims, firstLine });
}

async function addFile(name: string, file: string): Promise<void> {
  await add(name, await generate(jobFor(file)), (await loadDocument(file)).root);
}

async function addDocument(name: string, document: object): Promise<void> {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(document));
  await addFile(name, file);
}

/**
 * The document with a component for each schema that stands in its paths: what has no name has no type to import. What
 * has one by reference is a component already, and one that is only uploaded has no form that is read.
 */
function withInlineSchemas(root: JsonObject): JsonObject {
  const found: Record<string, JsonObject> = {};
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      const place = pointer(at, key);
      if (key !== "schema") visit(child, place);
      else if (isRecord(child) && own(child, "$ref") === undefined)
        found[`Inline${Object.keys(found).length}`] = { $ref: place };
    }
  };
  visit(own(root, "paths"), "#/paths");
  const components = own(root, "components");
  const named = { ...(own(components, "schemas") as JsonObject | undefined), ...found };
  return { ...root, components: { ...(components as JsonObject | undefined), schemas: named } };
}

const caseFiles = hasCases ? readdirSync(cases).filter((file) => /\.ya?ml$/.test(file)) : [];
const grammars = (["3.0.3", "3.1.0"] as const).flatMap((dialect) =>
  fc.sample(schemas(dialect), { seed: SEED, numRuns: GRAMMARS }).map((components, index) => ({
    name: `grammar-${dialect}-${index}`,
    document: keywordDocument(dialect, components),
  })),
);
const names = [
  "sample",
  "keywords-3.0",
  "keywords-3.1",
  ...grammars.map(({ name }) => name),
  ...caseFiles.map(shortName),
];
// The newest stands for the older ones; `npm run differential` takes these, too.
const all = process.env["MODE"] === "large" ? [...compilers, oldestCompiler] : [compilers[1]];
/** Of each compiler: the lines it complains about. */
const complaints = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  await addFile("sample", join(repository, "schema/schema.yml"));
  await addDocument("keywords-3.0", keywordDocument("3.0.3", keywords30));
  await addDocument("keywords-3.1", keywordDocument("3.1.0", keywords31));
  for (const { name, document } of grammars) await addDocument(name, document);
  for (const file of availableFiles)
    await add(shortName(file), await generateCorpus(file), (await loadCorpus(file)).root, EACH_OF_CORPUS);
  for (const file of caseFiles) {
    try {
      const { root } = await loadDocument(join(cases, file));
      await addDocument(shortName(file), withInlineSchemas(root));
    } catch (error) {
      // Documents that are refused have no types.
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  // The oldest one knows neither the target nor the last of the flags.
  const project = writeProject(folder, ["."], {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    erasableSyntaxOnly: undefined,
  });
  for (const compiler of all) {
    const { output } = await compile(compiler, project);
    const lines = output.split("\n").map((line) => /^(\S+?)\((\d+),\d+\): error/.exec(line));
    complaints.set(compiler.name, new Set(lines.flatMap((line) => (line ? [`${line[1]}:${line[2]}`] : []))));
  }
  const found = [...subjects.values()].flatMap(({ claims }) => claims.claims);
  console.log(
    `${found.length} instances, ${found.filter(({ compiles }) => compiles).length} of them valid, seed ${SEED}.`,
  );
}, 600_000);

const describeClaim = ({ about, type, instance, compiles }: Claim): string =>
  `${about}: ${type} ${compiles ? "refuses" : "accepts"} ${print(instance).slice(0, 300)}`;

/** What a compiler says otherwise than ajv; nothing of a case that is refused. */
function wrong(compiler: string, name: string): string[] {
  const subject = subjects.get(name);
  if (!subject) return [];
  const complained = complaints.get(compiler)!;
  const otherwise = subject.claims.claims.filter(
    ({ compiles }, index) => complained.has(`${name}/claims.ts:${subject.firstLine + index}`) === compiles,
  );
  return [...otherwise.map(describeClaim), ...[...complained].filter((line) => line.startsWith(`${name}/models.ts`))];
}
const disagreements = (name: string): readonly string[] => subjects.get(name)?.claims.disagreements ?? [];
const corpusNames = corpusFiles.map(shortName);

describe.each(all)("under $name types are what ajv says", ({ name: compiler }) => {
  test.each(names)("of %s", (name) => expect(wrong(compiler, name)).toEqual([]));
  test.each(corpusNames)("of %s", { tags: ["corpus"] }, (name) => expect(wrong(compiler, name)).toEqual([]));
});

describe("zod says the same of the instances", () => {
  test.each(names)("of %s", (name) => expect(disagreements(name)).toEqual([]));
  test.each(corpusNames)("of %s", { tags: ["corpus"] }, (name) => expect(disagreements(name)).toEqual([]));
});

test("both kinds of instances were found", () => {
  const found = [...subjects.values()].flatMap(({ claims }) => claims.claims);
  expect(found.filter(({ compiles }) => compiles).length).toBeGreaterThan(500);
  expect(found.filter(({ compiles }) => !compiles).length).toBeGreaterThan(500);
});
