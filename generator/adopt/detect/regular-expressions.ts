import type { ts as typescript } from "ts-morph";
import ts from "../typescript.js";
import type { Context } from "../finding.js";
import { unwrapped } from "../read-call.js";

/** The pattern of a literal, or of `new RegExp("...")`. */
export function patternOf(node: typescript.Node): string | undefined {
  if (ts.isRegularExpressionLiteral(node)) return node.text.slice(1, node.text.lastIndexOf("/"));
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  if (!ts.isIdentifier(node.expression) || node.expression.text !== "RegExp") return undefined;
  const [first] = node.arguments ?? [];
  return first && ts.isStringLiteralLike(first) ? first.text : undefined;
}

/** What a regular expression is matched with: the argument of `test`, the receiver of `match`, also by its name. */
export function subjectsOf(node: typescript.Expression, { uses }: Context): readonly typescript.Node[] {
  const parent = outer(node);
  const subject = subjectAt(parent, node);
  if (subject) return [subject];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return uses(parent.name.text).flatMap((use) => subjectAt(outer(use), use) ?? []);
}

function outer(node: typescript.Node): typescript.Node {
  let { parent } = node;
  while (ts.isExpression(parent) && unwrapped(parent) !== parent) ({ parent } = parent);
  return parent;
}

const METHODS_OF_PATTERNS = new Set(["test", "exec"]);
const METHODS_OF_TEXTS = new Set(["match", "matchAll", "search", "replace", "split"]);

function subjectAt(parent: typescript.Node, node: typescript.Node): typescript.Node | undefined {
  if (ts.isPropertyAccessExpression(parent) && METHODS_OF_PATTERNS.has(parent.name.text)) {
    const call = parent.parent;
    return ts.isCallExpression(call) && call.expression === parent ? call.arguments[0] : undefined;
  }
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined;
  const { name, expression } = parent.expression;
  return METHODS_OF_TEXTS.has(name.text) && parent.arguments[0] === node ? expression : undefined;
}
