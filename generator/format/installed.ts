import { dirname, join } from "node:path";
import { readPackage } from "../config/nearest-package.js";
import { ConfigError } from "../diagnostics.js";
import { fileExists } from "../observed.js";

/** The folder of an installed package, where Node would find it from `folder`. @throws {ConfigError} if there is none. */
export function installedPackage(name: string, folder: string): string {
  const found = inModules(name, folder);
  if (found === undefined)
    throw new ConfigError(
      `format: ${name} is not installed in the project of the output folder ${folder}. Install it (npm install --save-dev ${name}), or leave format out of the config.`,
    );
  return found;
}

/** A path in the nearest `node_modules` that has it. */
export function inModules(path: string, folder: string): string | undefined {
  const found = join(folder, "node_modules", path);
  if (fileExists(found)) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : inModules(path, parent);
}

/** The script that a package's `bin` of this name means. @throws {ConfigError} */
export function binary(name: string, bin: string, folder: string): string {
  const found = installedPackage(name, folder);
  const entry = readPackage(join(found, "package.json"))?.["bin"];
  const path = typeof entry === "string" ? entry : (entry as Record<string, unknown> | undefined)?.[bin];
  if (typeof path !== "string") throw new ConfigError(`format: ${name} in ${found} has no command ${bin}.`);
  return join(found, path);
}
