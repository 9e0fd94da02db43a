import type { ts as typescript } from "ts-morph";
import { constant } from "../../calls/value.js";
import ts from "../../emit/typescript.js";
import type { Context, Finder } from "../finding.js";
import { calleeOf, readValue, unwrapped } from "../read-call.js";
import { isAbout, namesIn } from "./words.js";

const TAG = /e_?tag/i;
const MAKERS = /^(?:Map|WeakMap|ref|shallowRef|reactive|shallowReactive|useRef|useState|signal|writable|create)$/;
/** Words of S3 and its like, whose parts have ETags of their own. */
const MULTIPART = /\b(?:PartNumber|UploadId|uploadPart|CompleteMultipartUpload)\b/;

/** Where tags are kept: a map, an object or a ref that is named after them, or that they are put into. */
export const tagMap: Finder = (node, source, context) => {
  const store = storeAt(node);
  if (!store || MULTIPART.test(source.code)) return undefined;
  if (!TAG.test(store.name) && !putsTagsInto(store.name, context)) return undefined;
  const resource = resourceNamedIn(store.name, context);
  const retrieval = resource === undefined ? undefined : context.index.retrievalOf(resource);
  return {
    kind: "tag-map",
    node,
    what: `keeps tags in \`${store.name}\`, apart from what was read with them`,
    instead: retrieval
      ? `what \`${retrieval.function ?? retrieval.id}\` returns, which carries its tag and is passed as \`ifMatch\``
      : "what a retrieval returns, which carries its tag and is passed as `ifMatch`",
    resource,
    needsLink: true,
  };
};

function storeAt(node: typescript.Node): { readonly name: string } | undefined {
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node) && !ts.isPropertyAssignment(node))
    return undefined;
  if (!node.initializer || !ts.isIdentifier(node.name)) return undefined;
  const made = unwrapped(node.initializer);
  const isStore = (ts.isObjectLiteralExpression(made) && made.properties.length === 0) || isStoreMaker(made);
  return isStore ? { name: node.name.text } : undefined;
}

/** `new Map()`, `reactive({})`: makes a store, and does nothing else. */
const isStoreMaker = (node: typescript.Node): node is typescript.NewExpression | typescript.CallExpression =>
  (ts.isNewExpression(node) || ts.isCallExpression(node)) && MAKERS.test(calleeOf(node.expression).at(-1)!);

/** `tags.set(id, etag)`, `tags[id] = etag`, `tags.value[id] = etag`. */
const putsTagsInto = (name: string, { uses }: Context): boolean =>
  uses(name).some((use) => {
    let outer: typescript.Node = use;
    while (ts.isPropertyAccessExpression(outer.parent) && outer.parent.expression === outer) outer = outer.parent;
    const { parent } = outer;
    if (ts.isCallExpression(parent) && parent.expression === outer)
      return (
        calleeOf(parent.expression).at(-1) === "set" &&
        parent.arguments[1] !== undefined &&
        isAbout(parent.arguments[1], TAG)
      );
    if (!ts.isElementAccessExpression(parent) || parent.expression !== outer) return false;
    const assignment = parent.parent;
    return (
      ts.isBinaryExpression(assignment) &&
      assignment.left === parent &&
      assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      isAbout(assignment.right, TAG)
    );
  });

/** `jobETags` is about `Job`, `purchaseOrderEtags` about `PurchaseOrder`. */
function resourceNamedIn(name: string, { index }: Context): string | undefined {
  const resources = new Set(
    index.operations.flatMap(({ conditional, resource }) => (conditional ? (resource ?? []) : [])),
  );
  return [...resources]
    .filter((resource) => name.toLowerCase().includes(resource.toLowerCase()))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** A tag that is taken out of the headers of a response. */
export const tagRead: Finder = (node, source, { versionHeaders, names }) => {
  const isTag = (text: string | undefined): boolean => text !== undefined && versionHeaders.has(text.toLowerCase());
  const read = ts.isPropertyAccessExpression(node)
    ? isTag(node.name.text) && node.expression
    : ts.isElementAccessExpression(node)
      ? isTag(constant(readValue(node.argumentExpression, names))) && node.expression
      : ts.isCallExpression(node) &&
        calleeOf(node.expression).at(-1) === "get" &&
        node.arguments.length === 1 &&
        isTag(constant(readValue(node.arguments[0]!, names))) &&
        node.expression;
  if (!read || !namesIn(read).some((name) => /headers?$/i.test(name)) || MULTIPART.test(source.code)) return undefined;
  // What is assigned to is set, not read.
  if (ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.getText() === "=")
    return undefined;
  return {
    kind: "tag-read",
    node,
    what: "takes the tag out of a response",
    instead: "the result of the generated function, whose `etag` it is",
    needsLink: true,
  };
};
