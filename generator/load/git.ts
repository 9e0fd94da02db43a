import { execFile } from "node:child_process";
import { ConfigError } from "../diagnostics.js";

/** How git answered a command that failed. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
}

/**
 * Runs git without a shell and answers what it prints. Messages are asked for in English; nothing is locked,
 * nobody is asked for a password, and a path is a path: no pattern, no pathspec magic. How large an answer may be is for
 * the caller to ask beforehand.
 *
 * @throws {GitFailure} with the first line of what git says; {ConfigError} where there is no git.
 */
export function git(cwd: string, ...args: string[]): Promise<Buffer> {
  const env = {
    ...process.env,
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
  };
  return new Promise((resolve, reject) => {
    execFile(
      "git",
      args,
      { cwd, env, encoding: "buffer", maxBuffer: Number.POSITIVE_INFINITY },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT")
          reject(new ConfigError("git is not installed, or not on the PATH: revisions are read through it."));
        else reject(new GitFailure(stderr.toString().trim().split("\n")[0] || error.message, { cause: error }));
      },
    );
  });
}
