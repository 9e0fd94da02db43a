/** Other generators, and GitHub's document: installed from npm into a folder of their own, each in one version. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.js";

const versions = {
  "@hey-api/openapi-ts": "0.99.0",
  "@octokit/openapi": "23.0.2",
  "@redocly/cli": "2.77.0",
  "openapi-typescript": "7.13.0",
  typescript: "5.9.3",
  zod: "4.6.7",
} as const;

const folder = join(root, ".tmp/bench");

/** A file of an installed package. */
export const peer = (path: string): string => join(folder, "node_modules", path);

export const github = peer("@octokit/openapi/generated/api.github.com.json");

/** Installs them where they are not there yet. @throws {Error} with what npm says. */
export function installPeers(): void {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  const wanted = JSON.stringify({ private: true, dependencies: versions }, undefined, 2);
  if (existsSync(github) && existsSync(manifest) && readFileSync(manifest, "utf8") === wanted) return;
  writeFileSync(manifest, wanted);
  const { status, stderr } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm install of the other generators failed:\n${stderr}`);
}
