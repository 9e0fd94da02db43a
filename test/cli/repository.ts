/** Git repositories in temporary folders, for tests with the tag `git`. */
import { execFileSync } from "node:child_process";
import { pathOf } from "../prerequisites/prerequisites.js";
import { type Files, workspace, write } from "./workspace.js";

/** Nothing of the user's: no config, no hooks, no signing. */
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
};

export function gitIn(folder: string, ...args: string[]): string {
  return execFileSync(pathOf("git"), args, {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** A repository whose branch `main` holds these files in one commit. */
export function repository(files: Files): string {
  const folder = workspace(files);
  gitIn(folder, "init", "-q", "-b", "main");
  commitAll(folder, "first");
  return folder;
}

export function commitAll(folder: string, message: string, files: Files = {}): void {
  write(folder, files);
  gitIn(folder, "add", "-A");
  gitIn(folder, "commit", "-q", "-m", message);
}
