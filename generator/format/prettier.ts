import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../diagnostics.js";
import type { FormatText } from "./format-text.js";
import { installedPackage } from "./installed.js";

/** What we use of Prettier 2 and 3. */
interface Prettier {
  resolveConfig(file: string, options: { editorconfig: boolean; useCache: boolean }): Promise<object | null>;
  format(text: string, options: object): string | Promise<string>;
}

/** The project's Prettier in this process: one process a file would take a quarter of a second each. */
export async function prettierFormatter(folder: string): Promise<FormatText> {
  const manifest = join(installedPackage("prettier", folder), "package.json");
  const entry = pathToFileURL(createRequire(manifest).resolve("prettier")).href;
  const module = (await import(entry)) as Prettier & { readonly default?: Prettier };
  const prettier = module.default ?? module;
  return async (text, file) => {
    try {
      // A long-running process sees changes of the configuration.
      const options = await prettier.resolveConfig(file, { editorconfig: true, useCache: false });
      return await prettier.format(text, { ...options, filepath: file });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      // It shows the lines of the file below its reason.
      throw new ConfigError(`format: prettier failed: ${why}`.split("\n"), { cause });
    }
  };
}
