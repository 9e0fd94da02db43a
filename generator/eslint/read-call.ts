import type { Scope, SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { type Call, collectionClasses, type Text, type Value } from "../calls/value.js";

type Node = TSESTree.Node;

/** How many constants are followed from one to the next. */
const MOST_STEPS = 5;

/** Reads calls of one file, following its constants and imports through their scopes. */
export class CallReader {
  readonly #code: SourceCode;

  constructor(code: SourceCode) {
    this.#code = code;
  }

  read(node: TSESTree.CallExpression | TSESTree.NewExpression): Call {
    const callee = calleeOf(node.callee);
    return {
      callee,
      args: node.arguments.map((argument) => this.value(argument)),
      module: this.#moduleOf(firstOf(node.callee)),
      onCollection: this.#isCollection(node.callee),
    };
  }

  /** An expression, as far as it is written out. */
  value(node: Node, steps = 0): Value {
    const inner = unwrapped(node);
    const text = this.#text(inner, steps);
    if (text) return { kind: "text", text };
    if (inner.type === "ArrowFunctionExpression" || inner.type === "FunctionExpression") return { kind: "function" };
    if (inner.type === "ObjectExpression") return this.#object(inner, steps);
    if (inner.type === "CallExpression") return { kind: "call", callee: calleeOf(inner.callee) };
    const named = steps < MOST_STEPS ? this.initializerOf(inner) : undefined;
    return named ? this.value(named, steps + 1) : { kind: "other" };
  }

  /** What a constant was made with; `undefined` for what is no name, or may change. */
  initializerOf(node: Node): Node | undefined {
    const [definition, ...others] = this.variableOf(node)?.defs ?? [];
    if (!definition || others.length > 0 || definition.type !== "Variable") return undefined;
    const declarator = definition.node as TSESTree.VariableDeclarator;
    const isConst = (definition.parent as TSESTree.VariableDeclaration | null)?.kind === "const";
    return isConst && declarator.id.type === "Identifier" ? (declarator.init ?? undefined) : undefined;
  }

  variableOf(node: Node): Scope.Variable | undefined {
    if (node.type !== "Identifier") return undefined;
    for (let scope: Scope.Scope | null = this.#code.getScope(node as never); scope; scope = scope.upper) {
      const variable = scope.set.get(node.name);
      if (variable) return variable;
    }
    return undefined;
  }

  #moduleOf(node: Node | undefined): string | undefined {
    const definition = node && this.variableOf(node)?.defs[0];
    if (definition?.type !== "ImportBinding") return undefined;
    return (definition.parent as TSESTree.ImportDeclaration | null)?.source.value;
  }

  #isCollection(callee: Node): boolean {
    const made = callee.type === "MemberExpression" ? this.initializerOf(unwrapped(callee.object)) : undefined;
    const inner = made && unwrapped(made);
    return inner?.type === "NewExpression" && collectionClasses.has(calleeOf(inner.callee).at(-1)!);
  }

  #object(node: TSESTree.ObjectExpression, steps: number): Value {
    const properties = new Map<string, Node>();
    for (const property of node.properties) {
      const name = property.type === "SpreadElement" ? "..." : nameOfKey(property);
      if (name !== undefined)
        properties.set(name, property.type === "SpreadElement" ? property.argument : property.value);
    }
    return {
      kind: "object",
      names: [...properties.keys()],
      property: (name) => {
        const value = properties.get(name);
        return value && this.value(value, steps);
      },
    };
  }

  /** A string, a template, a sum of them, or a constant that is one. */
  #text(node: Node, steps: number): Text | undefined {
    if (node.type === "Literal") return typeof node.value === "string" ? [node.value] : undefined;
    if (node.type === "TemplateLiteral")
      return node.quasis.flatMap(({ value }, at): Text => {
        const expression = node.expressions[at];
        return [value.cooked, ...(expression ? this.#part(expression, steps) : [])];
      });
    if (node.type === "BinaryExpression" && node.operator === "+") {
      const parts = [...this.#part(node.left, steps), ...this.#part(node.right, steps)];
      return parts.some((part) => part !== null) ? parts : undefined;
    }
    const named = steps < MOST_STEPS ? this.initializerOf(node) : undefined;
    return named && this.#text(unwrapped(named), steps + 1);
  }

  #part(node: Node, steps: number): Text {
    return this.#text(unwrapped(node), steps) ?? [null];
  }
}

/** `this.$http.patch` as its names; what is no name is `()`. */
export function calleeOf(node: Node): string[] {
  const inner = unwrapped(node);
  if (inner.type === "Identifier") return [inner.name];
  if (inner.type === "ThisExpression") return ["this"];
  if (inner.type === "ChainExpression") return calleeOf(inner.expression);
  const name = inner.type === "MemberExpression" ? memberName(inner) : undefined;
  return inner.type === "MemberExpression" && name !== undefined ? [...calleeOf(inner.object), name] : ["()"];
}

const firstOf = (node: Node): Node | undefined => {
  const inner = unwrapped(node);
  return inner.type === "MemberExpression" ? firstOf(inner.object) : inner;
};

/** `b` of `a.b` and `a["b"]`. */
export function memberName({ computed, property }: TSESTree.MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

/** The name of a property of an object literal. */
export function nameOfKey({ computed, key }: TSESTree.Property): string | undefined {
  if (!computed && key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}

/** Without casts, `!` and `?.`. */
export function unwrapped(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSNonNullExpression":
    case "ChainExpression":
      return unwrapped(node.expression);
    default:
      return node;
  }
}
