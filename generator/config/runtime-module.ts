import { listedRange, nearestPackage, readPackage } from "./nearest-package.js";

const RUNTIME = "@ifmatch/runtime";

/**
 * The module that generated files import under `runtime: "package"`: the runtime's own package where the project that the
 * output belongs to lists it, so that a production install needs nothing else; else the one that the tool brings.
 */
export function runtimeModule(output: string): string {
  const file = nearestPackage(output);
  const content = file === undefined ? undefined : readPackage(file);
  return content && listedRange(content, RUNTIME) !== undefined ? RUNTIME : "ifmatch/runtime";
}
