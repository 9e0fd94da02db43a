import { basename } from "node:path";
import ts from "typescript";
import { type ConfigModule, observeModules } from "../config/config-modules.js";
import { realPath } from "../observed.js";
import { problemOfName } from "./config-names.js";

type Node = ts.Node;

/**
 * Why a config that is code may say something else tomorrow although none of its files changes: it reads the environment,
 * the clock or the disk, or runs code that is not its own. `undefined` where it can do nothing of the kind.
 */
export function readsMore(config: string): string | undefined {
  const modules = new Map(observeModules(config).map((module) => [module.file, module]));
  const waiting = new Set([config]);
  for (const file of waiting) {
    const module = modules.get(file);
    const problem = module === undefined ? "is not understood" : inspect(module, (other) => waiting.add(other));
    if (problem !== undefined) return `${basename(file)} ${problem}`;
  }
  return undefined;
}

function inspect(module: ConfigModule, add: (file: string) => void): string | undefined {
  const { file, text } = module;
  if (realPath(file) !== file) return "is reached through a link";
  const visit = (node: Node): string | undefined => {
    if (isErased(node)) return undefined;
    const problem = importProblem(node, module, add) ?? problemOfName(node);
    // Stops at the first problem.
    return problem ?? ts.forEachChild(node, visit);
  };
  return visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

/** Types, of which nothing is left when the config runs. */
const isErased = (node: Node): boolean =>
  (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
  ts.isTypeParameterDeclaration(node) ||
  (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly);

/** They make paths of paths, and look at nothing. */
const harmless: ReadonlySet<string> = new Set(["path", "node:path", "url", "node:url"]);

function importProblem(node: Node, { mentioned }: ConfigModule, add: (file: string) => void): string | undefined {
  const specifier = specifierOf(node);
  if (specifier === undefined || harmless.has(specifier)) return undefined;
  if (specifier === "ifmatch") return ownProblem(node);
  const files = mentioned.get(specifier) ?? [];
  // Of a folder with a package.json, that file decides what is imported.
  if (files.length === 0 || files.some((file) => basename(file) === "package.json"))
    return `imports ${specifier === "" ? "what it computes" : specifier}`;
  for (const file of files) if (!file.endsWith(".json")) add(file);
  return undefined;
}

/** The module that a node imports; "" for one that is computed, `undefined` where nothing is imported. */
function specifierOf(node: Node): string | undefined {
  const text = (specifier: Node | undefined): string =>
    specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : "";
  if (ts.isImportDeclaration(node)) return text(node.moduleSpecifier);
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier && text(node.moduleSpecifier);
  if (ts.isImportEqualsDeclaration(node)) return "";
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isCall ? text(node.arguments[0]) : undefined;
}

/** Of this package: types, classes and `defineConfig`; its other functions read documents. */
function ownProblem(node: Node): string | undefined {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return "imports all of ifmatch";
  const other = bindings.elements
    .filter((one) => !one.isTypeOnly)
    .map((one) => (one.propertyName ?? one.name).text)
    .find((name) => name !== "defineConfig" && !/^[A-Z]/.test(name));
  return other === undefined ? undefined : `imports ${other} of ifmatch`;
}
