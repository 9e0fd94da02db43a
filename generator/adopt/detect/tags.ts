import type { ts as typescript } from "ts-morph";
import { constant } from "../../calls/value.js";
import ts from "../typescript.js";
import { words } from "../../model/identifiers.js";
import type { Context, Finder } from "../finding.js";
import { calleeOf, readValue, unwrapped } from "../read-call.js";
import { isAbout, namesIn } from "./words.js";

const TAG = /e_?tag/i;
const MAKERS = /^(?:Map|WeakMap|ref|shallowRef|reactive|shallowReactive|useRef|useState|signal|writable|create)$/;
/** Words of S3 and its like, whose parts have ETags of their own. */
const MULTIPART = /\b(?:PartNumber|UploadId|uploadPart|CompleteMultipartUpload)\b/;

/** Where tags are kept: a map, an object or a ref that is named after them, or that they are put into. */
export const tagMap: Finder = (node, source, context) => {
  const store = storeAt(node) ?? storageAt(node);
  if (!store || MULTIPART.test(source.code)) return undefined;
  if (!ts.isCallExpression(node) && !TAG.test(store.name) && !putsTagsInto(store.name, context)) return undefined;
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
    // The tag of a resource of this API is nobody else's.
    needsLink: resource === undefined,
  };
};

function storeAt(node: typescript.Node): { readonly name: string } | undefined {
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node) && !ts.isPropertyAssignment(node))
    return undefined;
  if (!node.initializer || !ts.isIdentifier(node.name)) return undefined;
  const made = unwrapped(node.initializer);
  // What is put there later, by whoever starts the application.
  const isEmpty = made.kind === ts.SyntaxKind.NullKeyword && ts.isVariableDeclaration(node) && TAG.test(node.name.text);
  const isObject = ts.isObjectLiteralExpression(made) && made.properties.length === 0;
  const isStore = isEmpty || isObject || isStoreMaker(made);
  return isStore ? { name: node.name.text } : undefined;
}

/** `localStorage.setItem("etag:" + id, etag)`. */
function storageAt(node: typescript.Node): { readonly name: string } | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length !== 2) return undefined;
  const [storage, name] = calleeOf(node.expression).slice(-2);
  const isStored = name === "setItem" && node.arguments.some((argument) => isAbout(argument, TAG));
  return isStored ? { name: storage! } : undefined;
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

/** `jobETags` is about `Job`, `purchaseOrderEtags` and `poETags` about `PurchaseOrder`. */
function resourceNamedIn(name: string, { index }: Context): string | undefined {
  if (!TAG.test(name)) return undefined;
  const all = new Set(index.operations.flatMap(({ conditional, resource }) => (conditional ? (resource ?? []) : [])));
  const spelled = ` ${words(name).join(" ").toLowerCase()} `;
  return [...all]
    .filter((resource) => {
      const parts = words(resource).map((word) => word.toLowerCase());
      const initials = parts.length > 1 ? parts.map((word) => word[0]).join("") : parts[0];
      return spelled.includes(` ${parts.join(" ")} `) || spelled.includes(` ${initials} `);
    })
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
