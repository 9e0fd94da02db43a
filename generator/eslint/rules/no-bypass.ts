import type { TSESTree } from "@typescript-eslint/utils";
import { type Bypass, bypassIn, bypassOf } from "../../calls/bypass.js";
import { contractFor } from "../contracts.js";
import { defineRule } from "../define-rule.js";
import { CallReader } from "../read-call.js";

export const noBypass = defineRule({
  id: "no-bypass",
  summary: "A request changes a conditional resource past the generated client.",
  needsTypes: false,
  messages: {
    bypass:
      "{{method}} {{path}} changes a {{resource}} under its tag, and this request goes past the generated client. Call `{{function}}`, which demands `ifMatch`.",
  },
  create({ code, file, cwd, settings, report }) {
    const contract = contractFor(file, cwd, settings);
    if (!contract) return {};
    const reader = new CallReader(code);
    const check = (node: TSESTree.Node, bypass: Bypass | undefined): void => {
      const operation = bypass?.operation;
      if (operation?.role !== "state-change") return;
      const { method, path, resource = "resource", function: name = `the function of ${operation.id}` } = operation;
      report(node, "bypass", { method, path, resource, function: name });
    };
    const checkCall = (node: TSESTree.CallExpression | TSESTree.NewExpression): void =>
      check(node, bypassOf(reader.read(node), contract));
    return {
      CallExpression: checkCall,
      NewExpression: checkCall,
      ObjectExpression(node) {
        const isReturned = node.parent.type === "ReturnStatement" || node.parent.type === "ArrowFunctionExpression";
        if (isReturned) check(node, bypassIn(reader.value(node), contract));
      },
    };
  },
});
