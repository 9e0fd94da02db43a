/** What enriching declares, and that our own generator reads the same contract from it, without any config. */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { join } from "node:path";
import type { ResolvedConfig } from "../../generator/config/resolved.js";
import { clientSchema } from "../../generator/config/schema.js";
import { applyOverlay } from "../../generator/patch/apply.js";
import { enrich, overlayFor } from "../../generator/enrich/enrich.js";
import { overlayOf } from "../../generator/enrich/overlay.js";
import { Contract } from "../../generator/contract/contract.js";
import { loadDocument } from "../../generator/load/load.js";
import type { JsonObject } from "../../generator/load/pointer.js";
import { MARKER, read, workspace } from "../cli/workspace.js";
import { jobFor, repository, STAC } from "../corpus/corpus.js";
import { testEachDocument } from "../corpus/each-document.js";
import { STAC_ORIGIN, stacFetch } from "../corpus/stac.js";
import { severalFiles, swagger } from "../lint/documents.js";
import sampleConfig from "../../ifmatch.config.js";

const sample = join(repository, "schema/schema.yml");
const sampleSettings = clientSchema.parse(sampleConfig);

/** Roles, resources and keys, without what gave them. */
function contractOf(root: JsonObject, settings: ResolvedConfig) {
  const { operations, resources } = new Contract({ root }, settings);
  return {
    operations: operations.map(({ label, concurrency }) => ({ label, ...concurrency, evidence: undefined })),
    resources: resources.map((resource) => ({ ...resource, tagProperty: undefined, wildcard: undefined })),
  };
}

async function enriched(file: string, settings: ResolvedConfig, fetch?: typeof globalThis.fetch) {
  const { root } = await loadDocument(file, { allowRemote: settings.allowRemote, ...(fetch && { fetch }) });
  const overlay = overlayOf(new Contract({ root }, settings));
  const apply = (to: JsonObject) => (overlay.actions.length === 0 ? to : applyOverlay(to, overlay, "o").value);
  return { root, overlay, apply, value: apply(root) };
}

/** The config keeps only what no document can say. */
const withoutOperations = (settings: ResolvedConfig): ResolvedConfig => ({ ...settings, operations: {} });

describe("the enriched document has the same roles, resources and keys, without the config", () => {
  testEachDocument("$name", async ({ file, path }) => {
    const isRemote = file === STAC;
    const settings = file
      ? clientSchema.parse({ input: ".", allowRemote: isRemote ? [STAC_ORIGIN] : [] })
      : sampleSettings;
    const { root, overlay, apply, value } = await enriched(path(), settings, isRemote ? stacFetch().fetch : undefined);
    const plain = withoutOperations(settings);
    expect(contractOf(value, plain)).toEqual(contractOf(root, settings));
    // Nothing is left to declare, and applying it twice is applying it once.
    expect(overlayOf(new Contract({ root: value }, plain)).actions).toEqual([]);
    expect(apply(value)).toEqual(value);
    for (const { target } of overlay.actions) expect(target).toMatch(/^\$/);
  });
});

test("the overlay is an Overlay 1.0 by Redocly's own description of it", async () => {
  const { overlay } = await overlayFor(jobFor(sample), join(repository, "contract.overlay.yml"));
  const problems = await lintFromString({
    source: stringify(overlay),
    absoluteRef: "/o.yml",
    config: await createConfig({ rules: { struct: "error" } }),
  });
  expect(problems).toEqual([]);
  expect(overlay.extends).toBe("schema/schema.yml");
  const broken = await lintFromString({
    source: stringify({ ...overlay, actions: "none" }),
    absoluteRef: "/o.yml",
    config: await createConfig({ rules: { struct: "error" } }),
  });
  expect(broken).not.toEqual([]);
});

const HEAD = 'openapi: 3.0.3\ninfo: { title: Jobs, version: "1" }\n';
const enrichText = async (paths: string, config = {}): Promise<{ text: string; value: Record<string, unknown> }> => {
  const folder = workspace({ "schema.yml": HEAD + paths });
  const { bytes } = await enrich(jobFor(join(folder, "schema.yml"), config), { json: false });
  const text = new TextDecoder().decode(bytes);
  return { text, value: parse(text) as Record<string, unknown> };
};

test("a DELETE gets no ETag header, even where its response is shared with a PUT: nothing is left that a tag describes", async () => {
  const { value } = await enrichText(`paths:
  /jobs/{id}/:
    get: { operationId: job_read, responses: { "200": { $ref: "#/components/responses/Job" } } }
    put: { operationId: job_update, description: "${MARKER}", responses: { "200": { $ref: "#/components/responses/Job" } } }
    delete:
      operationId: job_destroy
      description: ${MARKER}
      responses: { "200": { $ref: "#/components/responses/Job" }, "204": { description: gone } }
components:
  responses:
    Job: { description: the job }
`);
  const { paths, components } = value as {
    paths: Record<string, Record<string, { responses: Record<string, { headers?: object; $ref?: string }> }>>;
    components: { responses: Record<string, { headers?: object }> };
  };
  const { get, put, delete: removal } = paths["/jobs/{id}/"]!;
  for (const { responses } of [get!, put!]) expect(Object.keys(responses["200"]!.headers ?? {})).toEqual(["ETag"]);
  expect(Object.keys(removal!.responses)).toEqual(["200", "204", "412", "428"]);
  expect(removal!.responses["200"]).toEqual({ $ref: "#/components/responses/Job" });
  expect(removal!.responses["204"]).toEqual({ description: "gone" });
  expect(components.responses["Job"]).toEqual({ description: "the job" });
});

test("a marked state change gets its parameter, its answers and its words; comments stay", async () => {
  const { text } = await enrichText(`paths:
  /jobs/{id}/:
    # Read it first.
    get: { operationId: job_read, responses: { "200": { description: ok } } }
    put:
      operationId: job_update
      description: ${MARKER}
      responses: # as the view has them
        "200": { description: ok }
`);
  expect(text).toContain(
    `    # Read it first.
    get: { operationId: job_read, responses: { "200": { description: ok, headers: { ETag: { $ref: "#/components/headers/ETag" } } }, "304": { $ref: "#/components/responses/NotModified" } }, x-concurrency: { role: retrieval, resource: /jobs/{id}/, key: path.id } }
`.replace("resource: /jobs/{id}/", 'resource: "/jobs/{id}/"'),
  );
  expect(text).toContain(`      responses: # as the view has them
        "200": { description: ok, headers: { ETag: { $ref: "#/components/headers/ETag" } } }
        "412":
          $ref: "#/components/responses/PreconditionFailed"
        "428":
          $ref: "#/components/responses/PreconditionRequired"
      parameters:
        - $ref: "#/components/parameters/IfMatch"
      x-concurrency:
        role: state-change
        resource: /jobs/{id}/
        key: path.id
        ifMatch: required
`);
});

test("what path items, references and ranges declare is not declared again; what is optional by mistake is required", async () => {
  const { value } = await enrichText(`paths:
  /a/{id}/:
    parameters: [{ $ref: "#/components/parameters/Tag" }]
    get: { responses: { "200": { description: ok } } }
    put: { responses: { "200": { description: ok }, 4XX: { description: no } } }
  /b/{id}/:
    get: { responses: { "200": { description: ok } } }
    put:
      description: ${MARKER}
      parameters: [{ name: if-match, in: header, schema: { type: string } }]
      responses: { "200": { description: ok } }
  /c/{id}/:
    get: { responses: { "200": { description: ok } } }
    put:
      description: ${MARKER}
      parameters: [{ $ref: "#/components/parameters/Loose" }]
      responses: { "200": { description: ok } }
components:
  parameters:
    Tag: { name: If-Match, in: header, required: true, schema: { type: string } }
    Loose: { name: If-Match, in: header, schema: { type: string } }
`);
  const paths = value["paths"] as Record<string, { put: { parameters?: unknown; responses: object } }>;
  expect(paths["/a/{id}/"]!.put.parameters).toBeUndefined();
  expect(Object.keys(paths["/a/{id}/"]!.put.responses)).toEqual(["200", "4XX"]);
  expect(paths["/b/{id}/"]!.put.parameters).toEqual([
    { name: "if-match", in: "header", schema: { type: "string" }, required: true },
  ]);
  expect(paths["/c/{id}/"]!.put.parameters).toEqual([{ $ref: "#/components/parameters/IfMatch" }]);
});

test("an answer that others share gets no tag that they do not have; it is copied", async () => {
  const { value } = await enrichText(`paths:
  /jobs/{id}/:
    get: { responses: { "200": { $ref: "#/components/responses/Ok" } } }
    put: { description: "${MARKER}", responses: { "200": { description: ok } } }
  /health: { get: { responses: { "200": { $ref: "#/components/responses/Ok" } } } }
components:
  responses: { Ok: { description: fine } }
  headers: { ETag: { description: mine, schema: { type: string } } }
`);
  const { components, paths } = value as unknown as Record<string, Record<string, Record<string, any>>>; // oxlint-disable-line typescript/no-explicit-any -- reaches into a document
  expect(components!["responses"]!["Ok"]).toEqual({ description: "fine" });
  expect(paths!["/jobs/{id}/"]!["get"].responses["200"]).toEqual({
    description: "fine",
    // The document's own ETag says something else.
    headers: { ETag: { $ref: "#/components/headers/ETag2" } },
  });
});

test("what the config decides is in the document: other roles, keys in bodies, none", async () => {
  const paths = `paths:
  /orders/{po_id}/:
    get: { operationId: read, responses: { "200": { description: ok } } }
    put: { operationId: update, description: "${MARKER}", responses: { "200": { description: ok } } }
    delete: { operationId: destroy, description: "${MARKER}", responses: { "204": { description: gone } } }
  /receipts/:
    post: { operationId: receive, responses: { "201": { description: ok } } }
`;
  const operations = {
    destroy: { role: "none" },
    receive: { role: "state-change", resource: "Order", key: "body.order" },
  };
  const { value } = await enrichText(paths, { operations });
  const all = value["paths"] as Record<string, Record<string, Record<string, unknown>>>;
  expect(all["/orders/{po_id}/"]!["delete"]).toMatchObject({ "x-concurrency": "none" });
  expect(all["/orders/{po_id}/"]!["delete"]).not.toHaveProperty("parameters");
  expect(all["/receipts/"]!["post"]!["x-concurrency"]).toEqual({
    role: "state-change",
    resource: "/orders/{po_id}/",
    key: "body.order",
    ifMatch: "required",
  });
});

test("several files become one; Swagger 2.0 becomes OpenAPI 3.0, and has no overlay", async () => {
  const folder = workspace({ ...severalFiles, "swagger.yml": swagger });
  const one = await enrich(jobFor(join(folder, "openapi.yml")), { json: true });
  expect(one.kept).toBe(false);
  const bundled = JSON.parse(new TextDecoder().decode(one.bytes)) as Record<string, Record<string, never>>;
  expect(JSON.stringify(bundled)).not.toMatch(/"\$ref":"[^#]/);
  expect(bundled["paths"]!["/jobs/{id}/"]).toMatchObject({ patch: { "x-concurrency": { ifMatch: "required" } } });
  const two = await enrich(jobFor(join(folder, "swagger.yml")), { json: false });
  expect(parse(new TextDecoder().decode(two.bytes))).toMatchObject({
    openapi: expect.stringMatching(/^3\./) as unknown,
    paths: { "/jobs/{id}/": { put: { "x-concurrency": { role: "state-change" } } } },
  });
  await expect(overlayFor(jobFor(join(folder, "swagger.yml")), join(folder, "o.yml"))).rejects.toThrow(/Swagger 2\.0/);
  expect(read(folder, "swagger.yml")).toBe(swagger);
});
