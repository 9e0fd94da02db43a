/** The sample as it is after each step of its migration. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const sample = at("sample");
export const steps: readonly string[] = readdirSync(at("steps")).toSorted();

/** Copies the sample with a generated client into a folder, then the files of every step up to `step`. */
export function copyStep(folder: string, step: string | undefined): void {
  cpSync(join(sample, "src"), join(folder, "src"), { recursive: true });
  cpSync(at("../../generated"), join(folder, "src/api/generated"), { recursive: true });
  for (const name of step === undefined ? [] : steps.slice(0, steps.indexOf(step) + 1)) {
    const overlay = at(`steps/${name}`);
    cpSync(join(overlay, "src"), join(folder, "src"), { recursive: true, force: true });
    const deleted = join(overlay, "DELETED");
    for (const path of existsSync(deleted) ? readFileSync(deleted, "utf8").trim().split("\n") : [])
      rmSync(join(folder, path));
  }
}
