import { createRequire } from "node:module";
import type * as typescript from "typescript";

const ts = createRequire(import.meta.url)("typescript") as typeof typescript;

/** Type-checks generated files in memory, strictly, with nothing around them; messages as `file:line: text`. */
export function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const options: typescript.CompilerOptions = {
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
  };
  const root = "/generated/";
  const textOf = (name: string): string | undefined =>
    name.startsWith(root) ? files.get(name.slice(root.length)) : undefined;
  const host = ts.createCompilerHost(options);
  const { readFile, getSourceFile } = host;
  host.fileExists = (name) => textOf(name) !== undefined || (!name.startsWith(root) && ts.sys.fileExists(name));
  host.directoryExists = (name) => `${name}/`.startsWith(root) || ts.sys.directoryExists(name);
  host.readFile = (name) => textOf(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = textOf(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  const program = ts.createProgram(
    [...files.keys()].filter((path) => path.endsWith(".ts")).map((path) => root + path),
    options,
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${file?.fileName ?? ""}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
