/**
 * The part of SARIF 2.1.0 that we write, as a JSON Schema: every object closed, what the standard requires required.
 * Written after the standard's text and its schema (OASIS sarif-schema-2.1.0.json), which is not copied here.
 */

const text = { type: "string", minLength: 1 } as const;
const message = { type: "object", additionalProperties: false, required: ["text"], properties: { text } } as const;

// 3.4: a relative reference needs its base; an absolute one must not have any.
const artifactLocation = {
  oneOf: [
    {
      type: "object",
      additionalProperties: false,
      required: ["uri", "uriBaseId"],
      properties: {
        uri: { type: "string", format: "uri-reference", pattern: "^(?!/|\\.\\.|[A-Za-z][A-Za-z0-9+.-]*:)" },
        uriBaseId: text,
      },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["uri"],
      properties: { uri: { type: "string", format: "uri" } },
    },
  ],
} as const;

// 3.30
const region = {
  type: "object",
  additionalProperties: false,
  required: ["startLine", "startColumn"],
  properties: {
    startLine: { type: "integer", minimum: 1 },
    startColumn: { type: "integer", minimum: 1 },
    endLine: { type: "integer", minimum: 1 },
  },
} as const;

const physicalLocation = {
  type: "object",
  additionalProperties: false,
  required: ["artifactLocation", "region"],
  properties: { artifactLocation, region },
} as const;

// 3.33
const logicalLocation = {
  type: "object",
  additionalProperties: false,
  required: ["fullyQualifiedName", "kind"],
  properties: { name: text, fullyQualifiedName: text, kind: { const: "object" } },
} as const;

// 3.27
const result = {
  type: "object",
  additionalProperties: false,
  required: ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
  properties: {
    ruleId: text,
    ruleIndex: { type: "integer", minimum: 0 },
    level: { enum: ["warning", "error"] },
    message,
    locations: {
      type: "array",
      minItems: 1,
      maxItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["physicalLocation", "logicalLocations"],
        properties: { physicalLocation, logicalLocations: { type: "array", minItems: 1, items: logicalLocation } },
      },
    },
    relatedLocations: {
      type: "array",
      uniqueItems: true,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "message", "physicalLocation"],
        properties: { id: { type: "integer", minimum: 0 }, message, physicalLocation },
      },
    },
    partialFingerprints: { type: "object", minProperties: 1, additionalProperties: text },
  },
} as const;

// 3.49
const reportingDescriptor = {
  type: "object",
  additionalProperties: false,
  required: ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
  properties: {
    id: text,
    shortDescription: message,
    helpUri: { type: "string", format: "uri" },
    fullDescription: message,
    help: {
      type: "object",
      additionalProperties: false,
      required: ["text", "markdown"],
      properties: { text, markdown: text },
    },
    defaultConfiguration: {
      type: "object",
      additionalProperties: false,
      properties: { enabled: { type: "boolean" }, level: { enum: ["none", "note", "warning", "error"] } },
    },
    properties: {
      type: "object",
      properties: { tags: { type: "array", uniqueItems: true, items: { type: "string" } } },
    },
  },
} as const;

const run = {
  type: "object",
  additionalProperties: false,
  required: ["tool", "results", "columnKind", "invocations", "originalUriBaseIds"],
  properties: {
    tool: {
      type: "object",
      additionalProperties: false,
      required: ["driver"],
      properties: {
        driver: {
          type: "object",
          additionalProperties: false,
          required: ["name", "rules"],
          properties: {
            name: text,
            version: text,
            semanticVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+" },
            rules: { type: "array", uniqueItems: true, items: reportingDescriptor },
          },
        },
      },
    },
    invocations: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["executionSuccessful"],
        properties: { executionSuccessful: { type: "boolean" } },
      },
    },
    originalUriBaseIds: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        properties: { description: message },
      },
    },
    columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
    results: { type: "array", items: result },
  },
} as const;

export const sarifSchema = {
  type: "object",
  additionalProperties: false,
  required: ["version", "runs"],
  properties: {
    $schema: { type: "string", format: "uri" },
    version: { const: "2.1.0" },
    // GitHub refuses a file with several runs of one tool and category.
    runs: { type: "array", minItems: 1, maxItems: 1, items: run },
  },
} as const;
