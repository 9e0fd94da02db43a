import { createRequire } from "node:module";
import { join } from "node:path";
import type { ts as typescript } from "ts-morph";
import ts from "./typescript.js";
import type { CodeFile } from "./files.js";

/** A file that was parsed. Positions in `tree` are those in the file, in a Vue component, too. */
export interface Source extends CodeFile {
  readonly tree: typescript.SourceFile;
  /** The text that is code: of a Vue component its scripts, with everything else as white space. */
  readonly code: string;
}

/** A file that was not looked at, and why; line and column count from 1. */
export interface SkippedFile {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  readonly skipped: readonly SkippedFile[];
}

/** Parses files; Vue components with the compiler that `folder` has installed. */
export function parseFiles(files: readonly CodeFile[], folder: string): Sources {
  const sources: Source[] = [];
  const skipped: SkippedFile[] = [];
  let compiler: VueCompiler | undefined | "unknown" = "unknown";
  for (const file of files) {
    if (file.problem !== undefined) {
      skipped.push({ path: file.path, line: 1, column: 1, reason: file.problem });
      continue;
    }
    let code = file.text;
    let kind = kindOf(file.path);
    if (file.path.endsWith(".vue")) {
      if (compiler === "unknown") compiler = vueCompiler(folder);
      const scripts = compiler === undefined ? missingCompiler : scriptsOf(compiler, file.text);
      if ("reason" in scripts) {
        skipped.push({ path: file.path, ...scripts });
        continue;
      }
      ({ code, kind } = scripts);
    }
    const parsed = parse(file.path, code, kind);
    if ("reason" in parsed) skipped.push({ path: file.path, ...parsed });
    else sources.push({ ...file, code, tree: parsed });
  }
  return { sources, skipped };
}

type Problem = Omit<SkippedFile, "path">;

/** The tree of some code, or why there is none. */
export function parse(path: string, code: string, kind = kindOf(path)): typescript.SourceFile | Problem {
  const tree = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, kind) as typescript.SourceFile & {
    readonly parseDiagnostics: readonly typescript.DiagnosticWithLocation[];
  };
  const [first] = tree.parseDiagnostics;
  if (!first) return tree;
  const { line, character } = tree.getLineAndCharacterOfPosition(first.start);
  return {
    line: line + 1,
    column: character + 1,
    reason: ts.flattenDiagnosticMessageText(first.messageText, " "),
  };
}

function kindOf(path: string): typescript.ScriptKind {
  if (path.endsWith(".tsx")) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$|\.vue$/.test(path)) return ts.ScriptKind.TS;
  // JSX is allowed in any file of JavaScript.
  return ts.ScriptKind.JSX;
}

/** What is used of `@vue/compiler-sfc`. */
interface VueCompiler {
  parse(
    source: string,
    options: { readonly ignoreEmpty: boolean },
  ): {
    readonly descriptor: { readonly script: VueBlock | null; readonly scriptSetup: VueBlock | null };
    readonly errors: readonly (Error & { readonly loc?: { readonly start: { line: number; column: number } } })[];
  };
}

interface VueBlock {
  readonly lang?: string;
  readonly loc: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
}

const missingCompiler: Problem = {
  line: 1,
  column: 1,
  reason: "Vue components are read with vue/compiler-sfc, and vue is not installed here.",
};

function vueCompiler(folder: string): VueCompiler | undefined {
  const require = createRequire(join(folder, "package.json"));
  try {
    return require("vue/compiler-sfc") as VueCompiler;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The scripts of a component at their places. */
function scriptsOf(
  compiler: VueCompiler,
  text: string,
): { readonly code: string; readonly kind: typescript.ScriptKind } | Problem {
  const { descriptor, errors } = compiler.parse(text, { ignoreEmpty: false });
  const [error] = errors;
  if (error) return { line: error.loc?.start.line ?? 1, column: error.loc?.start.column ?? 1, reason: error.message };
  const blocks = [descriptor.script, descriptor.scriptSetup].filter((block) => block !== null);
  const blank = (part: string): string => part.replace(/[^\r\n]/g, " ");
  let code = "";
  for (const { loc } of blocks.toSorted((a, b) => a.loc.start.offset - b.loc.start.offset))
    code += blank(text.slice(code.length, loc.start.offset)) + text.slice(loc.start.offset, loc.end.offset);
  code += blank(text.slice(code.length));
  const languages = blocks.map(({ lang }) => lang ?? "js");
  const kind = languages.some((lang) => lang.endsWith("x") || lang === "js") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { code, kind };
}
