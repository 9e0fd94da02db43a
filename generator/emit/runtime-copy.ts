import { existsSync, readdirSync, readFileSync } from "node:fs";
import { packageFolder } from "../package.js";

/**
 * The runtime's own sources, for `runtime: "inline"`: path below `runtime/` and text, imports with the wanted
 * extension. Without `text.ts`, which needs a library.
 */
export function readRuntime(extension: string): [path: string, text: string][] {
  // Published under another name: a folder `runtime/` in the package would shadow `ifmatch/runtime`.
  const [published, checkout] = ["dist/runtime-sources/", "runtime/"].map((path) => new URL(path, packageFolder()));
  const folder = existsSync(new URL("index.ts", checkout)) ? checkout! : published!;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !/^(?:dist|node_modules)\//.test(path) && path !== "merge/text.ts")
    .sort()
    .map((path) => [
      path,
      readFileSync(new URL(path, folder), "utf8").replace(/(from "\.{1,2}\/[\w/-]+)\.js"/g, `$1${extension}"`),
    ]);
}
