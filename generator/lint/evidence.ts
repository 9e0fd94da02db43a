import { words } from "../model/identifiers.js";
import type { ResourceModel } from "../model/model.js";
import { normalized, segmentsOf } from "../model/paths.js";
import type { Reader } from "../model/reader.js";
import { successSchema } from "../model/shapes.js";
import { isRecord } from "../load/pointer.js";
import { type Contract, isConditional, type ContractOperation } from "../contract/contract.js";

/** How strongly a document speaks for a precondition that it does not declare. */

export interface Changed {
  readonly resource: ResourceModel;
  /** The retrieval that yields the resource's tag. */
  readonly source: ContractOperation;
}

/** The conditional resource that an operation would belong to, were it conditional: the one it is a view of. */
export function resourceChangedBy({ raw }: ContractOperation, contract: Contract): Changed | undefined {
  // With a further parameter it is something else: a part with a tag, or none, of its own.
  for (const resource of contract.conditionalAround(raw.path)) {
    const { key, parameters, outside } = resource;
    if (parameters.length === outside.length && normalized(key) !== normalized(raw.path)) continue;
    const source = contract.retrievalOf(resource);
    return source && { resource, source };
  }
  return undefined;
}

/** A sibling on the path is conditional, or the answer is the resource itself. */
export function hasStrongEvidence(operation: ContractOperation, contract: Contract): boolean {
  const found = resourceChangedBy(operation, contract);
  if (!found || isCreation(operation)) return false;
  return (
    contract.samePath(operation).some((other) => isConditional(other) && other.resource === found.resource) ||
    answersAlike(operation, found.source, contract.reader)
  );
}

/**
 * What made something new: nobody else's change can be lost. A POST that answers 201, or is called a creation or copy; a PUT that
 * knows no other success, as one that changes what is there answers 200 or 204 (RFC 9110, 9.3.4).
 */
export const isCreation = ({ raw }: { readonly raw: Answering }): boolean =>
  (raw.method === "PUT" && successKeys(raw).length > 0 && successKeys(raw).every((key) => key === "201")) ||
  (raw.method === "POST" &&
    (raw.responses.some(({ key }) => key === "201") ||
      /^(copy|clone|duplicate|fork|import)$/i.test(segmentsOf(raw.path).at(-1) ?? "") ||
      /^(create|copy|clone|duplicate|fork|import|insert|send|publish)$/i.test(words(raw.id)[0] ?? "")));

const successKeys = ({ responses }: Answering): string[] =>
  responses.map(({ key }) => key).filter((key) => key.startsWith("2"));

interface Answering {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly responses: readonly { readonly key: string }[];
}

/** Whether two operations answer with the same schema, one that says something. */
export function answersAlike(a: ContractOperation, b: ContractOperation, reader: Reader): boolean {
  const [one, other] = [successSchema(reader, a.raw), successSchema(reader, b.raw)];
  if (!one || !other) return false;
  if (one.at === other.at || one.node === other.node) return true;
  return isRecord(one.node["properties"]) && JSON.stringify(one.node) === JSON.stringify(other.node);
}
