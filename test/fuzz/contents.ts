import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Everything below a folder, folders too: path to text. */
export const contents = (folder: string): [path: string, text: string | undefined][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry): [string, string | undefined] => {
      const path = join(entry.parentPath, entry.name);
      return [path, entry.isFile() ? readFileSync(path, "latin1") : undefined];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
