/** Where things are that are measured. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");

/** The built command line. @throws {Error} if it has not been built. */
export function builtProgram(): string {
  const program = join(root, "dist/bin.js");
  if (!existsSync(program)) throw new Error("There is no dist/bin.js: run `npm run build` first.");
  return program;
}

/** The documents that lie here, by name: the sample, and Box's where the corpus is. */
export function documents(): readonly (readonly [name: string, path: string])[] {
  const box = join(root, "../shared/corpus/box.json");
  return [
    ["the sample", join(root, "schema/schema.yml")] as const,
    ...(existsSync(box) ? [["Box", box] as const] : []),
  ];
}
