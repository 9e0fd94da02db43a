import type { ApiModel, DefaultValue, JsonPrimitive, NamedSchema, SchemaModel } from "../model/model.js";
import { commentLines, jsDoc, literal, propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { type Doc, lines, object, render } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { SchemaTypes } from "./schema-types.js";
import { printFile, type Statement } from "./source-file.js";

/**
 * `models.ts`: a type for each component schema: `Job` for what is read and, where it differs, `JobWrite` for what
 * is sent. An enum of strings, or one whose values the document names, is also a value: an object with each of them under
 * its name.
 */
export function emitModels(model: ApiModel, enums: EmitOptions["enums"]): string {
  const types = new SchemaTypes(model, (name) => name);
  const statements = model.schemas.flatMap((one): Statement[] => {
    const { name, form, writeName, writeForm, description, schema } = one;
    const declare = (as: string, mode: typeof form): string => {
      const start = `export type ${as} = `;
      return `${start}${render(types.print(schema, mode), 0, start.length)};`;
    };
    const members = enums === "union" ? [] : valuesOf(one);
    const doc = jsDoc(commentLines(description));
    const own =
      enums === "const" && members.length > 0
        ? `${declareValues(name, members, doc)}\n\n${doc}${typeOfValues(name, schema)}`
        : doc +
          declare(name, form) +
          (members.length === 0
            ? ""
            : `\n\n${declareValues(name, members, `/** The values of {@link ${name}}. */\n`)}`);
    const sent = writeName && `/** {@link ${name}}, as it is sent. */\n${declare(writeName, writeForm)}`;
    return [own, ...(sent ? [sent] : []), ...defaultsOf(one)];
  });
  return printFile(new Imports(), statements.length > 0 ? statements : ["export {};"]);
}

/** The members of the object of an enum; none where its values have no names: they are no texts, and the document names none. */
function valuesOf({ schema, values: known = [] }: NamedSchema): Doc[] {
  const values = enumValues(schema).filter((value) => value !== null);
  const members = values.map((value) => {
    const { name, description } = known.find((one) => one.value === value) ?? {};
    return { key: name ?? value, value, comment: jsDoc(commentLines(description ?? "", 90)).trimEnd() };
  });
  if (members.some(({ key }) => typeof key !== "string")) return [];
  return members.map(({ key, value, comment }) => {
    const member = `${propertyKey(String(key))}: ${literal(value)}`;
    return comment === "" ? member : lines([...comment.split("\n"), member]);
  });
}

/** `export const JobStatus = { open: "open", done: "done" } as const;`; a bundler drops it if it is unused. */
function declareValues(name: string, members: readonly Doc[], doc: string): string {
  const start = `export const ${name} = `;
  const tail = " as const;";
  return `${doc}${start}${render(object(members), 0, start.length + tail.length)}${tail}`;
}

function typeOfValues(name: string, schema: SchemaModel): string {
  const orNull = enumValues(schema).includes(null) ? " | null" : "";
  return `export type ${name} = (typeof ${name})[keyof typeof ${name}]${orNull};`;
}

/** `export const JobCreateDefaults: Required<Pick<JobCreate, "priority">> = { priority: 2 };` */
function defaultsOf({ name, writeName = name, defaults }: NamedSchema): string[] {
  if (!defaults) return [];
  const keys = defaults.values.map((one) => stringLiteral(one.name)).join(" | ");
  const start = `export const ${defaults.name}: Required<Pick<${writeName}, ${keys}>> = `;
  const members = defaults.values.map(({ name: key, value }) => `${propertyKey(key)}: ${written(value)}`);
  const text = render(object(members), 0, start.length + 1);
  return [`/** The defaults of {@link ${writeName}}, for a form to begin with. */\n${start}${text};`];
}

const written = (value: DefaultValue): string =>
  isPrimitive(value) ? literal(value) : `[${value.map(literal).join(", ")}]`;

const isPrimitive = (value: DefaultValue): value is JsonPrimitive => !Array.isArray(value);

/** Of an enum, which may be nullable or a union of constants; none of anything else. */
function enumValues(schema: SchemaModel): readonly JsonPrimitive[] {
  if (schema.kind === "enum") return schema.values;
  if (schema.kind === "null") return [null];
  if (schema.kind !== "union" && schema.kind !== "one-of") return [];
  const members = schema.members.map(enumValues);
  return members.some((values) => values.length === 0) ? [] : [...new Set(members.flat())];
}
