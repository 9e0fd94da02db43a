import type { ApiModel, DefaultValue, JsonPrimitive, NamedSchema, SchemaModel } from "../model/model.js";
import { commentLines, jsDoc, literal, propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { object, render } from "./layout.js";
import { SchemaTypes } from "./schema-types.js";
import { printFile, type Statement } from "./source-file.js";

/**
 * `models.ts`: a type for each component schema: `Job` for what is read and, where it differs, `JobWrite` for what
 * is sent. An enum of strings is also a value: an object with each of them under its own name.
 */
export function emitModels(model: ApiModel, banner: string): string {
  const types = new SchemaTypes(model, (name) => name);
  const statements = model.schemas.flatMap((one): Statement[] => {
    const { name, form, writeName, writeForm, description, schema } = one;
    const declare = (as: string, mode: typeof form): string => {
      const start = `export type ${as} = `;
      return `${start}${render(types.print(schema, mode), 0, start.length)};`;
    };
    const own = jsDoc(commentLines(description)) + declare(name, form) + valuesOf(name, schema);
    const sent = writeName && `/** {@link ${name}}, as it is sent. */\n${declare(writeName, writeForm)}`;
    return [own, ...(sent ? [sent] : []), ...defaultsOf(one)];
  });
  return printFile(banner, new Imports(), statements.length > 0 ? statements : ["export {};"]);
}

/** `export const JobStatus = { open: "open", done: "done" } as const;` after the type; a bundler drops it if it is unused. */
function valuesOf(name: string, schema: SchemaModel): string {
  const values = enumValues(schema).filter((value) => value !== null);
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === 0 || texts.length < values.length) return "";
  const start = `export const ${name} = `;
  const tail = " as const;";
  const members = object(texts.map((text) => `${propertyKey(text)}: ${stringLiteral(text)}`));
  return `\n\n/** The values of {@link ${name}}. */\n${start}${render(members, 0, start.length + tail.length)}${tail}`;
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

/** Of an enum, which may be nullable; none of anything else. */
function enumValues(schema: SchemaModel): readonly JsonPrimitive[] {
  if (schema.kind === "enum") return schema.values;
  const [only, ...others] = schema.kind === "union" ? schema.members.filter(({ kind }) => kind !== "null") : [];
  return only?.kind === "enum" && others.length === 0 ? only.values : [];
}
