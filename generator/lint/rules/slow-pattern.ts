import { analysisBudget, growthOf } from "../../model/pattern-growth.js";
import { compiles, patternsIn } from "../../model/patterns.js";
import type { Rule } from "../rule.js";

export const slowPattern: Rule = {
  id: "slow-pattern",
  summary: "A pattern can take time that explodes with the length of the text that it is matched against.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document({ reader: { root } }, report) {
      for (const { pattern, at } of patternsIn(root)) {
        const growth = compiles(pattern) ? growthOf(pattern, root) : "moderate";
        if (growth === "moderate") continue;
        const shown = JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern);
        report({
          message:
            growth === "explosive"
              ? `The pattern ${shown} can take time that explodes with the length of a text: whoever sends one can stop a server that checks it.`
              : `The pattern ${shown} is built so that its time may explode, and is too much to be analysed (${analysisBudget}).`,
          help: "Write it so that a text matches in one way only: no repetition within a repetition that both take the same characters, no alternatives that begin alike.",
          at: at(),
        });
      }
    },
  },
};
