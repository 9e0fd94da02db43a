import { afterAll, describe, expect, test } from "vitest";
import { buildModel } from "../../generator/model/build.js";
import { clientSchema } from "../../generator/config/schema.js";
import type { LoadedDocument } from "../../generator/load/load.js";
import { createMock, loadDocument, type Mock } from "ifmatch/mock";
import type { ApiModel, OperationModel } from "../../generator/model/model.js";
import { parametersOf } from "../../generator/model/paths.js";
import { BodyChecker } from "../../generator/mock/body-checker.js";
import { corpusFiles, loadCorpus, repository } from "../corpus/corpus.js";

/* Every document starts, and its GETs are answered with what its own schemas accept. */

interface Figures {
  gets: number;
  answered: number;
  /** Answers with a JSON schema to hold them against. */
  checked: number;
  valid: number;
  readonly invalid: string[];
}

/** A path of something that exists, found by the keys that the mock lists; `undefined` where there is none. */
async function pathOf(mock: Mock, operation: OperationModel): Promise<string | undefined> {
  const names = parametersOf(operation.path);
  if (names.length === 0) return operation.path;
  const keys = mock.keys(operation.path);
  let index = 0;
  const values = keys[0];
  return values && operation.path.replace(/\{[^{}]+\}/g, () => encodeURIComponent(values[index++] ?? "x"));
}

async function visit(mock: Mock, model: ApiModel): Promise<Figures> {
  const figures: Figures = { gets: 0, answered: 0, checked: 0, valid: 0, invalid: [] };
  const checker = new BodyChecker(model);
  // Paths that differ in their #fragment only are one URL, which the first of them answers.
  const gets = new Map(
    model.operations
      .filter(({ method }) => method === "GET")
      .toReversed()
      .map((one) => [one.path, one]),
  );
  for (const operation of gets.values()) {
    figures.gets++;
    const path = await pathOf(mock, operation);
    const response = await mock.fetch(`http://mock${path ?? "/nowhere"}`);
    const text = await response.text();
    expect([operation.id, response.status < 500]).toEqual([operation.id, true]);
    if (!response.ok) {
      figures.invalid.push(`${operation.id}: ${response.status} ${path}`);
      continue;
    }
    figures.answered++;
    const declared = operation.responses.find(({ status }) => status === String(response.status) || status === "2XX");
    if (!declared?.schema) continue;
    figures.checked++;
    const parsed = checker.of(declared.schema, "read").safeParse(JSON.parse(text));
    if (parsed.success) figures.valid++;
    else figures.invalid.push(`${operation.id}: ${parsed.error.message.slice(0, 300)} ${text.slice(0, 200)}`);
  }
  return figures;
}

const table: string[] = [];
afterAll(() =>
  console.log(`mock of each document: GETs, answered 2xx, with a JSON schema, accepted by it\n${table.join("\n")}`),
);

async function measure(name: string, document: LoadedDocument): Promise<Figures> {
  const config = clientSchema.parse({ input: name });
  const figures = await visit(await createMock({ schema: document }), buildModel(document, config));
  const { gets, answered, checked, valid, invalid } = figures;
  table.push(`${name}: ${gets}, ${answered}, ${checked}, ${valid}`);
  if (process.env["DEBUG_MOCK"]) console.log(name, invalid);
  return figures;
}

test("the sample: every GET is answered with what its schema accepts", async () => {
  const { gets, answered, checked, valid, invalid } = await measure(
    "schema/schema.yml",
    await loadDocument(`${repository}/schema/schema.yml`),
  );
  expect(invalid).toEqual([]);
  expect([answered, valid]).toEqual([gets, checked]);
});

describe("the corpus", { tags: ["corpus"] }, () => {
  test.for(corpusFiles)("%s", async (file) => {
    const { gets, answered, checked, valid, invalid } = await measure(file, await loadCorpus(file));
    expect({ answered, valid, invalid }).toEqual({ answered: gets, valid: checked, invalid: [] });
  });
});
