import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { OperationIndex, operationsOf } from "../calls/operations.js";
import type { Manifest } from "../emit/manifest.js";

const NAME = "concurrency.json";
/** Of folders below a project's root. */
const DEEPEST = 8;

/** What `settings.ifmatch` may say. */
export interface IfmatchSettings {
  /** The `concurrency.json` of each generated client, relative to the working directory. */
  readonly contract?: string | readonly string[];
}

/**
 * The operations that a file may call: of the contracts that the settings name, or of every `concurrency.json` that the
 * generator has written in the file's project.
 *
 * @throws {Error} where the settings name a file that is no contract.
 */
export function contractFor(
  file: string,
  cwd: string,
  settings: Readonly<Record<string, unknown>>,
): OperationIndex | undefined {
  const { contract } = (settings["ifmatch"] ?? {}) as IfmatchSettings;
  const paths =
    contract === undefined
      ? contractsIn(projectOf(file))
      : (typeof contract === "string" ? [contract] : contract).map((path) => resolve(cwd, path));
  const found = paths.flatMap((path) => {
    const operations = operationsIn(path);
    if (operations) return operations;
    if (contract === undefined) return [];
    throw new Error(
      `ifmatch: settings.ifmatch.contract names ${relative(cwd, path)}, which is no ${NAME} of a generated client. It is in the output folder of \`ifmatch generate\`.`,
    );
  });
  return found.length === 0 ? undefined : indexOf(found, paths);
}

type Operations = ReturnType<typeof operationsOf>;

interface Known {
  readonly changed: number;
  readonly operations: Operations | undefined;
}

// An editor lints for hours: a file is read again when it has changed.
const known = new Map<string, Known>();
const indexes = new Map<string, { readonly operations: Operations; readonly index: OperationIndex }>();
const projects = new Map<string, readonly string[]>();

function operationsIn(path: string): Operations | undefined {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return undefined;
  const before = known.get(path);
  if (before?.changed === changed) return before.operations;
  const manifest = parse(readFileSync(path, "utf8"));
  const operations = manifest && operationsOf(manifest);
  known.set(path, { changed, operations });
  return operations;
}

/** A manifest; `undefined` for any other file of that name. */
function parse(text: string): Manifest | undefined {
  if (!/^\{\s*"version": 1,\s*"resources"/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    // It is being written.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function indexOf(operations: Operations, paths: readonly string[]): OperationIndex {
  const key = paths.join("\0");
  const before = indexes.get(key);
  const same =
    before &&
    before.operations.length === operations.length &&
    before.operations.every((one, at) => one === operations[at]);
  if (same) return before.index;
  const index = new OperationIndex(operations);
  indexes.set(key, { operations, index });
  return index;
}

/** The folder of the nearest package.json. */
function projectOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return dirname(file);
    folder = dirname(folder);
  }
  return folder;
}

/** Looked for once; a contract that is new is found after a restart of the editor's server. */
function contractsIn(project: string): readonly string[] {
  const before = projects.get(project);
  if (before) return before;
  const found: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile() && entry.name === NAME) found.push(path);
      const isSkipped = entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".");
      if (entry.isDirectory() && !isSkipped && depth < DEEPEST) walk(path, depth + 1);
    }
  };
  walk(project, 0);
  projects.set(project, found.sort());
  return found;
}
