import type { ts as typescript } from "ts-morph";
import ts from "./typescript.js";

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
    const source = ts.createSourceFile(
      path,
      text,
      ts.ScriptTarget.Latest,
      false,
      ts.ScriptKind.TS,
    ) as typescript.SourceFile & { parseDiagnostics: readonly typescript.DiagnosticWithLocation[] };
    const [first] = source.parseDiagnostics;
    if (first) {
      const { line } = source.getLineAndCharacterOfPosition(first.start);
      throw new Error(
        `The output does not parse: ${path}:${line + 1}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`,
      );
    }
    const stray = source.statements.find(({ kind }) => !allowed.has(kind));
    if (stray) throw new Error(`The output holds a statement it must not: ${path}: ${SyntaxKind[stray.kind]}`);
  }
}
