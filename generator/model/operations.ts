import { isRecord, own, pointer } from "../load/pointer.js";
import { freeText } from "./identifiers.js";
import type { Method, ParameterModel, TypeModel } from "./model.js";
import { parametersOf } from "./paths.js";
import { list, type Located, type Reader, text } from "./reader.js";
import { toSchema } from "./schemas.js";
import { parameterStyle } from "./styles.js";
import { schemaType, STRING, UNKNOWN } from "./types.js";

/** An operation as it stands in the document, before anything is decided about it. */
export interface RawOperation {
  readonly id: string;
  readonly named: boolean;
  readonly method: Method;
  /** As written, `#fragment` included. */
  readonly writtenPath: string;
  readonly path: string;
  readonly node: Located["node"];
  readonly at: string;
  readonly pathItem: Located;
  readonly parameters: readonly Located[];
  readonly responses: readonly (Located & { key: string })[];
}

/** The methods that a path item names. */
export const METHODS: readonly Method[] = [
  "GET",
  "HEAD",
  "PUT",
  "PATCH",
  "POST",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "QUERY",
];

/** Every operation under `paths`, in the order of the document. */
export function readOperations(reader: Reader): RawOperation[] {
  const found: RawOperation[] = [];
  const paths = own(reader.root, "paths");
  for (const [writtenPath, item] of Object.entries(isRecord(paths) ? paths : {})) {
    if (!writtenPath.startsWith("/")) continue;
    const pathItem = reader.resolve(item, pointer("#/paths", writtenPath));
    for (const method of METHODS) {
      const value = own(pathItem.node, method.toLowerCase());
      if (value === undefined) continue;
      found.push(
        readOperation(
          reader,
          writtenPath,
          method,
          pathItem,
          reader.resolve(value, pointer(pathItem.at, method.toLowerCase())),
        ),
      );
    }
  }
  return found;
}

function readOperation(
  reader: Reader,
  writtenPath: string,
  method: Method,
  pathItem: Located,
  { node, at }: Located,
): RawOperation {
  const operationId = text(own(node, "operationId")).trim();
  // OpenAPI 3.1 made `responses` optional.
  if (own(node, "responses") === undefined && text(own(reader.root, "openapi")).startsWith("3.0")) {
    throw reader.refuse("no-responses", `${method} ${writtenPath} has no \`responses\`.`, at);
  }
  const path = writtenPath.split("#")[0]!;
  const responses = reader
    .entries(own(node, "responses"), pointer(at, "responses"))
    .filter(({ key }) => /^([1-5]\d\d|[1-5]XX|default)$/i.test(key));
  return {
    id: operationId || `${method} ${writtenPath}`,
    named: operationId !== "",
    method,
    writtenPath,
    path,
    node,
    at,
    pathItem,
    parameters: mergeParameters(reader, pathItem, { node, at }),
    responses,
  };
}

/** Path-item parameters and the operation's own; the operation wins. */
function mergeParameters(reader: Reader, pathItem: Located, operation: Located): Located[] {
  const merged = new Map<string, Located>();
  for (const owner of [pathItem, operation]) {
    list(own(owner.node, "parameters")).forEach((value, index) => {
      const parameter = reader.resolve(value, pointer(owner.at, "parameters", index));
      const place = text(own(parameter.node, "in"));
      const name = text(own(parameter.node, "name"));
      if (place && name) merged.set(`${place} ${place === "header" ? name.toLowerCase() : name}`, parameter);
    });
  }
  return [...merged.values()];
}

// Content negotiation, credentials and preconditions are the runtime's; a caller may still set the headers per call.
const managedHeaders = new Set(["accept", "authorization", "content-type"]);

/** The parameters that a caller passes. `managed` names the headers that the role already covers. */
export function toParameters(reader: Reader, raw: RawOperation, managed: ReadonlySet<string>): ParameterModel[] {
  const declared = raw.parameters.flatMap((parameter): ParameterModel[] => {
    const { node } = parameter;
    const place = text(own(node, "in"));
    const name = text(own(node, "name"));
    if (place === "header" && (managedHeaders.has(name.toLowerCase()) || managed.has(name.toLowerCase()))) return [];
    if (place !== "path" && place !== "query" && place !== "header" && place !== "cookie") return [];
    if (place === "path" && !raw.path.includes(`{${name}}`)) return [];
    return [
      {
        name,
        in: place,
        required: place === "path" || own(node, "required") === true,
        deprecated: own(node, "deprecated") === true,
        description: freeText(own(node, "description")),
        style: parameterStyle(reader, parameter, place),
        type: parameterType(reader, parameter),
      },
    ];
  });
  // A parameter that only the template knows is still needed to build the URL.
  const missing = parametersOf(raw.path).filter(
    (parameter) => !declared.some((one) => one.in === "path" && one.name === parameter),
  );
  return [
    ...declared,
    ...missing.map((name): ParameterModel => {
      reader.note(
        "undeclared-path-parameter",
        "warning",
        `${raw.method} ${raw.path} does not declare its path parameter {${name}}; it is taken as a string.`,
        raw.at,
      );
      return {
        name,
        in: "path",
        required: true,
        deprecated: false,
        description: freeText(""),
        style: undefined,
        type: STRING,
      };
    }),
  ];
}

function parameterType(reader: Reader, { node, at }: Located): TypeModel {
  const schema = own(node, "schema");
  if (schema !== undefined) return schemaType(toSchema(reader, schema, pointer(at, "schema")), "write");
  const [content] = reader.entries(own(node, "content"), pointer(at, "content"));
  return content === undefined
    ? UNKNOWN
    : schemaType(toSchema(reader, own(content.node, "schema"), pointer(content.at, "schema")), "write");
}
