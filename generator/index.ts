/**
 * The generator as a library. Everything heavy is loaded when it is called; `defineConfig` alone costs nothing.
 */
export {
  type ClientConfig,
  type ClientsConfig,
  defineConfig,
  type LintConfig,
  type OperationConfig,
  type ResourceConfig,
  type SuppressionConfig,
} from "./config/define.js";
export type { ClientJob, CommandLine, LoadedConfig } from "./config/load.js";
export {
  ConfigError,
  type Diagnostic,
  type Location,
  type Position,
  RefusedError,
  type Severity,
} from "./diagnostics.js";
export type { Manifest, ManifestOperation, ManifestResource } from "./emit/manifest.js";
export { generate, type Generated, type GenerateHooks, type Stage } from "./generate.js";
export type { LoadedDocument, LoadOptions } from "./load/load.js";
export type { ApiModel, Concurrency, OperationModel, ResourceModel, Role } from "./model/model.js";

import type { CommandLine, LoadedConfig } from "./config/load.js";

/** Reads `ifmatch.config.ts`, as the command line does. */
export async function loadClients(line: CommandLine): Promise<LoadedConfig> {
  const module = await import("./config/load.js");
  return module.loadClients(line);
}
