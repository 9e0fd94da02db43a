import ts from "typescript";

/**
 * Parses what is about to be written: whatever an encoder may have missed must not reach the disk. A
 * file holds declarations, imports and exports only; nothing in it runs on import but `const` initialisers.
 *
 * @throws {Error} naming the file: our own bug, exit code 4.
 */
export function assertSyntax(files: ReadonlyMap<string, string>): void {
  const { SyntaxKind } = ts;
  const allowed = new Set([
    SyntaxKind.ImportDeclaration,
    SyntaxKind.ExportDeclaration,
    SyntaxKind.VariableStatement,
    SyntaxKind.FunctionDeclaration,
    SyntaxKind.InterfaceDeclaration,
    SyntaxKind.TypeAliasDeclaration,
  ]);
  for (const [path, text] of files) {
    if (!path.endsWith(".ts") || path.startsWith("runtime/")) continue;
    const source = parse(path, text);
    const wrong = errorOf(source);
    if (wrong !== undefined) throw new Error(`The output does not parse: ${path}:${wrong}`);
    const stray = source.statements.find(({ kind }) => !allowed.has(kind));
    if (stray) throw new Error(`The output holds a statement it must not: ${path}: ${SyntaxKind[stray.kind]}`);
  }
}

/** What is wrong with a file, as `line: message`; `undefined` if nothing is. */
export const syntaxError = (path: string, text: string): string | undefined => errorOf(parse(path, text));

type Parsed = ts.SourceFile & { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] };

/**
 * With the TypeScript that openapi-typescript prints with, which is loaded already. Comments are skipped as such but not
 * parsed for tags: nothing in one is a statement, and what is wrong inside of one is no error of TypeScript's.
 */
function parse(path: string, text: string): Parsed {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return ts.createSourceFile(path, text, options, false, kind) as Parsed;
}

function errorOf(source: Parsed): string | undefined {
  const [first] = source.parseDiagnostics;
  if (!first) return undefined;
  const { line } = ts.getLineAndCharacterOfPosition(source, first.start);
  return `${line + 1}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`;
}
