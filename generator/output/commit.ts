import { copyFileSync, linkSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { chmod, mkdir, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { removeStaging, stagingFolder } from "./staging.js";

/** What is to be on disk afterwards; paths are absolute. */
export interface Changes {
  readonly written: ReadonlyMap<string, Uint8Array | string>;
  readonly removed?: readonly string[];
}

/** One file that is to be replaced: where its new content lies, and where its old one is kept meanwhile. */
interface Staged {
  readonly target: string;
  readonly fresh: string;
  readonly old: string;
  hasOld: boolean;
}

/**
 * Replaces files all at once, as far as a file system can: everything is written elsewhere first, then put in its place by
 * one rename a file, in one go that no signal but SIGKILL can interrupt. A failure at any time leaves everything as it was,
 * folders included. Links are followed and permissions kept.
 *
 * @throws {ConfigError} saying `what` could not be written, and why.
 */
export async function commit({ written, removed = [] }: Changes, what: string): Promise<void> {
  if (written.size === 0 && removed.length === 0) return;
  const [first = ""] = [...written.keys(), ...removed];
  const folders: string[] = [];
  let staging: string | undefined;
  try {
    staging = await stagingFolder(first);
    const staged = await stage(written, staging, folders);
    withoutSignals(() => swap(staged, removed));
  } catch (error) {
    for (const folder of folders.toReversed()) removeEmpty(folder);
    throw new ConfigError(`${what} could not be written: ${(error as Error).message}`, { cause: error });
  } finally {
    if (staging !== undefined) removeStaging(staging);
  }
}

/** Writes the new contents, and makes the folders that are missing, which are added to `folders`. */
async function stage(written: Changes["written"], staging: string, folders: string[]): Promise<Staged[]> {
  const staged: Staged[] = [];
  for (const [file, content] of written) {
    const target = await realpath(file).catch(() => file);
    const name = String(staged.length);
    const one = { target, fresh: join(staging, name), old: join(staging, `${name}.old`), hasOld: false };
    staged.push(one);
    await writeFile(one.fresh, content);
    const known = await stat(target).catch(() => undefined);
    if (known) await chmod(one.fresh, known.mode);
  }
  // Only once all contents are there: a disk that is full is noticed before anything changes.
  for (const { target } of staged) await makeFolder(dirname(target), folders);
  return staged;
}

async function makeFolder(folder: string, made: string[]): Promise<void> {
  const top = await mkdir(folder, { recursive: true });
  if (top === undefined) return;
  const below = folder.slice(top.length).split(/[\\/]/).filter(Boolean);
  made.push(top, ...below.map((_, index) => join(top, ...below.slice(0, index + 1))));
}

function swap(staged: readonly Staged[], removed: readonly string[]): void {
  const done: Staged[] = [];
  // All of them before the first rename: what lies between that and the last one is as short as can be.
  for (const one of staged) one.hasOld = keep(one.target, one.old);
  try {
    for (const one of staged) {
      move(one.fresh, one.target);
      done.push(one);
    }
  } catch (error) {
    for (const one of done.toReversed())
      if (one.hasOld) move(one.old, one.target);
      else rmSync(one.target, { force: true });
    throw error;
  }
  for (const file of removed) rmSync(file, { force: true });
}

/** Keeps the old content of a file; false where there is no such file. */
function keep(file: string, old: string): boolean {
  try {
    linkSync(file, old);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
  }
  // Not every file system has hard links.
  copyFileSync(file, old);
  return true;
}

/** A rename; across a mount point, which no rename crosses, by way of a copy beside the target. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const beside = `${to}.${process.pid}.tmp`;
    try {
      copyFileSync(from, beside);
      renameSync(beside, to);
    } finally {
      rmSync(beside, { force: true });
    }
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has put something there meanwhile.
  }
}

/** Runs something synchronous to its end: a signal that has a listener waits until then. */
function withoutSignals(run: () => void): void {
  const received: NodeJS.Signals[] = [];
  const remember = (signal: NodeJS.Signals): void => void received.push(signal);
  const signals = (["SIGINT", "SIGTERM", "SIGHUP"] as const).filter((signal) => process.listenerCount(signal) === 0);
  for (const signal of signals) process.on(signal, remember);
  try {
    run();
  } finally {
    // A turn of the event loop delivers what came meanwhile.
    setImmediate(() => {
      for (const signal of signals) process.off(signal, remember);
      for (const signal of received) process.kill(process.pid, signal);
    });
  }
}
