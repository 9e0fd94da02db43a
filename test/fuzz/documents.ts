/** Documents as people write them: OpenAPI 3.0 to 3.2 and Swagger 2.0, with something of everything. */
import fc from "fast-check";
import { schema, schemaRef } from "./schemas.js";
import { anyValue, hostileName, hostileText, type Json, type JsonObject, map, some } from "./values.js";

const MARKER = "Concurrency is controlled in this endpoint (E-tag/If-Match)";

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("Job", "Task", "job_id", "id", "name", "q", "etag", "jobs", "update") },
  hostileName,
);
const text = fc.oneof(fc.constantFrom("A job", MARKER, `# Jobs\n\n${MARKER}`), hostileText);

/** Where references may lead as well: to something else, to nothing, to themselves, and through what they pass. */
const anywhere = fc.oneof(
  fc.constantFrom(
    "#/components/schemas/Job",
    "#/components/pathItems/Job",
    "#/definitions/Job",
    "#/paths/~1jobs~1{job_id}",
    "#/paths/~1jobs/get/responses/200",
    "#/info",
    "#",
    "#/",
    "schema.json",
    "schema.json#/paths/~1jobs",
    "other.json#/components/schemas/Job",
    "missing.yml",
    "#anchor",
  ),
  hostileText,
);
/** A definition, or a reference: to `own`, which is there, as a rule. */
const orReference = (of: fc.Arbitrary<Json>, own: string): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 60, arbitrary: of },
    { weight: 10, arbitrary: fc.constant({ $ref: `#/components/${own}` }) },
    { weight: 1, arbitrary: anywhere.map(($ref) => ({ $ref })) },
  );

const mediaType = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      "application/json",
      "application/merge-patch+json",
      "application/json-patch+json",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "multipart/mixed",
      "text/plain",
      "text/event-stream",
      "application/x-ndjson",
      "application/octet-stream",
      "application/xml",
      "image/*",
      "*/*",
    ),
  },
  hostileText,
);
const encoding = some({
  contentType: fc.oneof(mediaType, text),
  style: fc.constantFrom("form", "spaceDelimited", "pipeDelimited", "deepObject"),
  explode: fc.boolean(),
  allowReserved: fc.boolean(),
  headers: map(name, fc.constant({ schema: { type: "string" } })),
});
const examples = map(name, orReference(some({ summary: text, value: anyValue, externalValue: text }), "examples/Job"));
const content = map(
  mediaType,
  some({ schema, itemSchema: schema, example: anyValue, examples, encoding: map(name, encoding) }),
  2,
);
const header = orReference(
  some({ description: text, required: fc.boolean(), deprecated: fc.boolean(), schema, content, example: anyValue }),
  "headers/ETag",
);
const headers = map(fc.oneof(fc.constantFrom("ETag", "Last-Modified", "X-Next"), name), header);

const parameter = orReference(
  some(
    {
      name: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom("job_id", "If-Match", "If-None-Match", "q", "page") },
        name,
      ),
      in: fc.constantFrom("path", "query", "header", "cookie", "querystring", "body", "formData"),
      required: fc.boolean(),
      deprecated: fc.boolean(),
      description: text,
      style: fc.constantFrom("simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"),
      explode: fc.boolean(),
      allowReserved: fc.boolean(),
      allowEmptyValue: fc.boolean(),
      schema,
      content,
      example: anyValue,
      examples,
      type: fc.constantFrom("string", "integer", "array", "file"),
      items: schema,
      collectionFormat: fc.constantFrom("csv", "ssv", "tsv", "pipes", "multi"),
    },
    ["name", "in"],
  ),
  "parameters/id",
);
const link = orReference(
  some({
    operationId: name,
    operationRef: text,
    parameters: map(name, text),
    requestBody: anyValue,
    description: text,
  }),
  "links/Job",
);
const response = orReference(
  some({ description: text, headers, content, links: map(name, link), schema, examples }, ["description"]),
  "responses/Job",
);
const status = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("200", "201", "202", "204", "304", "4XX", "412", "428", "default", "2XX") },
  hostileName,
);
const requestBody = orReference(
  some({ required: fc.boolean(), description: text, content }, ["content"]),
  "requestBodies/Job",
);
const security = fc.array(
  map(fc.oneof(fc.constantFrom("key", "oauth", "basic"), name), fc.array(text, { maxLength: 2 })),
  { maxLength: 2 },
);
const servers = fc.array(
  some(
    {
      url: fc.oneof(fc.constantFrom("/", "https://example.com/{v}", "{scheme}://x"), text),
      variables: map(fc.oneof(fc.constant("v"), name), some({ default: text, enum: fc.array(text, { maxLength: 2 }) })),
    },
    ["url"],
  ),
  { maxLength: 2 },
);
const concurrency = fc.oneof(
  fc.constant<Json>("none"),
  some({
    role: fc.constantFrom("none", "retrieval", "state-change", "creation"),
    resource: name,
    key: fc.oneof(name, fc.array(name, { maxLength: 2 })),
    ifMatch: fc.constantFrom("required", "optional"),
    creates: fc.oneof<fc.Arbitrary<Json>[]>(name, fc.constant(false)),
  }),
);
const shallowCallback = orReference(
  map(text, some({ post: some({ responses: map(status, response) }) }), 1),
  "callbacks/Job",
);
const operation = some(
  {
    operationId: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("job_read", "job_update", "listJobs", "create") },
      name,
    ),
    summary: text,
    description: text,
    tags: fc.array(name, { maxLength: 2 }),
    deprecated: fc.boolean(),
    parameters: fc.array(parameter, { maxLength: 4 }),
    requestBody,
    responses: map(status, response, 4),
    callbacks: map(name, shallowCallback, 1),
    security,
    servers,
    "x-concurrency": concurrency,
    consumes: fc.array(mediaType, { maxLength: 2 }),
    produces: fc.array(mediaType, { maxLength: 2 }),
    externalDocs: some({ url: text }),
  },
  ["responses"],
);
const pathItem = orReference(
  some({
    get: operation,
    put: operation,
    patch: operation,
    post: operation,
    delete: operation,
    head: operation,
    options: operation,
    trace: operation,
    query: operation,
    additionalOperations: map(fc.oneof(fc.constantFrom("LINK", "COPY"), name), operation, 1),
    parameters: fc.array(parameter, { maxLength: 2 }),
    servers,
    summary: text,
    "x-concurrency": concurrency,
  }),
  "pathItems/Job",
);
const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom("/jobs", "/jobs/{job_id}", "/jobs/{id}/", "/jobs/{job_id}/tasks/{id}", "/{a}.{b}", "/"),
  },
  hostileText.map((one) => `/${one}`),
  hostileText,
);
const securityScheme = orReference(
  some(
    {
      type: fc.constantFrom("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS", "basic"),
      in: fc.constantFrom("header", "query", "cookie"),
      name: text,
      scheme: fc.oneof(fc.constantFrom("bearer", "basic", "digest"), text),
      bearerFormat: text,
      flows: some({ implicit: some({ authorizationUrl: text, scopes: map(name, text) }) }),
      flow: fc.constantFrom("implicit", "password"),
    },
    ["type"],
  ),
  "securitySchemes/key",
);
const named = (of: fc.Arbitrary<Json>, own: string): fc.Arbitrary<JsonObject> =>
  map(fc.oneof({ weight: 3, arbitrary: fc.constant(`${own}2`) }, name), of, 3);
const schemas = map(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom("Job", "Task", "Cat", "Pet") }, name),
  fc.oneof(schema, schemaRef),
  4,
);
const anyComponents = some({
  schemas,
  parameters: named(parameter, "id"),
  responses: named(response, "Job"),
  headers: named(header, "ETag"),
  requestBodies: named(requestBody, "Job"),
  examples,
  links: named(link, "Job"),
  callbacks: named(shallowCallback, "Job"),
  pathItems: named(pathItem, "Job"),
  securitySchemes: named(securityScheme, "key"),
});
const info = some({ title: text, version: text, description: text, license: some({ name: text }) }, [
  "title",
  "version",
]);
const shared = {
  info,
  paths: map(path, pathItem, 3),
  tags: fc.array(some({ name, description: text, parent: name }, ["name"]), { maxLength: 2 }),
  security,
  servers,
  externalDocs: some({ url: text }),
};

/** What references lead to where the document does not happen to have it. */
const targets: Readonly<Record<string, JsonObject>> = {
  schemas: { Job: { type: "object" }, Task: { type: "string" }, Cat: { type: "object" }, Pet: {} },
  parameters: { id: { name: "job_id", in: "path", required: true, schema: { type: "string" } } },
  responses: { Job: { description: "ok" } },
  headers: { ETag: { schema: { type: "string" } } },
  requestBodies: { Job: { content: {} } },
  examples: { Job: { value: 1 } },
  links: { Job: { operationId: "job_read" } },
  callbacks: { Job: {} },
  pathItems: { Job: {} },
  securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
};

function withTargets(document: JsonObject): JsonObject {
  const present = (document["components"] ?? {}) as Record<string, JsonObject>;
  const kinds = Object.entries(targets).map(([kind, all]) => [
    kind,
    kind === "schemas" ? { ...all, ...present[kind] } : { ...present[kind], ...all },
  ]);
  return { ...document, components: Object.fromEntries(kinds) as JsonObject };
}

/** The same, in the places of Swagger 2.0. */
function withOldTargets(document: JsonObject): JsonObject {
  const { components: all, ...rest } = withTargets(document) as Record<string, JsonObject>;
  // The kinds that it does not have stand at places of its extensions: nothing but references leads there.
  const { schemas: definitions, ...others } = all!;
  return JSON.parse(
    JSON.stringify({ ...rest, ...others, definitions })
      .replaceAll("#/components/schemas/", "#/definitions/")
      .replaceAll("#/components/", "#/"),
  ) as JsonObject;
}

/** A document that has the shape of one, with references to anywhere. */
export const apiDocument: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 5,
    arbitrary: some(
      {
        openapi: fc.constantFrom("3.0.3", "3.1.0", "3.1.1", "3.2.0"),
        ...shared,
        components: anyComponents,
        webhooks: map(name, pathItem, 1),
        jsonSchemaDialect: text,
        $self: text,
      },
      ["openapi", "info", "paths"],
    ).map(withTargets),
  },
  {
    weight: 1,
    arbitrary: some(
      {
        swagger: fc.constant("2.0"),
        ...shared,
        components: anyComponents,
        securityDefinitions: named(securityScheme, "key"),
        host: text,
        basePath: text,
        schemes: fc.array(fc.constantFrom("http", "https", "ws"), { maxLength: 2 }),
        consumes: fc.array(mediaType, { maxLength: 2 }),
        produces: fc.array(mediaType, { maxLength: 2 }),
      },
      ["swagger", "info", "paths"],
    ).map(withOldTargets),
  },
);
