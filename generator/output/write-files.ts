import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../diagnostics.js";

/**
 * Writes files by absolute path: first everything beside its place, then one rename a file. A failure before the last
 * step leaves what was there as it was.
 *
 * @throws {ConfigError} saying `what` could not be written, and why.
 */
export async function writeFiles(files: ReadonlyMap<string, string>, what: string): Promise<void> {
  const staged: [from: string, to: string][] = [];
  try {
    for (const [target, text] of files) {
      const temporary = `${target}.${randomUUID()}.tmp`;
      await mkdir(dirname(target), { recursive: true });
      staged.push([temporary, target]);
      await writeFile(temporary, text);
    }
    for (const [temporary, target] of staged) await rename(temporary, target);
  } catch (error) {
    // What cannot be removed was not written; the first failure is the one to tell.
    await Promise.allSettled(staged.map(([temporary]) => rm(temporary, { force: true })));
    throw new ConfigError(`${what} could not be written: ${(error as Error).message}`, { cause: error });
  }
}
