import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Rolldown } from "tsdown";
import ts from "typescript";

const packages = fileURLToPath(new URL("../node_modules/", import.meta.url));
const compiler = join(packages, "typescript/lib/typescript.js");

/**
 * Bundles the part of TypeScript that generation needs, its parser and its printer: an eighth of its nine megabytes, which
 * take longer to load than a small document takes to generate (docs/adr/0022-one-typescript.md).
 */
export const typescriptPart = (): Rolldown.Plugin => ({
  name: "typescript-part",
  load: (id) => (id.replaceAll("\\", "/").endsWith("/typescript/lib/typescript.js") ? (part ??= cut()) : null),
});

/** Two formats are built of it. */
let part: string | undefined;

/** A module with what is asked of TypeScript as its default export, and all that this refers to. */
export function cut(): string {
  const source = new Source(readFileSync(compiler, "utf8"));
  const wanted = namesAskedFor().filter((name) => source.declared.has(name));
  const needed = source.neededFor([...wanted, "idText", "objectAllocator"]);
  return `${needed.join("\n")}\n${identifierText}\nexport default { ${wanted.join(", ")} };\n`;
}

/** `identifier.text` is public, but made by the language service, which is left out. */
const identifierText = `Object.defineProperty(objectAllocator.getIdentifierConstructor().prototype, "text", {
  get() { return idText(this); },
});`;

/** `ts.factory`, `ts.SyntaxKind`: whatever openapi-typescript and our own files that import it may ask for. */
function namesAskedFor(): string[] {
  const dist = join(packages, "openapi-typescript/dist");
  const modules = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => join(dist, name));
  const generator = fileURLToPath(new URL("../generator/", import.meta.url));
  const ours = readdirSync(generator, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(generator, name))
    .filter((file) => readFileSync(file, "utf8").includes('from "typescript";'));
  const names = [...modules, ...ours].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\bts\.(\w+)/g)].map(([, name]) => name!),
  );
  return [...new Set(names)].toSorted();
}

/** The statements of TypeScript's one file, and which of them need which. */
class Source {
  /** What is declared at the top, and the statements that make it: its declaration, and what is assigned to it later. */
  readonly declared = new Map<string, Set<ts.Statement>>();
  readonly #file: ts.SourceFile;
  readonly #statements: readonly ts.Statement[];

  constructor(text: string) {
    this.#file = ts.createSourceFile("typescript.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
    this.#statements = statementsOf(this.#file);
    for (const statement of this.#statements)
      for (const name of namesDeclaredBy(statement)) this.declared.set(name, new Set([statement]));
    for (const statement of this.#statements) this.declared.get(changedBy(statement) ?? "")?.add(statement);
  }

  /** In the order of the file. What runs for its effect alone, such as a registration of a refactoring, is left out. */
  neededFor(names: readonly string[]): string[] {
    const needed = new Set<ts.Statement>();
    const messages = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) need(node.text);
      else if (ts.isPropertyAccessExpression(node)) {
        if (ts.isIdentifier(node.expression) && node.expression.text === "Diagnostics") messages.add(node.name.text);
        visit(node.expression);
      } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) visit(node.initializer);
      else ts.forEachChild(node, visit);
    };
    const need = (name: string): void => {
      for (const statement of this.declared.get(name) ?? [])
        if (!needed.has(statement)) {
          needed.add(statement);
          visit(statement);
        }
    };
    names.forEach(need);
    return this.#statements.filter((one) => needed.has(one)).map((one) => this.#text(one, messages));
  }

  /** Of the two thousand messages, those that are used: each is an object made on loading. */
  #text(statement: ts.Statement, messages: ReadonlySet<string>): string {
    const textOf = (node: ts.Node): string => node.getText(this.#file);
    if (!namesDeclaredBy(statement).includes("Diagnostics")) return textOf(statement);
    const [{ initializer } = {}] = (statement as ts.VariableStatement).declarationList.declarations;
    const members = (initializer as ts.ObjectLiteralExpression).properties.filter(
      ({ name }) => name && messages.has(textOf(name)),
    );
    return `var Diagnostics = {\n${members.map(textOf).join(",\n")}\n};`;
  }
}

/** The file is `var ts = {}; ((module) => { ... })(...)`. @throws {Error} if it is no longer. */
function statementsOf(file: ts.SourceFile): readonly ts.Statement[] {
  const run = file.statements.find(ts.isExpressionStatement)?.expression;
  const callee = run && ts.isCallExpression(run) ? ts.skipPartiallyEmittedExpressions(run.expression) : undefined;
  const wrapper = callee && ts.isParenthesizedExpression(callee) ? callee.expression : undefined;
  if (!wrapper || !ts.isArrowFunction(wrapper) || !ts.isBlock(wrapper.body))
    throw new Error(
      "typescript.js is not wrapped in one function: scripts/typescript-part.ts must learn its new form.",
    );
  return wrapper.body.statements;
}

function namesDeclaredBy(statement: ts.Statement): string[] {
  const named = (name: ts.BindingName): string[] =>
    ts.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((one) => (ts.isBindingElement(one) ? named(one.name) : []));
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => named(name));
  return ts.isFunctionDeclaration(statement) && statement.name ? [statement.name.text] : [];
}

/** `X.y = ...`, `__export(X, { ... })` and `((X2) => { ... })(X || (X = {}))` make a part of `X`. */
function changedBy(statement: ts.Statement): string | undefined {
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  if (ts.isBinaryExpression(expression)) return rootOf(expression.left);
  if (!ts.isCallExpression(expression)) return undefined;
  const [target] = expression.arguments;
  if (target && ts.isBinaryExpression(target)) return rootOf(target.left);
  return ts.isIdentifier(expression.expression) && expression.expression.text === "__export"
    ? rootOf(target!)
    : undefined;
}

function rootOf(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : undefined;
}
