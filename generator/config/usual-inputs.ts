import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileExists, readText } from "../observed.js";

/** Where a document usually lies, in order: the first one is used without being named. */
const first = [
  "schema/schema.yml",
  "schema/schema.yaml",
  "schema.yml",
  "schema.yaml",
  "openapi.yml",
  "openapi.yaml",
  "openapi.json",
  "schema.json",
  "swagger.json",
];
const folders = [".", "schema", "api", "docs"];
const names = ["openapi", "schema", "swagger"].flatMap((name) =>
  ["yml", "yaml", "json"].map((extension) => `${name}.${extension}`),
);

export const usualInputs: readonly string[] = [
  ...new Set([...first, ...folders.flatMap((folder) => names.map((name) => join(folder, name).replaceAll("\\", "/")))]),
];

/**
 * The usual paths where a file is, in order: those that begin like an OpenAPI document, or all where none does, so that what
 * is wrong with the first is said.
 */
export function findInputs(folder: string): string[] {
  const present = usualInputs.filter((path) => fileExists(resolve(folder, path)));
  const documents = present.filter((path) => isDocument(resolve(folder, path)));
  const files = present.filter((path) => statSync(resolve(folder, path), { throwIfNoEntry: false })?.isFile());
  return documents.length > 0 ? documents : files;
}

/** Whether a file begins like an OpenAPI document. */
export function isDocument(file: string): boolean {
  try {
    return /^[\s\S]{0,500}?["']?(?:openapi|swagger)["']?\s*:/.test(readText(file).slice(0, 1000));
  } catch {
    // A folder, or a file that may not be read: it is only left out of the suggestions.
    return false;
  }
}
