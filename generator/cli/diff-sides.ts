import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Side } from "../diff/compare.js";
import { ConfigError } from "../diagnostics.js";
import { isUrl, resolveInput, STANDARD_INPUT } from "../load/input.js";
import { Revision } from "../load/revision.js";

/** The two documents of a comparison. */
export interface Sides {
  readonly old: Side;
  readonly now: Side;
}

/**
 * What two arguments mean: `old.yml new.yml`, `main:schema.yml schema.yml` (git's own `<revision>:<path>`, either
 * side), `main schema.yml` (one file then and now), `main..HEAD schema.yml` and, from where the branches parted,
 * `main...HEAD schema.yml`. What names a file that is there is that file.
 */
export async function sidesOf(cwd: string, old: string, now: string): Promise<Sides> {
  if (namesDocument(cwd, old)) return { old: await sideOf(cwd, old), now: await sideOf(cwd, now) };
  return sidesOfFile(cwd, old, now);
}

/** One file at two revisions; the second is the working tree where only one is named. */
export async function sidesOfFile(cwd: string, revisions: string, file: string): Promise<Sides> {
  if (splitRevision(file) && !isFile(cwd, file))
    throw new ConfigError(
      `${revisions} ${file}: both arguments name a revision. Write ${revisions}:path/to/schema.yml, and then the second document.`,
    );
  const [old, now] = await openRange(cwd, revisions);
  const at = async (revision: Revision | undefined): Promise<Side> =>
    revision ? { revision, file: await revision.fromHere(file) } : { file: resolve(cwd, file) };
  return { old: await at(old), now: await at(now) };
}

async function sideOf(cwd: string, text: string): Promise<Side> {
  if (isUrl(text) || text === STANDARD_INPUT) return { file: resolveInput(cwd, text) };
  const split = isFile(cwd, text) ? undefined : splitRevision(text);
  if (!split) return { file: resolve(cwd, text) };
  const revision = await Revision.open(cwd, split.revision);
  return { revision, file: await revision.locate(split.path) };
}

async function openRange(cwd: string, text: string): Promise<[Revision, Revision | undefined]> {
  const [, from, dots, to] = /^(.+?)(\.{2,3})(.*)$/.exec(text) ?? [];
  if (from === undefined) return [await openNamed(cwd, text), undefined];
  const end = to || "HEAD";
  const old = dots === "..." ? await Revision.openMergeBase(cwd, from, end) : await Revision.open(cwd, from);
  return [old, await Revision.open(cwd, end)];
}

/** What is no revision either was probably meant to be a file. */
async function openNamed(cwd: string, text: string): Promise<Revision> {
  try {
    return await Revision.open(cwd, text);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError(`${text} is neither a file nor a git revision: ${cause.message}`, { cause });
  }
}

/** Whether an argument names a document by itself; what does not is a revision, or a range. */
export const namesDocument = (cwd: string, text: string): boolean =>
  isUrl(text) || text === STANDARD_INPUT || isFile(cwd, text) || splitRevision(text) !== undefined;

/** A drive or a path from the root or from here is no revision, whether or not there is such a file. */
const isFile = (cwd: string, text: string): boolean =>
  /^([A-Za-z]:)?[\\/]/.test(text) ||
  /^\.{1,2}[\\/]/.test(text) ||
  statSync(resolve(cwd, text), { throwIfNoEntry: false })?.isFile() === true;

/** At the first colon outside of braces: a revision may be `HEAD^{/fix: typo}` or `main@{2026-11-21 10:00}`. */
function splitRevision(text: string): { revision: string; path: string } | undefined {
  const colon = colonOutsideBraces(text);
  return colon < 1 || colon === text.length - 1
    ? undefined
    : { revision: text.slice(0, colon), path: text.slice(colon + 1) };
}

function colonOutsideBraces(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === ":") return at;
    // One that nothing closes is a character as any other.
    if (text[at] === "{") at = Math.max(at, text.indexOf("}", at));
  }
  return -1;
}
