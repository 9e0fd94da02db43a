import { groupBy } from "../group.js";
import { lookupOf } from "./lookup.js";
import { fileName } from "../model/identifiers.js";
import type { ApiModel, OperationModel } from "../model/model.js";
import { banner } from "./banner.js";
import { emitClient } from "./client.js";
import { stringLiteral, visible } from "./encode.js";
import { emitFields } from "./fields.js";
import { buildManifest } from "./manifest.js";
import { emitModels } from "./models.js";
import { OperationsFile } from "./operations.js";
import type { EmitOptions } from "./options.js";
import { readRuntime } from "./runtime-copy.js";
import { emitSchemas } from "./schemas.js";
import { emitSecurity } from "./security.js";
import type { Modules } from "./type-text.js";
import { emitTypes } from "./types.js";
import { emitValidation } from "./validation.js";
import { zodDialects } from "./zod-dialect.js";
import { assertSyntax } from "./syntax.js";

/** Relative path to text: everything that generation writes. */
export type OutputFiles = ReadonlyMap<string, string>;

/** Emits all files of a client, in memory. */
export function emitFiles(model: ApiModel, options: Omit<EmitOptions, "exportedDescriptors">): OutputFiles {
  const groups = groupOperations(model.operations, options.layout);
  const fileOf = new Map([...groups].flatMap(([path, operations]) => operations.map(({ id }) => [id, path] as const)));
  const full: EmitOptions = { ...options, exportedDescriptors: descriptorsUsedElsewhere(model, fileOf) };
  const head = banner(options.source, options.command);
  const { importExtension: extension } = options;
  const modules = (up: string): Modules => ({
    runtime: runtimeModule(options.runtime, up, extension),
    models: `${up}models${extension}`,
    security: `${up}security${extension}`,
  });
  const files = new Map<string, string>();
  files.set("types.ts", emitTypes(model, head, modules("./")));
  files.set("models.ts", emitModels(model, head));
  if (model.securitySchemes.length > 0) files.set("security.ts", emitSecurity(model, head, modules("./")));
  if (model.fields.length > 0) files.set("fields.ts", emitFields(model, head));
  files.set("client.ts", emitClient(model, head, modules("./"), full));
  if (options.zod !== undefined) {
    const dialect = zodDialects[options.zod];
    files.set("schemas.ts", emitSchemas(model, head, modules("./"), dialect));
    const schemas = `./schemas${extension}`;
    files.set("validation.ts", emitValidation(model, head, { ...modules("./"), schemas }, dialect));
  }
  for (const [path, operations] of groups) {
    const nested = path.includes("/");
    const moduleOf = (operation: OperationModel): string | undefined => {
      const target = fileOf.get(operation.id)!;
      return target === path ? undefined : `./${target.replace(/^operations\//, "").replace(/\.ts$/, "")}${extension}`;
    };
    files.set(
      path,
      new OperationsFile(operations, { model, modules: modules(nested ? "../" : "./"), moduleOf, options: full }).emit(
        head,
      ),
    );
  }
  const exported = ["client.ts", "models.ts", ...(files.has("fields.ts") ? ["fields.ts"] : []), ...groups.keys()];
  files.set("index.ts", emitIndex(head, exported, extension));
  files.set("concurrency.json", visible(`${JSON.stringify(buildManifest(model, full), undefined, 2)}\n`));
  if (options.runtime === "inline")
    for (const [path, text] of readRuntime(extension)) files.set(`runtime/${path}`, `${head}\n${text}`);
  // A lone surrogate is no character that a file can hold.
  for (const [path, text] of files) files.set(path, text.replace(/\p{Surrogate}/gu, "\ufffd"));
  assertSyntax(files);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As `runtime` in the config says; `up` leads to the output folder. */
function runtimeModule(runtime: string, up: string, extension: string): string {
  if (runtime === "inline") return `${up}runtime/index${extension}`;
  return runtime === "package" ? "ifmatch/runtime" : runtime;
}

/** File to operations, in the order of the document. Tags that only differ in spelling share a file. */
function groupOperations(
  operations: readonly OperationModel[],
  layout: EmitOptions["layout"],
): Map<string, OperationModel[]> {
  return groupBy(operations, ({ group }) =>
    layout === "single" ? "operations.ts" : `operations/${fileName(group)}.ts`,
  );
}

/** A state change reloads through a retrieval that may stand in another tag's file. */
function descriptorsUsedElsewhere(model: ApiModel, fileOf: ReadonlyMap<string, string>): Set<string> {
  return new Set(
    model.operations.flatMap(({ id, concurrency }) => {
      if (concurrency.role !== "state-change") return [];
      const retrieval = lookupOf(model).resources.get(concurrency.resource)?.retrieval;
      return retrieval !== undefined && fileOf.get(retrieval) !== fileOf.get(id) ? [retrieval] : [];
    }),
  );
}

function emitIndex(head: string, files: readonly string[], extension: string): string {
  const modules = files.toSorted();
  return `${head}\n\n${modules.map((path) => `export * from ${stringLiteral(`./${path.replace(/\.ts$/, "")}${extension}`)};`).join("\n")}\n`;
}
