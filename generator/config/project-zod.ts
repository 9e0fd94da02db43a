import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic, Position } from "../diagnostics.js";
import type { ZodModule } from "./resolved.js";
import { listedRange, nearestPackage, readPackage } from "./nearest-package.js";

/** What the output calls: `z.exactOptional` came with 4.3.0. The range of `peerDependencies` in our package.json. */
export const neededZod = { major: 4, minor: 3 } as const;

export interface ProjectZod {
  /** What `schemas.ts` and `validation.ts` import. */
  readonly module: ZodModule;
  /** What the project lacks for it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What `zod` in the config means for the project that `output` belongs to: the module it names, else `zod`. */
export function projectZod(output: string, setting: true | ZodModule): ProjectZod {
  return { module: setting === true ? "zod" : setting, diagnostics: checkZod(output) };
}

/**
 * Whether the project that `output` belongs to has the zod that `schemas.ts` and `validation.ts` import: the one that
 * Node would find from there or, before anything is installed, the one that its package.json asks for. Outside of a
 * project there is nothing to look at.
 */
function checkZod(output: string): Diagnostic[] {
  const file = nearestPackage(output);
  if (file === undefined) return [];
  const range = listedRange(readPackage(file) ?? {}, "zod");
  const installed = installedVersion(output);
  const needs = `schemas.ts and validation.ts need zod ${neededZod.major}.${neededZod.minor} or a later ${neededZod.major}.x`;
  if (installed !== undefined)
    return isTooOld(installed) ? [problem("zod-incompatible", `${needs}; zod ${installed} is installed.`, file)] : [];
  if (range === undefined)
    return [problem("zod-missing", `${needs}; zod is neither installed nor listed in package.json.`, file)];
  return admitsNeeded(range)
    ? []
    : [problem("zod-incompatible", `${needs}; package.json asks for ${JSON.stringify(range)}.`, file)];
}

function problem(code: string, message: string, file: string): Diagnostic {
  return {
    code,
    severity: "warning",
    message,
    help: `Run \`npm install zod@${neededZod.major}\`, or set \`zod: false\` in the config to generate without schemas.`,
    at: positionOfZod(file),
  };
}

/** Of the entry in package.json, or of its beginning. */
function positionOfZod(file: string): Position {
  const text = readFileSync(file, "utf8");
  const before = text.slice(0, Math.max(0, text.search(/"zod"\s*:/))).split("\n");
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** The version in the `node_modules` where Node finds it from this folder. */
function installedVersion(folder: string): string | undefined {
  const file = join(folder, "node_modules/zod/package.json");
  if (existsSync(file)) {
    const version = readPackage(file)?.["version"];
    return typeof version === "string" ? version : undefined;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : installedVersion(parent);
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major !== neededZod.major || minor < neededZod.minor;
}

/** Whether a range may lead to a version that will do. True of what names no version: a tag, a workspace, a catalog. */
function admitsNeeded(range: string): boolean {
  return range.split("||").some((alternative) => {
    const [, operator = "", major, minor] =
      /^(?:npm:\S+@)?\s*([~^=v]*)(\d+)(?:\.(\d+))?/.exec(alternative.trim()) ?? [];
    if (major === undefined) return true;
    if (Number(major) !== neededZod.major) return false;
    return operator === "^" || minor === undefined || Number(minor) >= neededZod.minor;
  });
}
