import { dirname, join } from "node:path";
import ts from "typescript";

/** A type that a public signature of an entry mentions, and that the entry does not export. */
export interface ForgottenExport {
  readonly name: string;
  /** The export through which it is reached, and what leads there: `retryRetrievals > Layer`. */
  readonly path: string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/**
 * The declarations of `entries`, as the compiler writes them: every signature has its types spelt out, and what is
 * private has none. By path.
 */
export function declarationsOf(root: string, entries: readonly string[]): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: { paths: Record<string, string[]> } };
  };
  const program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    {
      ...options,
      declaration: true,
      emitDeclarationOnly: true,
      resolveJsonModule: true,
      paths: config.compilerOptions.paths,
      baseUrl: root,
    },
  );
  const files = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => files.set(path, text));
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
  return files;
}

/** The program of `entries` among these declarations. One for all: most of the work is reading libraries. */
export function programOf(files: ReadonlyMap<string, string>, entries: readonly string[]): ts.Program {
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? disk.getSourceFile(path, version, ...rest)
        : ts.createSourceFile(path, text, version, true);
    },
    // The sources lie beside the declarations and would be found first.
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map(({ text }) => {
        const declared = join(dirname(containing), text).replace(/\.js$/, ".d.ts");
        const resolvedModule = text.startsWith(".")
          ? { resolvedFileName: declared, extension: ts.Extension.Dts, isExternalLibraryImport: false }
          : ts.resolveModuleName(text, containing, options, disk).resolvedModule;
        return { resolvedModule };
      }),
  };
  return ts.createProgram([...entries], options, host);
}

/** Names that are reachable through what `entry` exports, and which it does not export itself. */
export function forgottenExports(
  program: ts.Program,
  files: ReadonlyMap<string, string>,
  entry: string,
): readonly ForgottenExport[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} is no module.`);
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Set(checker.getExportsOfModule(module).map(resolve));
  const found = new Map<ts.Symbol, ForgottenExport>();
  const walk = (symbol: ts.Symbol, path: string): void => {
    for (const mentioned of (symbol.declarations ?? []).flatMap((node) => [...mentions(node)])) {
      const named = checker.getSymbolAtLocation(mentioned);
      const target = named && resolve(named);
      if (!target || exported.has(target) || found.has(target) || !isOurs(target, files)) continue;
      found.set(target, { name: target.name, path: `${path} > ${target.name}` });
      walk(target, `${path} > ${target.name}`);
    }
  };
  for (const symbol of exported) walk(symbol, symbol.name);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The outermost name of each reference to a type, a base, or the type of a value; not what is private. */
function* mentions(node: ts.Node): Generator<ts.Identifier> {
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword))
    return;
  if (ts.isTypeReferenceNode(node)) yield outermost(node.typeName);
  if (ts.isTypeQueryNode(node)) yield outermost(node.exprName);
  if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) yield node.expression;
  if (ts.isImportTypeNode(node) && node.qualifier) yield outermost(node.qualifier);
  for (const child of node.getChildren()) yield* mentions(child);
}

const outermost = (name: ts.EntityName): ts.Identifier => (ts.isIdentifier(name) ? name : outermost(name.left));

/** Declared at the top of one of our files: no type parameter, and nothing of a library. */
const isOurs = ({ declarations = [] }: ts.Symbol, files: ReadonlyMap<string, string>): boolean =>
  declarations.some(
    (node) =>
      files.has(node.getSourceFile().fileName) &&
      !ts.isTypeParameterDeclaration(node) &&
      // The brand of a type is nobody's to name.
      !(ts.isVariableDeclaration(node) && node.type?.kind === ts.SyntaxKind.TypeOperator),
  );
