import { dirname, join } from "node:path";
import type { Diagnostic, Position } from "../diagnostics.js";
import { fileExists, readText } from "../observed.js";
import type { ZodModule } from "./resolved.js";
import { listedRange, nearestPackage, readPackage } from "./nearest-package.js";

/** A version's first two numbers. */
interface Version {
  readonly major: number;
  readonly minor: number;
}

/** What a module of zod is needed in. */
interface Need {
  /** For a message. */
  readonly versions: string;
  readonly admits: (version: Version) => boolean;
}

/** `z.exactOptional` and `z.xor` came with 4.3.0. */
const modern: Need = { versions: "zod 4.3 or a later 4.x", admits: ({ major, minor }) => major === 4 && minor >= 3 };

const needs: Readonly<Record<ZodModule, Need>> = {
  zod: modern,
  "zod/mini": modern,
  "zod/v4": {
    versions: "zod 3.25 or any 4.x",
    admits: ({ major, minor }) => major === 4 || (major === 3 && minor >= 25),
  },
};

export interface ProjectZod {
  /** What `schemas.ts` and `validation.ts` import. */
  readonly module: ZodModule;
  /** That the project lacks it, if it does. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What `zod` in the config means for the project that `output` belongs to: the module that it names or, for `true`, the one
 * that suits the project's zod. What package.json says decides, as long as it leaves no choice; else what is installed
 * where Node would find it from there. Outside of a project there is nothing to look at.
 */
export function projectZod(output: string, setting: true | ZodModule): ProjectZod {
  const file = nearestPackage(output);
  if (file === undefined) return { module: setting === true ? "zod" : setting, diagnostics: [] };
  const range = listedRange(readPackage(file) ?? {}, "zod");
  const installed = installedVersion(output);
  const module = setting === true ? moduleFor(range, installed) : setting;
  return { module, diagnostics: problems(module, { file, range, installed }) };
}

function moduleFor(range: string | undefined, installed: string | undefined): ZodModule {
  const listed = range === undefined ? [] : alternatives(range);
  const [only, ...others] = new Set(listed.map((alternative) => alternative && moduleOf(alternative)));
  if (only !== undefined && others.length === 0) return only;
  return installed === undefined ? "zod" : moduleOf({ ...versionOf(installed), later: false });
}

/** Before 3.25 there is none to choose: such a project needs another zod. */
function moduleOf(version: Alternative): ZodModule {
  return version.major === 3 && admits(needs["zod/v4"], version) ? "zod/v4" : "zod";
}

interface Project {
  readonly file: string;
  readonly range: string | undefined;
  readonly installed: string | undefined;
}

function problems(module: ZodModule, { file, range, installed }: Project): Diagnostic[] {
  const need = needs[module];
  const found: Alternative[] = [];
  if (installed !== undefined) found.push({ ...versionOf(installed), later: false });
  else
    for (const alternative of range === undefined ? [] : alternatives(range)) {
      if (alternative === undefined) return [];
      found.push(alternative);
    }
  if (found.some((version) => admits(need, version))) return [];
  const [code, what] =
    installed !== undefined
      ? ["zod-incompatible", `zod ${installed} is installed`]
      : range === undefined
        ? ["zod-missing", "zod is neither installed nor listed in package.json"]
        : ["zod-incompatible", `package.json asks for ${JSON.stringify(range)}`];
  const hasV4 = found.some((version) => admits(needs["zod/v4"], version));
  return [
    {
      code,
      severity: "warning",
      message: `schemas.ts and validation.ts need ${need.versions}; ${what}.`,
      help: hasV4
        ? 'Run `npm install zod@4`; or set, in the config, `zod: "zod/v4"`, which your zod has, or `zod: false` to generate without schemas.'
        : "Run `npm install zod@4`, or set `zod: false` in the config to generate without schemas.",
      at: positionOfZod(file),
    },
  ];
}

/** Of the entry in package.json, or of its beginning. */
function positionOfZod(file: string): Position {
  const text = readText(file);
  const before = text.slice(0, Math.max(0, text.search(/"zod"\s*:/))).split("\n");
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** The version in the `node_modules` where Node finds it from this folder. */
function installedVersion(folder: string): string | undefined {
  const file = join(folder, "node_modules/zod/package.json");
  if (fileExists(file)) {
    const version = readPackage(file)?.["version"];
    return typeof version === "string" ? version : undefined;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : installedVersion(parent);
}

function versionOf(version: string): Version {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return { major, minor };
}

/** One of a range's alternatives: a version, or also later ones of its major version. */
interface Alternative extends Version {
  readonly later: boolean;
}

/** `undefined` for what names no version, or leaves its end open: a tag, a workspace, a catalog, `>=3.25`. */
function alternatives(range: string): (Alternative | undefined)[] {
  return range.split("||").map((alternative) => {
    const [, operator = "", major, minor] =
      /^(?:npm:\S+@)?\s*([~^=v]*)(\d+)(?:\.(\d+))?/.exec(alternative.trim()) ?? [];
    if (major === undefined) return undefined;
    return { major: Number(major), minor: Number(minor ?? 0), later: operator === "^" || minor === undefined };
  });
}

/** Whether a version, or a later one where that is left open, is among those needed. */
function admits(need: Need, { major, minor, later }: Alternative): boolean {
  return need.admits({ major, minor: later ? Number.POSITIVE_INFINITY : minor });
}
