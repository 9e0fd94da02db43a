/**
 * Runs tests as on a machine with Node and npm and nothing else: in a copy of the working tree, without ../shared, and with
 * a PATH that holds no other program. What needs one must be skipped, and everything else must pass.
 *
 *     npm run test:bare                                     every suite that starts another program or may need one
 *     npm run test:bare -- test/runtime/keyv-redis.test.ts  some suites
 *
 * Options, which start with `-`, are passed on to Vitest.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { bareMachine } from "../test/prerequisites/bare-machine.js";

const repository = resolve(import.meta.dirname, "..");

/** What a fresh clone does not have, and node_modules, which `npm ci` would bring. */
const leftOut = new Set(["node_modules", ".git", ".tmp", "dist", "runtime/dist", "coverage"]);

/** Whether a module may start another program than Node itself. */
function isStarter(text: string): boolean {
  if (!text.includes('"node:child_process"')) return false;
  const programs = [...text.matchAll(/(?<![.\w])(?:spawn|execFile|exec)(?:Sync)?\)?\(\s*([^\s,)]+)/g)];
  return programs.length === 0 || programs.some(([, program]) => program !== "process.execPath");
}

/** Those of the tests' modules that start other programs, and the list of what tests need. */
function starters(): string[] {
  return readdirSync(join(repository, "test"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isStarter(readFileSync(file, "utf8")))
    .concat(join(repository, "test/prerequisites/prerequisites.ts"))
    .map((file) => relative(repository, file));
}

function main(args: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bare-"));
  try {
    const { environment } = bareMachine(folder);
    const copy = join(folder, "ifmatch");
    cpSync(repository, copy, { recursive: true, filter: (source) => !leftOut.has(relative(repository, source)) });
    symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
    // `related` alone would let a file without tests pass. Installing the packages and comparing records takes minutes, and
    // Node and npm only; what a compiler says at length needs no other program either.
    const suites = args.some((arg) => !arg.startsWith("-"))
      ? ["run"]
      : [
          "related",
          "--run",
          "--passWithNoTests=false",
          "--exclude=test/package/**",
          "--exclude=test/record/**",
          "--tags-filter=!at-length",
          ...starters(),
        ];
    const command = [join(copy, "node_modules/vitest/vitest.mjs"), ...suites, ...args];
    const { status, error } = spawnSync(process.execPath, command, { cwd: copy, env: environment, stdio: "inherit" });
    if (error) throw error;
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
