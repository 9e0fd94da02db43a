import { tagExamples } from "../examples.js";
import type { Rule } from "../rule.js";

export const weakTagExample: Rule = {
  id: "weak-tag-example",
  summary: "An example of a tag for If-Match is weak: If-Match compares strongly, so it never matches.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document(contract, report) {
      const examples = tagExamples(contract).filter(({ value }) => /(^|,)\s*W\//.test(value));
      // A document that receives weak tags and sends them in If-Match describes a server that compares them weakly: it
      // takes what it sends, and other tags would break the call.
      if (examples.some(({ header }) => header === "If-Match") && examples.some(({ sentBy }) => sentBy === "server"))
        return;
      for (const { value, at, header, sentBy, operation } of examples) {
        if (header === "If-None-Match") continue;
        // For caching a weak tag is fine.
        const change = operation.resource && contract.changesOf(operation.resource)[0];
        if (sentBy === "server" && !change) continue;
        report({
          message: `The example ${value} of ${header} in ${operation.label} is a weak tag${change && change !== operation ? `, and ${change.label} takes it in If-Match` : ""}: If-Match compares strongly, so a weak tag never matches.`,
          help: `Send strong tags where resources are changed, and write the example without W/. If the server does accept weak tags, set weakTags in ifmatch.config.ts: "send" (the default) sends them as received, "strip" without W/.`,
          at,
          operation,
          repair: { kind: "set", at, value: value.replace(/(^|,)(\s*)W\//g, "$1$2") },
          ...(change &&
            change !== operation && { related: [{ message: `${change.label} takes the tag`, at: change.raw.at }] }),
        });
      }
    },
  },
};
