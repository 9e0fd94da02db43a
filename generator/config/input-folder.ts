import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ConfigError } from "../diagnostics.js";

/** @throws {ConfigError} for a folder where a document is expected, naming the documents in it. */
export function refuseFolder(path: string, cwd: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const documents = readdirSync(path)
    .filter((name) => /\.(?:ya?ml|json)$/i.test(name))
    .filter((name) => isDocument(join(path, name)));
  const name = (file: string): string => relative(cwd, file) || ".";
  const [first] = documents;
  throw new ConfigError(
    `${name(path)} is a folder, not an OpenAPI document. ${
      first === undefined
        ? "Name the file, such as path/to/openapi.yml."
        : `Name the file: ${documents
            .slice(0, 3)
            .map((one) => name(join(path, one)))
            .join(", or ")}`
    }`,
  );
}

/** Whether a file begins like an OpenAPI document. */
function isDocument(file: string): boolean {
  try {
    return /^[\s\S]{0,500}?["']?(?:openapi|swagger)["']?\s*:/.test(readFileSync(file, "utf8").slice(0, 1000));
  } catch {
    // A folder, or a file that may not be read: it is only left out of the suggestions.
    return false;
  }
}
