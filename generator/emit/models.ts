import type { ApiModel } from "../model/model.js";
import { commentLines, jsDoc } from "./encode.js";
import { Imports } from "./imports.js";
import { render } from "./layout.js";
import { SchemaTypes } from "./schema-types.js";
import { printFile, type Statement } from "./source-file.js";

/**
 * `models.ts`: a type for each component schema: `Job` for what is read and, where it differs, `JobWrite` for what
 * is sent.
 */
export function emitModels(model: ApiModel, banner: string): string {
  const types = new SchemaTypes(model, (name) => name);
  const statements = model.schemas.flatMap(({ name, form, writeName, writeForm, description, schema }): Statement[] => {
    const declare = (as: string, mode: typeof form): string => {
      const start = `export type ${as} = `;
      return `${start}${render(types.print(schema, mode), 0, start.length)};`;
    };
    const own = jsDoc(commentLines(description)) + declare(name, form);
    return writeName === undefined
      ? [own]
      : [own, `/** {@link ${name}}, as it is sent. */\n${declare(writeName, writeForm)}`];
  });
  return printFile(banner, new Imports(), statements.length > 0 ? statements : ["export {};"]);
}
