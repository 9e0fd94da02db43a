import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** The folder of this package, whether we run from the sources or from `dist/`. */
export function packageFolder(): URL {
  let folder = new URL(".", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) {
    const parent = new URL("..", folder);
    if (parent.href === folder.href) return pathToFileURL(`${process.cwd()}/`);
    folder = parent;
  }
  return folder;
}

/** The version in package.json. */
export const packageVersion = (): string => manifest().version;

/** Where a page of the docs is on the web: `docs/rules/no-retrieval.md` of the repository that `homepage` names. */
export const docsUrl = (path: string): string => `${manifest().homepage.replace(/#.*$/, "")}/blob/HEAD/${path}`;

const manifest = (): { readonly version: string; readonly homepage: string } =>
  JSON.parse(readFileSync(new URL("package.json", packageFolder()), "utf8")) as { version: string; homepage: string };
