import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { BANNER_START } from "../emit/banner.js";
import type { OutputFiles } from "../emit/emit.js";

export type Change = "added" | "changed" | "removed" | "unchanged";

/** What writing would do, by path relative to the output folder; sorted. */
export interface Comparison {
  readonly changes: ReadonlyMap<string, Change>;
  /** Current text of what would change or go. */
  readonly before: ReadonlyMap<string, string>;
}

/**
 * Compares the files with what is in the folder. Files of an earlier run that are not among them are
 * stale; other people's files are neither touched nor overwritten.
 *
 * @throws {ConfigError} when a file of somebody else is in the way.
 */
export async function compareOutput(folder: string, files: OutputFiles): Promise<Comparison> {
  const changes = new Map<string, Change>();
  const before = new Map<string, string>();
  const present = new Set(await listFiles(folder));
  for (const [path, text] of files) {
    const current = present.has(path) ? await readFile(join(folder, path), "utf8") : undefined;
    if (current !== undefined && !isOurs(path, current))
      throw new ConfigError(
        `${join(folder, path)} was not written by ifmatch. Move it, or choose another output folder.`,
      );
    changes.set(path, current === undefined ? "added" : current === text ? "unchanged" : "changed");
    if (current !== undefined && current !== text) before.set(path, current);
  }
  for (const path of present) {
    if (files.has(path) || !path.endsWith(".ts")) continue;
    const text = await readFile(join(folder, path), "utf8");
    if (!isOurs(path, text)) continue;
    changes.set(path, "removed");
    before.set(path, text);
  }
  return { changes: new Map([...changes].sort(([a], [b]) => (a < b ? -1 : 1))), before };
}

/** Our files say so in their first line; the manifest, which has no comments, by its shape. */
function isOurs(path: string, text: string): boolean {
  return path === "concurrency.json" ? /^\{\s*"version": \d+,\s*"resources"/.test(text) : text.startsWith(BANNER_START);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.includes("node_modules/"));
}

/**
 * Writes what changed: first everything beside its place, then one rename a file. A failure before the
 * last step leaves the folder as it was.
 */
export async function writeOutput(folder: string, files: OutputFiles, { changes }: Comparison): Promise<void> {
  const staged: [from: string, to: string][] = [];
  try {
    for (const [path, change] of changes) {
      if (change !== "added" && change !== "changed") continue;
      const target = within(folder, path);
      const temporary = `${target}.${randomUUID()}.tmp`;
      await mkdir(dirname(target), { recursive: true });
      staged.push([temporary, target]);
      await writeFile(temporary, files.get(path)!);
    }
  } catch (error) {
    await Promise.all(staged.map(([temporary]) => rm(temporary, { force: true })));
    throw error;
  }
  for (const [temporary, target] of staged) await rename(temporary, target);
  for (const [path, change] of changes) if (change === "removed") await rm(within(folder, path));
}

/** File names are slugs already; this holds even if that should ever change. */
function within(folder: string, path: string): string {
  const target = join(folder, path);
  const inside = relative(folder, target);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside))
    throw new Error(`Refusing to write outside the output folder: ${path}`);
  return target;
}
