import type { TSESTree } from "@typescript-eslint/utils";
import { defineRule } from "../define-rule.js";
import { calleeOf, CallReader, memberName, nameOfKey, unwrapped } from "../read-call.js";

type Node = TSESTree.Node;

/** What returns what a cache holds by now. */
const CACHE_READS = new Set(["getQueryData", "getQueriesData", "getQueryState", "ensureQueryData", "tagOf"]);
/** What makes a query whose `data` changes by itself. */
const QUERIES = /^(?:use|create|inject)\w*(?:Query|SWR)$/;
/** What passes on what it is given. */
const PASSES = /^(?:pin|entityTag|unref|toValue|toRaw|get)$/;

export const noCachedRead = defineRule({
  id: "no-cached-read",
  summary: "What a cache holds at the time of saving is passed as `ifMatch`, and not what a person saw.",
  needsTypes: false,
  messages: {
    cached:
      "`{{text}}` is what the cache holds by now, perhaps read after the person began to edit. Pass what was on the screen: `pin()` it when editing begins, and keep the result.",
  },
  create({ code, report }) {
    const reader = new CallReader(code);
    /** The part of an expression that reads a cache, at the time when the function around `at` runs. */
    const cachedRead = (node: Node, at: Node, steps = 0): Node | undefined => {
      const value = unwrapped(node);
      if (value.type === "AwaitExpression") return cachedRead(value.argument, at, steps);
      if (value.type === "LogicalExpression")
        return cachedRead(value.left, at, steps) ?? cachedRead(value.right, at, steps);
      if (value.type === "ConditionalExpression")
        return cachedRead(value.consequent, at, steps) ?? cachedRead(value.alternate, at, steps);
      if (value.type === "CallExpression") {
        const name = calleeOf(value.callee).at(-1)!;
        if (CACHE_READS.has(name)) return value;
        if (!PASSES.test(name)) return undefined;
        return value.arguments.map((argument) => cachedRead(argument, at, steps)).find((found) => found !== undefined);
      }
      if (value.type === "MemberExpression") {
        const object = unwrapped(value.object);
        if (memberName(value) === "data" && isQuery(reader.initializerOf(object), at)) return value;
        // In Vue, `data` is a ref also where it was destructured.
        if (memberName(value) === "value" && isQuery(destructured(object), at)) return value;
        return cachedRead(object, at, steps);
      }
      // A constant of the same function is read when the function runs; one of the component, when it was rendered.
      const made = steps < 5 ? reader.initializerOf(value) : undefined;
      return made && functionAround(made) === functionAround(at) ? cachedRead(made, at, steps + 1) : undefined;
    };
    /** Whether something is a query that was made outside of the function that reads it now. */
    const isQuery = (made: Node | undefined, at: Node): boolean => {
      const call = made && unwrapped(made);
      return (
        call?.type === "CallExpression" &&
        QUERIES.test(calleeOf(call.callee).at(-1)!) &&
        functionAround(call) !== functionAround(at)
      );
    };
    /** What a name was destructured from as its `data`. */
    const destructured = (node: Node): Node | undefined => {
      const declarator = reader.variableOf(node)?.defs[0]?.node as Node | undefined;
      if (declarator?.type !== "VariableDeclarator" || declarator.id.type !== "ObjectPattern") return undefined;
      const isData = declarator.id.properties.some(
        (one) =>
          one.type === "Property" &&
          nameOfKey(one) === "data" &&
          one.value.type === "Identifier" &&
          node.type === "Identifier" &&
          one.value.name === node.name,
      );
      return isData ? (declarator.init ?? undefined) : undefined;
    };
    return {
      Property(node) {
        if (node.parent.type !== "ObjectExpression" || nameOfKey(node) !== "ifMatch") return;
        const found = cachedRead(node.value, node);
        if (found) report(found, "cached", { text: code.getText(found as never) });
      },
    };
  },
});

function functionAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent)
    if (/^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(at.type)) return at;
  return undefined;
}
