import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** What can be seen of a path. Each answer is a text, so that answers are compared as texts. */
const looks = {
  /** Whether something is there. */
  exists: (path: string): string => String(existsSync(path)),
  /** The digest of a file's bytes. */
  content: (path: string): string => {
    try {
      // A pipe or a device would never end.
      return statSync(path, { throwIfNoEntry: false })?.isFile() ? digest(readFileSync(path)) : NOTHING;
    } catch {
      return NOTHING;
    }
  },
  /** What formatters find in a folder: the names and the digests of their settings. */
  settings: (folder: string): string =>
    digest(JSON.stringify(settingsIn(folder).map((name) => [name, looks.content(join(folder, name))]))),
  /** Where symbolic links lead. */
  real: (path: string): string => {
    try {
      return realpathSync.native(path);
    } catch {
      return NOTHING;
    }
  },
} as const;

/** Names of files in a folder that formatters read: of their own, of editors, and what they leave out. */
function settingsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /prettier|biome|oxfmt|^\.editorconfig$|ignore$|^package\.(?:json5?|yaml)$/i.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** What a look finds where nothing can be seen. */
const NOTHING = "nothing";

export type Look = keyof typeof looks;

export const digest = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

/** What a run saw of the disk, while it made its output: all that decides the output, besides the code itself. */
export class Observations {
  /** `content /app/schema.yml` and what was seen. */
  readonly facts = new Map<string, string>();
  /** Why what was seen does not suffice to tell later that nothing has changed. */
  obstacle: string | undefined;

  note(look: Look, path: string, answer: string): void {
    const known = this.facts.get(`${look} ${path}`);
    if (known !== undefined && known !== answer) this.obstacle ??= `${path} changed during the run`;
    this.facts.set(`${look} ${path}`, answer);
  }
}

/** Runs that go on at the same time see what the others see, too: to know more than one needs is no harm. */
const active = new Set<Observations>();

/** Runs something, and keeps what it sees of the disk through the functions below. */
export async function observing<T>(seen: Observations, run: () => Promise<T>): Promise<T> {
  active.add(seen);
  try {
    return await run();
  } finally {
    active.delete(seen);
  }
}

/** The first fact that does not hold any more, as its path. */
export function firstChange(facts: Iterable<readonly [fact: string, answer: string]>): string | undefined {
  for (const [fact, answer] of facts) {
    const [, look = "", path = ""] = /^(\w+) (.*)$/s.exec(fact) ?? [];
    if (!Object.hasOwn(looks, look) || looks[look as Look](path) !== answer) return path;
  }
  return undefined;
}

export function note(look: Look, path: string, answer: string): void {
  for (const seen of active) seen.note(look, path, answer);
}

export function noteContent(path: string, bytes: Uint8Array): void {
  if (active.size > 0) note("content", path, digest(bytes));
}

/** Says that the output depends on something that cannot be seen here, and on what. */
export function noteObstacle(reason: string): void {
  for (const seen of active) seen.obstacle ??= reason;
}

/** What formatters find in a folder, observed. */
export function settingsOf(folder: string): string[] {
  note("settings", folder, looks.settings(folder));
  return settingsIn(folder);
}

/** `existsSync`, observed. */
export function fileExists(path: string): boolean {
  const answer = existsSync(path);
  note("exists", path, String(answer));
  return answer;
}

/** `readFileSync`, observed. @throws as it does. */
export function readBytes(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    noteContent(path, bytes);
    return bytes;
  } catch (error) {
    note("content", path, NOTHING);
    throw error;
  }
}

/** @throws as `readFileSync` does. */
export const readText = (path: string): string => readBytes(path).toString("utf8");

/** `realpath`, observed; `undefined` where nothing is. */
export function realPath(path: string): string | undefined {
  const answer = looks.real(path);
  note("real", path, answer);
  return answer === NOTHING ? undefined : answer;
}
