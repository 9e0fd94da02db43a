import ts from "typescript";

/**
 * Parses what is about to be written: whatever an encoder may have missed must not reach the disk. A
 * file holds declarations, imports and exports only; nothing in it runs on import but `const` initialisers.
 *
 * @throws {Error} naming the file: our own bug, exit code 4.
 */
export function assertSyntax(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    if (!path.endsWith(".ts") || path.startsWith("runtime/")) continue;
    if (piecesOf(text).every((piece) => isSound(parse(path, piece)))) continue;
    const source = parse(path, text);
    const wrong = errorOf(source);
    if (wrong !== undefined) throw new Error(`The output does not parse: ${path}:${wrong}`);
    const stray = strayIn(source);
    if (stray) throw new Error(`The output holds a statement it must not: ${path}: ${ts.SyntaxKind[stray.kind]}`);
  }
}

const PIECE = 1 << 16;

/**
 * The text in pieces, each of whole statements: the tree of a large one may be 100 MB, which the collector copies as it grows.
 * Where each piece parses, so does the file: nothing that may end where a text ends goes on with `export` on a new line.
 */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  // `await` means something else in what is no module: the first piece has to be one as well.
  const isModule = /^(?:import|export) /m.test(text.slice(0, PIECE));
  for (let start = 0; start < text.length;) {
    const end = isModule ? text.indexOf("\nexport ", start + PIECE) : -1;
    pieces.push(text.slice(start, end === -1 ? text.length : end));
    start += pieces.at(-1)!.length;
  }
  return pieces;
}

const allowed = new Set([
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.VariableStatement,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
]);

const strayIn = ({ statements }: Parsed): ts.Statement | undefined => statements.find(({ kind }) => !allowed.has(kind));

const isSound = (source: Parsed): boolean => source.parseDiagnostics.length === 0 && strayIn(source) === undefined;

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
