/** Documents of any number of operations, of the kinds that have been slow. */

const marker = "Concurrency is controlled in this endpoint (E-tag/If-Match).";

/** What the operations of a document are like. */
export type Kind = "crud" | "unmarked" | "body-keyed" | "nested" | "shared-path" | "near-miss";

type Json = Record<string, unknown>;

/** An OpenAPI document of about this many operations, each resource with a schema of its own. */
export function bigDocument(kind: Kind, operations: number): Json {
  const paths: Json = {};
  const schemas: Json = {};
  const { perResource, pathsOf } = kinds[kind];
  for (let index = 0; index < Math.ceil(operations / perResource); index++) {
    const name = `Thing${letters(index)}`;
    schemas[name] = {
      type: "object",
      description: `One thing of kind ${index}.`,
      required: ["id", "name"],
      properties: {
        id: { type: "integer" },
        name: { type: "string", maxLength: 80 },
        state: { type: "string", enum: ["open", "closed"] },
        ...(index > 0 && { before: { $ref: `#/components/schemas/Thing${letters(index - 1)}` } }),
      },
    };
    Object.assign(paths, pathsOf(`things-${letters(index).toLowerCase()}`, name));
  }
  return { openapi: "3.0.3", info: { title: "Big", version: "1" }, paths, components: { schemas } };
}

/** Names that differ in letters only: digits would be plural and singular, versions, counters. */
function letters(index: number): string {
  const text = index.toString(26).replace(/./g, (digit) => "abcdefghijklmnopqrstuvwxyz"[Number.parseInt(digit, 26)]!);
  return `Q${text}q`;
}

const content = (name: string): Json => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const answer = (name: string, status = "200"): Json => ({ [status]: { description: "", ...content(name) } });
const id = { name: "id", in: "path", required: true, schema: { type: "integer" } };

const changeOf = (name: string): Json => ({
  operationId: `change${name}`,
  description: marker,
  requestBody: content(name),
  responses: answer(name),
});

const kinds: Readonly<
  Record<Kind, { readonly perResource: number; readonly pathsOf: (path: string, name: string) => Json }>
> = {
  crud: {
    perResource: 5,
    pathsOf: (path, name) => ({
      [`/${path}/`]: {
        get: { operationId: `list${name}`, responses: { "200": { description: "", ...listOf(name) } } },
        post: { operationId: `create${name}`, requestBody: content(name), responses: answer(name, "201") },
      },
      [`/${path}/{id}/`]: {
        parameters: [id],
        get: { operationId: `get${name}`, responses: answer(name) },
        patch: changeOf(name),
        delete: { operationId: `delete${name}`, description: marker, responses: { "204": { description: "" } } },
      },
    }),
  },
  unmarked: {
    perResource: 4,
    pathsOf: (path, name) => ({
      [`/${path}/{id}/`]: {
        parameters: [id],
        get: { operationId: `get${name}`, responses: answer(name) },
        put: { operationId: `replace${name}`, requestBody: content(name), responses: answer(name) },
        patch: changeOf(name),
      },
      [`/${path}/{id}/close/`]: {
        parameters: [id],
        post: { operationId: `close${name}`, requestBody: content(name), responses: answer(name) },
      },
    }),
  },
  "body-keyed": {
    perResource: 3,
    pathsOf: (path, name) => ({
      [`/${path}/{id}/`]: {
        parameters: [id],
        get: { operationId: `get${name}`, responses: answer(name) },
        patch: changeOf(name),
      },
      [`/close-${path}/`]: {
        post: {
          operationId: `close${name}`,
          description: marker,
          requestBody: {
            content: {
              "application/json": {
                schema: { type: "object", properties: { [`${path.replaceAll("-", "_")}_id`]: { type: "integer" } } },
              },
            },
          },
          responses: answer(name),
        },
      },
    }),
  },
  nested: {
    perResource: 4,
    pathsOf: (path, name) => ({
      [`/owners/{owner}/${path}/{id}/`]: {
        parameters: [{ ...id, name: "owner" }, id],
        get: { operationId: `get${name}`, responses: answer(name) },
        patch: changeOf(name),
      },
      [`/owners/{owner}/${path}/{id}/header/`]: {
        parameters: [{ ...id, name: "owner" }, id],
        get: { operationId: `getHeader${name}`, description: marker, responses: answer(name) },
      },
      [`/owners/{owner}/${path}/`]: {
        parameters: [{ ...id, name: "owner" }],
        get: { operationId: `list${name}`, responses: { "200": { description: "", ...listOf(name) } } },
      },
    }),
  },
  "shared-path": {
    perResource: 2,
    pathsOf: (path, name) => ({
      [`/${path}`]: {
        post: { operationId: `run${name}`, description: marker, requestBody: content(name), responses: answer(name) },
      },
      [`/${path}/status`]: { get: { operationId: `status${name}`, description: marker, responses: answer(name) } },
    }),
  },
  "near-miss": {
    perResource: 2,
    pathsOf: (path, name) => ({
      [`/${path}/{id}/`]: {
        parameters: [id],
        get: { operationId: `get${name}`, responses: answer(name) },
        patch: {
          operationId: `change${name}`,
          description: `Concurency is controled in this endpoint by E-tag and If-Match, says ${name}. `.repeat(3),
          requestBody: content(name),
          responses: answer(name),
        },
      },
    }),
  },
};

const listOf = (name: string): Json => ({
  content: { "application/json": { schema: { type: "array", items: { $ref: `#/components/schemas/${name}` } } } },
});

export const kindNames = Object.keys(kinds) as readonly Kind[];
