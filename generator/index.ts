/**
 * The generator as a library. Everything heavy is loaded when it is called; `defineConfig` alone costs nothing.
 */
export {
  type ClientConfig,
  type DocumentPatch,
  type LimitsConfig,
  type SelectionConfig,
  type ClientsConfig,
  defineConfig,
  type LintConfig,
  type NamesConfig,
  type OperationToName,
  type OperationConfig,
  type ResourceConfig,
  type SuppressionConfig,
  type TransformsConfig,
} from "./config/define.js";
export type { ImportExtension } from "./config/import-extension.js";
export type { ClientJob, CommandLine, LoadedConfig } from "./config/load.js";
export type {
  DocumentPatch as ResolvedDocumentPatch,
  Formatter,
  ResolvedConfig,
  ResolvedLintConfig,
  ResolvedSelection,
  ResolvedSuppression,
  TransformOptions,
  ZodModule,
} from "./config/resolved.js";
export {
  ConfigError,
  type Diagnostic,
  type Location,
  type Position,
  RefusedError,
  type Severity,
} from "./diagnostics.js";
export type { OutputFiles } from "./emit/emit.js";
export type { OutputContext, OutputFile, OutputPlugin } from "./config/plugin.js";
export type { Manifest, ManifestOperation, ManifestResource } from "./emit/manifest.js";
export type { ApiFacts } from "./emit/options.js";
export { generate, type Generated, type GenerateHooks, type Stage, type Timings } from "./generate.js";
export type { DocumentFiles } from "./load/files.js";
export type { Limits } from "./load/limits.js";
export type { LoadedDocument, LoadOptions, Preparation, Prepared } from "./load/load.js";
export type { JsonObject } from "./load/pointer.js";
export type { Positions } from "./load/positions.js";
export type { Identifier, SafeText } from "./model/identifiers.js";
export type {
  ApiModel,
  ArraySchema,
  BodyModel,
  Concurrency,
  ContentModel,
  Decoder,
  Evidence,
  FieldEncoding,
  FieldsModel,
  JsonPrimitive,
  KeyParameter,
  KeySource,
  KeyValue,
  Method,
  Mode,
  DefaultValue,
  EnumValue,
  NamedSchema,
  Notes,
  NumberSchema,
  ObjectSchema,
  OperationId,
  OperationModel,
  OperationNames,
  Outline,
  ParameterModel,
  PartHeader,
  PropertyModel,
  ResourceModel,
  ResponseModel,
  Role,
  SchemaModel,
  SecuritySchemeModel,
  Signal,
  StringSchema,
  TypeModel,
} from "./model/model.js";
export type {
  NameFunction,
  NameOptions,
  OperationOverride,
  OperationToName as ResolvedOperationToName,
  ResourceOverride,
} from "./model/options.js";

import type { CommandLine, LoadedConfig } from "./config/load.js";

/** Reads `ifmatch.config.ts`, as the command line does. */
export async function loadClients(line: CommandLine): Promise<LoadedConfig> {
  const module = await import("./config/load.js");
  return module.loadClients(line);
}
