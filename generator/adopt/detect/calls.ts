import type { ts as typescript } from "ts-morph";
import { bypassIn, bypassOf } from "../../calls/bypass.js";
import type { CalledOperation } from "../../calls/operations.js";
import ts from "../typescript.js";
import type { Finder } from "../finding.js";
import { readCall, readValue } from "../read-call.js";

/** A request to a conditional operation, or to the retrieval of its tag, that another client makes. */
export const bypassingCall: Finder = (node, _, { index, names }) => {
  const bypass =
    ts.isCallExpression(node) || ts.isNewExpression(node)
      ? bypassOf(readCall(node, names), index)
      : isReturned(node)
        ? bypassIn(readValue(node, names), index)
        : undefined;
  if (!bypass?.operation.conditional) return undefined;
  const { operation, by } = bypass;
  const { role, resource, method, path, id, function: name } = operation;
  const does =
    role === "state-change"
      ? `changes a ${resource}`
      : role === "creation"
        ? `creates a ${resource}`
        : `reads a ${resource}`;
  return {
    kind: "call",
    node,
    what: `${does} past the generated client: ${method} ${path}${by === "name" ? ` (${id})` : ""}`,
    instead: `\`${name ?? id}(client, { ${argumentsOf(operation)} })\``,
    operation,
    resource,
  };
};

/** An object that a function returns. */
function isReturned(node: typescript.Node): node is typescript.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const { parent } = node;
  return ts.isReturnStatement(parent) || (ts.isParenthesizedExpression(parent) && ts.isArrowFunction(parent.parent));
}

function argumentsOf({ role, key, hasBody }: CalledOperation): string {
  const groups = new Set(key.map((value) => value.split(".")[0]!));
  if (hasBody) groups.add("body");
  if (role === "state-change") groups.add("ifMatch");
  return [...groups].join(", ");
}
