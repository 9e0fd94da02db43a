import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "../observed.js";
import { packageFolder, packageVersion } from "../package.js";

/** What is installed beside the command line, and decides what it prints or how it reads a config. */
const installed = ["ts-morph", "@ts-morph/common", "jiti"];

/** Equal for as long as this is the same ifmatch: its version, its code, and the libraries that are installed with it. */
export function toolIdentity(): string {
  const folder = fileURLToPath(packageFolder());
  const isSource = import.meta.url.endsWith(".ts");
  const code = isSource
    ? ["generator", "runtime"].flatMap((name) => listing(join(folder, name), true))
    : // The names of the chunks have digests of their content in them.
      listing(join(folder, "dist"), false);
  const libraries = isSource
    ? [stamp(join(folder, "node_modules/.package-lock.json"), true)]
    : installed.map((name) => manifestOf(name, folder));
  return digest(JSON.stringify([packageVersion(), code, libraries]));
}

/** Every file with its size; with its time as well, where files are edited in place. */
const listing = (folder: string, withTime: boolean): string[] =>
  (readdirSync(folder, { recursive: true, withFileTypes: true }) ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file.slice(folder.length)} ${stamp(file, withTime)}`);

function stamp(file: string, withTime: boolean): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "none" : `${found.size}${withTime ? ` ${found.mtimeMs}` : ""}`;
}

/** The manifest of a library where Node finds it from here, or inside of the one that needs it. */
function manifestOf(name: string, folder: string): string {
  for (let at = folder; ; at = join(at, "..")) {
    const file = [`node_modules/${name}`, `node_modules/ts-morph/node_modules/${name}`]
      .map((path) => join(at, path, "package.json"))
      .find((path) => existsSync(path));
    if (file !== undefined) return digest(readFileSync(file));
    if (join(at, "..") === at) return "none";
  }
}
