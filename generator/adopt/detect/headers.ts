import type { ts as typescript } from "ts-morph";
import { bypassOf } from "../../calls/bypass.js";
import type { CalledOperation } from "../../calls/operations.js";
import { requestOf } from "../../calls/requests.js";
import { constant } from "../../calls/value.js";
import ts from "../typescript.js";
import type { Context, Finder } from "../finding.js";
import { calleeOf, readCall, readValue } from "../read-call.js";

const SETTERS = new Set(["set", "append", "header", "setHeader", "setRequestHeader"]);

/** If-Match or If-None-Match as a header that is set by hand: in an object, by an assignment, by `set`. */
export const header: Finder = (node, _, context) => {
  const set = headerSetAt(node, context);
  if (!set) return undefined;
  const request = requestAround(node, context);
  // It goes to another server, or to an operation that is not conditional.
  if (request === "elsewhere") return undefined;
  const place = isInInterceptor(node) ? "an interceptor" : "the code";
  const { operation } = request ?? {};
  if (set.name === "if-none-match")
    return {
      kind: "header",
      node,
      what: `${place} sets If-None-Match`,
      instead: "the client's store: it revalidates by itself, and answers a 304 with what it has",
      operation,
      resource: operation?.resource,
      needsLink: request === undefined,
    };
  const name = operation?.function;
  const precondition = name === undefined ? "`ifMatch` of the generated function" : `\`ifMatch\` of \`${name}\``;
  if (isWildcard(set.value))
    return {
      kind: "unconditional",
      node,
      what: `${place} sends \`If-Match: *\`, which overwrites whatever is there`,
      instead: `${precondition}: what was read, if a lost update matters here`,
      operation,
      resource: operation?.resource,
      isEvidence: true,
    };
  return {
    kind: "header",
    node,
    what: `${place} sets If-Match`,
    instead: `${precondition}: what was read`,
    operation,
    resource: operation?.resource,
    isEvidence: true,
  };
};

interface HeaderSet {
  readonly name: "if-match" | "if-none-match";
  readonly value: typescript.Expression;
}

function headerSetAt(node: typescript.Node, { names }: Context): HeaderSet | undefined {
  const named = (
    name: typescript.Expression | undefined,
    value: typescript.Expression | undefined,
  ): HeaderSet | undefined => {
    const text = name && constant(readValue(name, names))?.toLowerCase();
    return value && (text === "if-match" || text === "if-none-match") ? { name: text, value } : undefined;
  };
  if (ts.isPropertyAssignment(node)) {
    if (ts.isStringLiteralLike(node.name)) return named(node.name, node.initializer);
    return ts.isComputedPropertyName(node.name) ? named(node.name.expression, node.initializer) : undefined;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return ts.isElementAccessExpression(node.left) ? named(node.left.argumentExpression, node.right) : undefined;
  if (ts.isCallExpression(node) && SETTERS.has(calleeOf(node.expression).at(-1)!))
    return named(node.arguments[0], node.arguments[1]);
  return undefined;
}

const isWildcard = (value: typescript.Expression): boolean =>
  (ts.isStringLiteralLike(value) && value.text === "*") ||
  (ts.isBinaryExpression(value) && isWildcard(value.right)) ||
  (ts.isConditionalExpression(value) && (isWildcard(value.whenTrue) || isWildcard(value.whenFalse)));

/** The request that a header is written into, where code shows it. */
function requestAround(
  node: typescript.Node,
  { index, names }: Context,
): { readonly operation: CalledOperation } | "elsewhere" | undefined {
  for (let { parent } = node; parent; { parent } = parent) {
    if (ts.isFunctionLike(parent)) return undefined;
    if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) continue;
    const call = readCall(parent, names);
    const bypass = bypassOf(call, index);
    if (bypass) return bypass.operation.conditional ? bypass : "elsewhere";
    const request = requestOf(call);
    if (request?.method !== undefined && request.url.some((part) => part !== null && /\w/.test(part)))
      return "elsewhere";
  }
  return undefined;
}

function isInInterceptor(node: typescript.Node): boolean {
  for (let { parent } = node; parent; { parent } = parent)
    if (ts.isCallExpression(parent) && calleeOf(parent.expression).includes("interceptors")) return true;
    else if (ts.isPropertyAssignment(parent) && /^(?:onRequest|beforeRequest)$/.test(parent.name.getText()))
      return true;
  return false;
}
