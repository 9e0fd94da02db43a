import * as module from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Where Node may keep what it compiled of this package's code: in the cache of the `node_modules` that it is installed in,
 * as nobody else writes there; the system's temporary folder is everybody's. `undefined` where it is not installed.
 */
export function compileCacheFolder(url: string): string | undefined {
  const [, modules] = /^(file:.*\/node_modules)\/ifmatch\/dist\/[^/]+$/.exec(url) ?? [];
  return modules === undefined ? undefined : fileURLToPath(`${modules}/.cache/ifmatch/node`);
}

/** Lets Node 22 and later compile our code once; where the folder cannot be written, Node goes on without. */
export function useCompileCache(url: string): void {
  const folder = compileCacheFolder(url);
  const { enableCompileCache } = module as { readonly enableCompileCache?: (folder: string) => unknown };
  if (folder !== undefined) enableCompileCache?.(folder);
}
