import { own, pointer } from "../load/pointer.js";
import type { MarkerMiss } from "../model/marker.js";
import { text } from "../model/reader.js";
import { isStateChange } from "../model/signals.js";
import { type Contract, isUnprotected, type ContractOperation } from "../contract/contract.js";

type PlacedMiss = MarkerMiss & { readonly at: string };

/** Several rules ask; an operation belongs to one contract, and so to one marker. */
const known = new WeakMap<ContractOperation, { readonly miss: PlacedMiss | undefined }>();

/** The first miss on an operation's own texts, and on those of its path item for state changes. */
export function nearMissOf(operation: ContractOperation, contract: Contract): PlacedMiss | undefined {
  const before = known.get(operation);
  if (before) return before.miss;
  const miss = findMiss(operation, contract);
  known.set(operation, { miss });
  return miss;
}

function findMiss({ raw }: ContractOperation, { marker }: Contract): PlacedMiss | undefined {
  for (const owner of isStateChange(raw) ? [raw, raw.pathItem] : [raw]) {
    for (const field of ["summary", "description"]) {
      const miss = marker.missIn(text(own(owner.node, field)));
      if (miss) return { ...miss, at: pointer(owner.at, field) };
    }
  }
  return undefined;
}

/** Unprotected, and not by a misspelt marker: that one is said once, as what it is. */
export const isUnmarked = (operation: ContractOperation, contract: Contract): boolean =>
  isUnprotected(operation) && nearMissOf(operation, contract) === undefined;
