/** A machine with Node, npm and nothing else, made of this one by a PATH of its own. Linux and macOS. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./find-programs.js";
import { locate, type Machine, type PrerequisiteTag, prerequisites } from "./prerequisites.js";

export interface BareMachine extends Machine {
  /** For child processes: nothing that points back to other programs, or to the run that started this one. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What npm itself needs, and so every machine that has it. */
const present: readonly PrerequisiteTag[] = ["sh"];

const leftOut =
  /^(?:VITEST|PYTHON|PYENV|VIRTUAL_ENV|GIT_|NODE_V8_COVERAGE|INIT_CWD|npm_(?:lifecycle|package)_|npm_config_local_prefix)/;

/**
 * Puts its programs into `folder/bin`.
 *
 * @throws {Error} if a program that it should not have can still be found.
 */
export function bareMachine(folder: string): BareMachine {
  const bin = join(folder, "bin");
  const path = process.env["PATH"] ?? "";
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, join(bin, "node"));
  for (const name of ["npm", "npx", "sh"]) {
    const [program] = findPrograms(name, path);
    if (program === undefined) throw new Error(`There is no ${name} on the PATH.`);
    // To where its modules are: npm finds them beside its own file.
    symlinkSync(realpathSync(program), join(bin, name));
  }
  const python = locate("django") ?? findPrograms("python3", path)[0];
  if (python !== undefined) hidePackages(python, join(bin, "python3"));

  const machine: Machine = { path: bin, shared: join(folder, "shared") };
  const found = prerequisites.filter((one) => !present.includes(one.tag) && one.locate(machine) !== undefined);
  if (found.length > 0) throw new Error(`Not bare: it has ${found.map(({ name }) => name).join(", ")}.`);
  const inherited = Object.entries(process.env).filter(([name]) => !leftOut.test(name));
  return { ...machine, environment: { ...Object.fromEntries(inherited), PATH: bin } };
}

/** Many machines have a Python, but no Django: this one runs without site-packages. */
function hidePackages(python: string, file: string): void {
  // What is on the PATH may be a script that looks for the real one, which it would not find on a bare machine.
  const { stdout } = spawnSync(python, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  writeFileSync(file, `#!/bin/sh\nexec '${stdout.trim()}' -I -S "$@"\n`);
  chmodSync(file, 0o755);
}
