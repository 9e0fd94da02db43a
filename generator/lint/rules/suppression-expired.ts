import type { Rule } from "../rule.js";
import { isDay } from "../suppressions.js";

export const suppressionExpired: Rule = {
  id: "suppression-expired",
  summary: "A suppression has run out; what it silenced is reported again.",
  recommended: "warn",
  strict: "error",
  visitor: {
    end({ suppressions }, report) {
      for (const one of suppressions?.all ?? []) {
        if (one.malformed !== undefined || !one.expired) continue;
        report({
          message: isDay(one.until)
            ? `${one.name} silenced ${one.rule} until ${one.until}; that day is over.`
            : `${one.name} silences ${one.rule} until ${JSON.stringify(one.until)}, which is no day: it counts as expired.`,
          help: isDay(one.until)
            ? "Mend what it silenced and remove it, or give it a later `until` and a reason that still holds."
            : 'Write `until` as a day, such as "2026-12-31".',
          at: one.at,
          operation: one.operation,
        });
      }
    },
  },
};
