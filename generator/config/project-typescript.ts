import { dirname, join, relative, resolve, sep } from "node:path";
import { fileExists } from "../observed.js";
import { readJsonc } from "./jsonc.js";

/** What a project's tsconfig.json says about modules, in lower case. */
export interface ProjectTypeScript {
  /** The file that was read: the one that applies to the folder. */
  readonly file: string;
  readonly module?: string;
  readonly moduleResolution?: string;
  readonly noEmit?: boolean;
  readonly allowImportingTsExtensions?: boolean;
  readonly rewriteRelativeImportExtensions?: boolean;
  /** Whether it extends something that is not in the repository, which may say more. */
  readonly isPartial: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The tsconfig.json that applies to a folder: the nearest one in the folder or above it, within the git repository, or the
 * one of its `references` that includes the folder. Read without TypeScript, and from files that are committed only, so that
 * each machine reads the same: what `extends` names in a package, or in a folder that a tool writes (`.nuxt`), is left out.
 */
export function projectTypeScript(folder: string): ProjectTypeScript | undefined {
  const root = nearestConfig(folder);
  return root === undefined ? undefined : readProject(referenced(root, folder) ?? root);
}

function nearestConfig(folder: string): string | undefined {
  const file = join(folder, "tsconfig.json");
  if (fileExists(file)) return file;
  const parent = dirname(folder);
  return parent === folder || fileExists(join(folder, ".git")) ? undefined : nearestConfig(parent);
}

/** Of a tsconfig.json that has no files of its own: the project whose files they are, or the first. */
function referenced(file: string, folder: string): string | undefined {
  const content = readJsonc(file);
  const { files, include, references } = content ?? {};
  if (!Array.isArray(references) || include !== undefined || !Array.isArray(files) || files.length > 0)
    return undefined;
  const projects = references
    .map((reference) => (reference as Json | null)?.["path"])
    .filter((path) => typeof path === "string")
    .map((path) => resolve(dirname(file), path))
    .map((path) => (path.endsWith(".json") ? path : join(path, "tsconfig.json")))
    .filter((path) => fileExists(path));
  return projects.find((project) => includes(project, folder)) ?? projects[0];
}

/** Whether a pattern of `include` leads to the folder; up to its first wildcard. */
function includes(project: string, folder: string): boolean {
  const include = readJsonc(project)?.["include"];
  const patterns = Array.isArray(include) ? include.filter((pattern) => typeof pattern === "string") : ["."];
  return patterns.some((pattern) => {
    const start = resolve(dirname(project), pattern.replace(/[^/]*[*?].*$/, "") || ".");
    return start === folder || folder.startsWith(start.endsWith(sep) ? start : `${start}${sep}`);
  });
}

function readProject(file: string): ProjectTypeScript {
  const { options, isPartial } = compilerOptions(file, []);
  const text = (name: string): string | undefined =>
    typeof options[name] === "string" ? options[name].toLowerCase() : undefined;
  const [module, moduleResolution] = [text("module"), text("moduleResolution")];
  return {
    file,
    isPartial,
    ...(module !== undefined && { module }),
    ...(moduleResolution !== undefined && { moduleResolution }),
    noEmit: options["noEmit"] === true,
    allowImportingTsExtensions: options["allowImportingTsExtensions"] === true,
    rewriteRelativeImportExtensions: options["rewriteRelativeImportExtensions"] === true,
  };
}

interface Options {
  readonly options: Json;
  readonly isPartial: boolean;
}

/** Those of a file over those of what it extends; of several, the last one decides. */
function compilerOptions(file: string, open: readonly string[]): Options {
  const content = readJsonc(file);
  if (content === undefined || open.includes(file)) return { options: {}, isPartial: true };
  const bases = [content["extends"] ?? []].flat().map((base): Options => {
    const path = typeof base === "string" ? committedBase(file, base) : undefined;
    return path === undefined ? { options: {}, isPartial: true } : compilerOptions(path, [...open, file]);
  });
  const own = content["compilerOptions"];
  return {
    options: Object.assign({}, ...bases.map(({ options }) => options), own) as Json,
    isPartial: bases.some(({ isPartial }) => isPartial),
  };
}

/** A file that `extends` names by its path, unless a package manager or a framework puts it there. */
function committedBase(file: string, base: string): string | undefined {
  if (!/^\.{0,2}\//.test(base)) return undefined;
  const named = resolve(dirname(file), base);
  const path = [named, `${named}.json`].find((candidate) => fileExists(candidate) && candidate.endsWith(".json"));
  const folders = relative(dirname(file), dirname(named)).split(sep);
  const isMade = folders.some((name) => name === "node_modules" || /^\.[^.]/.test(name));
  return isMade ? undefined : path;
}
