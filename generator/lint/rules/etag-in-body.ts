import { own, pointer } from "../../load/pointer.js";
import { propertiesOf } from "../../model/shapes.js";
import type { Rule } from "../rule.js";

const tagName = /^_?e[-_]?tag$/i;

export const etagInBody: Rule = {
  id: "etag-in-body",
  summary: "A request carries the tag twice: in If-Match and in its body.",
  recommended: "warn",
  strict: "error",
  visitor: {
    stateChange(operation, { reader }, report) {
      const { raw, signals } = operation;
      const value = own(raw.node, "requestBody");
      if (value === undefined) return;
      const body = reader.resolve(value, pointer(raw.at, "requestBody"));
      for (const { node, at } of reader.entries(own(body.node, "content"), pointer(body.at, "content"))) {
        const schema = own(node, "schema");
        if (typeof schema !== "object" || schema === null) continue;
        const found = propertiesOf(reader, reader.resolve(schema, pointer(at, "schema"))).find(
          ([name, property]) => tagName.test(name) && own(property.node, "readOnly") !== true,
        );
        if (!found) continue;
        const header = operation.concurrency.evidence[0]?.at;
        report({
          message: `${operation.label} takes the tag twice, in If-Match and as \`${found[0]}\` in its body: it is unclear which of the two counts.`,
          help: `Add \`readOnly: true\` to \`${found[0]}\`, or leave it out of the request's schema; If-Match alone is the precondition.`,
          at: found[1].at,
          operation,
          related: [{ message: "If-Match", at: signals.ifMatch && header?.startsWith("#") ? header : raw.at }],
        });
        return;
      }
    },
  },
};
