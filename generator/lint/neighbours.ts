import { parametersOf, segmentsOf } from "../model/paths.js";
import {
  type Contract,
  isConditional,
  type ContractOperation,
  type ConditionalOperation,
} from "../contract/contract.js";
import { isUnmarked } from "./near-miss.js";

/** A resource that can be read and overwritten, with the state changes that nothing protects. */
export interface UnprotectedResource {
  readonly retrieval: ContractOperation;
  readonly changes: readonly ContractOperation[];
  /** The conditional PUT or PATCH of the resource that is most like it. */
  readonly neighbour: ConditionalOperation;
}

export interface Neighbourhood {
  readonly unprotected: readonly UnprotectedResource[];
  /** How many resources of the same kind are protected. */
  readonly protected: number;
}

/**
 * The resources that stand out because others of their kind (as many parameters in the path) are protected. Where a
 * document protects none of a kind, it never meant to.
 */
export function findUnprotected(contract: Contract): Neighbourhood {
  const conditional = contract.operations.filter(isConditional).filter(isOverwrite);
  const unprotected = contract.operations.flatMap((retrieval): UnprotectedResource[] => {
    const changes = unprotectedChanges(retrieval, contract);
    const neighbour = changes.some(isOverwrite) ? nearest(retrieval, conditional) : undefined;
    return neighbour ? [{ retrieval, changes, neighbour }] : [];
  });
  return { unprotected, protected: new Set(conditional.map(({ resource }) => resource)).size };
}

const isOverwrite = ({ raw }: ContractOperation): boolean =>
  (raw.method === "PUT" || raw.method === "PATCH") && isKeyedPath(raw.path);

const isKeyedPath = (path: string): boolean => /\}\/?$/.test(path);

/** PUT, PATCH and DELETE on the path of a retrieval, where none of them is protected. */
function unprotectedChanges(retrieval: ContractOperation, contract: Contract): ContractOperation[] {
  const { raw, resource } = retrieval;
  if (raw.method !== "GET" || raw.path !== raw.writtenPath || !isKeyedPath(raw.path) || resource?.conditional)
    return [];
  const siblings = contract.samePath(retrieval).filter((other) => other.raw.path === other.raw.writtenPath);
  if (siblings.some(isConditional)) return [];
  return siblings.filter((other) => other.raw.method !== "POST" && isUnmarked(other, contract));
}

/** The longest common way first, then the most similar length. */
function nearest(
  { raw }: ContractOperation,
  candidates: readonly ConditionalOperation[],
): ConditionalOperation | undefined {
  const depth = parametersOf(raw.path).length;
  const own = segmentsOf(raw.path);
  const distance = (other: ConditionalOperation): number => {
    const segments = segmentsOf(other.raw.path);
    const common = own.findIndex((segment, index) => segment !== segments[index]);
    return -100 * common + Math.abs(segments.length - own.length);
  };
  return candidates
    .filter((other) => parametersOf(other.raw.path).length === depth && other.resource.retrieval !== undefined)
    .toSorted((a, b) => distance(a) - distance(b))[0];
}
