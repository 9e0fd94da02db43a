import type { TSESTree } from "@typescript-eslint/utils";
import { defineRule } from "../define-rule.js";
import { CallReader, memberName, nameOfKey } from "../read-call.js";
import { ResultTypes } from "../result-types.js";

type Node = TSESTree.Node;
type Cast = TSESTree.TSAsExpression | TSESTree.TSTypeAssertion;

/** What only a success has. */
const OF_SUCCESS = new Set(["data", "etag"]);

export const checkKind = defineRule({
  id: "check-kind",
  summary: "The result of a generated function is not looked at: a 412 passes for a success.",
  needsTypes: true,
  messages: {
    unused: "The result is thrown away, and with it a 412 or an unknown outcome. Look at its `kind`, or `unwrap()` it.",
    unread:
      "`{{name}}` is never read, so nobody notices a 412 or an unknown outcome. Look at its `kind`, or `unwrap()` it.",
    cast: "A cast says that the result is a success, but it may be a 412 or have no outcome. Look at its `kind`, or `unwrap()` it.",
    picked: "`{{name}}` is taken out of a result that may be no success. Look at its `kind` first, or `unwrap()` it.",
  },
  create({ code, report }) {
    const types = new ResultTypes(code, "check-kind");
    const reader = new CallReader(code);
    const checkCast = (node: Cast): void => {
      const { parent, expression } = node;
      // Of `x as unknown as Job`, the second cast is the one that says something.
      if (isCast(expression)) return;
      let outer: Cast = node;
      for (let at: Node = parent; isCast(at); at = at.parent) outer = at;
      if (outer.typeAnnotation.type === "TSUnknownKeyword" || isConst(outer)) return;
      if (types.isResult(expression) && types.isBlind(outer)) report(outer, "cast");
    };
    return {
      ExpressionStatement({ expression }) {
        const thrown = withoutVoid(expression);
        if (thrown.type !== "AssignmentExpression" && types.isResult(thrown)) report(thrown, "unused");
      },
      ArrowFunctionExpression(node) {
        const { body } = node;
        if (body.type === "BlockStatement") return;
        const thrown = withoutVoid(body);
        if (thrown.type === "AssignmentExpression" || (thrown === body && !types.isReturnedToNobody(node))) return;
        if (types.isResult(thrown)) report(thrown, "unused");
      },
      VariableDeclarator({ id, init, parent }) {
        if (!init || parent.parent.type === "ExportNamedDeclaration") return;
        if (id.type === "Identifier") {
          const variable = reader.variableOf(id);
          const isRead = variable?.references.some((reference) => reference.isRead()) ?? true;
          if (!isRead && types.isResult(init)) report(id, "unread", { name: id.name });
        }
        if (id.type !== "ObjectPattern" || init.type !== "AwaitExpression") return;
        const names = id.properties.map((one) => (one.type === "Property" ? nameOfKey(one) : "..."));
        if (names.includes("kind") || names.includes("...")) return;
        if (types.isResult(init)) report(id, "picked", { name: names.join(", ") });
      },
      MemberExpression(node) {
        const name = memberName(node);
        if (name !== undefined && OF_SUCCESS.has(name) && types.isResult(node.object)) report(node, "picked", { name });
      },
      TSAsExpression: checkCast,
      TSTypeAssertion: checkCast,
    };
  },
});

const isCast = (node: Node): node is Cast => node.type === "TSAsExpression" || node.type === "TSTypeAssertion";

const isConst = ({ typeAnnotation }: Cast): boolean =>
  typeAnnotation.type === "TSTypeReference" &&
  typeAnnotation.typeName.type === "Identifier" &&
  typeAnnotation.typeName.name === "const";

const withoutVoid = (node: TSESTree.Expression): TSESTree.Expression =>
  node.type === "UnaryExpression" && node.operator === "void" ? node.argument : node;
