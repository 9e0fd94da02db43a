import type { ts as typescript } from "ts-morph";
import ts from "../typescript.js";
import type { Finder } from "../finding.js";
import { calleeOf } from "../read-call.js";
import { namesIn } from "./words.js";

/** A request's body that is parsed again to find out which resource it changes. */
export const keyFromBody: Finder = (node, _, { index }) => {
  if (!ts.isCallExpression(node) || calleeOf(node.expression).join(".") !== "JSON.parse") return undefined;
  let scope: typescript.Node = node;
  while (scope.parent && !ts.isFunctionLike(scope)) scope = scope.parent;
  const names = new Set(ts.isSourceFile(scope) ? [] : allNames(scope));
  const operation = index.operations.find(
    ({ role, key }) =>
      role === "state-change" && key.some((value) => value.startsWith("body.") && names.has(value.slice(5))),
  );
  if (!operation) return undefined;
  const key = operation.key.find((value) => value.startsWith("body."))!;
  return {
    kind: "key-from-body",
    node,
    what: `parses a body to find out which ${operation.resource} is changed`,
    instead: `\`${operation.function ?? operation.id}\`, which takes the key from \`${key}\``,
    operation,
    resource: operation.resource,
    needsLink: true,
  };
};

function allNames(node: typescript.Node): string[] {
  const names = namesIn(node);
  const visit = (inner: typescript.Node): void => {
    if (ts.isIdentifier(inner)) names.push(inner.text);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return names;
}
