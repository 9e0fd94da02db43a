import { isRecord, own, pointer } from "../load/pointer.js";
import { list, text } from "../model/reader.js";
import { type Contract, type ContractOperation, successes } from "../contract/contract.js";

/** An example of an entity-tag, as a header or parameter of the document gives it. */
export interface TagExample {
  readonly value: string;
  readonly at: string;
  /** `If-Match`, `If-None-Match`, or the response header as the document writes it. */
  readonly header: string;
  readonly sentBy: "client" | "server";
  /** An operation that sends or answers it; several may share a component. */
  readonly operation: ContractOperation;
}

/** Every example of a tag, each place once. */
export function tagExamples(contract: Contract): TagExample[] {
  const found = new Map<string, TagExample>();
  for (const operation of contract.operations) {
    for (const { header, sentBy, node, at } of tagHolders(operation, contract)) {
      for (const example of examplesOf(node, at, contract))
        if (!found.has(example.at)) found.set(example.at, { ...example, header, sentBy, operation });
    }
  }
  return [...found.values()];
}

type Holder = Pick<TagExample, "header" | "sentBy"> & { readonly node: unknown; readonly at: string };

function tagHolders(operation: ContractOperation, { reader, tagHeaders }: Contract): Holder[] {
  const parameters = operation.raw.parameters.flatMap(({ node, at }): Holder[] => {
    const name = text(own(node, "name")).toLowerCase();
    const header = name === "if-match" ? "If-Match" : name === "if-none-match" ? "If-None-Match" : undefined;
    return header && own(node, "in") === "header" ? [{ header, sentBy: "client", node, at }] : [];
  });
  const headers = successes(operation).flatMap((response): Holder[] =>
    reader
      .entries(own(response.node, "headers"), pointer(response.at, "headers"))
      .filter(({ key }) => tagHeaders.includes(key))
      .map(({ key, node, at }) => ({ header: key, sentBy: "server", node, at })),
  );
  return [...parameters, ...headers];
}

/** `example`, `examples` and `default`, of the header and of its schema. */
function examplesOf(holder: unknown, at: string, { reader }: Contract): { value: string; at: string }[] {
  const schema = own(holder, "schema");
  const owners = [{ node: holder, at }];
  if (isRecord(schema)) owners.push(reader.resolve(schema, pointer(at, "schema")));
  const found = owners.flatMap((owner) => [
    { value: own(owner.node, "example"), at: pointer(owner.at, "example") },
    { value: own(owner.node, "default"), at: pointer(owner.at, "default") },
    ...list(own(owner.node, "examples")).map((value, index) => ({ value, at: pointer(owner.at, "examples", index) })),
    ...(isRecord(own(owner.node, "examples"))
      ? reader
          .entries(own(owner.node, "examples"), pointer(owner.at, "examples"))
          .map((one) => ({ value: own(one.node, "value"), at: pointer(one.at, "value") }))
      : []),
  ]);
  return found.flatMap((one) =>
    typeof one.value === "string" && one.value !== "" ? [{ ...one, value: one.value }] : [],
  );
}
