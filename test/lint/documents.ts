/** Documents of several files, one of Swagger 2.0, and how tests lint them. */
import { basename, dirname, join } from "node:path";
import type { ClientConfig } from "../../generator/config/define.js";
import { checkConfig } from "../../generator/config/load.js";
import { lintDocument, type LintOptions, type LintResult } from "../../generator/lint/lint.js";
import { MARKER } from "../cli/workspace.js";

/** What `ifmatch lint` finds in a file, as if a config lay beside it. */
export function lintFile(
  file: string,
  config: Omit<ClientConfig, "input"> = {},
  options: LintOptions = {},
): Promise<LintResult> {
  const [job] = checkConfig({ ...config, input: basename(file) }, join(dirname(file), "ifmatch.config.ts"));
  return lintDocument(job!, { today: "2026-11-21", ...options });
}

const answer = (schema: string): string =>
  `{ "200": { description: ok, content: { application/json: { schema: { $ref: "${schema}" } } } } }`;

/** A root that holds references only: path items, a component, a shared parameter and a shared response. */
export const severalFiles = {
  "openapi.yml": `openapi: 3.0.3
info: { title: Jobs, version: "1" }
paths:
  /jobs/{id}/: { $ref: "paths/job.yml" }
  /jobs/{id}/undo/: { $ref: "paths/job.yml#/undo" }
  /people/{id}/:
    parameters: [{ $ref: "shared.yml#/parameters/Id" }]
    get: { operationId: person_read, responses: ${answer("#/components/schemas/Person")} }
    put: { operationId: person_update, responses: ${answer("schemas/person.yml")} }
components:
  schemas:
    Person: { $ref: "schemas/person.yml" }
`,
  "paths/job.yml": `parameters: [{ $ref: "../shared.yml#/parameters/Id" }]
get:
  operationId: job_read
  responses: ${answer("../schemas/job.yml")}
patch:
  operationId: job_update
  description: ${MARKER}
  parameters: [{ $ref: "../shared.yml#/parameters/IfMatch" }]
  responses: { "200": { $ref: "../shared.yml#/responses/Job" } }
undo:
  parameters: [{ $ref: "../shared.yml#/parameters/Id" }]
  post:
    operationId: job_undo
    responses: { "200": { $ref: "../shared.yml#/responses/Job" } }
`,
  "shared.yml": `parameters:
  Id: { name: id, in: path, required: true, schema: { type: string } }
  IfMatch: { name: If-Match, in: header, schema: { type: string, example: 'W/"1"' } }
responses:
  Job: { description: ok, content: { application/json: { schema: { $ref: "schemas/job.yml" } } } }
`,
  "schemas/job.yml": `type: object
description: ${MARKER}
properties:
  parent: { $ref: "job.yml" }
  owner: { $ref: "person.yml" }
`,
  "schemas/person.yml": `type: object
properties:
  name: { type: string }
  jobs: { type: array, items: { $ref: "job.yml" } }
`,
};

export const swagger = `swagger: "2.0"
info: { title: Jobs, version: "1" }
produces: [application/json]
paths:
  /jobs/{id}/:
    parameters: [{ name: id, in: path, required: true, type: string }]
    get: { operationId: job_read, responses: { "200": { description: ok, schema: { $ref: "#/definitions/Job" } } } }
    put:
      operationId: job_update
      description: ${MARKER}
      responses: { "200": { description: ok, schema: { $ref: "#/definitions/Job" } } }
    delete: { operationId: job_destroy, responses: { "204": { description: gone } } }
definitions:
  Job: { type: object, description: "${MARKER}", properties: { name: { type: string } } }
`;
