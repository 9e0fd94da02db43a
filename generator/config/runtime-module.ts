import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const RUNTIME = "@ifmatch/runtime";

/**
 * The module that generated files import under `runtime: "package"`: the runtime's own package where the project that the
 * output belongs to lists it, so that a production install needs nothing else; else the one that the tool brings.
 */
export function runtimeModule(output: string): string {
  const file = nearestPackage(output);
  return file !== undefined && listsRuntime(file) ? RUNTIME : "ifmatch/runtime";
}

function nearestPackage(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestPackage(parent);
}

function listsRuntime(file: string): boolean {
  try {
    const content = JSON.parse(readFileSync(file, "utf8")) as Record<string, object | undefined>;
    return ["dependencies", "devDependencies", "peerDependencies"].some((kind) => RUNTIME in (content[kind] ?? {}));
  } catch {
    // Whoever's package.json does not parse hears of it from npm.
    return false;
  }
}
