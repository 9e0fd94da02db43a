import type { ts as typescript } from "ts-morph";
import { type Call, collectionClasses, type Text, type Value } from "../calls/value.js";
import ts from "./typescript.js";

/** What a file says about the names in it. */
export interface FileNames {
  /** Constants of the file whose initialisers are texts or objects. */
  readonly constants: ReadonlyMap<string, typescript.Expression>;
  /** Imported names and their modules. */
  readonly imports: ReadonlyMap<string, string>;
}

export function namesOf(tree: typescript.SourceFile): FileNames {
  const constants = new Map<string, typescript.Expression>();
  const imports = new Map<string, string>();
  const ambiguous = new Set<string>();
  const visit = (node: typescript.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      // A name that is declared twice may be either.
      if (constants.has(node.name.text)) ambiguous.add(node.name.text);
      const isConst = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
      if (isConst && node.initializer) constants.set(node.name.text, node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { name, namedBindings } = statement.importClause ?? {};
    const module = statement.moduleSpecifier.text;
    if (name) imports.set(name.text, module);
    if (namedBindings && ts.isNamespaceImport(namedBindings)) imports.set(namedBindings.name.text, module);
    if (namedBindings && ts.isNamedImports(namedBindings))
      for (const element of namedBindings.elements) imports.set(element.name.text, module);
  }
  for (const name of ambiguous) constants.delete(name);
  return { constants, imports };
}

/** Every use of every name, declarations included. */
export function identifiersOf(tree: typescript.SourceFile): ReadonlyMap<string, readonly typescript.Identifier[]> {
  const found = new Map<string, typescript.Identifier[]>();
  const visit = (node: typescript.Node): void => {
    if (ts.isIdentifier(node)) {
      const uses = found.get(node.text);
      if (uses) uses.push(node);
      else found.set(node.text, [node]);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** How many constants are followed from one to the next. */
const MOST_STEPS = 5;

export function readCall(node: typescript.CallExpression | typescript.NewExpression, names: FileNames): Call {
  const callee = calleeOf(node.expression);
  return {
    callee,
    args: (node.arguments ?? []).map((argument) => readValue(argument, names)),
    module: names.imports.get(callee[0] ?? ""),
    onCollection: isCollection(names.constants.get(callee.at(-2) ?? "")),
  };
}

function isCollection(made: typescript.Expression | undefined): boolean {
  const inner = made && unwrapped(made);
  return inner !== undefined && ts.isNewExpression(inner) && collectionClasses.has(calleeOf(inner.expression).at(-1)!);
}

/** `this.$http.patch` as its names; what is no name is `()`. */
export function calleeOf(node: typescript.Expression): string[] {
  const inner = unwrapped(node);
  if (ts.isIdentifier(inner)) return [inner.text];
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return ["this"];
  if (ts.isPropertyAccessExpression(inner)) return [...calleeOf(inner.expression), inner.name.text];
  if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression))
    return [...calleeOf(inner.expression), inner.argumentExpression.text];
  return ["()"];
}

/** Without parentheses, casts and `!`. */
export function unwrapped(node: typescript.Expression): typescript.Expression {
  return ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node)
    ? unwrapped(node.expression)
    : node;
}

export function readValue(node: typescript.Expression, names: FileNames, steps = 0): Value {
  const inner = unwrapped(node);
  const text = readText(inner, names, steps);
  if (text) return { kind: "text", text };
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return { kind: "function" };
  if (ts.isObjectLiteralExpression(inner)) return readObject(inner, names, steps);
  if (ts.isCallExpression(inner)) return { kind: "call", callee: calleeOf(inner.expression) };
  const named = ts.isIdentifier(inner) && steps < MOST_STEPS ? names.constants.get(inner.text) : undefined;
  return named ? readValue(named, names, steps + 1) : { kind: "other" };
}

function readObject(node: typescript.ObjectLiteralExpression, names: FileNames, steps: number): Value {
  const properties = new Map<string, typescript.Expression>();
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) properties.set("...", property.expression);
    else if (property.name && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name))) {
      const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
      properties.set(property.name.text, value as typescript.Expression);
    }
  }
  return {
    kind: "object",
    names: [...properties.keys()],
    property: (name) => {
      const value = properties.get(name);
      return value && readValue(value, names, steps);
    },
  };
}

/** A string, a template, a sum of them, or a constant that is one. */
function readText(node: typescript.Expression, names: FileNames, steps: number): Text | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [
      node.head.text,
      ...node.templateSpans.flatMap(({ expression, literal }): Text => [
        ...partOf(expression, names, steps),
        literal.text,
      ]),
    ];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [partOf(node.left, names, steps), partOf(node.right, names, steps)];
    return [...left, ...right].some((part) => part !== null) ? [...left, ...right] : undefined;
  }
  if (!ts.isIdentifier(node) || steps >= MOST_STEPS) return undefined;
  const named = names.constants.get(node.text);
  return named && readText(unwrapped(named), names, steps + 1);
}

const partOf = (node: typescript.Expression, names: FileNames, steps: number): Text =>
  readText(unwrapped(node), names, steps) ?? [null];
