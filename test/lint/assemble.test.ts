/** The linter puts files together itself; the contract it finds is the one that clients are generated from. */
import { join } from "node:path";
import { createConfig, lintDocument, type Plugin } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { clientSchema } from "../../generator/config/schema.js";
import { assemble, type Assembled, type Resolve } from "../../generator/lint/assemble.js";
import { Contract } from "../../generator/contract/contract.js";
import { loadDocument, openDocument } from "../../generator/load/load.js";
import { follow, type JsonObject } from "../../generator/load/pointer.js";
import { buildModel } from "../../generator/model/build.js";
import type { Concurrency } from "../../generator/model/model.js";
import { run } from "../cli/recording-terminal.js";
import { workspace } from "../cli/workspace.js";
import { corpusFiles, corpusPath, STAC } from "../corpus/corpus.js";
import { severalFiles, swagger } from "./documents.js";

/** A document as rules see it, and the root that openapi-core walked. */
async function assembled(file: string): Promise<Assembled & { readonly walked: JsonObject }> {
  let found: (Assembled & { walked: JsonObject }) | undefined;
  const visitor = () => ({
    Root: {
      enter(root: unknown, { location, resolve }: { location: { source: never }; resolve: unknown }) {
        const walked = root as JsonObject;
        found = { ...assemble(walked, location.source, resolve as Resolve), walked };
      },
    },
  });
  const rules = { look: visitor };
  const plugin = { id: "test", rules: { oas3: rules, oas2: rules } } as unknown as Plugin;
  const { document, resolver } = await openDocument(file);
  const config = await createConfig({ plugins: [plugin], rules: { "test/look": "error" } });
  await lintDocument({ document, config, externalRefResolver: resolver });
  return found!;
}

const options = clientSchema.parse({ input: "." });

async function expectSameContract(file: string): Promise<number> {
  const contract = new Contract(await assembled(file), options);
  const model = buildModel(await loadDocument(file), options);
  // Evidence are pointers, and bundling names the places of other files its own way.
  const roles = (id: string, concurrency: Concurrency): object => ({ id, ...concurrency, evidence: undefined });
  expect(contract.operations.map(({ raw, concurrency }) => roles(raw.id, concurrency))).toEqual(
    model.operations.map(({ id, concurrency }) => roles(id, concurrency)),
  );
  expect(contract.resources).toEqual(model.resources);
  return contract.operations.filter(({ concurrency }) => concurrency.role !== "none").length;
}

describe("the contract is the model's", () => {
  test("of a document of several files", async () => {
    expect(await expectSameContract(join(workspace(severalFiles), "openapi.yml"))).toBe(2);
  });

  test("of Swagger 2.0", async () => {
    expect(await expectSameContract(join(workspace({ "swagger.yml": swagger }), "swagger.yml"))).toBe(2);
  });

  test("of Swagger 2.0 in several files", async () => {
    const files = {
      "swagger.yml": swagger.replace(/ {2}\/jobs\/\{id\}\/:\n(?: {4}.*\n)+/, '  /jobs/{id}/: { $ref: "job.yml" }\n'),
      "job.yml": swagger
        .match(/ {2}\/jobs\/\{id\}\/:\n((?: {4}.*\n)+)/)![1]!
        .replaceAll(/^ {4}/gm, "")
        .replaceAll("#/definitions", "swagger.yml#/definitions"),
    };
    const folder = workspace(files);
    expect(await expectSameContract(join(folder, "swagger.yml"))).toBe(2);
    const { locate } = await assembled(join(folder, "swagger.yml"));
    expect(locate("#/paths/~1jobs~1{id}~1/put")).toMatchObject({
      source: { absoluteRef: join(folder, "job.yml") },
      pointer: "#/put",
    });
  });

  // The stand-ins for the remote files of that one are its own test's.
  test.for(corpusFiles.filter((file) => file !== STAC))("of %s", { tags: ["corpus"] }, async (file) => {
    await expectSameContract(corpusPath(file));
  });
});

describe("assembling", () => {
  test("does not copy a document of one file, and changes none", async () => {
    const single = await assembled(
      join(workspace({ "a.yml": swagger.replace(/^swagger.*$/m, "openapi: 3.0.3") }), "a.yml"),
    );
    expect(single.root).toBe(single.walked);
    const several = await assembled(join(workspace(severalFiles), "openapi.yml"));
    expect(several.root).not.toBe(several.walked);
    expect(JSON.stringify(several.walked)).toContain("paths/job.yml#/undo");
    expect(JSON.stringify(several.root)).not.toMatch(/"\$ref":"(?!#)/);
  });

  test("gives schemas of other files the names that bundling gives them, and ends at cycles", async () => {
    const { root } = await assembled(join(workspace(severalFiles), "openapi.yml"));
    expect(Object.keys(follow(root, "#/components/schemas") as object).toSorted()).toEqual(["Person", "job"]);
    expect(follow(root, "#/components/schemas/job/properties/parent")).toEqual({ $ref: "#/components/schemas/job" });
    expect(follow(root, "#/components/schemas/job/properties/owner")).toEqual({ $ref: "#/components/schemas/Person" });
  });

  test("names that are taken are counted up", async () => {
    const folder = workspace({
      "a.yml": `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /a: { get: { operationId: a, responses: { "200": { $ref: "b.yml#/responses/Ok" }, default: { $ref: "#/components/responses/Ok" } } } }
components: { responses: { Ok: { description: own } } }
`,
      "b.yml": "responses: { Ok: { description: other, __proto__: { polluted: true } } }\n",
    });
    const { root, locate } = await assembled(join(folder, "a.yml"));
    expect(follow(root, "#/paths/~1a/get/responses/200")).toEqual({ $ref: "#/components/responses/Ok-2" });
    expect(locate("#/components/responses/Ok-2/description")).toMatchObject({ pointer: "#/responses/Ok/description" });
    expect(follow(root, "#/components/responses/Ok")).toEqual({ description: "own" });
    expect(Object.getPrototypeOf(follow(root, "#/components/responses/Ok-2"))).toBe(Object.prototype);
  });

  test.for<[version: string, keyword: string]>([
    ["openapi: 3.0.3", "default"],
    ["openapi: 3.0.3", "enum"],
    ["openapi: 3.1.0", "examples"],
    ["openapi: 3.1.0", "enum"],
    ["openapi: 3.2.0", "const"],
    ['swagger: "2.0"', "enum"],
    ['swagger: "2.0"', "example"],
  ])("%s: data that looks like a reference stays data in %s, in every file", async ([version, keyword]) => {
    const schema = `{ ${keyword}: [{ $ref: nothing }, { a: { $ref: "#/nowhere" } }] }`;
    const isOld = version.startsWith("swagger");
    const response = (ref: string): string =>
      `{ description: ok, ${isOld ? `schema: { $ref: "${ref}" }` : `content: { a/json: { schema: { $ref: "${ref}" } } }`} }`;
    const folder = workspace({
      "a.yml": `${version}
info: { title: T, version: "1" }
paths:
  /a: { get: { operationId: a, responses: { "200": ${response("b.yml#/B")}, "201": ${response("#/components/schemas/A")} } } }
${isOld ? `definitions: { A: ${schema} }` : `components: { schemas: { A: ${schema} } }`}
`.replace("#/components/schemas/A", isOld ? "#/definitions/A" : "$&"),
      "b.yml": `B: ${schema}\n`,
    });
    const { copied, faults } = await assembled(join(folder, "a.yml"));
    expect([copied, faults]).toEqual([true, []]);
    const report = await run(folder, "report", "a.yml");
    expect([report.code, report.stderr]).toEqual([0, ""]);
  });
});
