import type { Rule } from "../rule.js";

export const documentRefused: Rule = {
  id: "document-refused",
  summary: "The document has no contract to look at: generating from it would be refused as well.",
  recommended: "error",
  strict: "error",
  visitor: {
    refused(refused, report) {
      for (const { diagnostic } of refused)
        report({
          message: `ifmatch refuses this document: ${diagnostic.message}`,
          help: diagnostic.help ?? "Mend this first; no other rule of ifmatch has looked at the document.",
          at: typeof diagnostic.at === "string" ? diagnostic.at : "#",
        });
    },
  },
};
