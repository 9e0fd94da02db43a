import { printable } from "../../printable.js";
import { follow } from "../../load/pointer.js";
import { text } from "../../model/reader.js";
import { configEntry } from "../advice.js";
import type { Contract } from "../../contract/contract.js";
import type { MarkerMiss } from "../../model/marker.js";
import { nearMissOf } from "../near-miss.js";
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
      const counts = operation.signals.marker
        ? "still counts as conditional"
        : operation.concurrency.role === "none"
          ? "is generated without a precondition"
          : "is conditional only for another reason";
      const repaired = repairedText(textAt(contract, miss.at), miss, contract.marker);
      report({
        message: `${operation.label} ${looks(miss)}; the operation ${counts}.`,
        help: `If the operation is conditional, write exactly "${miss.phrase.sentence}"; if not, leave the sentence out, or ${configEntry(operation, '{ role: "none" }')}.`,
        at: miss.at,
        operation,
        ...(repaired !== undefined && { repair: { kind: "set", at: miss.at, value: repaired } }),
      });
    },
  },
};

const textAt = ({ reader }: Contract, at: string): string => text(follow(reader.root, at));

function looks(miss: MarkerMiss): string {
  switch (miss.kind) {
    case "quoted":
      return "has the marker inside a code span, code block or comment, where it does not count";
    case "escaped":
      return "has the marker with its HTML entities escaped twice, so it does not count";
    case "homoglyph":
      return `has a sentence that looks like the marker, but some of its letters are invisible or of another alphabet: "${printable(miss.found)}"`;
    case "negated":
      return `has a sentence that resembles the marker and says the opposite: "${printable(miss.found)}"`;
    case "typo":
      return `has a sentence that is almost the marker: "${printable(miss.found)}"`;
  }
}
