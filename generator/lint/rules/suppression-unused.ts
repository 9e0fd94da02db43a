import { suggest } from "../../suggest.js";
import type { Rule } from "../rule.js";

export const suppressionUnused: Rule = {
  id: "suppression-unused",
  summary: "A suppression silences nothing.",
  recommended: "warn",
  strict: "error",
  visitor: {
    end({ suppressions, ran, ruleIds }, report) {
      for (const one of suppressions?.all ?? []) {
        const unknown = !ruleIds.includes(one.rule);
        // What a rule would have found that did not run, nobody knows.
        if (one.malformed === undefined && !unknown && (one.expired || suppressions!.isUsed(one) || !ran.has(one.rule)))
          continue;
        report({
          message:
            one.malformed !== undefined
              ? `${one.name} silences nothing: ${one.malformed}.`
              : unknown
                ? `${one.name} silences nothing: there is no rule ${one.rule}.${suggest(one.rule, ruleIds)}`
                : `${one.name} silences nothing: ${one.rule} has no finding there.`,
          help: "Remove it, or correct its `rule` or its place.",
          at: one.at,
          operation: one.operation,
          // One that names no rule may be misspelt; one of the config stands in no document.
          ...(one.malformed === undefined && !unknown && one.at !== "#" && { repair: { kind: "remove", at: one.at } }),
        });
      }
    },
  },
};
