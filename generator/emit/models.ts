import type { ApiModel, Difference, NamedSchema } from "../model/model.js";
import { commentLines, jsDoc, stringLiteral } from "./encode.js";
import { Imports } from "./imports.js";
import { printFile, type Statement } from "./source-file.js";
import { adjusted, type Modules, TypePrinter } from "./type-text.js";

/**
 * Short names for the component schemas: `Job` for what is read and, where it differs, `JobWrite` for
 * what is sent.
 */
export function emitModels(model: ApiModel, banner: string, modules: Modules): string {
  const imports = new Imports(
    model.schemas.flatMap(({ name, writeName }) => [name, ...(writeName ? [writeName] : [])]),
  );
  // References to models are local here.
  const types = new TypePrinter(model, new LocalImports(imports, modules.models), modules);
  const statements = model.schemas.flatMap((schema): Statement[] => {
    const doc = jsDoc(commentLines(schema.description));
    const read = `${doc}export type ${schema.name} = ${alias(schema, schema[schema.form], imports, modules, types, `export type ${schema.name} = `)};`;
    if (schema.writeName === undefined) return [read];
    const start = `export type ${schema.writeName} = `;
    return [
      read,
      `/** {@link ${schema.name}}, as it is sent. */\n${start}${alias(schema, schema.write, imports, modules, types, start)};`,
    ];
  });
  return printFile(banner, imports, statements.length > 0 ? statements : ["export {};"]);
}

function alias(
  schema: NamedSchema,
  difference: Difference,
  imports: Imports,
  modules: Modules,
  types: TypePrinter,
  start: string,
): string {
  if (difference.instead) return types.print(difference.instead);
  const base = `${imports.type(modules.types, "components")}["schemas"][${stringLiteral(schema.key)}]`;
  return adjusted(base, difference, types, start.length);
}

/** In models.ts itself a model needs no import. */
class LocalImports extends Imports {
  readonly #imports: Imports;
  readonly #local: string;
  constructor(imports: Imports, local: string) {
    super();
    this.#imports = imports;
    this.#local = local;
  }
  override type(module: string, name: string): string {
    return module === this.#local ? name : this.#imports.type(module, name);
  }
}
