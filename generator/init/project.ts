import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ImportExtension, importExtension } from "../config/import-extension.js";
import { readJsonc } from "../config/jsonc.js";
import { listedRange, type PackageJson } from "../config/nearest-package.js";
import { projectZod } from "../config/project-zod.js";
import { findInputs } from "../config/usual-inputs.js";
import { BANNER_START } from "../emit/banner.js";
import { otherClients, type OtherClients } from "./other-clients.js";
import { type PackageManager, packageManager } from "./package-manager.js";

/** A document that was found, and where it was named. */
export interface FoundDocument {
  readonly input: string;
  /** `Orval, orval.config.ts`; nothing where the file has a usual name. */
  readonly from?: string;
}

export type FormatterName = "prettier" | "biome" | "oxfmt";
export type HookTool = "husky" | "lefthook" | "pre-commit" | "lint-staged";

/** What `ifmatch init` sees in a folder; each is the default of a question, or decides what is said. */
export interface Project {
  /** Those that `ifmatch generate` finds by itself come first, in its order. */
  readonly documents: readonly FoundDocument[];
  /** Other generators' configs whose documents are not among them, as nothing is run to find out. */
  readonly unread: OtherClients["unread"];
  readonly output: string;
  /** Whether schemas would find a zod that suits them. */
  readonly hasZod: boolean;
  readonly imports: ImportExtension;
  readonly formatter: FormatterName | undefined;
  readonly bundler: "vite" | "next" | "webpack" | undefined;
  readonly hooks: readonly HookTool[];
  readonly manager: PackageManager;
  readonly hasIfmatch: boolean;
}

/** Looks at the files of a folder and at its package.json; runs nothing. `output` is the one that was asked for. */
export function lookAround(folder: string, manifest: PackageJson | undefined, output?: string): Project {
  const lists = (name: string): boolean => manifest !== undefined && listedRange(manifest, name) !== undefined;
  const target = output ?? usualOutput(folder);
  const { clients, unread } = otherClients(folder, manifest);
  return {
    documents: documentsOf(folder, clients),
    unread,
    output: target,
    hasZod: projectZod(join(folder, target), true).diagnostics.length === 0,
    imports: importExtension(join(folder, target), "auto"),
    formatter: formatterOf(folder, lists),
    bundler: (["next", "vite", "webpack"] as const).find(lists),
    hooks: hooksOf(folder, manifest, lists),
    manager: packageManager(upToRepository(folder), manifest),
    hasIfmatch: lists("ifmatch"),
  };
}

function documentsOf(folder: string, clients: OtherClients["clients"]): FoundDocument[] {
  const found = findInputs(folder).map((input): FoundDocument => ({ input }));
  const plain = (input: string): string => input.replace(/^\.\//, "");
  const others = clients
    .filter(({ input }) => !found.some((one) => one.input === plain(input)))
    .map(({ input, generator, source }) => ({ input: plain(input), from: `${generator}, ${source}` }));
  return [...found, ...others];
}

/** `generated` where an earlier run wrote it; else `src/api`, if there is a `src` and nobody else's files are in that place. */
function usualOutput(folder: string): string {
  if (isOurs(join(folder, "generated")) || !existsSync(join(folder, "src"))) return "generated";
  const api = join(folder, "src/api");
  return !existsSync(api) || isOurs(api) || readdirSync(api).length === 0 ? "src/api" : "generated";
}

function isOurs(output: string): boolean {
  const entry = join(output, "index.ts");
  return existsSync(entry) && readFileSync(entry, "utf8").startsWith(BANNER_START);
}

/** Its configuration says more than that it is installed. */
function formatterOf(folder: string, lists: (name: string) => boolean): FormatterName | undefined {
  const files = readdirSync(folder);
  const has = (pattern: RegExp): boolean => files.some((name) => pattern.test(name));
  if (has(/^biome\.jsonc?$/)) return "biome";
  if (has(/^\.oxfmtrc\.jsonc?$/)) return "oxfmt";
  if (has(/^(?:\.prettierrc(?:\..+)?|prettier\.config\.[cm]?[jt]s)$/) || lists("prettier")) return "prettier";
  if (lists("@biomejs/biome")) return "biome";
  return lists("oxfmt") ? "oxfmt" : undefined;
}

function hooksOf(folder: string, manifest: PackageJson | undefined, lists: (name: string) => boolean): HookTool[] {
  const files = readdirSync(folder);
  const has = (pattern: RegExp): boolean => files.some((name) => pattern.test(name));
  return [
    ...(has(/^\.husky$/) || lists("husky") ? (["husky"] as const) : []),
    ...(has(/^\.?lefthook\.(?:ya?ml|json|toml)$/) || lists("lefthook") ? (["lefthook"] as const) : []),
    ...(has(/^\.pre-commit-config\.ya?ml$/) ? (["pre-commit"] as const) : []),
    ...(has(/^(?:\.lintstagedrc(?:\..+)?|lint-staged\.config\.[cm]?[jt]s)$/) ||
    manifest?.["lint-staged"] !== undefined ||
    lists("lint-staged")
      ? (["lint-staged"] as const)
      : []),
  ];
}

/** The folder and those above it, to the root of its workspace or its git repository, where the lock file is. */
function upToRepository(folder: string): string[] {
  const isTop =
    existsSync(join(folder, ".git")) || readJsonc(join(folder, "package.json"))?.["workspaces"] !== undefined;
  const parent = dirname(folder);
  return isTop || parent === folder ? [folder] : [folder, ...upToRepository(parent)];
}
