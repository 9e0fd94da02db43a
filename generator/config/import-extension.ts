import { basename } from "node:path";
import { listedRange, nearestPackage, type PackageJson, readPackage } from "./nearest-package.js";
import { type ProjectTypeScript, projectTypeScript } from "./project-typescript.js";
import type { ResolvedConfig } from "./resolved.js";

export interface ImportExtension {
  /** What relative imports end in. */
  readonly ending: ".js" | ".ts" | "";
  /** What decided, for people: `tsconfig.json: moduleResolution nodenext`. */
  readonly reason: string;
}

/** Their resolvers look for `x.js` under that name alone, where the file is `x.ts`. */
const literal = ["next", "expo", "react-native", "metro", "webpack", "@rspack/core", "react-scripts", "jest"] as const;

const endings = { js: ".js", ts: ".ts", none: "" } as const;

/**
 * How relative imports of the output end: as the config says or, with `auto`, as the project that the output belongs to
 * needs it, which its committed files tell: the nearest package.json and tsconfig.json.
 */
export function importExtension(output: string, setting: ResolvedConfig["importExtension"]): ImportExtension {
  if (setting !== "auto") return { ending: endings[setting], reason: `importExtension: "${setting}"` };
  const file = nearestPackage(output);
  const manifest = (file === undefined ? undefined : readPackage(file)) ?? {};
  const tool = literal.find((name) => listedRange(manifest, name) !== undefined);
  const typescript = projectTypeScript(output);
  const decided = typescript === undefined ? withoutTypeScript(tool) : withTypeScript(typescript, manifest, tool);
  return { ending: endings[decided.extension], reason: decided.reason };
}

interface Decision {
  readonly extension: keyof typeof endings;
  readonly reason: string;
}

const withoutTypeScript = (tool: string | undefined): Decision =>
  tool === undefined
    ? { extension: "js", reason: "there is no tsconfig.json" }
    : { extension: "none", reason: `package.json: ${tool}` };

function withTypeScript(typescript: ProjectTypeScript, manifest: PackageJson, tool: string | undefined): Decision {
  const { module = "", moduleResolution: resolution, allowImportingTsExtensions: allows } = typescript;
  const { rewriteRelativeImportExtensions: rewrites, isPartial, noEmit } = typescript;
  const name = basename(typescript.file);
  const isModule = manifest["type"] === "module";
  const follows = (what: string, extension: Decision["extension"]): Decision => ({
    extension,
    reason: `${name}: ${what}`,
  });
  // What is written as .ts is compiled to .js.
  if (rewrites) return follows("rewriteRelativeImportExtensions", "ts");
  const isNode =
    /^node(?:16|next)$/.test(resolution ?? "") || (resolution === undefined && /^node\d+$|^nodenext$/.test(module));
  if (isNode) {
    const what = resolution === undefined ? `module ${module}` : `moduleResolution ${resolution}`;
    // Nothing is emitted: what runs is the source, by its name.
    if (allows) return follows(`${what} with allowImportingTsExtensions`, "ts");
    if (isModule || tool === undefined) return follows(what, "js");
    return { extension: "none", reason: `${name}: ${what}; package.json: CommonJS with ${tool}` };
  }
  if (resolution === "bundler" || (resolution === undefined && module === "preserve"))
    return follows(resolution === undefined ? `module ${module}` : `moduleResolution ${resolution}`, "none");
  if (tool !== undefined) return { extension: "none", reason: `package.json: ${tool}` };
  // It may be compiled for Node, which wants the extension; bundlers that map none are among the tools.
  if (isModule && (isPartial || !noEmit)) return { extension: "js", reason: `${name}; package.json: type module` };
  return { extension: "none", reason: isModule ? `${name}: noEmit` : `${name}; package.json: CommonJS` };
}

/** For people: `imports end in .js: tsconfig.json: moduleResolution nodenext`. */
export const describeImportExtension = ({ ending, reason }: ImportExtension): string =>
  `relative imports ${ending === "" ? "have no extension" : `end in ${ending}`} (${reason})`;
