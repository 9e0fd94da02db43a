import { lstat, readFile } from "node:fs/promises";
import { ConfigError } from "../diagnostics.js";

/**
 * Refuses to overwrite what is not ours: a file that does not begin with `start`, a folder, a link.
 *
 * @throws {ConfigError} when something of somebody else is in the way.
 */
export async function checkFile(path: string, start: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ConfigError(`${path} cannot be written: ${error.message}`, { cause: error });
  });
  if (!found) return;
  const what = found.isDirectory()
    ? "is a folder, and a file must go there"
    : found.isSymbolicLink()
      ? "is a symbolic link"
      : (await readFile(path, "utf8")).startsWith(start)
        ? undefined
        : "was not written by ifmatch";
  if (what !== undefined) throw new ConfigError(`${path} ${what}. Move it, or choose another file.`);
}
