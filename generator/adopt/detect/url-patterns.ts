import type { ts as typescript } from "ts-morph";
import type { CalledOperation, OperationIndex } from "../../calls/operations.js";
import { type Segment, segmentsOf, templateSegments } from "../../calls/url.js";
import ts from "../typescript.js";
import type { Finder } from "../finding.js";
import { readValue } from "../read-call.js";
import { segmentsOfPattern } from "./pattern-segments.js";
import { patternOf, subjectsOf } from "./regular-expressions.js";
import { ADDRESS, isAbout } from "./words.js";

const SEARCHES = new Set(["includes", "startsWith", "endsWith", "indexOf"]);

/** A regular expression, or a search for a text, that tells from a URL which resource a request is about. */
export const urlPattern: Finder = (node, _, context) => {
  const pattern = patternOf(node);
  if (pattern !== undefined) {
    const subjects = subjectsOf(node as typescript.Expression, context);
    if (subjects.length > 0 && !subjects.some((subject) => isAbout(subject, ADDRESS))) return undefined;
    for (const segments of segmentsOfPattern(pattern)) {
      const operation = operationWithin(context.index, segments);
      if (operation) return finding(node, operation);
    }
    return undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [first] = node.arguments;
  if (!first || !SEARCHES.has(node.expression.name.text) || !isAbout(node.expression.expression, ADDRESS))
    return undefined;
  const value = readValue(first, context.names);
  if (value.kind !== "text" || !value.text.some((part) => part?.includes("/"))) return undefined;
  const operation = operationWithin(context.index, segmentsOf(value.text) ?? []);
  return operation && finding(node, operation);
};

const finding = (node: typescript.Node, operation: CalledOperation): ReturnType<Finder> => ({
  kind: "url-pattern",
  node,
  what: `takes a URL apart to find a ${operation.resource}`,
  instead: `the request of each generated function, which names its ${operation.resource} in \`${operation.key[0] ?? "path"}\``,
  operation,
  resource: operation.resource,
  needsLink: true,
});

/** The conditional operation whose path has these segments in a row, one of them beside a parameter. */
function operationWithin(index: OperationIndex, segments: readonly Segment[]): CalledOperation | undefined {
  if (!segments.some((segment) => segment !== null)) return undefined;
  return index.operations.find(({ conditional, role, path }) => {
    if (!conditional || role === "none") return false;
    const template = templateSegments(path);
    for (let from = 0; from + segments.length <= template.length; from++)
      if (
        segments.every((segment, at) => segment === template[from + at]) &&
        segments.some((segment, at) => segment !== null && isBesideParameter(template, from + at))
      )
        return true;
    // The path of a resource that is named in the body has no parameter; its last word is enough.
    return !template.includes(null) && segments.every((segment, at) => segment === template.at(at - segments.length));
  });
}

const isBesideParameter = (template: readonly Segment[], at: number): boolean =>
  template[at - 1] === null || template[at + 1] === null;
