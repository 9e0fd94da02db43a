import { own, pointer } from "../../load/pointer.js";
import { segmentsOf } from "../../model/paths.js";
import { text } from "../../model/reader.js";
import type { Rule } from "../rule.js";
import type { Contract, ConditionalOperation } from "../../contract/contract.js";

const batchWord = /^(bulk|batch)([-_:].*)?$|[-_:](bulk|batch)$/i;

export const batchUnderOneTag: Rule = {
  id: "batch-under-one-tag",
  summary: "One If-Match has to protect several resources at once.",
  recommended: "warn",
  strict: "warn",
  visitor: {
    stateChange(operation, contract, report) {
      const because = batchOf(operation, contract);
      const retrieval = contract.retrievalOf(operation.resource);
      if (because === undefined) return;
      report({
        message: `${operation.label} ${because}, but carries one If-Match, the tag of ${retrieval ? `what ${retrieval.label} reads` : "one resource"}: it says nothing about the others.`,
        help: "Let each entry carry its own tag in the body, or offer one request a resource. If the tag is that of the whole collection, suppress this finding and give that as the reason.",
        at: operation.raw.at,
        operation,
        ...(retrieval && { related: [{ message: `${retrieval.label} yields the tag`, at: retrieval.raw.at }] }),
      });
    },
  },
};

function batchOf(operation: ConditionalOperation, contract: Contract): string | undefined {
  const { raw, resource, concurrency } = operation;
  const { reader } = contract;
  const last = segmentsOf(raw.path).at(-1);
  // What is read at the same URL is a resource, whatever it is called.
  if (contract.samePath(operation).some((other) => other.raw.method === "GET")) return undefined;
  if (last !== undefined && batchWord.test(last)) return `is a batch by its path`;
  // A list below a record that the request names is a property of that record.
  if (resource.parameters.length > 0 && concurrency.key.kind === "values") return undefined;
  // A list of patch instructions changes one resource (RFC 6902).
  const value = own(raw.node, "requestBody");
  if (value === undefined) return undefined;
  const body = reader.resolve(value, pointer(raw.at, "requestBody"));
  const contents = reader.entries(own(body.node, "content"), pointer(body.at, "content"));
  const lists = contents.some(({ key, node, at }) => {
    const schema = own(node, "schema");
    if (typeof schema !== "object" || schema === null || /json-patch/i.test(key)) return false;
    const resolved = reader.resolve(schema, pointer(at, "schema"));
    if (text(own(resolved.node, "type")) !== "array") return false;
    const items = own(resolved.node, "items");
    const item = typeof items === "object" && items !== null ? reader.resolve(items, resolved.at).node : undefined;
    const properties = own(item, "properties");
    return typeof properties === "object" && properties !== null && !("op" in properties && "path" in properties);
  });
  return lists ? "takes a list of resources" : undefined;
}
