import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PackageJson } from "../config/nearest-package.js";

/** How one says things to the package manager of a project. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Runs a script of package.json. */
  readonly run: (script: string) => string;
  /** Runs the command of an installed package. */
  readonly execute: (command: string) => string;
  readonly installForDevelopment: (name: string) => string;
}

const managers: Readonly<Record<PackageManager["name"], PackageManager>> = {
  npm: {
    name: "npm",
    run: (script) => `npm run ${script}`,
    execute: (command) => `npx ${command}`,
    installForDevelopment: (name) => `npm install --save-dev ${name}`,
  },
  pnpm: {
    name: "pnpm",
    run: (script) => `pnpm ${script}`,
    execute: (command) => `pnpm exec ${command}`,
    installForDevelopment: (name) => `pnpm add --save-dev ${name}`,
  },
  yarn: {
    name: "yarn",
    run: (script) => `yarn ${script}`,
    execute: (command) => `yarn ${command}`,
    installForDevelopment: (name) => `yarn add --dev ${name}`,
  },
  bun: {
    name: "bun",
    run: (script) => `bun run ${script}`,
    execute: (command) => `bunx ${command}`,
    installForDevelopment: (name) => `bun add --dev ${name}`,
  },
};

const lockFiles = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
] as const;

/** pnpm adds to the root of a workspace only where it is told to (ERR_PNPM_ADDING_TO_ROOT). */
const inWorkspaceRoot = (manager: PackageManager): PackageManager => ({
  ...manager,
  installForDevelopment: (name) => `pnpm add --workspace-root --save-dev ${name}`,
});

/** What `packageManager` of package.json names, else whose lock file is in one of the folders; else npm. */
export function packageManager(folders: readonly string[], manifest: PackageJson | undefined): PackageManager {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(String(manifest?.["packageManager"]))?.[1];
  const isRoot = folders[0] !== undefined && existsSync(join(folders[0], "pnpm-workspace.yaml"));
  if (named === "pnpm" || (named === undefined && isRoot))
    return isRoot ? inWorkspaceRoot(managers.pnpm) : managers.pnpm;
  if (named !== undefined) return managers[named as PackageManager["name"]];
  const found = folders.flatMap((folder) =>
    lockFiles.flatMap(([file, name]) => (existsSync(join(folder, file)) ? [name] : [])),
  );
  return managers[found[0] ?? "npm"];
}
