import type { ts as typescript } from "ts-morph";
import ts from "./typescript.js";
import type { Detected } from "./finding.js";
import type { ModuleGraph } from "./module-graph.js";
import { calleeOf, identifiersOf } from "./read-call.js";
import type { Source } from "./sources.js";

/** How often what one file loses is carried over to those that import it. */
const MOST_ROUNDS = 8;

/**
 * The lines (from 0) that are not needed any more once what was detected is done by the generated client. A statement goes with
 * what was detected in it, or with the names it uses that have gone; a function goes when all of its statements have.
 * Statements that call an operation are rewritten, and stay. An estimate: names are compared as text. Each line comes with
 * what takes it away.
 */
export function superfluousLines(
  detected: ReadonlyMap<Source, readonly Detected[]>,
  graph: ModuleGraph,
): ReadonlyMap<Source, ReadonlyMap<number, Detected>> {
  const files = new Map([...detected].map(([source, found]) => [source, new FileLines(source, found)]));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let changed = false;
    for (const [source, file] of files) {
      for (const { from, exported, local } of graph.importsOf(source)) {
        const cause = files.get(from)?.gone.get(exported);
        if (cause && !file.gone.has(local)) file.gone.set(local, cause);
      }
      changed = file.update() || changed;
    }
    if (!changed) break;
  }
  return new Map([...files].map(([source, file]) => [source, file.lines()]));
}

type Statement = typescript.Node;

/** What goes of one file. */
class FileLines {
  /** Names that have gone, and what took them. */
  readonly gone = new Map<string, Detected>();
  readonly #source: Source;
  readonly #seeds = new Map<typescript.Node, Detected>();
  readonly #kept = new Set<typescript.Node>();
  readonly #goneNodes = new Map<Statement, Detected>();
  readonly #identifiers: ReadonlyMap<string, readonly typescript.Identifier[]>;

  constructor(source: Source, detected: readonly Detected[]) {
    this.#source = source;
    this.#identifiers = identifiersOf(source.tree);
    for (const found of detected)
      if (found.kind === "call") for (let at = found.node; at; at = at.parent) this.#kept.add(at);
      else if (!this.#seeds.has(seedOf(found.node))) this.#seeds.set(seedOf(found.node), found);
  }

  /** Takes away what can go by now; says whether that was anything new. */
  update(): boolean {
    // Nothing goes of most files.
    if (this.#seeds.size === 0 && this.gone.size === 0) return false;
    const before = this.gone.size + this.#goneNodes.size;
    for (let last = -1; last !== this.gone.size + this.#goneNodes.size;) {
      last = this.gone.size + this.#goneNodes.size;
      this.#visit(this.#source.tree);
    }
    return this.gone.size + this.#goneNodes.size > before;
  }

  /** Every line that goes, and why. Neither blank lines are counted, nor those that something else is on, too. */
  lines(): ReadonlyMap<number, Detected> {
    const { tree, code } = this.#source;
    const texts = code.split("\n");
    const lines = new Map<number, Detected>();
    for (const [node, cause] of this.#goneNodes) {
      const from = tree.getLineAndCharacterOfPosition(node.getStart(tree, true)).line;
      const to = tree.getLineAndCharacterOfPosition(node.end).line;
      if (!hasOwnLines(code, node.getStart(tree, true), node.end)) continue;
      for (let line = from; line <= to; line++)
        if (!lines.has(line) && texts[line]!.trim() !== "") lines.set(line, cause);
    }
    return lines;
  }

  #visit(node: typescript.Node): void {
    ts.forEachChild(node, (child) => this.#visit(child));
    if (this.#goneNodes.has(node)) return;
    const cause = this.#causeOf(node);
    if (!cause) return;
    this.#goneNodes.set(node, cause);
    for (const name of namesDeclaredBy(node)) if (!this.gone.has(name)) this.gone.set(name, cause);
  }

  #causeOf(node: typescript.Node): Detected | undefined {
    if (this.#kept.has(node)) return undefined;
    if (this.#seeds.has(node)) return this.#seeds.get(node);
    if (ts.isVariableStatement(node)) {
      const [first] = node.declarationList.declarations;
      return (
        first?.initializer &&
        (this.#ofFunction(first.initializer) ?? this.#mentioned(first.initializer) ?? this.#unused(node))
      );
    }
    if (ts.isFunctionDeclaration(node)) return this.#ofFunction(node) ?? this.#unused(node);
    if (ts.isMethodDeclaration(node)) return this.#ofFunction(node);
    if (ts.isReturnStatement(node)) return node.expression && this.#mentioned(node.expression);
    if (ts.isExpressionStatement(node)) return this.#ofExpression(node.expression);
    if (ts.isIfStatement(node)) return this.#ofIf(node);
    if (ts.isImportDeclaration(node)) return this.#ofImport(node);
    return undefined;
  }

  /** What took the last use of what a statement declares. */
  #unused(node: typescript.VariableStatement | typescript.FunctionDeclaration): Detected | undefined {
    if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return undefined;
    const uses = [...namesDeclaredBy(node)]
      .flatMap((name) => this.#identifiers.get(name) ?? [])
      .filter((use) => isWithin(use, node.parent) && !isWithin(use, node));
    const causes = uses.map((use) => this.#causeAround(use));
    return uses.length > 0 && causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
  }

  #causeAround(node: typescript.Node): Detected | undefined {
    for (let at = node; at; at = at.parent) {
      const cause = this.#goneNodes.get(at);
      if (cause) return cause;
    }
    return undefined;
  }

  #ofExpression(expression: typescript.Expression): Detected | undefined {
    if (this.#seeds.has(expression)) return this.#seeds.get(expression);
    if (ts.isBinaryExpression(expression)) return this.#mentioned(expression.left);
    if (!ts.isCallExpression(expression)) return undefined;
    const callbacks = expression.arguments.filter((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one));
    const causes = callbacks.map((callback) => this.#ofFunction(callback));
    const ofCallbacks = causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
    return this.#mentioned(expression.expression) ?? ofCallbacks;
  }

  #ofIf({ expression, thenStatement, elseStatement }: typescript.IfStatement): Detected | undefined {
    if (elseStatement && !this.#ofBody(elseStatement)) return undefined;
    const inside = this.#ofBody(thenStatement);
    if (inside) return inside;
    const body = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
    return isWayOut(thenStatement) || body.every(isLogged) ? this.#mentioned(expression) : undefined;
  }

  #ofImport({ importClause }: typescript.ImportDeclaration): Detected | undefined {
    const bindings = importClause?.namedBindings;
    if (!bindings || importClause.name || !ts.isNamedImports(bindings)) return undefined;
    const causes = bindings.elements.map(({ name }) => this.gone.get(name.text));
    return causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
  }

  /** A function all of whose statements have gone, but for one that returns what was passed in. */
  #ofFunction(node: typescript.Node): Detected | undefined {
    if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return undefined;
    const { body, parameters } = node;
    if (!ts.isBlock(body)) return ts.isExpression(body) ? this.#mentioned(body) : undefined;
    const passed = new Set(parameters.map(({ name }) => name.getText()));
    const rest = body.statements.filter(
      (one) => !(ts.isReturnStatement(one) && (!one.expression || passed.has(one.expression.getText()))),
    );
    return this.#ofAll(rest);
  }

  #ofBody(node: typescript.Statement): Detected | undefined {
    return ts.isBlock(node) ? this.#ofAll(node.statements) : this.#goneNodes.get(node);
  }

  /** All statements have gone, but for what they only log. */
  #ofAll(statements: readonly typescript.Statement[]): Detected | undefined {
    const rest = statements.filter((one) => !isLogged(one));
    return rest.every((one) => this.#goneNodes.has(one)) ? rest[0] && this.#goneNodes.get(rest[0]) : undefined;
  }

  /** What took a name that an expression uses, functions inside of it apart. */
  #mentioned(node: typescript.Node): Detected | undefined {
    if (ts.isFunctionLike(node) || this.#kept.has(node)) return undefined;
    const seed = this.#seeds.get(node);
    if (seed) return seed;
    // The name of a property is no use of a variable of that name.
    if (ts.isPropertyAccessExpression(node)) return this.#mentioned(node.expression);
    if (ts.isPropertyAssignment(node)) return this.#mentioned(node.initializer);
    if (ts.isIdentifier(node)) return this.gone.get(node.text);
    return ts.forEachChild(node, (child) => this.#mentioned(child));
  }
}

function isWithin(node: typescript.Node, other: typescript.Node): boolean {
  for (let at = node; at; at = at.parent) if (at === other) return true;
  return false;
}

/** Whether nothing but punctuation is on the lines of a piece of code. */
function hasOwnLines(code: string, start: number, end: number): boolean {
  const before = code.slice(code.lastIndexOf("\n", start - 1) + 1, start);
  const after = /^[^\n]*/.exec(code.slice(end))![0];
  return before.trim() === "" && /^[\s,;]*(?:\/\/.*)?$/.test(after);
}

/** `console.log(...)`, `debugLog(...)`. */
const isLogged = (node: typescript.Statement): boolean =>
  ts.isExpressionStatement(node) &&
  ts.isCallExpression(node.expression) &&
  /^(?:console|log|debug|trace)/i.test(calleeOf(node.expression.expression)[0]!);

/** `return;`, `return config`, `throw ...`, `continue`. */
function isWayOut(node: typescript.Statement): boolean {
  if (ts.isBlock(node)) return node.statements.length === 1 && isWayOut(node.statements[0]!);
  if (ts.isReturnStatement(node)) return !node.expression || !ts.isCallExpression(node.expression);
  return ts.isThrowStatement(node) || ts.isContinueStatement(node);
}

/** What goes with a node: the property of an object that has nothing else, or the statement that declares it. */
function seedOf(node: typescript.Node): typescript.Node {
  if (ts.isPropertyAssignment(node)) {
    const { parent } = node;
    const isOnly = ts.isObjectLiteralExpression(parent) && parent.properties.length === 1;
    return isOnly && ts.isPropertyAssignment(parent.parent) ? seedOf(parent.parent) : node;
  }
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isVariableStatement(at) || ts.isReturnStatement(at) || ts.isExpressionStatement(at)) return at;
    if (ts.isPropertyDeclaration(at)) return at;
    if (ts.isFunctionLike(at) || ts.isIfStatement(at) || ts.isCaseClause(at)) return node;
  }
  return node;
}

function* namesDeclaredBy(node: typescript.Node): Generator<string> {
  if (ts.isVariableStatement(node))
    for (const { name } of node.declarationList.declarations) yield* namesOfBinding(name);
  else if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name) yield node.name.getText();
}

function* namesOfBinding(name: typescript.BindingName): Generator<string> {
  if (ts.isIdentifier(name)) yield name.text;
  else for (const element of name.elements) if (ts.isBindingElement(element)) yield* namesOfBinding(element.name);
}
