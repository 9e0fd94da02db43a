import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digest } from "../observed.js";
import { isOurs, listEntries, mayBeOurs } from "./output.js";

/**
 * The first path below a folder of which `compareOutput` may find that it has changed, where the folder once held exactly
 * the files of these digests: one that is another or not there, or one of ours that is not among them.
 */
export async function firstDifference(
  folder: string,
  digests: Readonly<Record<string, string>>,
  elsewhere: readonly string[],
): Promise<string | undefined> {
  const present = await listEntries(folder);
  // A file below a link is not listed.
  const changed = Object.entries(digests).find(
    ([path, expected]) => present.get(path) !== "file" || digest(readFileSync(join(folder, path))) !== expected,
  );
  if (changed) return changed[0];
  return [...present.keys()].find(
    (path) =>
      !Object.hasOwn(digests, path) &&
      mayBeOurs(folder, path, present, elsewhere) &&
      isOurs(path, readFileSync(join(folder, path), "utf8")),
  );
}
