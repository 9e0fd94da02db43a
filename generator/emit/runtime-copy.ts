import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../package.js";

/** The library that `merge/text.ts` imports, and the file that it becomes in a copy. */
const LIBRARY = "node-diff3";
const LIBRARY_FILE = `merge/${LIBRARY}.ts`;

/**
 * The runtime's own sources, for `runtime: "inline"`: path below `runtime/` and text, imports with the wanted
 * extension. The one library that they import is copied, too: a copy needs no package.
 */
export function readRuntime(extension: string): [path: string, text: string][] {
  const folder = sourcesFolder();
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    // The bindings import frameworks, which a project may not have.
    .filter((path) => path.endsWith(".ts") && !/^(?:bindings|dist|node_modules)\//.test(path))
    .map((path): [string, string] => {
      const text = readFileSync(new URL(path, folder), "utf8");
      return [
        path,
        text
          .replace(`from "${LIBRARY}"`, `from "./${LIBRARY}.js"`)
          .replace(/(from "(?:\.{1,2}\/)+[\w/-]+)\.js"/g, `$1${extension}"`),
      ];
    });
  return [...sources, [LIBRARY_FILE, readLibrary()] as [string, string]].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Published under another name than in the checkout: a folder `runtime/` would shadow `ifmatch/runtime`. */
function sourcesFolder(): URL {
  const checkout = new URL("runtime/", packageFolder());
  return existsSync(new URL("index.ts", checkout)) ? checkout : new URL("dist/runtime-sources/", packageFolder());
}

/**
 * The library as a TypeScript file under its licence. It is JavaScript, so it is not type-checked: `text.ts` declares
 * what it gets from it. A `.js` file beside a declaration would need `allowJs`, and a rule for each module resolution.
 */
function readLibrary(): string {
  const published = new URL(`${LIBRARY}/dist/diff3.mjs`, sourcesFolder());
  // Only the CommonJS file can be resolved synchronously in every Node; the ES module lies beside it.
  const main = existsSync(published) ? published : pathToFileURL(createRequire(import.meta.url).resolve(LIBRARY));
  const read = (path: string): string => readFileSync(new URL(path, main), "utf8");
  const { version } = JSON.parse(read("../package.json")) as { version: string };
  const licence = read("../LICENSE.md").trim().replaceAll("*/", "* /");
  const code = read("diff3.mjs").replace(/^\/\/# .*$/gm, "");
  return `// @ts-nocheck
/* eslint-disable */
/*
${LIBRARY} ${version}, https://github.com/bhousel/node-diff3

${licence}
*/
${code.trim()}
`;
}
