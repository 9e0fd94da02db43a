import { readdirSync, readFileSync } from "node:fs";
import { packageFolder } from "../package.js";

/** The runtime's own sources, for `runtime: "inline"`: name and text, imports with the wanted extension. */
export function readRuntime(extension: string): [path: string, text: string][] {
  const folder = new URL("runtime/", packageFolder());
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => [
      name,
      readFileSync(new URL(name, folder), "utf8").replace(/(from "\.\/[\w-]+)\.js"/g, `$1${extension}"`),
    ]);
}
