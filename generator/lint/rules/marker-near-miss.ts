import { printable } from "../../diagnostics.js";
import { follow } from "../../load/pointer.js";
import { text } from "../../model/reader.js";
import { configEntry, markerSentence } from "../advice.js";
import type { Contract } from "../../contract/contract.js";
import { type Miss, nearMissOf } from "../near-miss.js";
import { repairedText } from "../near-miss-repair.js";
import type { Rule } from "../rule.js";

export const markerNearMiss: Rule = {
  id: "marker-near-miss",
  summary: "A sentence is almost the marker, or is the marker but says the opposite.",
  recommended: "error",
  strict: "error",
  visitor: {
    operation(operation, contract, report) {
      if (operation.decided) return;
      const miss = nearMissOf(operation, contract);
      if (!miss) return;
      const counts = operation.signals.marked
        ? "counts as conditional all the same"
        : operation.concurrency.role === "none"
          ? "is generated without a precondition"
          : "is conditional for another reason only";
      const repaired = repairedText(textAt(contract, miss.at), miss, contract.options.markers);
      report({
        message: `${operation.label} has a sentence that is not the marker, though it ${looks(miss)}; the operation ${counts}.`,
        help: `If the operation is conditional, write exactly "${markerSentence(contract)}"; if not, leave the sentence out, or ${configEntry(operation, '{ role: "none" }')}.`,
        at: miss.at,
        operation,
        ...(repaired !== undefined && { repair: { kind: "set", at: miss.at, value: repaired } }),
      });
    },
  },
};

const textAt = ({ reader }: Contract, at: string): string => text(follow(reader.root, at));

function looks(miss: Miss): string {
  switch (miss.kind) {
    case "quoted":
      return "would be outside of the code span, code block or comment that it stands in";
    case "escaped":
      return "would be if its HTML entities were escaped once, not twice";
    case "homoglyph":
      return `looks the same: some letters are of another alphabet, or invisible, in "${printable(miss.found)}"`;
    case "negated":
      return `reads like it: "${printable(miss.found)}" says that it is not controlled`;
    case "typo":
      return `comes close: "${printable(miss.found)}"`;
  }
}
