import type { Rule } from "../rule.js";

export const documentRefused: Rule = {
  id: "document-refused",
  summary: "The document was rejected, so there is no contract to check; `ifmatch generate` rejects it as well.",
  recommended: "error",
  strict: "error",
  visitor: {
    end({ refused }, report) {
      for (const { diagnostic } of refused)
        report({
          message: `ifmatch refuses this document: ${diagnostic.message}`,
          help: diagnostic.help ?? "Fix this first: the other rules may not have seen the whole document.",
          at: typeof diagnostic.at === "string" ? diagnostic.at : "#",
        });
    },
  },
};
