import type { ts as typescript } from "ts-morph";
import ts from "./typescript.js";
import type { Detected, FindingKind } from "./finding.js";
import { calleeOf, identifiersOf, unwrapped } from "./read-call.js";
import { parse, type Source } from "./sources.js";

/** What of a file can go without changing what it does. */
export interface DeadCode {
  /** The whole file without it. */
  readonly text: string;
  /** The names that were declared. */
  readonly names: readonly string[];
}

type Declaration = typescript.FunctionDeclaration | typescript.VariableStatement;

const removable: ReadonlySet<FindingKind> = new Set(["tag-map", "url-pattern", "message-check", "key-from-body"]);

/**
 * What was written for preconditions and is used by nobody any more: functions and patterns that nothing mentions, and
 * stores of tags that are written to and never read. Only what a module keeps to itself: what it exports, others may use.
 * No request is sent in another way without it, because nothing that is sent depends on it.
 */
export function deadCodeOf(source: Source, detected: readonly Detected[]): DeadCode | undefined {
  if (!isModule(source)) return undefined;
  const identifiers = identifiersOf(source.tree);
  const candidates = plumbingIn(source, detected, identifiers).filter((one) => namedByScriptOnly(one, source));
  const gone = new Set<typescript.Node>();
  const names: string[] = [];
  for (let last = -1; last !== gone.size;) {
    last = gone.size;
    for (const statement of candidates) {
      if (gone.has(statement)) continue;
      const [name, declared] = declaredBy(statement)!;
      const uses = (identifiers.get(name) ?? []).filter((use) => use !== declared && !isInside(use, gone, statement));
      const writes = uses.map((use) => (isStore(statement, identifiers) ? writeAround(use) : undefined));
      if (!isPure(statement, identifiers) || !writes.every((write) => write !== undefined)) continue;
      if (![statement, ...writes].every((node) => isAlone(node, source))) continue;
      for (const node of [statement, ...writes]) gone.add(node);
      names.push(name);
    }
  }
  if (gone.size === 0) return undefined;
  const text = without(source, [...gone]);
  const parsed = parse(source.path, codeAfter(source, [...gone]));
  // Our own mistake; the file is left as it is.
  if ("reason" in parsed)
    throw new Error(`Without ${names.join(", ")}, ${source.path} does not parse: ${parsed.reason}`);
  return { text, names };
}

/** A script without imports and exports shares its names with other scripts. */
const isModule = ({ tree, path }: Source): boolean =>
  path.endsWith(".vue") ||
  tree.statements.some((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one) || hasExport(one));

const hasExport = (node: typescript.Statement): boolean =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

const isPrivateDeclaration = (node: typescript.Statement): node is Declaration =>
  (ts.isFunctionDeclaration(node) || ts.isVariableStatement(node)) &&
  !hasExport(node) &&
  declaredBy(node) !== undefined;

/** The one name that a statement declares. */
function declaredBy(node: Declaration): readonly [name: string, node: typescript.Identifier] | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name && [node.name.text, node.name];
  const [first, ...others] = node.declarationList.declarations;
  return first && others.length === 0 && ts.isIdentifier(first.name) ? [first.name.text, first.name] : undefined;
}

/** What declares something that was detected, and the functions that use it. */
function plumbingIn({ tree }: Source, detected: readonly Detected[], identifiers: Identifiers): readonly Declaration[] {
  const declarations = tree.statements.filter(isPrivateDeclaration);
  const found = new Set(
    declarations.filter(({ pos, end }) =>
      detected.some(({ kind, node }) => removable.has(kind) && node.pos >= pos && node.end <= end),
    ),
  );
  for (const declaration of found)
    for (const use of identifiers.get(declaredBy(declaration)![0]) ?? [])
      for (const other of declarations) if (use.pos >= other.pos && use.end <= other.end) found.add(other);
  return [...found];
}

/** The template of a component uses names of its script: as they are, or `v-job` for `vJob` and `<job-tag>` for `JobTag`. */
function namedByScriptOnly(statement: Declaration, { path, text, code }: Source): boolean {
  if (!path.endsWith(".vue")) return true;
  const outside = maskOf(text, code);
  // The template is in another file.
  if (/<template\b[^>]*\ssrc\s*=/i.test(outside)) return false;
  const [name] = declaredBy(statement)!;
  const hyphened = name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
  return ![name, hyphened].some((one) => new RegExp(`(?<![\\w$])${escape(one)}(?![\\w$])`).test(outside));
}

/** The text where the code has white space: the template and the styles. */
const maskOf = (text: string, code: string): string =>
  text.replace(/[^]/g, (char, at: number) => (code[at] === char && char.trim() !== "" ? " " : char));

const escape = (name: string): string => name.replaceAll("$", "\\$");

function isInside(node: typescript.Node, gone: ReadonlySet<typescript.Node>, own: typescript.Node): boolean {
  for (let at = node; at; at = at.parent) if (at === own || gone.has(at)) return true;
  return false;
}

type Identifiers = ReadonlyMap<string, readonly typescript.Identifier[]>;

/** Whether nothing happens when a statement runs but that a name gets a value. */
function isPure(node: Declaration, identifiers: Identifiers): boolean {
  if (ts.isFunctionDeclaration(node) || isStore(node, identifiers)) return true;
  const { initializer } = node.declarationList.declarations[0]!;
  const made = initializer && unwrapped(initializer);
  return !made || ts.isArrowFunction(made) || ts.isFunctionExpression(made) || ts.isRegularExpressionLiteral(made);
}

/** Whether a statement makes an empty object, a map of JavaScript's, or one that Vue watches. */
function isStore(node: Declaration, identifiers: Identifiers): boolean {
  const initializer = ts.isVariableStatement(node) ? node.declarationList.declarations[0]!.initializer : undefined;
  return initializer !== undefined && isNewStore(unwrapped(initializer), identifiers);
}

function isNewStore(made: typescript.Expression, identifiers: Identifiers): boolean {
  if (ts.isObjectLiteralExpression(made)) return made.properties.length === 0;
  if ((!ts.isNewExpression(made) && !ts.isCallExpression(made)) || !ts.isIdentifier(made.expression)) return false;
  const { text } = made.expression;
  const declarations = (identifiers.get(text) ?? []).filter(
    (use) =>
      (use.parent as { readonly name?: typescript.Node }).name === use && !ts.isPropertyAccessExpression(use.parent),
  );
  if (ts.isNewExpression(made))
    return /^(?:Map|WeakMap)$/.test(text) && declarations.length === 0 && (made.arguments ?? []).length === 0;
  const isVues =
    /^(?:reactive|shallowReactive)$/.test(text) && declarations.every(({ parent }) => isImportedFrom(parent, "vue"));
  return isVues && declarations.length === 1 && made.arguments.every((one) => isNewStore(unwrapped(one), identifiers));
}

const isImportedFrom = (node: typescript.Node, module: string): boolean =>
  ts.isImportSpecifier(node) && (node.parent.parent.parent.moduleSpecifier as typescript.StringLiteral).text === module;

/** Nothing is called, made, assigned or awaited. Reading a property counts as nothing. */
function isPureValue(node: typescript.Node): boolean {
  const { SyntaxKind } = ts;
  const hasEffect =
    (ts.isCallExpression(node) && !isHeaderRead(node)) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isDeleteExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isPostfixUnaryExpression(node) ||
    (ts.isPrefixUnaryExpression(node) && /^(?:\+\+|--)/.test(node.getText())) ||
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= SyntaxKind.LastAssignment);
  return !hasEffect && ts.forEachChild(node, (child) => (isPureValue(child) ? undefined : true)) !== true;
}

/** `response.headers.get("etag")`. */
const isHeaderRead = ({ expression }: typescript.CallExpression): boolean =>
  /^(?:headers?)\.get$/i.test(calleeOf(expression).slice(-2).join("."));

const WRITES = new Set(["set", "delete", "clear"]);

/** The statement that does nothing but write to a store: `tags.set(id, tag);`, `tags[id] = tag;`. */
function writeAround(use: typescript.Identifier): typescript.Node | undefined {
  const { parent } = use;
  let statement: typescript.Node | undefined;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use && WRITES.has(parent.name.text)) {
    const call = parent.parent;
    if (ts.isCallExpression(call) && call.expression === parent && call.arguments.every(isPureValue))
      statement = call.parent;
  } else if (
    ts.isElementAccessExpression(parent) &&
    parent.expression === use &&
    isPureValue(parent.argumentExpression)
  ) {
    const outer = parent.parent;
    const isAssignment =
      ts.isBinaryExpression(outer) &&
      outer.left === parent &&
      outer.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      isPureValue(outer.right);
    if (isAssignment || ts.isDeleteExpression(outer)) statement = outer.parent;
  }
  if (!statement || !ts.isExpressionStatement(statement)) return undefined;
  const around = statement.parent;
  if (ts.isBlock(around) || ts.isSourceFile(around)) return statement;
  // `if (tag) tags.set(id, tag);` goes as a whole.
  const isAll = ts.isIfStatement(around) && !around.elseStatement && isPureValue(around.expression);
  return isAll && (ts.isBlock(around.parent) || ts.isSourceFile(around.parent)) ? around : undefined;
}

/** The lines of a statement, and of the comments right above it. */
function rangeOf(
  node: typescript.Node,
  text: string,
  tree: typescript.SourceFile,
): readonly [start: number, end: number] {
  let start = node.getStart(tree);
  for (const comment of (ts.getLeadingCommentRanges(tree.text, node.pos) ?? []).toReversed()) {
    const isAbove = /^[ \t]*\r?\n?[ \t]*$/.test(tree.text.slice(comment.end, start));
    // A comment at the beginning is about the file.
    if (!isAbove || comment.pos === 0) break;
    start = comment.pos;
  }
  const end = text.indexOf("\n", node.end);
  return [text.lastIndexOf("\n", start - 1) + 1, end === -1 ? text.length : end + 1];
}

/** Whether a statement has its lines for itself. */
function isAlone(node: typescript.Node, { code, tree }: Source): boolean {
  const start = node.getStart(tree);
  const after = code.slice(node.end).match(/^[^\n]*/)![0];
  return code.slice(code.lastIndexOf("\n", start - 1) + 1, start).trim() === "" && after.trim() === "";
}

/** A text without the lines of these nodes, and without the blank line that would be one too many. */
function without({ text, tree }: Source, nodes: readonly typescript.Node[]): string {
  let rest = text;
  for (const [start, end] of nodes.map((node) => rangeOf(node, text, tree)).toSorted((a, b) => b[0] - a[0])) {
    const [before, after] = [rest.slice(0, start), rest.slice(end)];
    const isDouble = /(?:^|\n\r?\n)$/.test(before) && /^\r?\n/.test(after);
    rest = before + (isDouble ? after.replace(/^\r?\n/, "") : after);
  }
  return rest;
}

const codeAfter = (source: Source, nodes: readonly typescript.Node[]): string =>
  without({ ...source, text: source.code }, nodes);
