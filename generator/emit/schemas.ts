import type { ApiModel, Mode, ObjectSchema, SchemaModel } from "../model/model.js";
import { stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { isElsewhere, isInherited } from "./properties.js";
import { declaration, formHelpers, helperNames, type SchemaForm } from "./schema-forms.js";
import { printFile } from "./source-file.js";
import type { Modules } from "./type-text.js";
import type { ZodDialect } from "./zod-dialect.js";
import { helpersFor, zodHelperNames } from "./zod-helpers.js";
import { isOpen, ZodPrinter } from "./zod-printer.js";

/**
 * `schemas.ts`: a zod schema for each component schema, under the name of its type. None reads another before it is
 * used, and each is marked pure, so that a bundle holds the ones it uses and what those refer to.
 */
export function emitSchemas(model: ApiModel, modules: Modules, dialect: ZodDialect): string {
  const names = model.schemas.flatMap(({ name, writeName }) => [name, ...(writeName ? [writeName] : [])]);
  const imports = new Imports([...names, "z", ...helperNames, ...zodHelperNames]);
  if (names.length === 0) return printFile(imports, ["export {};"]);
  const zod = new ZodPrinter(model, dialect, (name) => name);
  const forms = new Set<SchemaForm>();
  const declare = (name: string, schema: SchemaModel, mode: Mode): string => {
    const form = formOf(schema, mode);
    forms.add(form);
    return declaration(
      name,
      form,
      dialect,
      isPlainObject(schema, mode) ? zod.shape(schema, mode) : zod.print(schema, mode),
    );
  };
  const statements = model.schemas.flatMap(({ name, form, writeName, writeForm, schema }): string[] => [
    declare(name, schema, form),
    ...(writeName ? [declare(writeName, schema, writeForm)] : []),
  ]);
  const header = `import * as z from ${stringLiteral(dialect.module)};\nimport type * as models from ${stringLiteral(modules.models)};`;
  const helpers = helpersFor(statements.join("\n"), dialect);
  return printFile(imports, [header, ...formHelpers(forms, dialect), ...helpers, ...statements]);
}

function formOf(schema: SchemaModel, mode: Mode): SchemaForm {
  if (isPlainObject(schema, mode)) return isOpen(schema) ? "looseObject" : "strictObject";
  if (schema.kind !== "enum" || schema.values.length === 0 || schema.values.includes(null)) return "other";
  return schema.values.length > 1 && schema.values.every((value) => typeof value === "string") ? "enum" : "literal";
}

/** Whether nothing is asked of an object but what its properties are: zod makes other objects of such. */
function isPlainObject(schema: SchemaModel, mode: Mode): schema is ObjectSchema {
  return (
    schema.kind === "object" &&
    (isOpen(schema) || schema.additional === false) &&
    schema.properties.some((property) => !isElsewhere(property, mode)) &&
    !schema.properties.some(isInherited) &&
    schema.alsoRequired.every((property) => isElsewhere(property, mode)) &&
    schema.minProperties === undefined &&
    schema.maxProperties === undefined
  );
}
