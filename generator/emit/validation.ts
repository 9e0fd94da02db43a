import type { ApiModel, OperationModel } from "../model/model.js";
import { NameRegistry } from "../model/identifiers.js";
import { flatName } from "../model/names.js";
import { meaningOf } from "../model/types.js";
import { propertyKey, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { type Doc, object, render } from "./layout.js";
import { ZodPrinter } from "./zod-printer.js";
import { printFile, type Statement } from "./source-file.js";
import type { Modules } from "./type-text.js";
import type { ZodDialect } from "./zod-dialect.js";
import { helpersFor, zodHelperNames } from "./zod-helpers.js";

/**
 * `validation.ts`: for each operation the schemas of its bodies. Pass all of them to `createClient`, or
 * the few whose operations matter; what is not passed is not bundled.
 */
export function emitValidation(
  model: ApiModel,
  modules: Modules & { readonly schemas: string },
  dialect: ZodDialect,
): string {
  const zod = new ZodPrinter(model, dialect, (name) => `schemas.${name}`);
  const names = new NameRegistry();
  const entries = model.operations.flatMap(
    (operation): { operation: OperationModel; name: string; members: Doc[] }[] => {
      const members = operationMembers(operation, zod);
      if (members.length === 0) return [];
      return [{ operation, name: names.claim(`${flatName(operation)}Schemas`, operation.id).name, members }];
    },
  );
  const imports = new Imports([...entries.map(({ name }) => name), "schemas", "z", "validation", ...zodHelperNames]);
  const type = imports.type(modules.runtime, "ValidationSchemas");
  const statements = entries.map(({ name, members }): Statement => {
    const start = `export const ${name} = `;
    return `${start}${render(object(members), 0, start.length)};`;
  });
  const all = object(entries.map(({ operation, name }) => `${propertyKey(operation.id)}: ${name}`));
  const text = statements.join("\n");
  const helpers = helpersFor(text, dialect);
  const header = [
    ...(/\bz\./.test(text) || helpers.length > 0 ? [`import * as z from ${stringLiteral(dialect.module)};`] : []),
    ...(text.includes("schemas.") ? [`import * as schemas from ${stringLiteral(modules.schemas)};`] : []),
  ].join("\n");
  return printFile(imports, [
    ...(header === "" ? [] : [header]),
    ...helpers,
    ...statements,
    // Annotated: the type that would be inferred of a large document is more than a declaration file may hold (TS7056).
    `/** Every operation's schemas: \`createClient({ validate: validateBodies(validation) })\`. */\nexport const validation: ${type} = ${render(all, 0, "export const validation: ValidationSchemas = ;".length)};`,
  ]);
}

function operationMembers(operation: OperationModel, zod: ZodPrinter): Doc[] {
  const members: Doc[] = [];
  const [content] = operation.body?.contents ?? [];
  // Several media types may have several schemas; only one shared by all can be held against any body.
  const shared =
    content && operation.body!.contents.every(({ schema }) => meaningOf(schema) === meaningOf(content.schema));
  if (
    content &&
    shared &&
    content.schema.kind !== "any" &&
    content.encoding !== "binary" &&
    content.encoding !== "text"
  )
    members.push(["body: ", pure(zod.print(content.schema, content.mode))]);
  const responses = operation.responses.flatMap(({ status, schema }): Doc[] =>
    schema && schema.kind !== "any" && status.startsWith("2")
      ? [[/^\d+$/.test(status) ? `${status}: ` : `${stringLiteral(status)}: `, pure(zod.print(schema, "read"))]]
      : [],
  );
  if (responses.length > 0) members.push(["responses: ", object(responses)]);
  return members;
}

/** A reference stands by itself; anything built is marked pure, so that an unused operation's entry goes. */
function pure(expression: Doc): Doc {
  return typeof expression === "string" && expression.startsWith("schemas.")
    ? expression
    : ["/* @__PURE__ */ z.lazy(() => ", expression, ")"];
}
