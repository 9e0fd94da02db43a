import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { isDocument } from "./usual-inputs.js";

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
