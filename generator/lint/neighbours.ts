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
  const neighbours = new Neighbours(conditional);
  const unprotected = contract.operations.flatMap((retrieval): UnprotectedResource[] => {
    const changes = unprotectedChanges(retrieval, contract);
    const neighbour = changes.some((change) => isOverwrite(change, contract))
      ? neighbours.nearest(retrieval)
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
      other.raw.method !== "POST" &&
      !isCreation(other) &&
      !hasOtherPrecondition(other, contract) &&
      isUnmarked(other, contract),
  );
}

interface Node {
  readonly children: Map<string, Node>;
  /** Of what lives here and below: the first of each number of parameters and of segments. */
  readonly first: Map<string, Candidate>;
}

interface Candidate {
  readonly operation: ConditionalOperation;
  readonly parameters: number;
  readonly segments: number;
}

/** Conditional operations by the ways to them. */
class Neighbours {
  readonly #root: Node = { children: new Map(), first: new Map() };

  constructor(operations: readonly ConditionalOperation[]) {
    for (const operation of operations) if (operation.resource.retrieval !== undefined) this.#add(operation);
  }

  #add(operation: ConditionalOperation): void {
    const segments = segmentsOf(operation.raw.path);
    const candidate = { operation, parameters: parametersOf(operation.raw.path).length, segments: segments.length };
    const kind = `${candidate.parameters} ${candidate.segments}`;
    let node = this.#root;
    if (!node.first.has(kind)) node.first.set(kind, candidate);
    for (const segment of segments) {
      let child = node.children.get(segment);
      if (!child) node.children.set(segment, (child = { children: new Map(), first: new Map() }));
      node = child;
      if (!node.first.has(kind)) node.first.set(kind, candidate);
    }
  }

  /** The longest common way first, then the most similar number of parameters, then of segments. */
  nearest({ raw }: ContractOperation): ConditionalOperation | undefined {
    const own = segmentsOf(raw.path);
    const depth = parametersOf(raw.path).length;
    let node = this.#root;
    for (const segment of own) {
      const child = node.children.get(segment);
      if (!child) break;
      node = child;
    }
    const distance = ({ parameters, segments }: Candidate): number =>
      100 * Math.abs(parameters - depth) + Math.abs(segments - own.length);
    return [...node.first.values()].toSorted((a, b) => distance(a) - distance(b))[0]?.operation;
  }
}
