import { parametersOf, segmentsOf } from "../model/paths.js";
import {
  type Contract,
  isConditional,
  type ContractOperation,
  type ConditionalOperation,
} from "../contract/contract.js";
import { isCreation } from "./evidence.js";
import { isUnmarked } from "./near-miss.js";
import { hasOtherPrecondition } from "./other-precondition.js";

/** A resource that can be read and overwritten, with the state changes that nothing protects. */
export interface UnprotectedResource {
  readonly retrieval: ContractOperation;
  readonly changes: readonly ContractOperation[];
  /** The conditional PUT or PATCH of the resource that is most like it. */
  readonly neighbour: ConditionalOperation;
}

export interface Neighbourhood {
  readonly unprotected: readonly UnprotectedResource[];
  /** How many are protected. */
  readonly protected: number;
}

/**
 * The records that stand out because others are protected, whatever the number of their parameters. Where a document
 * protects none, it never meant to.
 */
export function findUnprotected(contract: Contract): Neighbourhood {
  const conditional = contract.operations.filter(isConditional).filter((one) => isOverwrite(one, contract));
  const unprotected = contract.operations.flatMap((retrieval): UnprotectedResource[] => {
    const changes = unprotectedChanges(retrieval, contract);
    const neighbour = changes.some((change) => isOverwrite(change, contract))
      ? nearest(retrieval, conditional)
      : undefined;
    return neighbour ? [{ retrieval, changes, neighbour }] : [];
  });
  return { unprotected, protected: new Set(conditional.map(({ resource }) => resource)).size };
}

const isOverwrite = (operation: ContractOperation, contract: Contract): boolean =>
  (operation.raw.method === "PUT" || operation.raw.method === "PATCH") && isRecord(operation, contract);

/** Whether a path, with the parameters that it requires, names one record, and not a part of one. */
const isRecord = (operation: ContractOperation, contract: Contract): boolean =>
  /\}\/?$/.test(operation.raw.path) || (parametersOf(operation.raw.path).length === 0 && contract.isKeyed(operation));

/** PUT, PATCH and DELETE on the path of a retrieval, where none of them is protected. */
function unprotectedChanges(retrieval: ContractOperation, contract: Contract): ContractOperation[] {
  const { raw, resource } = retrieval;
  if (raw.method !== "GET" || raw.path !== raw.writtenPath || !isRecord(retrieval, contract) || resource?.conditional)
    return [];
  const siblings = contract.samePath(retrieval).filter((other) => other.raw.path === other.raw.writtenPath);
  if (siblings.some(isConditional)) return [];
  return siblings.filter(
    (other) =>
      other.raw.method !== "POST" && !isCreation(other) && !hasOtherPrecondition(other) && isUnmarked(other, contract),
  );
}

/** The longest common way first, then the most similar number of parameters, then of segments. */
function nearest(
  { raw }: ContractOperation,
  candidates: readonly ConditionalOperation[],
): ConditionalOperation | undefined {
  const depth = parametersOf(raw.path).length;
  const own = segmentsOf(raw.path);
  const distance = (other: ConditionalOperation): number => {
    const segments = segmentsOf(other.raw.path);
    const common = own.findIndex((segment, index) => segment !== segments[index]);
    const depths = Math.abs(parametersOf(other.raw.path).length - depth);
    return -10_000 * common + 100 * depths + Math.abs(segments.length - own.length);
  };
  return candidates
    .filter((other) => other.resource.retrieval !== undefined)
    .toSorted((a, b) => distance(a) - distance(b))[0];
}
