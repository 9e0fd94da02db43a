import { readdir, readFile } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { BANNER_START } from "../emit/banner.js";
import type { OutputFiles } from "../emit/emit.js";
import type { Changes } from "./commit.js";

export type FileChange = "added" | "changed" | "removed" | "unchanged";

/** What writing would do, by path relative to the output folder; sorted. */
export interface OutputComparison {
  readonly changes: ReadonlyMap<string, FileChange>;
  /** Current text of what would change or go. */
  readonly before: ReadonlyMap<string, string>;
}

export interface ComparisonOptions {
  /** Whether the files went through the project's formatter: then their layout counts, too. */
  readonly isFormatted?: boolean;
}

/**
 * Compares the files with what is in the folder. Files of an earlier run that are not among them are
 * stale; other people's files are neither touched nor overwritten, and folders `elsewhere` (of other
 * clients) are not ours.
 *
 * @throws {ConfigError} when something of somebody else is in the way.
 */
export async function compareOutput(
  folder: string,
  files: OutputFiles,
  elsewhere: readonly string[] = [],
  { isFormatted = false }: ComparisonOptions = {},
): Promise<OutputComparison> {
  const changes = new Map<string, FileChange>();
  const before = new Map<string, string>();
  const present = await listEntries(folder);
  for (const [path, text] of files) {
    refuseObstacles(folder, path, present);
    const current = present.has(path) ? await readFile(join(folder, path), "utf8") : undefined;
    if (current !== undefined && !isOurs(path, current)) throw inTheWay(folder, path, "was not written by ifmatch");
    const isSame = current !== undefined && (current === text || (!isFormatted && isSameManifest(path, current, text)));
    changes.set(path, current === undefined ? "added" : isSame ? "unchanged" : "changed");
    if (current !== undefined && !isSame) before.set(path, current);
  }
  for (const path of present.keys()) {
    if (files.has(path) || !mayBeOurs(folder, path, present, elsewhere)) continue;
    const text = await readFile(join(folder, path), "utf8");
    if (!isOurs(path, text)) continue;
    changes.set(path, "removed");
    before.set(path, text);
  }
  return { changes: new Map([...changes].sort(([a], [b]) => (a < b ? -1 : 1))), before };
}

/** Whether a file may be one of an earlier run; folders `elsewhere` are those of other clients. */
export const mayBeOurs = (
  folder: string,
  path: string,
  present: ReadonlyMap<string, EntryKind>,
  elsewhere: readonly string[],
): boolean =>
  present.get(path) === "file" &&
  /\.tsx?$/.test(path) &&
  !elsewhere.some((other) => isInside(other, join(folder, path)) && isInside(folder, other));

const inTheWay = (folder: string, path: string, what: string): ConfigError =>
  new ConfigError(`${join(folder, path)} ${what}. Move it, or choose another output folder.`);

/** A folder where a file must go, a file where a folder must, a link that would lead the writing elsewhere. */
function refuseObstacles(folder: string, path: string, present: ReadonlyMap<string, EntryKind>): void {
  if (present.get(path) === "folder") throw inTheWay(folder, path, "is a folder, and a file must go there");
  const segments = path.split("/");
  for (let length = 1; length <= segments.length; length++) {
    const part = segments.slice(0, length).join("/");
    const kind = present.get(part);
    if (kind === "link") throw inTheWay(folder, part, "is a symbolic link");
    if (kind === "file" && length < segments.length)
      throw inTheWay(folder, part, "is a file, and a folder must be there");
  }
}

export const MANIFEST = "concurrency.json";

/** JSON has no comment that would keep formatters away: the manifest is the same in whatever layout. */
export const isSameManifest = (path: string, current: string, text: string): boolean =>
  path === MANIFEST && compactJson(current) === compactJson(text);

/** `undefined` for what is no JSON, such as a merge that was left in conflict. */
function compactJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Our files say so in their first line; the manifest, which has no comments, by its shape. */
export function isOurs(path: string, text: string): boolean {
  return path === MANIFEST ? /^\{\s*"version": \d+,\s*"resources"/.test(text) : text.startsWith(BANNER_START);
}

export type EntryKind = "file" | "folder" | "link";

export async function listEntries(folder: string): Promise<Map<string, EntryKind>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      if (error.code === "ENOTDIR") throw new ConfigError(`${folder} is a file; the output needs a folder.`);
      throw error;
    },
  );
  return new Map(
    entries
      .map((entry): [string, EntryKind] => [
        relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"),
        entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "file",
      ])
      .filter(([path]) => !path.includes("node_modules/")),
  );
}

/** What has to change on disk, so that a folder holds these files. */
export function diskChanges(folder: string, files: OutputFiles, { changes }: OutputComparison): Required<Changes> {
  const written = [...changes].filter(([, change]) => change === "added" || change === "changed");
  const removed = [...changes].filter(([, change]) => change === "removed");
  return {
    written: new Map(written.map(([path]) => [within(folder, path), files.get(path)!])),
    removed: removed.map(([path]) => within(folder, path)),
  };
}

/** File names are slugs already; this holds even if that should ever change. */
function within(folder: string, path: string): string {
  const target = join(folder, path);
  if (!isInside(folder, target)) throw new Error(`Refusing to write outside the output folder: ${path}`);
  return target;
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
