import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "../diagnostics.js";
import { isRunning } from "./staging.js";

export interface LockOptions {
  /** Milliseconds until it gives up; 30,000 if absent. */
  readonly patience?: number;
}

/**
 * Runs something while no other process does so for the same folder: two runs at once would each see half of what the other
 * writes. The lock of a process that is gone holds nobody up.
 *
 * @throws {ConfigError} when another process holds it for longer than `patience`.
 */
export async function withLock<T>(
  folder: string,
  run: () => Promise<T>,
  { patience = 30_000 }: LockOptions = {},
): Promise<T> {
  const file = lockFile(folder);
  const until = Date.now() + patience;
  for (let holder = take(file); holder !== undefined; holder = take(file)) {
    if (Date.now() > until)
      throw new ConfigError(
        `Another ifmatch (process ${holder}) is writing to ${folder}. Nothing was written; run this again when it has ended, or remove ${file}.`,
      );
    await sleep(20);
  }
  try {
    return await run();
  } finally {
    held.delete(file);
    rmSync(file, { force: true });
  }
}

/** Locks of this process: one with its number that is none of them was left by another that had the same. */
const held = new Set<string>();

/** One name for a folder, whether it exists or not. */
export const lockFile = (folder: string): string =>
  join(tmpdir(), `ifmatch-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}.lock`);

/** Takes the lock if nobody has it; else returns the process that has it, or 0 if that cannot be seen yet. */
function take(file: string): number | undefined {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    held.add(file);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new ConfigError(`The output cannot be locked: ${message}`, { cause: error });
  }
  const holder = holderOf(file);
  // Empty: its process is just about to write its number.
  const isAlive = holder === process.pid ? held.has(file) : holder === undefined || isRunning(holder);
  if (isAlive) return holder ?? 0;
  // Only one of those that find it abandoned gets to rename it.
  const abandoned = `${file}.${process.pid}`;
  try {
    renameSync(file, abandoned);
  } catch {
    return holder ?? 0;
  }
  // Somebody else may have found it abandoned first, and have it now: then it is put back.
  if (holderOf(abandoned) === holder) rmSync(abandoned, { force: true });
  else renameSync(abandoned, file);
  return holder ?? 0;
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
