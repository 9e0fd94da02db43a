/** Where PATH finds a program, without a shell. */
import { accessSync, constants, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";

/** Every executable file of that name, in the order of `path`, which is written as PATH is. */
export function findPrograms(name: string, path: string): string[] {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => [folder, ...besideBin(folder)])
    .map((folder) => join(folder, name))
    .filter((file) => isExecutable(file));
}

/** Debian installs servers in `sbin`, which is not on the PATH of ordinary users. */
const besideBin = (folder: string): string[] => (basename(folder) === "bin" ? [join(dirname(folder), "sbin")] : []);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
