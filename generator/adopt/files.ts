import { isUtf8 } from "node:buffer";
import { opendir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { BANNER_START } from "../emit/banner.js";
import { Gitignore } from "./gitignore.js";

/** A source file as it lies on the disk. */
export interface CodeFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Why it cannot be parsed, if that is known already. */
  readonly problem?: string;
}

const EXTENSIONS = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx|vue)$/;

/** Larger files are bundles that nobody wrote. */
const MOST_BYTES = 2_000_000;

/**
 * The code below a folder: TypeScript, JavaScript and Vue, sorted by path. Left out are `node_modules`, folders whose
 * names begin with a dot, what `.gitignore` leaves out, the folders in `except`, and what the generator wrote.
 *
 * @throws {ConfigError} where the folder is none, or one in it cannot be read.
 */
export async function codeFiles(folder: string, except: readonly string[]): Promise<CodeFile[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new ConfigError(`${folder} ${found ? "is not a folder" : "does not exist"}.`);
  const gitignore = Gitignore.below(folder);
  const left = new Set(except.map((path) => resolve(path)));
  const paths: string[] = [];
  const walk = async (at: string): Promise<void> => {
    for await (const entry of await openFolder(at)) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        const skipped = entry.name === "node_modules" || entry.name.startsWith(".") || left.has(path);
        if (!skipped && !gitignore.ignores(path, true)) await walk(path);
      } else if (entry.isFile() && EXTENSIONS.test(entry.name) && !gitignore.ignores(path, false)) paths.push(path);
    }
  };
  await walk(folder);
  const files: CodeFile[] = [];
  for (const path of paths.sort()) {
    if ((await stat(path)).size > MOST_BYTES) continue;
    const bytes = await readFile(path);
    const text = bytes.toString("utf8");
    // What is not UTF-8 would be written back as something else.
    if (!isUtf8(bytes)) files.push({ path, text, problem: "The file is not UTF-8." });
    else if (!text.startsWith(BANNER_START)) files.push({ path, text });
  }
  return files;
}

const openFolder = (folder: string): ReturnType<typeof opendir> =>
  opendir(folder).catch((cause: Error) => {
    throw new ConfigError(`${folder} cannot be read: ${cause.message}`, { cause });
  });
