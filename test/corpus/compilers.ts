/** Runs the compilers and the linter that users hold the output against, each as a process of its own. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { repository } from "./corpus.js";

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a program of `node_modules` with Node itself: no shell, no PATH. */
function run(script: string, args: readonly string[], cwd = repository): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({
        status: error ? (typeof error.code === "number" ? error.code : 1) : 0,
        output: `${stdout}${stderr}`.trim(),
      });
    });
  });
}

/** Where a package says that its program lies. */
function programOf(packageName: string, program: string): { script: string; version: string } {
  const folder = join(repository, "node_modules", packageName);
  const { bin, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
    version: string;
  };
  return { script: join(folder, typeof bin === "string" ? bin : bin[program]!), version };
}

/** TypeScript as most people have it, and the one written in Go. */
export const compilers = [
  { name: "TypeScript 5.9", major: "5.9.", ...programOf("typescript", "tsc") },
  { name: "TypeScript 7", major: "7.", ...programOf("typescript7", "tsc") },
] as const;

/** The oldest TypeScript that generated code compiles under, an inline runtime included. */
export const oldestCompiler = { name: "TypeScript 5.4", major: "5.4.", ...programOf("typescript54", "tsc") } as const;

/** A folder inside the repository, so that `zod` resolves; git ignores it. */
export function temporaryFolder(name: string): string {
  const parent = join(repository, ".tmp");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${name}-`));
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** What keeps a user's compiler from checking the schemas; the tests let theirs. */
const unchecked = /^\/\/ @ts-nocheck: .*\n/m;

/** Writes generated files so that compilers check every one of them. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace(unchecked, ""));
  }
}

/** Writes a tsconfig.json with the flags that the output is promised to compile under. */
export function writeProject(folder: string, include: readonly string[], extra: object = {}): string {
  const file = join(folder, "tsconfig.json");
  const compilerOptions = {
    target: "ES2023",
    lib: ["ES2023", "DOM"],
    module: "ESNext",
    moduleResolution: "Bundler",
    types: [],
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
    noUnusedLocals: false,
    paths: { "ifmatch/runtime": [`${relative(folder, join(repository, "runtime/index.ts"))}`] },
    ...extra,
  };
  writeFileSync(file, JSON.stringify({ compilerOptions, include }, undefined, 2));
  return file;
}

/** What a compiler has to say: file names relative to the folder of the project. */
export function compile({ script }: { readonly script: string }, project: string): Promise<Outcome> {
  return run(script, ["-p", project, "--pretty", "false"], dirname(project));
}

/** oxlint with its own defaults, outside the repository: what git ignores it would not read. */
export async function lint(files: ReadonlyMap<string, string>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-lint-"));
  try {
    writeFiles(folder, files);
    return await run(programOf("oxlint", "oxlint").script, ["--deny-warnings", "."], folder);
  } finally {
    remove(folder);
  }
}
