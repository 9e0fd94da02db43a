import { randomUUID } from "node:crypto";
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../diagnostics.js";

/**
 * Writes files, each by one rename, after all of them were written beside their places. Links are followed and
 * permissions kept. A failure before the last step leaves everything as it was.
 *
 * @throws {ConfigError} where a file cannot be written.
 */
export async function replaceFiles(files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const staged: [from: string, to: string][] = [];
  try {
    for (const [file, content] of files) {
      await mkdir(dirname(file), { recursive: true });
      const target = await realpath(file).catch(() => file);
      const temporary = `${target}.${randomUUID()}.tmp`;
      staged.push([temporary, target]);
      await writeFile(temporary, content);
      const mode = await stat(target).then(
        (known) => known.mode,
        () => undefined,
      );
      if (mode !== undefined) await chmod(temporary, mode);
    }
    for (const [temporary, target] of staged) await rename(temporary, target);
  } catch (error) {
    await Promise.all(staged.map(([temporary]) => rm(temporary, { force: true })));
    throw new ConfigError(`The output could not be written: ${(error as Error).message}`, { cause: error });
  }
}
