import type { TSESTree } from "@typescript-eslint/utils";
import { defineRule } from "../define-rule.js";
import { CallReader, nameOfKey, unwrapped } from "../read-call.js";

/** `-- reason`, as in ESLint's own directives. */
const REASON = /(?:^|\s)--\s*\S.{2,}/;

export const noUnconditional = defineRule({
  id: "no-unconditional",
  summary: "A change is sent without a precondition, and nothing says why.",
  needsTypes: false,
  messages: {
    unconditional:
      "`{{name}}: {{value}}` overwrites what somebody else may have saved. Pass what was read, or say why in a comment on this line or right above: `// -- <reason>`.",
  },
  create({ code, report }) {
    const reader = new CallReader(code);
    const unconditional = (node: TSESTree.Node): string | undefined => {
      const value = unwrapped(node);
      if (value.type === "Literal") return value.value === null ? "null" : value.value === "*" ? '"*"' : undefined;
      if (value.type === "ConditionalExpression")
        return unconditional(value.consequent) ?? unconditional(value.alternate);
      if (value.type === "LogicalExpression") return unconditional(value.right) ?? unconditional(value.left);
      const named = reader.initializerOf(value);
      return named && unconditional(named);
    };
    const hasReason = (node: TSESTree.Node): boolean =>
      code
        .getAllComments()
        .some(
          ({ loc, value }) =>
            loc && REASON.test(value) && loc.end.line >= node.loc.start.line - 1 && loc.start.line <= node.loc.end.line,
        );
    return {
      Property(node) {
        const name = nameOfKey(node);
        if (node.parent.type !== "ObjectExpression" || name === undefined || !/^(?:ifMatch|if-match)$/i.test(name))
          return;
        // `null` for a header means that there is none.
        const value = unconditional(node.value);
        if (value === undefined || (name !== "ifMatch" && value === "null") || hasReason(node)) return;
        report(node, "unconditional", { name: /-/.test(name) ? `"${name}"` : name, value });
      },
    };
  },
});
