import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PREFIX = "ifmatch-write-";

/**
 * A new folder for files on their way to `target`: on the same file system, so that a rename brings them there, and out of
 * the project's sight, so that a process that is killed leaves nothing in it. What killed processes left is removed.
 */
export async function stagingFolder(target: string): Promise<string> {
  const near = existing(dirname(target));
  const { dev } = statSync(near);
  for (const root of [...caches(near), tmpdir(), near]) {
    try {
      if (!existsSync(root)) mkdirSync(root, { recursive: true });
      if (statSync(root).dev !== dev) continue;
      removeAbandoned(root);
      return await mkdtemp(join(root, `${PREFIX}${process.pid}-`));
    } catch (error) {
      // A read-only cache is no reason to fail, unless it is the target's own folder.
      if (root === near) throw error;
    }
  }
  throw new Error(`no folder near ${target} can be written`);
}

export function removeStaging(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** The nearest folder at or above `folder` that exists. */
function existing(folder: string): string {
  let found = folder;
  while (!existsSync(found) && dirname(found) !== found) found = dirname(found);
  return found;
}

/** The project's cache, which no version control holds. */
function caches(folder: string): string[] {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules"))) return [join(at, "node_modules", ".cache", "ifmatch")];
    if (dirname(at) === at) return [];
  }
}

function removeAbandoned(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeStaging(join(root, name));
  }
}

/** Whether a process of this machine is alive, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
