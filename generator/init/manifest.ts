import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageJson } from "../config/nearest-package.js";
import { ConfigError } from "../diagnostics.js";

/** A package.json, and its text, whose indentation is kept. */
export interface Manifest {
  readonly text: string;
  readonly content: PackageJson;
}

/** The package.json of a folder, if there is one. @throws {ConfigError} where it is not what npm can read. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`package.json is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new ConfigError("package.json must contain an object.");
  return { text, content: content as PackageJson };
}

/** The scripts that init adds. */
export const scripts: Readonly<Record<string, string>> = {
  generate: "ifmatch generate",
  "generate:check": "ifmatch generate --check",
  "lint:api": "ifmatch lint",
};

export const scriptsOf = ({ content }: Manifest): Readonly<Record<string, unknown>> =>
  (content["scripts"] ?? {}) as Record<string, unknown>;

/** The text with the scripts that are missing, after those that are there; and their names. */
export function withScripts(manifest: Manifest): { text: string; added: readonly string[] } {
  const present = scriptsOf(manifest);
  const missing = Object.entries(scripts).filter(([name]) => present[name] === undefined);
  const content = { ...manifest.content, scripts: { ...present, ...Object.fromEntries(missing) } };
  const indentation = /^[ \t]+/m.exec(manifest.text)?.[0] ?? "  ";
  return {
    text: missing.length === 0 ? manifest.text : `${JSON.stringify(content, undefined, indentation)}\n`,
    added: missing.map(([name]) => name),
  };
}
