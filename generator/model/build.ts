import type { LoadedDocument } from "../load/load.js";
import { own, pointer } from "../load/pointer.js";
import { chooseNames, chooseSchemaNames } from "./chosen-names.js";
import { withoutCycles } from "./cycles.js";
import { withDefaults } from "./defaults.js";
import { type SchemaUse, withForms } from "./differences.js";
import { enumValuesOf } from "./enum-names.js";
import { readOnlyFields } from "./fields.js";
import { freeText, type Identifier } from "./identifiers.js";
import type { ApiModel, Concurrency, OperationModel, OperationNames, SchemaModel } from "./model.js";
import { nameOperations } from "./names.js";
import { toBody, toResponses } from "./contents.js";
import { type RawOperation, toParameters } from "./operations.js";
import type { ModelOptions } from "./options.js";
import { outlineOf } from "./outline.js";
import { list, type Reader, text } from "./reader.js";
import { toSchema } from "./schemas.js";
import { securityOf, securitySchemes } from "./security.js";
import { settleDocument } from "./settle.js";
import { schemasIn } from "./types.js";

/**
 * Builds the model of a loaded document: the last place that sees OpenAPI.
 *
 * @throws {RefusedError} for a document that cannot mean anything; {ConfigError} for an override that matches nothing.
 */
export function buildModel(document: LoadedDocument, options: ModelOptions): ApiModel {
  const { reader, operations: raw, byOperation, resources, signals } = settleDocument(document.root, options);
  // Before any schema is read: what a reference points to takes a name that is left.
  const chosen = chooseNames(raw, options.names ?? {}, byOperation);
  const chosenSchemas = chooseSchemaNames(Object.keys(reader.schemas()), options.names?.schemas ?? {});
  const names = nameOperations(reader, raw, chosen, chosenSchemas);
  const operations = raw.map((operation): OperationModel => {
    const marker = signals.get(operation.id)!.marker?.text;
    return toOperation(reader, operation, names.get(operation.id)!, byOperation.get(operation.id)!, marker);
  });
  const components = Object.entries(reader.schemas()).map(([key, value]) => {
    const at = pointer("#/components/schemas", key);
    return draft(reader, key, at, reader.schemaNames.get(key)!, value, toSchema(reader, value, at));
  });
  const outline = outlineOf(reader);
  const targets = [...reader.targets].map(([at, { name, node, schema }]) => draft(reader, at, at, name, node, schema));
  const info = own(document.root, "info");
  const claim = (wanted: Identifier, name: Identifier, what: string): Identifier =>
    reader.claim(wanted, name, {
      at: "#/components/schemas",
      message: (given, other) =>
        `The name ${wanted} is already used by ${other}, so the ${what} of ${name} ${what.endsWith("s") ? "are" : "is"} called ${given}.`,
      help: `For a better name, rename the schema ${wanted}.`,
    });
  const forms = withForms(withoutCycles([...components, ...targets]), schemaUse(operations), (name) =>
    claim(`${name}Write` as Identifier, name, "request form"),
  );
  const schemas = withDefaults(forms, bodiesOf(operations, "POST"), (wanted, name) => claim(wanted, name, "defaults"));
  const parts = { operations, resources, schemas };
  return {
    title: text(own(info, "title")),
    version: text(own(info, "version")),
    servers: serverUrls(own(document.root, "servers")),
    securitySchemes: securitySchemes(reader),
    defaultSecurity: securityOf(reader, own(document.root, "security"), "#/security"),
    ...parts,
    outline,
    fields: readOnlyFields(parts, (wanted, resource) =>
      reader.claim(wanted, resource, {
        at: "#",
        message: (name, other) =>
          `The name ${wanted} is already used by ${other}, so the fields of ${resource} are called ${name}.`,
        help: `For a better name, rename the resource in ifmatch.config.ts: resources: { "${resource}": { name: "..." } }.`,
      }),
    ),
    diagnostics: [...document.diagnostics, ...reader.diagnostics],
  };
}

function draft(reader: Reader, key: string, at: string, name: Identifier, node: unknown, schema: SchemaModel) {
  const values = enumValuesOf(reader, node, at);
  return { key, at, name, description: freeText(own(node, "description")), schema, ...(values && { values }) };
}

function toOperation(
  reader: Reader,
  raw: RawOperation,
  names: OperationNames,
  concurrency: Concurrency,
  marker: string | undefined,
): OperationModel {
  // The precondition is the function's own argument; the header parameter behind it is not passed a second time.
  const managed = new Set(
    concurrency.role === "state-change"
      ? ["if-match"]
      : concurrency.role === "retrieval"
        ? ["if-none-match", "if-modified-since", "if-match"]
        : [],
  );
  return {
    id: raw.id,
    named: raw.named,
    ...names,
    method: raw.method,
    path: raw.path,
    group: text(list(own(raw.node, "tags"))[0]) || "default",
    summary: freeText(own(raw.node, "summary")),
    description: freeText(own(raw.node, "description")),
    deprecated: own(raw.node, "deprecated") === true,
    marker,
    parameters: toParameters(reader, raw, managed),
    body: toBody(reader, raw),
    responses: toResponses(reader, raw),
    security: securityOf(reader, own(raw.node, "security"), pointer(raw.at, "security")),
    server: serverUrls(own(raw.node, "servers") ?? own(raw.pathItem.node, "servers"))[0],
    concurrency,
    at: raw.at,
  };
}

/** What the operations of a method send. */
const bodiesOf = (operations: readonly OperationModel[], method: string): SchemaModel[] =>
  operations.flatMap((one) => (one.method === method ? (one.body?.contents.map(({ schema }) => schema) ?? []) : []));

/** What is read and what is sent; components that nothing uses count as read. */
function schemaUse(operations: readonly OperationModel[]): SchemaUse {
  return {
    read: operations.flatMap(({ responses }) => responses.flatMap(({ type }) => schemasIn(type))),
    write: operations.flatMap(({ body }) => body?.contents.map(({ schema }) => schema) ?? []),
    upload: operations.flatMap(
      ({ body }) => body?.contents.flatMap(({ schema, mode }) => (mode === "upload" ? [schema] : [])) ?? [],
    ),
  };
}

/** Server URLs with their variables filled in; only http(s) and relative ones may become a base URL. */
function serverUrls(servers: unknown): string[] {
  return list(servers).flatMap((server) => {
    const variables = own(server, "variables");
    const url = text(own(server, "url")).replace(
      /\{([^{}]+)\}/g,
      (whole, name: string) => text(own(own(variables, name), "default")) || whole,
    );
    return /^(https?:)?\/\//i.test(url) || (url !== "" && !/^[a-z][a-z0-9+.-]*:/i.test(url)) ? [url] : [];
  });
}
