import type {
  ApiModel,
  ContentModel,
  KeyValue,
  OperationModel,
  ParameterModel,
  ResourceModel,
  ResponseModel,
} from "../model/model.js";
import { isCollectionOf, parametersOf } from "../model/paths.js";
import { meaningOf, UNDEFINED } from "../model/types.js";
import { propertyKey, stringLiteral } from "./encode.js";
import type { Imports } from "./imports.js";
import { lookupOf } from "./lookup.js";
import { array, call, type Doc, object, render } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { securityAlternatives } from "./security.js";
import type { Modules } from "./type-text.js";

/** What every statement of one file of operations is printed with. */
export interface Scope {
  readonly model: ApiModel;
  readonly options: EmitOptions;
  readonly modules: Modules;
  readonly imports: Imports;
  /** Module of an operation that another file emits. */
  readonly moduleOf: (operation: OperationModel) => string | undefined;
  /** Operations whose descriptor another file imports. */
  readonly exportedDescriptors: ReadonlySet<string>;
}

export function runtime({ imports, modules }: Scope, name: string): string {
  return imports.value(modules.runtime, name);
}

export function runtimeType({ imports, modules }: Scope, name: string): string {
  return imports.type(modules.runtime, name);
}

export function resourceOf({ model }: Scope, name: string): ResourceModel | undefined {
  return lookupOf(model).resources.get(name);
}

/** The retrieval that `reload()` calls; none where the key's values cannot all be passed to it. */
export function reloadOf(scope: Scope, { concurrency }: OperationModel): OperationModel | undefined {
  if (concurrency.role !== "state-change" || concurrency.key.kind === "unresolved") return undefined;
  const retrieval = resourceOf(scope, concurrency.resource)?.retrieval;
  const operation = retrieval === undefined ? undefined : lookupOf(scope.model).operations.get(retrieval);
  return operation?.concurrency.role === "retrieval" ? operation : undefined;
}

/** `const jobRetrieveOperation: RetrievalOperation<"Job"> = {...};`: the operation as the runtime needs it. */
export function printDescriptor(scope: Scope, operation: OperationModel, name: string): string {
  const kind = {
    none: "Operation",
    retrieval: "RetrievalOperation",
    "state-change": "StateChangeOperation",
    creation: "CreationOperation",
  }[operation.concurrency.role];
  const members: Doc[] = [
    `id: ${stringLiteral(operation.id)}`,
    `method: ${stringLiteral(operation.method)}`,
    `path: ${stringLiteral(operation.path)}`,
  ];
  for (const place of ["path", "query", "header"] as const) {
    const styled = operation.parameters.filter((parameter) => parameter.in === place && parameter.style !== undefined);
    if (styled.length > 0)
      members.push([
        place === "path" ? "segments: " : `${place}: `,
        object(styled.map((parameter) => `${propertyKey(parameter.name)}: ${runtime(scope, parameter.style!)}`)),
      ]);
  }
  members.push(...cookieMembers(scope, operation));
  if (operation.body)
    members.push(["body: ", object(operation.body.contents.map((content) => encoderMember(scope, content)))]);
  const accept = acceptOf(operation);
  if (accept.all.length > 0) members.push(`accept: ${stringLiteral(accept.all.join(", "))}`);
  if (accept.ofSuccesses.length > 0 && accept.ofSuccesses.length < accept.all.length)
    members.push(`success: ${stringLiteral(accept.ofSuccesses.join(", "))}`);
  members.push(["responses: ", array(operation.responses.map(({ status }) => statusKey(status)))]);
  // 204 and 205 have no body by themselves (RFC 9110, 15.3.5 and 15.3.6).
  const empty = operation.responses.filter(
    ({ status, mediaTypes }) => /^2\d\d$/.test(status) && !/^20[45]$/.test(status) && mediaTypes.length === 0,
  );
  if (accept.all.length > 0 && empty.length > 0) members.push(["empty: ", array(empty.map(({ status }) => status))]);
  members.push(...decoderMembers(scope, operation));
  if (operation.security)
    members.push(["security: ", securityAlternatives(scope.model, operation.security, scope.imports, scope.modules)]);
  if (operation.server !== undefined) members.push(`server: ${stringLiteral(operation.server)}`);
  members.push(...concurrencyMembers(scope, operation));
  // Annotated, not inferred: the function that carries it shows this type, and not each of its members.
  const { concurrency } = operation;
  const type =
    runtimeType(scope, kind) + (concurrency.role === "none" ? "" : `<${stringLiteral(concurrency.resource)}>`);
  const start = `${scope.exportedDescriptors.has(operation.id) ? "export " : ""}const ${name}: ${type} = `;
  return `${start}${render(object(members), 0, start.length + 1)};`;
}

/** `"multipart/form-data": multipartOf({ meta: "application/json" })`. */
function encoderMember(scope: Scope, { mediaType, encoding, fields, mode }: ContentModel): Doc {
  const key = `${propertyKey(mediaType)}: `;
  if (fields === undefined)
    return key + runtime(scope, encoding === "json" && mode === "upload" ? "jsonWithoutFiles" : encoding);
  const entries = fields.flatMap(({ name, style, contentType }) => {
    const value = style === undefined ? contentType && stringLiteral(contentType) : runtime(scope, style);
    return value === undefined ? [] : [`${propertyKey(name)}: ${value}`];
  });
  return [`${key}/* @__PURE__ */ `, call(runtime(scope, `${encoding}Of`), [object(entries)])];
}

const statusKey = (status: string): string => (/^\d+$/.test(status) ? status : stringLiteral(status));

/** Of the successes first: an error's media types must not decide what a success is sent as. */
function acceptOf({ responses }: OperationModel): { readonly all: string[]; readonly ofSuccesses: string[] } {
  const hasSuccess = responses.some(({ status }) => status.startsWith("2"));
  // OpenAPI, Responses Object: `default` is for every status that is not declared.
  const isSuccess = ({ status }: ResponseModel): boolean =>
    hasSuccess ? status.startsWith("2") : status === "default";
  const [successes, others] = [responses.filter(isSuccess), responses.filter((one) => !isSuccess(one))];
  const errors = others.flatMap(({ mediaTypes }) => mediaTypes).filter((type) => !type.includes(";q="));
  const ofSuccesses = [...new Set(successes.flatMap(({ mediaTypes }) => mediaTypes))];
  return { all: [...new Set([...ofSuccesses, ...errors])], ofSuccesses };
}

/** The decoders of each status, by media type. */
function decoderMembers(scope: Scope, { responses }: OperationModel): Doc[] {
  const decoded = responses.flatMap(({ status, decoders }): Doc[] => {
    const entries = Object.entries(decoders).map(([type, name]) => `${propertyKey(type)}: ${runtime(scope, name)}`);
    return entries.length === 0 ? [] : [[`${statusKey(status)}: `, object(entries)]];
  });
  return decoded.length === 0
    ? []
    : [["decode: /* @__PURE__ */ ", call(runtime(scope, "decoders"), [object(decoded)])]];
}

function cookieMembers(scope: Scope, { parameters }: OperationModel): Doc[] {
  const cookies = parameters.filter((parameter) => parameter.in === "cookie");
  if (cookies.length === 0) return [];
  const write = runtime(scope, "cookieHeader");
  const styled = cookies
    .filter(({ style }) => style !== undefined)
    .map(({ name, style }) => `${propertyKey(name)}: ${runtime(scope, style!)}`);
  return [
    styled.length === 0
      ? `cookie: ${write}`
      : ["cookie: ", call(`(values, headers) => ${write}`, ["values", "headers", object(styled)])],
  ];
}

function concurrencyMembers(scope: Scope, operation: OperationModel): Doc[] {
  const { concurrency } = operation;
  if (concurrency.role === "none") return [];
  const resource = resourceOf(scope, concurrency.resource);
  const members: Doc[] = [`resource: ${stringLiteral(concurrency.resource)}`];
  if (concurrency.role === "creation") {
    members.push(["created: ", createdKey(operation, resource)]);
  } else {
    members.push([
      "key: ",
      array(
        concurrency.key.values.map(({ in: place, name }: KeyValue) =>
          array([stringLiteral(place), stringLiteral(name)]),
        ),
      ),
    ]);
  }
  if (resource?.tagProperty !== undefined) members.push(`tagProperty: ${stringLiteral(resource.tagProperty)}`);
  if (concurrency.role !== "state-change") return members;
  members.push(`ifMatch: ${stringLiteral(concurrency.ifMatch)}`);
  if (resource?.wildcard) members.push("wildcard: true");
  if (concurrency.creates !== undefined) {
    const created = createdKey(operation, resourceOf(scope, concurrency.creates));
    members.push(["creates: ", call(runtime(scope, "creates"), [stringLiteral(concurrency.creates), created])]);
  }
  if (concurrency.ifMatch === "optional" && scope.options.omittableIfMatch) members.push("omittable: true");
  const reload = reloadOf(scope, operation);
  if (reload) {
    // Reading back what was changed does not show what was created.
    const verify = concurrency.creates === undefined ? verifiedStatus(operation, reload) : undefined;
    if (verify !== undefined) members.push(`verify: ${verify}`);
    members.push(`reload: () => ${descriptorName(scope, reload)}`);
    members.push(...sharedMembers(operation, reload));
  }
  return members;
}

/**
 * Where the key of what is created stands: what the request has by the same place in the path, or by name, and the rest
 * in the answer.
 */
function createdKey({ path, parameters }: OperationModel, resource: ResourceModel | undefined): Doc {
  const { key = "/{id}", outside = [], parameters: names = ["id"] } = resource ?? {};
  const depth = names.length - outside.length;
  const above = parametersOf(path);
  const isCollection = isCollectionOf(path, key);
  return array(
    names.map((name, index): Doc => {
      const beside = outside[index - depth];
      const sent = beside
        ? parameters.find((one) => one.in === beside.in && one.name.toLowerCase() === beside.name.toLowerCase())
        : index < depth - 1 || !isCollection
          ? parameters.find((one) => one.in === "path" && one.name === (isCollection ? above[index] : name))
          : undefined;
      return sent
        ? object([`in: ${stringLiteral(sent.in)}`, `name: ${stringLiteral(sent.name)}`])
        : array([...new Set([name, "id"])].map(stringLiteral));
    }),
  );
}

/** The parameters that the retrieval takes as well, where the change has others. */
function sharedMembers(operation: OperationModel, reload: OperationModel): Doc[] {
  const own = operation.parameters.filter(({ in: place }) => place !== "path");
  const isShared = ({ in: place, name }: ParameterModel): boolean =>
    reload.parameters.some((other) => other.in === place && other.name.toLowerCase() === name.toLowerCase());
  if (own.every(isShared)) return [];
  const places = (["query", "header", "cookie"] as const).flatMap((place): Doc[] => {
    const names = own.filter((parameter) => parameter.in === place && isShared(parameter)).map(({ name }) => name);
    return names.length === 0 ? [] : [[`${place}: `, array(names.map(stringLiteral))]];
  });
  return [["shared: ", object(places)]];
}

/** The success that says what reading back says: the same body as the retrieval's, or, of a DELETE, none. */
function verifiedStatus({ method, responses }: OperationModel, reload: OperationModel): string | undefined {
  const read = reload.responses.find(({ status }) => status.startsWith("2"));
  const told = method === "DELETE" ? UNDEFINED : read?.type;
  const wanted = meaningOf(told);
  return responses.find(({ status, type }) => /^2\d\d$/.test(status) && meaningOf(type) === wanted)?.status;
}

function descriptorName(scope: Scope, operation: OperationModel): string {
  const name = operation.descriptor;
  const module = scope.moduleOf(operation);
  return module === undefined ? name : scope.imports.value(module, name);
}
