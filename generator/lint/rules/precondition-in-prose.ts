import { own } from "../../load/pointer.js";
import { parametersOf } from "../../model/paths.js";
import { text } from "../../model/reader.js";
import { configEntry, IF_MATCH_PARAMETER, markerSentence } from "../advice.js";
import { type LintedOperation } from "../contract.js";
import { hasStrongEvidence } from "../evidence.js";
import { isUnmarked } from "../near-miss.js";
import type { Rule } from "../rule.js";

const speaksOfPrecondition =
  /\bif-match\b|\bif-unmodified-since\b|\be-?tags?\b|\boptimistic(ally)?[ -](lock|concurren)/i;
const statuses = ["412", "428"];

export const preconditionInProse: Rule = {
  id: "precondition-in-prose",
  summary: "A state change speaks of If-Match or ETag in its texts, but nothing declares it.",
  recommended: "warn",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      if (!isUnmarked(operation, contract) || parametersOf(operation.raw.path).length === 0) return;
      // Then unmarked-state-change says it, and better.
      if (hasStrongEvidence(operation, contract)) return;
      const found = proseOf(operation).find((one) => speaksOfPrecondition.test(one.text));
      if (!found) return;
      report({
        message: `${found.what} of ${operation.label} speaks of ${speaksOfPrecondition.exec(found.text)![0]}, but the operation declares neither an If-Match parameter nor 428: no client generated from it sends the tag.`,
        help: `Declare it: add ${IF_MATCH_PARAMETER} to its \`parameters\`${contract.speaksByMarker ? `, or the sentence "${markerSentence(contract)}" to its description` : ""}. If it is no precondition, ${configEntry(operation, '{ role: "none" }')}.`,
        at: found.at,
        operation,
      });
    },
  },
};

function proseOf({ raw }: LintedOperation): { what: string; text: string; at: string }[] {
  return [
    { what: "The summary", text: text(own(raw.node, "summary")), at: `${raw.at}/summary` },
    { what: "The description", text: text(own(raw.node, "description")), at: `${raw.at}/description` },
    ...raw.responses
      .filter(({ key }) => statuses.includes(key))
      .map(({ key, node, at }) => ({ what: `Response ${key}`, text: text(own(node, "description")), at })),
  ];
}
