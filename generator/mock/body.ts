import { isRecord, own } from "../load/pointer.js";
import type { ContentModel, OperationModel, SchemaModel } from "../model/model.js";
import { propertiesOf } from "./envelope.js";
import type { Projection } from "./projection.js";
import type { BodyChecker } from "./body-checker.js";

/** The body of a request as it was sent, before anything is decided about it. */
export type SentBody =
  | { readonly kind: "none" }
  | { readonly kind: "value"; readonly value: unknown; readonly content: ContentModel }
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "unsupported" };

/** What is wrong with a body: pointers into it, each with what to do. */
export type BodyIssues = Readonly<Record<string, readonly string[]>>;

/** Reads a body as the operation declares it. Afterwards nothing needs to be waited for. */
export async function readBody(request: Request, operation: OperationModel, projection: Projection): Promise<SentBody> {
  const bytes = await request.arrayBuffer();
  const { body } = operation;
  if (!body || bytes.byteLength === 0) return { kind: "none" };
  const header = request.headers.get("content-type");
  const content = header === null ? body.contents[0] : body.contents.find(({ mediaType }) => covers(mediaType, header));
  if (!content) return { kind: "unsupported" };
  const read = { kind: "value", content } as const;
  try {
    switch (content.encoding) {
      case "json":
        return { ...read, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown };
      case "urlencoded":
      case "multipart": {
        const type = header ?? content.mediaType;
        const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
        return { ...read, value: fromForm(form, content.schema, projection) };
      }
      case "text":
        return { ...read, value: new TextDecoder().decode(bytes) };
      case "binary":
        return { ...read, value: undefined };
    }
  } catch (error) {
    return {
      kind: "malformed",
      message: `The body cannot be read as ${content.mediaType}: ${(error as Error).message}`,
    };
  }
}

/** Whether a declared media type, which may be a range, takes a sent one. */
function covers(declared: string, sent: string): boolean {
  const [range, type] = [declared, sent].map((one) => one.split(";")[0]!.trim().toLowerCase()) as [string, string];
  if (range === "*/*" || range === type) return true;
  return range.endsWith("/*") && type.startsWith(range.slice(0, -1));
}

/** Checks a body with the schema that the client validates with. */
export function checkBody(
  checker: BodyChecker,
  { content, value }: Extract<SentBody, { kind: "value" }>,
): BodyIssues | undefined {
  if (content.encoding === "binary" || content.encoding === "text") return undefined;
  const found = checker.issues(content.schema, content.mode, value);
  if (found.length === 0) return undefined;
  const issues: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const { path, message } of found) (issues[path.map(String).join("/")] ??= []).push(message);
  return issues;
}

/** The fields of a form; text becomes what the schema says it is. */
function fromForm(form: FormData, schema: SchemaModel, projection: Projection): Record<string, unknown> {
  const properties = new Map(propertiesOf(projection, schema).map((one) => [one.name, one.schema]));
  const names = [...new Set(form.keys())].filter((name) => name !== "__proto__");
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name);
      const expected = properties.get(name);
      const node = expected && withoutNull(projection, expected);
      if (node?.kind === "array") return [name, values.map((value) => fromText(value, node.items, projection))];
      return [name, fromText(values[0]!, node, projection)];
    }),
  );
}

function fromText(value: FormDataEntryValue, schema: SchemaModel | undefined, projection: Projection): unknown {
  if (typeof value !== "string" || schema === undefined) return value;
  const node = withoutNull(projection, schema);
  if (node.kind === "number" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (node.kind === "boolean" && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  if (node.kind === "enum") return node.values.find((one) => String(one) === value) ?? value;
  if (node.kind === "object" || node.kind === "intersection") {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      // Not JSON: the schema will say so.
    }
  }
  return value;
}

function withoutNull(projection: Projection, schema: SchemaModel): SchemaModel {
  const node = projection.resolve(schema);
  const members = node.kind === "union" ? node.members.filter(({ kind }) => kind !== "null") : [];
  return members.length === 1 ? projection.resolve(members[0]!) : node;
}

/** A body as it is stored: without the fields that only the server sets. */
export function writable(projection: Projection, schema: SchemaModel, value: unknown, depth = 0): unknown {
  if (depth > 20) return value;
  const node = withoutNull(projection, schema);
  if (Array.isArray(value) && node.kind === "array")
    return value.map((item: unknown) => writable(projection, node.items, item, depth + 1));
  // Of a file only its name is kept.
  if (value instanceof Blob) return value instanceof File ? value.name : "file";
  if (!isRecord(value)) return value;
  const properties = new Map(propertiesOf(projection, node).map((one) => [one.name, one]));
  return Object.fromEntries(
    Object.keys(value)
      .filter((name) => properties.get(name)?.readOnly !== true && name !== "__proto__")
      .map((name) => {
        const property = properties.get(name);
        const item = own(value, name);
        return [name, property ? writable(projection, property.schema, item, depth + 1) : item];
      }),
  );
}

/** Names of the fields that a body may set. */
export function settableFields(projection: Projection, schema: SchemaModel): Set<string> {
  const properties = propertiesOf(projection, schema);
  return new Set(properties.filter(({ readOnly }) => !readOnly).map(({ name }) => name));
}
