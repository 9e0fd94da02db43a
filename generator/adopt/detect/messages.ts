import type { ts as typescript } from "ts-morph";
import { constant } from "../../calls/value.js";
import ts from "../typescript.js";
import type { Finder } from "../finding.js";
import { readValue } from "../read-call.js";
import { patternOf, subjectsOf } from "./regular-expressions.js";
import { isAbout, isConflictText, MESSAGE, textOfPattern } from "./words.js";

const SEARCHES = new Set(["includes", "startsWith", "endsWith", "indexOf", "match", "search"]);

/** A search of an error message for what only its status can tell. */
export const messageCheck: Finder = (node, _, context) => {
  const pattern = patternOf(node);
  if (pattern !== undefined) {
    const subjects = subjectsOf(node as typescript.Expression, context);
    const isMessage = subjects.some((subject) => isAbout(subject, MESSAGE));
    return isConflictText(textOfPattern(pattern), isMessage) ? finding(node) : undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression } = node.expression;
  const text = SEARCHES.has(name.text)
    ? node.arguments[0] && constant(readValue(node.arguments[0], context.names))
    : undefined;
  if (text === undefined || !isConflictText(text, isAbout(expression, MESSAGE))) return undefined;
  return finding(node);
};

const finding = (node: typescript.Node): ReturnType<Finder> => ({
  kind: "message-check",
  node,
  what: "searches a message for signs of a conflict",
  instead: '`kind: "precondition-failed"` of the result, which the status alone decides',
});
