import type { ApiModel } from "../model/model.js";
import { stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { array, object, render } from "./layout.js";
import { printFile } from "./source-file.js";

/** `fields.ts`: the server-managed fields of each resource, for `edit` and `merge3`. */
export function emitFields({ fields }: ApiModel): string {
  const statements = fields.map(({ name, resource, readOnly }) => {
    const start = `export const ${name} = `;
    const tail = " as const;";
    const body = object([["readOnly: ", array(readOnly.map(stringLiteral))]]);
    return `/** Of a ${resource}: what only the server sets. */\n${start}${render(body, 0, start.length + tail.length)}${tail}`;
  });
  return printFile(new Imports(fields.map(({ name }) => name)), statements);
}
