import { followReference, isRecord, type JsonObject, own } from "./pointer.js";

/**
 * What says in Swagger 2.0 how things travel, and is lost when `@scalar/openapi-upgrader` converts it: form parameters
 * with their items and formats, `collectionFormat` in places where OpenAPI 3 has no style for it, the `produces` of an
 * operation, https where no scheme is given. Written in OpenAPI 3's words into the document, in place, before it is
 * converted.
 */
export function keepWireFormats(document: JsonObject): JsonObject {
  setScheme(document);
  for (const parameter of Object.values(record(own(document, "parameters")))) styleParameter(parameter);
  for (const pathItem of Object.values(record(own(document, "paths")))) {
    if (!isRecord(pathItem)) continue;
    const shared = list(pathItem["parameters"]);
    for (const method of METHODS) {
      const operation = own(pathItem, method);
      if (isRecord(operation)) convertOperation(document, operation, shared);
    }
    if (shared.length > 0) pathItem["parameters"] = shared.filter((one) => !isContent(resolved(document, one)));
    for (const parameter of shared) styleParameter(parameter);
  }
  return document;
}

export const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const LOCAL = /^(?:localhost|[^:]*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])(?::\d+)?$/i;

/** Swagger 2.0 falls back on the scheme that the document was fetched by; a file tells none, and credentials are sent. */
function setScheme(document: JsonObject): void {
  const host = own(document, "host");
  if (typeof host !== "string") return;
  const schemes = list(own(document, "schemes")).filter((scheme) => scheme === "http" || scheme === "https");
  if (schemes.length === 0) document["schemes"] = [LOCAL.test(host) ? "http" : "https"];
  else
    document["schemes"] = schemes.includes("https") ? ["https", ...schemes.filter((one) => one === "http")] : schemes;
}

function convertOperation(document: JsonObject, operation: JsonObject, shared: readonly unknown[]): void {
  keepProduces(document, operation);
  const parameters = list(operation["parameters"]);
  const all = [...shared, ...parameters].map((one) => resolved(document, one));
  for (const parameter of parameters) styleParameter(parameter);
  if (!all.some(isContent)) return;
  const others = parameters.filter((one) => !isContent(resolved(document, one)));
  // The operation's own parameter replaces the one of its path.
  const body = all.findLast(isBody);
  // Copied to where it is used: whoever refers to it says with `consumes` what it is sent as.
  operation["parameters"] = body ? [...others, structuredClone(body)] : others;
  const fields = new Map(all.filter(isForm).map((field) => [String(field["name"]), field]));
  if (fields.size > 0)
    operation["requestBody"] = formBody([...fields.values()], list(operation["consumes"] ?? document["consumes"]));
}

const isBody = (parameter: JsonObject): boolean => parameter["in"] === "body";
const isForm = (parameter: JsonObject): boolean => parameter["in"] === "formData";
/** What OpenAPI 3 has no parameter for. */
const isContent = (parameter: JsonObject): boolean => isBody(parameter) || isForm(parameter);

function formBody(fields: readonly JsonObject[], consumes: readonly unknown[]): JsonObject {
  const schema = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [String(field["name"]), schemaOf(field)])),
    required: fields.filter((field) => field["required"] === true).map((field) => field["name"]),
  };
  const encoding = Object.fromEntries(
    fields.flatMap((field) => (field["type"] === "array" ? [[field["name"], styleOf(field, "form")]] : [])),
  ) as JsonObject;
  const hasFile = fields.some((field) => field["type"] === "file");
  const forms = consumes.filter((type) => type === MULTIPART || (type === URLENCODED && !hasFile)) as string[];
  const types = forms.length > 0 ? forms : [hasFile ? MULTIPART : URLENCODED];
  return {
    required: schema.required.length > 0,
    content: Object.fromEntries(types.map((type) => [type, structuredClone({ schema, encoding })])),
  };
}

const MULTIPART = "multipart/form-data";
const URLENCODED = "application/x-www-form-urlencoded";
/** What a parameter says besides its schema. */
const OF_PARAMETER = ["name", "in", "required", "collectionFormat", "allowEmptyValue"];

const schemaOf = (field: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(field).filter(([key]) => !OF_PARAMETER.includes(key)));

/** The converter keeps a style that is there. */
function styleParameter(parameter: unknown): void {
  if (!isRecord(parameter) || parameter["type"] !== "array" || isForm(parameter)) return;
  Object.assign(parameter, styleOf(parameter, parameter["in"] === "query" ? "form" : "simple"));
}

/** @param style What `csv` is there. */
function styleOf({ collectionFormat }: JsonObject, style: "form" | "simple"): JsonObject {
  const styles: JsonObject = { ssv: "spaceDelimited", tsv: "tabDelimited", pipes: "pipeDelimited" };
  // `multi` is for queries and forms only; elsewhere it is read as what it would have been.
  if (collectionFormat === "multi" && style === "form") return { style, explode: true };
  return { style: styles[String(collectionFormat)] ?? style, explode: false };
}

/** The converter lets the document's `produces` win; Swagger 2.0 says that the operation's does, of shared responses too. */
function keepProduces(document: JsonObject, operation: JsonObject): void {
  const produces = list(operation["produces"]).filter((type) => typeof type === "string");
  const responses = own(operation, "responses");
  if (produces.length === 0 || !isRecord(responses)) return;
  operation["responses"] = Object.fromEntries(
    Object.entries(responses).map(([status, one]) => {
      const { schema, ...response } = resolved(document, one);
      if (!isRecord(schema)) return [status, one];
      const content = Object.fromEntries(produces.map((type) => [type, { schema: structuredClone(schema) }]));
      return [status, { ...structuredClone(response), content }];
    }),
  );
}

/** What a `$ref` of the document leads to, which may be a `$ref` itself. */
function resolved(document: JsonObject, node: unknown): JsonObject {
  const seen = new Set<unknown>();
  let target = node;
  for (let ref = own(target, "$ref"); typeof ref === "string" && ref.startsWith("#/"); ref = own(target, "$ref")) {
    if (seen.has(target)) return {};
    seen.add(target);
    target = followReference(document, ref);
  }
  return record(target);
}

const record = (value: unknown): JsonObject => (isRecord(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
