import { lookupOf } from "./lookup.js";
import type { ApiModel, OperationModel } from "../model/model.js";
import { emitClient } from "./client.js";
import { visible } from "./encode.js";
import { emitFields } from "./fields.js";
import { type Groups, reachedElsewhere } from "./groups.js";
import { buildManifest } from "./manifest.js";
import { emitModels } from "./models.js";
import { OperationsFile } from "./operations.js";
import type { EmitOptions } from "./options.js";
import type { OutputContext, OutputFile, OutputPlugin } from "../config/plugin.js";
import { readRuntime } from "./runtime-copy.js";
import { emitSchemas } from "./schemas.js";
import { emitSecurity } from "./security.js";
import type { Modules } from "./type-text.js";
import { emitTransforms } from "./transforms.js";
import { emitTypes } from "./types.js";
import { emitValidation } from "./validation.js";
import { zodDialects } from "./zod-dialect.js";

/** What ifmatch writes: a plugin for each kind of file. */
export function ownOutputs(options: EmitOptions, groups: Groups): OutputPlugin[] {
  const one = (path: string, emit: (model: ApiModel, modules: Modules) => string | undefined, exported = false) => ({
    name: path,
    emit(model: ApiModel, context: OutputContext): OutputFile[] {
      const text = emit(model, modulesOf(context, path));
      return text === undefined ? [] : [{ path, text, exported }];
    },
  });
  return [
    one("types.ts", emitTypes),
    one("models.ts", (model) => emitModels(model, options.enums), true),
    one("security.ts", (model, modules) =>
      model.securitySchemes.length > 0 ? emitSecurity(model, modules) : undefined,
    ),
    one("fields.ts", (model) => (model.fields.length > 0 ? emitFields(model) : undefined), true),
    one("client.ts", (model, modules) => emitClient(model, modules, options), true),
    ...(options.zod === undefined ? [] : [validators(options.zod)]),
    ...(options.transforms === undefined
      ? []
      : [one("transforms.ts", (model, modules) => emitTransforms(model, modules, options.transforms!))]),
    operations(options, groups),
    one("concurrency.json", (model) => visible(`${JSON.stringify(buildManifest(model, options), undefined, 2)}\n`)),
    ...(options.runtime === "inline" ? [runtimeCopy(options)] : []),
  ];
}

const modulesOf = (context: OutputContext, from: string): Modules => ({
  runtime: context.moduleOf("runtime", from),
  models: context.moduleOf("models", from),
  security: context.moduleOf("security", from),
});

/**
 * What these files export is declared, or follows from what is; checking how zod arrives at it took three quarters of a
 * compiler's time. It is done by our own tests, for every document.
 */
const UNCHECKED =
  "// @ts-nocheck: checking this is slow, and the tests of ifmatch do it. Its exports are typed all the same.";

function validators(zod: NonNullable<EmitOptions["zod"]>): OutputPlugin {
  const dialect = zodDialects[zod];
  return {
    name: "zod",
    emit(model, context) {
      const modules = { ...modulesOf(context, "schemas.ts"), schemas: context.moduleOf("schemas", "validation.ts") };
      return [
        { path: "schemas.ts", text: `${UNCHECKED}\n\n${emitSchemas(model, modules, dialect)}` },
        { path: "validation.ts", text: `${UNCHECKED}\n\n${emitValidation(model, modules, dialect)}` },
      ];
    },
  };
}

function operations(options: EmitOptions, groups: Groups): OutputPlugin {
  return {
    name: "operations",
    emit(model, context) {
      const exportedDescriptors = reachedElsewhere(groups, model.operations, (id) => reloadedBy(model, id));
      return [...groups].map(([path, members]) => {
        const moduleOf = (operation: OperationModel): string | undefined =>
          members.includes(operation) ? undefined : context.moduleOf(operation, path);
        const scope = { model, modules: modulesOf(context, path), moduleOf, options, exportedDescriptors };
        return {
          path,
          text: new OperationsFile(members, scope).emit(),
          exported: members[0]?.namespace ?? true,
        };
      });
    },
  };
}

/** The retrieval that the 412 of a state change reads again. */
function reloadedBy(model: ApiModel, { concurrency }: OperationModel): string | undefined {
  if (concurrency.role !== "state-change") return undefined;
  return lookupOf(model).resources.get(concurrency.resource)?.retrieval;
}

const runtimeCopy = ({ importExtension }: EmitOptions): OutputPlugin => ({
  name: "runtime",
  emit: () => readRuntime(importExtension).map(([path, text]) => ({ path: `runtime/${path}`, text })),
});
