import { dirname, join } from "node:path";
import { fileExists, readText } from "../observed.js";

/** What the generator looks for in a package.json. */
export type PackageJson = Readonly<Record<string, unknown>>;

/** The first package.json in this folder or above it: that of the project which the folder belongs to. */
export function nearestPackage(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (fileExists(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestPackage(parent);
}

/** `undefined` for one that is no JSON object: whoever has it hears of it from npm. */
export function readPackage(file: string): PackageJson | undefined {
  try {
    const content: unknown = JSON.parse(readText(file));
    return typeof content === "object" && content !== null ? (content as PackageJson) : undefined;
  } catch {
    return undefined;
  }
}

/** The range under which a package.json lists a dependency of any kind. */
export function listedRange(content: PackageJson, name: string): string | undefined {
  for (const kind of ["dependencies", "devDependencies", "peerDependencies"]) {
    const range = (content[kind] as PackageJson | null | undefined)?.[name];
    if (range !== undefined) return String(range);
  }
  return undefined;
}
