import type { Rule } from "../rule.js";

export const documentRefused: Rule = {
  id: "document-refused",
  summary: "The document has no contract to look at: generating from it would be refused as well.",
  recommended: "error",
  strict: "error",
  visitor: {
    end({ refused }, report) {
      for (const { diagnostic } of refused)
        report({
          message: `ifmatch refuses this document: ${diagnostic.message}`,
          help: diagnostic.help ?? "Mend this first; other rules of ifmatch may not have seen all of the document.",
          at: typeof diagnostic.at === "string" ? diagnostic.at : "#",
        });
    },
  },
};
