/**
 * The emitted zod schemas give the verdict that ajv gives on the document's own schemas, instance by
 * instance. Where they depart from it on purpose, differential/readings.ts says so and why.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate, type Generated } from "../../generator/generate.js";
import { loadDocument } from "../../generator/load/load.js";
import { remove, temporaryFolder } from "../corpus/compilers.js";
import { corpusFiles, generateCorpus, jobFor, loadCorpus, repository } from "../corpus/corpus.js";
import { ask, compare, type Comparison, type Subject } from "./differential/compare.js";
import { Converter } from "./differential/json-schema.js";
import { keywordDocument, keywords30, keywords31 } from "./differential/keywords.js";
import { readings } from "./differential/readings.js";
import { loadSchemas } from "./differential/zod-module.js";

/** The same instances on every run; change it to look elsewhere. */
const SEED = 20_241_121;
const RUNS = 60;
const RUNS_PER_KEYWORD = 300;

const folder = temporaryFolder("differential");
afterAll(() => remove(folder));

const subject = ({ model, files }: Generated, { root }: Pick<Subject, "root">): Subject => ({
  root,
  schemas: model.schemas,
  files,
});

async function keywordSubject(name: string, document: object): Promise<Subject> {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(document));
  return subject(await generate(jobFor(file)), await loadDocument(file));
}

const totals = { schemas: 0, instances: 0, valid: 0, disagreements: 0 };
const needed = new Map<string, number>();
function report(name: string, found: Comparison): void {
  totals.schemas += found.schemas;
  totals.instances += found.instances;
  totals.valid += found.valid;
  totals.disagreements += found.disagreements.length;
  for (const [reading, count] of found.applied) needed.set(reading, (needed.get(reading) ?? 0) + count);
  console.log(
    `${name}: ${found.schemas} schemas, ${found.instances} instances (${found.valid} valid), ${found.disagreements.length} disagreements${found.neverValid.length > 0 ? `; never valid: ${found.neverValid.join(", ")}` : ""}`,
  );
}

afterAll(() => {
  console.log(
    `All documents, seed ${SEED}: ${totals.schemas} schemas, ${totals.instances} instances (${totals.valid} valid), ${totals.disagreements} schemas with a disagreement outside the table.`,
  );
  console.log(
    `Readings of the table, by the number of schemas they changed:\n${[...needed].map(([reading, count]) => `  ${count.toString().padStart(5)}  ${reading}`).join("\n")}`,
  );
});

describe("zod and ajv agree", () => {
  test("on the sample", async () => {
    const file = join(repository, "schema/schema.yml");
    const found = await compare(subject(await generate(jobFor(file)), await loadDocument(file)), SEED, RUNS);
    report("schema.yml", found);
    expect(found.disagreements).toEqual([]);
    expect(found.altered).toEqual([]);
    expect(found.valid / found.instances).toBeGreaterThan(0.3);
  });

  describe("on real documents", { tags: ["corpus"] }, () => {
    test.each(corpusFiles)("such as %s", async (file) => {
      const found = await compare(subject(await generateCorpus(file), await loadCorpus(file)), SEED, RUNS);
      report(file, found);
      expect(found.disagreements).toEqual([]);
      expect(found.altered).toEqual([]);
      expect(found.valid / found.instances).toBeGreaterThan(0.2);
    });
  });

  describe.each([
    { version: "3.0.3", schemas: keywords30 },
    { version: "3.1.0", schemas: keywords31 },
  ])("on each keyword of OpenAPI $version", ({ version, schemas }) => {
    let found: Comparison;
    beforeAll(async () => {
      found = await compare(await keywordSubject(version, keywordDocument(version, schemas)), SEED, RUNS_PER_KEYWORD);
      report(`keywords of ${version}`, found);
    });

    test.each(Object.keys(schemas))("%s", (name) => {
      expect(found.disagreements.filter((line) => line.startsWith(`${name} (`))).toEqual([]);
    });

    test("and what is accepted is handed back as it was", () => {
      expect(found.altered).toEqual([]);
    });

    test("and all but those that no instance can fit were seen accepting one", () => {
      // The two `not`s speak of what is not checked; the last one requires a property and forbids it.
      expect(found.neverValid).toEqual(["NotBounds", "NotFormat", "RequiredUndeclaredClosed"]);
    });
  });
});

/** A schema that ajv cannot compile accepts nothing. */
function lenient(compile: () => (instance: unknown) => unknown): (instance: unknown) => unknown {
  try {
    return compile();
  } catch {
    return () => false;
  }
}

describe("the table of departures", () => {
  test.each(readings)("is needed where it says that $name: $reason", async ({ name, accepts, example }) => {
    const document = keywordDocument(example.openapi ?? "3.0.3", { Example: example.schema });
    const { root, files } = await keywordSubject(`example-${name.replace(/\W+/g, "-")}`, document);
    const letter = lenient(() => new Converter(root, "read", []).validators()("#/components/schemas/Example"));
    const read = new Converter(root, "read", readings).validators()("#/components/schemas/Example");
    const { verdict: zod } = ask((await loadSchemas(files))["Example"]!, example.instance);
    expect({ letter: letter(example.instance), zod }).toEqual({
      letter: accepts === "less",
      zod: accepts === "more",
    });
    expect(read(example.instance)).toBe(accepts === "more");
  });
});
