/** What the mock builds is what `schemas.ts` says: the same verdicts, issue by issue. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { loadDocument } from "../../generator/load/load.js";
import { BodyChecker } from "../../generator/mock/body-checker.js";
import { sha256 } from "../../generator/mock/digest.js";
import { remove, temporaryFolder } from "../corpus/compilers.js";
import { jobFor, repository } from "../corpus/corpus.js";
import { emitted } from "../emit/differential/compare.js";
import { InstanceMaker } from "../emit/differential/instances.js";
import { Converter } from "../emit/differential/json-schema.js";
import { keywordDocument, keywords30, keywords31 } from "../emit/differential/keywords.js";
import { readings } from "../emit/differential/readings.js";
import { loadSchemas } from "../emit/differential/zod-module.js";

const folder = temporaryFolder("zod-builder");
afterAll(() => remove(folder));

function keywordFile(version: string, schemas: typeof keywords30): string {
  const file = join(folder, `${version}.json`);
  writeFileSync(file, JSON.stringify(keywordDocument(version, schemas)));
  return file;
}

interface Verdict {
  readonly success: boolean;
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };
}

/** Where a value is refused, and what is said. */
const issuesOf = ({ success, error }: Verdict): unknown =>
  success || error!.issues.map(({ path, message }) => `${path.join("/")}: ${message}`).sort();

test.each([
  keywordFile("3.0.3", keywords30),
  keywordFile("3.1.0", keywords31 as typeof keywords30),
  join(repository, "schema/schema.yml"),
])("%s", async (file) => {
  const { model, files } = await generate(jobFor(file, { zod: "zod" }));
  const { root } = await loadDocument(file);
  const printed = await loadSchemas(files);
  const checker = new BodyChecker(model);
  let refused = 0;
  let asked = 0;
  for (const mode of ["read", "write"] as const) {
    const converter = new Converter(root, mode, readings);
    const maker = new InstanceMaker(converter.definitions);
    for (const { key, at, name } of emitted(model.schemas, mode)) {
      const { schema, form, writeForm } = model.schemas.find((one) => one.key === key)!;
      const built = checker.of(schema, name === model.schemas.find((one) => one.key === key)!.name ? form : writeForm);
      const property = fc.property(maker.instances(converter.refOf(at)), (instance) => {
        const expected = printed[name]!.safeParse(instance) as unknown as Verdict;
        asked++;
        if (!expected.success) refused++;
        expect([name, issuesOf(built.safeParse(instance))]).toEqual([name, issuesOf(expected)]);
      });
      fc.assert(property, { seed: 20_241_128, numRuns: 30 });
    }
  }
  expect(refused).toBeGreaterThan(asked / 20);
  expect(asked - refused).toBeGreaterThan(asked / 20);
});

test("SHA-256 is what Node says it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});
