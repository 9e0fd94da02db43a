import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CommandLine } from "../config/load.js";
import { digest } from "../observed.js";

/**
 * What a run of `generate` saw and left behind, so that the next one can tell that nothing has changed without doing it
 * all again: digests of files, and what was said about the document. No text of a document or a config is in it.
 */
export interface RunRecord {
  /** The ifmatch that made the output. */
  readonly tool: string;
  /** What the run saw of the disk (observed.ts). */
  readonly facts: readonly (readonly [fact: string, answer: string])[];
  readonly clients: readonly RecordedClient[];
  /** The files that the clients were made from. */
  readonly sources: readonly string[];
  /** What the command line said, as far as it needs it to say it again. */
  readonly told?: unknown;
}

export interface RecordedClient {
  /** Absolute. */
  readonly output: string;
  /** Paths in it, and digests. */
  readonly files: Readonly<Record<string, string>>;
}

/** Changed whenever the shape of a record changes. */
const FORMAT = 1;

/**
 * Where the record of a command line in this environment is kept: the project's cache. `undefined` where there is no such
 * folder.
 */
export function recordFile(line: CommandLine): string | undefined {
  const project = installedProject(line.cwd);
  if (project === undefined) return undefined;
  const { cwd, schema, output, config, importExtension, formatWith, allowRemote, root } = line;
  const asked = [cwd, schema, output, config, importExtension, formatWith, allowRemote, root];
  const name = digest(JSON.stringify([asked, environment()])).slice(0, 32);
  return join(project, "node_modules", ".cache", "ifmatch", `generate-${name}.json`);
}

/** The nearest folder with a package.json and what it asks for installed. */
function installedProject(folder: string): string | undefined {
  if (["package.json", "node_modules"].every((name) => existsSync(join(folder, name)))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : installedProject(parent);
}

/** What the loader of a config, or a formatter, takes from this process. */
const environment = (): readonly unknown[] => [
  process.execArgv,
  ...Object.entries(process.env)
    .filter(([name]) => /^(?:JITI_|PRETTIER_|BIOME_|OXFMT_|OXC_|NODE_OPTIONS$|NODE_PATH$)/i.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1)),
];

/** `undefined` where there is none, or one that is damaged or of another version: it is as if there were none. */
export function readRecord(file: string): RunRecord | undefined {
  try {
    const [head, body = ""] = readFileSync(file, "utf8").split("\n");
    return head === headOf(body) ? (JSON.parse(body) as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws where the folder cannot be written. */
export function writeRecord(file: string, record: RunRecord): void {
  const body = JSON.stringify(record);
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(fresh, `${headOf(body)}\n${body}\n`);
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
}

const headOf = (body: string): string => `ifmatch-record ${FORMAT} ${digest(body)}`;
