import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "../observed.js";
import { packageFolder, packageVersion } from "../package.js";

/** What is installed beside the command line, and decides how it reads a config. */
const installed = "jiti";

/** Equal for as long as this is the same ifmatch: its version, its code, and the libraries that are installed with it. */
export function toolIdentity(): string {
  const folder = fileURLToPath(packageFolder());
  const at = (path: string): string => join(folder, path);
  const isSource = import.meta.url.endsWith(".ts");
  const code = isSource
    ? [...listing(at("generator"), /\.ts$/, edited), edited(at("node_modules/.package-lock.json"))]
    : // The names of the chunks have digests of their content in them.
      [...listing(at("dist"), /^[^/\\]*\.js$|^runtime-sources\b/, installedSize), manifestOf(installed, folder)];
  // An inline runtime is a copy of these, wherever the command line was built.
  const runtime = existsSync(at("runtime/index.ts"))
    ? listing(at("runtime"), /^(?!dist\b|node_modules\b).*\.ts$/, edited)
    : [];
  return digest(JSON.stringify([packageVersion(), code, runtime]));
}

/** The files of code in a folder, each with its stamp. */
const listing = (folder: string, code: RegExp, stamp: (file: string) => string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => code.test(path))
    .sort()
    .map((path) => `${path} ${stamp(join(folder, path))}`);

const installedSize = (file: string): string => String(statSync(file, { throwIfNoEntry: false })?.size);

/** Of a file that may be edited in place. */
function edited(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return `${found?.size} ${found?.mtimeMs}`;
}

/** The manifest of a library where Node finds it from here. */
function manifestOf(name: string, folder: string): string {
  const file = join(folder, "node_modules", name, "package.json");
  if (existsSync(file)) return digest(readFileSync(file));
  return dirname(folder) === folder ? "none" : manifestOf(name, dirname(folder));
}
