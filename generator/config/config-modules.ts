import { dirname, extname, join, resolve } from "node:path";
import { fileExists, readText, realPath } from "../observed.js";

/** What may be imported without its extension; the loader tries some of them, in some order. */
const extensions = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".json"];

/** TypeScript may stand behind the name of what it becomes. */
const sources: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts", ".jsx": ".tsx" };

/** A module of the config: the file itself, or one that it imports by its path. */
export interface ConfigModule {
  readonly file: string;
  readonly text: string;
  /** What may be imported from it: everything in it that looks like a relative path, and the files that it may mean. */
  readonly mentioned: ReadonlyMap<string, readonly string[]>;
}

/**
 * The config file and every file that it may import by a relative path, directly or through others, each looked at. Not a
 * parser but a wide net: whatever stands in quotes and begins with a dot counts, and so does each file that it may mean.
 */
export function observeModules(config: string): ConfigModule[] {
  const modules: ConfigModule[] = [];
  const waiting = new Set([config]);
  for (const file of waiting) {
    const text = read(file);
    // Relative imports start where a link leads.
    realPath(file);
    if (text === undefined || file.endsWith(".json")) continue;
    const paths = new Set([...text.matchAll(/(["'`])(\.{1,2}(?:\/[^"'`\n]*)?)\1/g)].map(([, , path]) => path!));
    const mentioned = new Map([...paths].map((path) => [path, candidates(resolve(dirname(file), path))]));
    for (const candidate of [...mentioned.values()].flat()) waiting.add(candidate);
    modules.push({ file, text, mentioned });
  }
  return modules;
}

/** The files that an import of this path may mean, of those that are there. */
function candidates(path: string): string[] {
  const extension = extname(path);
  const source = sources[extension];
  const paths = [
    ...(extensions.includes(extension) ? [path] : []),
    ...(source === undefined ? [] : [`${path.slice(0, -extension.length)}${source}`]),
    ...extensions.map((one) => `${path}${one}`),
    // A folder means its index, or what its package.json says.
    ...extensions.map((one) => join(path, `index${one}`)),
    join(path, "package.json"),
  ];
  return paths.filter((candidate) => fileExists(candidate));
}

function read(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}
