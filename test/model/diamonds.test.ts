/** Schemas that one way after the other leads to: thirty levels of two ways each are a billion ways, and thirty schemas. */
import { describe, expect, test } from "vitest";
import { run } from "../cli/recording-terminal.js";
import { jobsApi, workspace } from "../cli/workspace.js";

const LEVELS = 30;

/** How a level refers to the next one, twice. */
const ways: Readonly<Record<string, (next: object) => object>> = {
  allOf: (next) => ({ allOf: [next, next] }),
  anyOf: (next) => ({ anyOf: [next, next] }),
  oneOf: (next) => ({ oneOf: [next, next] }),
  "anyOf of allOf": (next) => ({ anyOf: [{ allOf: [next, { type: "object" }] }, { allOf: [next] }] }),
  "anyOf and null": (next) => ({ anyOf: [next, next, { type: "null" }] }),
  not: (next) => ({ not: { anyOf: [next, next] } }),
  properties: (next) => ({ type: "object", properties: { a: next, b: next } }),
  "required properties": (next) => ({ type: "object", required: ["a", "b"], properties: { a: next, b: next } }),
  items: (next) => ({ type: "array", items: { anyOf: [next, next] } }),
  prefixItems: (next) => ({ type: "array", prefixItems: [next, next] }),
  additionalProperties: (next) => ({ type: "object", properties: { a: next }, additionalProperties: next }),
};
const ends: Readonly<Record<string, object>> = {
  "an object": { type: "object", properties: { at: { type: "string", format: "date-time", readOnly: true } } },
  "an integer": { type: "integer", format: "int64" },
  bytes: { type: "string", format: "binary" },
};

function document(way: (next: object) => object, end: object) {
  const ref = (level: number): object => ({ $ref: `#/components/schemas/S${level}` });
  const levels = Array.from({ length: LEVELS }, (_, level) => [
    `S${level}`,
    level === LEVELS - 1 ? end : way(ref(level + 1)),
  ]);
  const content = { "application/json": { schema: ref(0) } };
  const forms = { "multipart/form-data": { schema: ref(0) }, "application/x-www-form-urlencoded": { schema: ref(0) } };
  const parameters = ["query", "header", "cookie"].map((place) => ({ name: `p-${place}`, in: place, schema: ref(0) }));
  return jobsApi({
    openapi: "3.1.0",
    components: { schemas: { ...Object.fromEntries(levels), Job: { type: "object", properties: { s: ref(0) } } } },
    paths: {
      "/diamonds": {
        get: { operationId: "read", parameters, responses: { 200: { description: "ok", content } } },
        put: {
          operationId: "put",
          requestBody: { content: { ...content, ...forms } },
          responses: { 204: { description: "ok" } },
        },
      },
    },
  });
}

describe.for(Object.keys(ways))("a diamond of %s", (way) => {
  test.for(Object.keys(ends))("that ends in %s is generated, linted, reported and mocked", async (end) => {
    const text = document(ways[way]!, ends[end]!);
    const config = 'export default { input: "schema.json", transforms: { dates: "Date", int64: "bigint" } };';
    const folder = workspace({ "schema.json": text, "ifmatch.config.mjs": config });
    const commands = [
      ["generate"],
      ["generate", "--format-with", "none", "-o", "v4"],
      ["lint"],
      ["report"],
      ["enrich", "-o", "enriched.json"],
      ["diff", "schema.json", "schema.json"],
      ["mock", "-o", "mock.json"],
    ];
    for (const command of commands) {
      const { code, stderr } = await run(folder, ...command);
      expect(code, `${command.join(" ")}: ${stderr}`).toBe(0);
    }
  });
});
