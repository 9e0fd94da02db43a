/** What the usual frameworks send for a request that they reject, as errors by field. */

import { isObject, type JsonObject, property } from "../merge/json.js";
import type { Step } from "../merge/paths.js";
import type { FieldError } from "./field-error.js";
import { dotted, isIn, placeOf, stepOf } from "./places.js";

/** What a body is read with. */
export interface ReadingOptions {
  readonly sent?: unknown;
  readonly nonFieldErrorsKey?: string | undefined;
}

// Deeper than any form: what is below is not read, so that no body exhausts the stack.
const DEEPEST = 64;

/** Members whose lists or objects hold errors of fields; those that are `loose` may be lists of plain texts, too. */
const containers: readonly { readonly names: readonly string[]; readonly loose: boolean }[] = [
  { names: ["errors", "formErrors", "globalErrors", "fieldErrors", "field_errors"], loose: true },
  { names: ["violations", "issues", "invalid-params", "invalidParams", "invalid_params"], loose: false },
];

/** The errors in the body of an error response; `[]` where it says nothing. */
export function read(body: unknown, options: ReadingOptions, depth = 0): FieldError[] {
  if (typeof body === "string") return texts([], isMarkup(body) ? "" : body);
  if (Array.isArray(body)) return list(body, options);
  if (!isObject(body) || depth > DEEPEST) return [];
  if (isZodTree(body)) return zodTree(body, [], depth);
  const fields = contained(body, options, depth);
  if (fields.length > 0) return fields;
  // Google's APIs and many others wrap all of it: `{ error: { ... } }`.
  const wrapped = property(body, "error");
  const inside = isObject(wrapped) && !isField("error", wrapped, options) ? read(wrapped, options, depth + 1) : [];
  if (inside.length > 0) return inside;
  const message = textOf(body, messages);
  if (message === undefined) return tree(body, [], { ...options, dots: false });
  const issues = issuesIn(message);
  if (issues.length > 0) return list(issues, options);
  // Stripe names the parameter beside the message.
  const path = placeOf(property(body, "param") ?? property(body, "field"));
  return enveloped(body, options, { path, message: message.trim(), ...codeOf(body) });
}

/** The errors of the members that are there for them. */
function contained(body: JsonObject, options: ReadingOptions, depth: number): FieldError[] {
  const found = containers.flatMap(({ names, loose }) =>
    names.flatMap((name) => {
      const part = property(body, name);
      if (isField(name, part, options)) return [];
      if (Array.isArray(part)) return loose || part.some(isError) ? list(part, options) : [];
      return loose && isObject(part) ? tree(part, [], { ...options, dots: true }) : [];
    }),
  );
  const detail = property(body, "detail");
  if (isField("detail", detail, options)) return found;
  if (Array.isArray(detail)) return [...found, ...list(detail, options)];
  if (isObject(detail)) return [...found, ...read(detail, options, depth + 1)];
  // NestJS: a list of texts or of class-validator's errors, which would otherwise be a field named `message`.
  const said = property(body, "message");
  if (!Array.isArray(said) || !("statusCode" in body)) return found;
  return [
    ...found,
    ...said.flatMap((item) => (typeof item === "string" ? texts(startOf(item, options), item) : list([item], options))),
  ];
}

/** A field that is called as a container is: what was sent has it, and all that the errors in it are about. */
const isField = (name: string, part: unknown, { sent }: ReadingOptions): boolean =>
  isIn(sent, [name]) &&
  (Array.isArray(part)
    ? part.every((item) => typeof item === "string")
    : isObject(part) && Object.keys(part).every((below) => isIn(sent, [name, stepOf(below)])));

/** The error of zod 4 as JSON has the issues in its message, as a text. */
function issuesIn(message: string): readonly unknown[] {
  if (!/^\s*\[\s*\{/.test(message)) return [];
  try {
    const issues = JSON.parse(message) as readonly unknown[];
    return issues.every(isError) ? issues : [];
  } catch {
    // A text that merely begins like a list.
    return [];
  }
}

/** `errors` is there even where it is empty, which tells it from fields that are called `items` and `properties`. */
const isZodTree = (body: JsonObject): boolean =>
  Array.isArray(property(body, "errors")) &&
  (isObject(property(body, "properties")) || Array.isArray(property(body, "items")));

/** zod's treeifyError: `{ errors, properties: { name: { errors } }, items: [{ errors }] }`. */
function zodTree(node: unknown, path: readonly Step[], depth: number): FieldError[] {
  if (!isObject(node) || depth > DEEPEST) return [];
  const [errors, properties, items] = ["errors", "properties", "items"].map((name) => property(node, name));
  const below = [
    ...(isObject(properties) ? Object.entries(properties) : []),
    ...(Array.isArray(items) ? [...items.entries()] : []),
  ];
  return [
    ...(Array.isArray(errors) ? errors : []).flatMap((text) => texts(path, text)),
    ...below.flatMap(([step, part]) => zodTree(part, [...path, step], depth + 1)),
  ];
}

/** A message with further errors in its `details`; the message alone where these are none. */
function enveloped(body: JsonObject, options: ReadingOptions, whole: FieldError): FieldError[] {
  const details = property(body, "details");
  // google.rpc.BadRequest: each of the details holds a list.
  const lists = Array.isArray(details)
    ? details.flatMap((detail) => (isObject(detail) ? (property(detail, "fieldViolations") ?? detail) : []))
    : [];
  if (lists.some(isError)) return list(lists.filter(isError), options);
  const fields = isObject(details) ? tree(details, [], { ...options, dots: true }) : [];
  return fields.length > 0 ? fields : [whole];
}

const messages = ["detail", "message", "title", "msg", "error_description", "error"];
const texted = ["msg", "message", "detail", "defaultMessage", "reason", "title", "description"];

/** The first of these members that is a text. */
function textOf(members: JsonObject, names: readonly string[]): string | undefined {
  return names
    .map((name) => property(members, name))
    .find((text): text is string => typeof text === "string" && text.trim() !== "" && !isMarkup(text));
}

const isMarkup = (text: string): boolean => /^\s*<|<\//.test(text);

/** An error of its own, not the errors of a record by field: it has a text or a bare code, or those of class-validator. */
const isError = (item: unknown): item is JsonObject =>
  isObject(item) &&
  (textOf(item, texted) !== undefined || bareCode(item) !== undefined || isObject(property(item, "constraints")));

/** GitHub: `{ resource, field, code }`. Elsewhere these may be fields of a record, whose errors are sentences or lists. */
function bareCode(error: JsonObject): string | undefined {
  const { code } = codeOf(error);
  return code !== undefined && /^[a-z][\w-]*$/i.test(code) && placed.some((name) => isPlace(property(error, name)))
    ? code
    : undefined;
}

function list(items: readonly unknown[], options: ReadingOptions): FieldError[] {
  return items.flatMap((item, index) => {
    if (typeof item === "string") return texts([], item);
    if (isObject(item) && Array.isArray(property(item, "children"))) return classValidator(item, [], 0);
    return isError(item) ? one(item, options) : tree(item, [index], { ...options, dots: false });
  });
}

/** class-validator begins a text with the path of its property: `lines.0.qty must be positive`. */
function startOf(text: string, { sent }: ReadingOptions): Step[] {
  const path = dotted(text.split(" ", 1)[0]!);
  return path.length > 0 && isIn(sent, path) ? path : [];
}

function classValidator(error: JsonObject, above: readonly Step[], depth: number): FieldError[] {
  const path = [...above, ...placeOf(property(error, "property"))];
  const constraints = property(error, "constraints");
  const own = isObject(constraints) ? Object.entries(constraints) : [];
  const below = depth < DEEPEST ? property(error, "children") : [];
  return [
    ...own.flatMap(([code, text]) => texts(path, text).map((said) => (code === "" ? said : { ...said, code }))),
    ...(Array.isArray(below) ? below : []).flatMap((child) =>
      isObject(child) ? classValidator(child, path, depth + 1) : [],
    ),
  ];
}

/** An error that names its place itself. */
function one(error: JsonObject, options: ReadingOptions): FieldError[] {
  const message = textOf(error, texted) ?? bareCode(error);
  if (message === undefined) return classValidator(error, [], 0);
  const place = pathOf(error, options);
  // drf-standardized-errors: `lines.0.non_field_errors`.
  const path = isOfForm(place.at(-1), options) ? place.slice(0, -1) : place;
  return [{ path, message: message.trim(), ...codeOf(error) }];
}

/** The names of the member that holds the place, the most telling one first. */
const placed = [
  "attr",
  "loc",
  "pointer",
  "field",
  "propertyPath",
  "instancePath",
  "path",
  "param",
  "property",
  "target",
  "name",
];

function pathOf(error: JsonObject, { sent }: ReadingOptions): Step[] {
  // GraphQL: `path` is a place in the response, not in what was sent. pydantic: where a text breaks off, in characters.
  if ("locations" in error || "extensions" in error || property(error, "type") === "json_invalid") return [];
  const source = property(error, "source");
  const jsonApi = isObject(source) ? (property(source, "pointer") ?? property(source, "parameter")) : undefined;
  const name = placed.find((member) => isPlace(property(error, member)));
  const place = jsonApi ?? (name && property(error, name));
  const text = typeof place === "string" ? place : "";
  // The name of a class of errors is no field's.
  if (name === "name" && /(?:Error|Exception)$/.test(text)) return [];
  const path = placeOf(place);
  if (jsonApi !== undefined && path[0] === "data" && !isIn(sent, ["data"]))
    return path.slice(path[1] === "attributes" || path[1] === "relationships" ? 2 : 1);
  // FastAPI and express-openapi-validator: the part of the request comes first.
  if ((name === "loc" || text.startsWith("/")) && partOfRequest.test(String(path[0]))) return path.slice(1);
  // Quarkus: the method and its parameter come first, which only what was sent can tell from fields.
  const isOfMethod = (name === "field" || name === "propertyPath") && !("objectName" in error) && path.length > 2;
  return isOfMethod && !isIn(sent, path.slice(0, 1)) && isIn(sent, path.slice(2, 3)) ? path.slice(2) : path;
}

const isPlace = (value: unknown): boolean => typeof value === "string" || Array.isArray(value);
const partOfRequest = /^(?:body|query|path|header|cookie)$/;

/** `code`; the `type` of pydantic, the `keyword` of ajv, the `errorCode` of express-openapi-validator. */
function codeOf(error: JsonObject): { readonly code?: string } {
  const code =
    property(error, "code") ??
    property(error, "keyword") ??
    property(error, "errorCode") ??
    ("loc" in error ? property(error, "type") : undefined);
  return typeof code === "string" && code !== "" ? { code } : {};
}

const texts = (path: readonly Step[], text: unknown): FieldError[] =>
  typeof text === "string" && text.trim() !== "" ? [{ path, message: text.trim() }] : [];

interface TreeOptions extends ReadingOptions {
  /** Names hold paths: `lines.0.qty`, `lines[0].qty`. */
  readonly dots: boolean;
}

/** Names under which the errors of the whole form are: Django, Django REST framework, zod, marshmallow, ASP.NET Core. */
const ofForm = ["non_field_errors", "__all__", "_errors", "_schema", ""];
const isOfForm = (name: unknown, { nonFieldErrorsKey }: ReadingOptions): boolean =>
  typeof name === "string" && (name === nonFieldErrorsKey || ofForm.includes(name));
/** The same of Rails, where nothing else has these names. */
const ofRails = ["base", "full_messages"];

/** Members that say what a response is, where they are texts and no lists of texts. */
const notFields =
  /^(?:code|type|status|instance|path|timestamp|(?:trace|request|correlation)_?id|detail|message|title|msg|error)$/i;

/** Errors in the shape of what was sent: texts, or lists of texts, under the names of the fields. */
function tree(value: unknown, path: readonly Step[], options: TreeOptions, depth = 0): FieldError[] {
  if (depth > DEEPEST) return [];
  if (typeof value === "string") return texts(path, value);
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      tree(item, typeof item === "string" || isDetail(item) ? path : [...path, index], options, depth + 1),
    );
  if (!isObject(value)) return [];
  if (depth > 0 && isDetail(value))
    return texts(path, textOf(value, ["message", "msg"])).map((said) => ({ ...said, ...codeOf(value) }));
  const members = Object.entries(value);
  return members.flatMap(([name, part]) => {
    const isAbove = isOfForm(name, options) || (options.dots && ofRails.includes(name));
    // Rails: these repeat what the fields say.
    if (isAbove && name === "full_messages" && members.length > 1) return [];
    if (typeof part === "string" && path.length === 0 && notFields.test(name) && !isIn(options.sent, [name])) return [];
    return tree(
      part,
      isAbove ? path : [...path, ...(options.dots ? dotted(name) : [stepOf(name)])],
      options,
      depth + 1,
    );
  });
}

/** An error with its code, where others have its text: Django's `get_json_data`, `get_full_details`, Mongoose. */
const isDetail = (item: unknown): boolean => isObject(item) && textOf(item, ["message", "msg"]) !== undefined;
