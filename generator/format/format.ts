import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { nearestPackage } from "../config/nearest-package.js";
import type { Formatter } from "../config/resolved.js";
import { ConfigError } from "../diagnostics.js";
import { BANNER_START } from "../emit/banner.js";
import type { OutputFiles } from "../emit/emit.js";
import { commandFormatter } from "./command.js";
import { prettierFormatter } from "./prettier.js";
import { observeFormatter } from "./settings.js";

/**
 * Files as the project's own formatter leaves them, with the options that the project has for their place in `folder`.
 *
 * @throws {ConfigError} where the formatter is not installed, fails, or takes away what we know our files by.
 */
export async function formatFiles(files: OutputFiles, folder: string, formatter: Formatter): Promise<OutputFiles> {
  observeFormatter(formatter, folder, files);
  const manifest = nearestPackage(folder);
  const project = manifest === undefined ? dirname(folder) : dirname(manifest);
  const format =
    formatter === "prettier" ? await prettierFormatter(folder) : commandFormatter(formatter, folder, project);
  const formatted = new Map<string, string>(files);
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [path, text] = next;
      formatted.set(path, keepsBanner(text, await format(text, join(folder, path)), path));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  // Settings that were saved meanwhile hold for some of the files only.
  observeFormatter(formatter, folder, files);
  return formatted;
}

/** A later run replaces only files that begin as ours do. */
function keepsBanner(before: string, after: string, path: string): string {
  if (before !== "" && after.trim() === "") throw new ConfigError(`format: the formatter printed nothing for ${path}.`);
  if (before.startsWith(BANNER_START) && !after.startsWith(BANNER_START))
    throw new ConfigError(
      `format: the formatter changes the first line of ${path}, by which ifmatch knows its files. Turn off what adds a line there, such as Prettier's insertPragma.`,
    );
  return after;
}
