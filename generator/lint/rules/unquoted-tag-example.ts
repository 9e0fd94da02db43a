import { groupBy } from "../../group.js";
import { tagExamples } from "../examples.js";
import { shortened } from "../advice.js";
import type { Rule } from "../rule.js";

/** `{{If-Match}}`, `<etag>`, `$etag`: what stands for a tag in Postman and its like, and the type that generators write. */
const placeholder = /^\s*("?\{\{?[^{}]*\}?\}"?|"?<[^<>]*>"?|"?\$\{?[\w.]+\}?"?|"?%[\w.]+%"?|string)\s*$/i;
/** entity-tags in a list, or the asterisk. */
const wellFormed = /^\s*(\*|(W\/)?"[^"\s]*"(\s*,\s*(W\/)?"[^"\s]*")*)\s*$/;

export const unquotedTagExample: Rule = {
  id: "unquoted-tag-example",
  summary: "An example of a tag lacks its quotation marks, which are part of it.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document(contract, report) {
      const wrong = tagExamples(contract).filter(({ value }) => !wellFormed.test(value) && !placeholder.test(value));
      const groups = groupBy(wrong, ({ header, value }) => `${header} ${value}`);
      for (const [first, ...others] of groups.values()) {
        const { value, header, operation, at } = first!;
        const tag = `"${value.replace(/^W\//, "").replace(/["'\s]/g, "")}"`;
        report({
          message: `The example ${shortened(value)} of ${header} in ${operation.label}${others.length === 0 ? "" : ` and ${others.length} more`} is not an entity-tag: the quotation marks are part of the tag.`,
          help: `Write '${tag}': the outer marks are YAML's, the inner ones the tag's.`,
          at,
          operation,
          // Of a list nobody can tell where each tag ends; the others of the group are mended in turn.
          ...(/^[^",\s]+$|^"[^",\s]+$|^[^",\s]+"$/.test(value) && { repair: { kind: "set", at, value: tag } }),
          shared: [operation, ...others.map((other) => other.operation)],
          related: others.map((other) => ({ message: other.operation.label, at: other.at })),
        });
      }
    },
  },
};
