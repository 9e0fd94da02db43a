import type { ts as typescript } from "ts-morph";
import ts from "../typescript.js";
import type { Detected, Finder } from "../finding.js";
import { isAbout, isConflictText, STATUS } from "./words.js";

const outcomes: Readonly<Record<string, string>> = { 412: "precondition-failed", 428: "precondition-required" };

/** A status that is compared with 412 or 428, or with a 409 that means the same. */
export const statusCheck: Finder = (node) => {
  if (!ts.isNumericLiteral(node) && !ts.isStringLiteralLike(node)) return undefined;
  const status = node.text;
  if (!(status in outcomes) && status !== "409") return undefined;
  const check = checkAround(node);
  if (!check) return undefined;
  if (status in outcomes)
    return {
      kind: "status-check",
      node: check,
      what: `compares a status with ${status}`,
      instead: `\`kind: "${outcomes[status]}"\` of the result`,
      isEvidence: true,
    };
  // A list that has both is one finding.
  return !ts.isCallExpression(check) && means412(check) ? conflictFor412(check) : undefined;
};

const conflictFor412 = (node: typescript.Node): Detected => ({
  kind: "status-check",
  node,
  what: "takes a 409 for a failed precondition",
  instead:
    '`kind: "precondition-failed"` of the result; if the API answers 409 there, say so in `statuses` of the config',
  needsLink: true,
});

/** `status === 412`, `case 412:`, `[409, 412].includes(status)`. */
function checkAround(node: typescript.Node): typescript.Node | undefined {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const operators = /^[!=]==?$/;
    const other = parent.left === node ? parent.right : parent.left;
    return operators.test(parent.operatorToken.getText()) && isAbout(other, STATUS) ? parent : undefined;
  }
  if (ts.isCaseClause(parent)) return isAbout(parent.parent.parent.expression, STATUS) ? parent : undefined;
  if (!ts.isArrayLiteralExpression(parent)) return undefined;
  const access = parent.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== "includes") return undefined;
  const call = access.parent;
  const [argument] = ts.isCallExpression(call) ? call.arguments : [];
  return argument && isAbout(argument, STATUS) ? call : undefined;
}

/** Whether a check for 409 also takes 412, or what it leads to speaks of preconditions. */
function means412(check: typescript.Node): boolean {
  if (ts.isCaseClause(check)) {
    const { clauses } = check.parent;
    const at = clauses.indexOf(check);
    const beside = [
      clauses[at - 1]?.statements.length === 0 && clauses[at - 1],
      check.statements.length === 0 && clauses[at + 1],
    ];
    return beside.some((clause) => clause && ts.isCaseClause(clause) && clause.expression.getText() === "412");
  }
  let condition = check;
  while (
    ts.isExpression(condition.parent) &&
    !ts.isCallExpression(condition.parent) &&
    !ts.isFunctionLike(condition.parent)
  )
    condition = condition.parent;
  if (/\b412\b/.test(condition.getText())) return true;
  const branch = ts.isIfStatement(condition.parent) ? condition.parent.thenStatement : undefined;
  return branch !== undefined && isConflictText(branch.getText(), true);
}
