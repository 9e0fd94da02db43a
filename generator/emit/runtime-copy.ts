import { readdirSync, readFileSync } from "node:fs";
import { packageFolder } from "../package.js";

/**
 * The runtime's own sources, for `runtime: "inline"`: path below `runtime/` and text, imports with the wanted
 * extension. Without `text.ts`, which needs a library.
 */
export function readRuntime(extension: string): [path: string, text: string][] {
  const folder = new URL("runtime/", packageFolder());
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && path !== "merge/text.ts")
    .sort()
    .map((path) => [
      path,
      readFileSync(new URL(path, folder), "utf8").replace(/(from "\.{1,2}\/[\w/-]+)\.js"/g, `$1${extension}"`),
    ]);
}
