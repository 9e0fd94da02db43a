import { type Contract, type ContractOperation } from "./contract.js";
import type { JsonObject } from "../load/pointer.js";
import type { Concurrency, KeySource } from "../model/model.js";

/**
 * The value of `x-concurrency` from which the model reads the same role, resource and key, whatever else the document
 * and its config say. `undefined` for an operation that has no role, and of which nobody said so.
 */
export function extensionOf(
  { concurrency, resource, decided }: ContractOperation,
  contract: Contract,
): JsonObject | "none" | undefined {
  if (concurrency.role === "none") return decided ? "none" : undefined;
  if (concurrency.role === "creation") {
    const created = contract.resourceNamed(concurrency.resource);
    return { role: "creation", resource: created?.key ?? concurrency.resource };
  }
  // A resource that no GET reads is found by its operation's own path, as before.
  const source = resource && contract.retrievalOf(resource);
  return {
    role: concurrency.role,
    ...(source?.raw.method === "GET" && { resource: resource!.key }),
    ...keyOf(concurrency.key),
    ...(concurrency.role === "state-change" && { ifMatch: concurrency.ifMatch, ...createdBy(concurrency, contract) }),
  };
}

/** The resource whose tag its 201 carries, where that is another one. */
function createdBy(
  { creates }: Extract<Concurrency, { role: "state-change" }>,
  contract: Contract,
): { creates?: string } {
  const created = creates === undefined ? undefined : contract.resourceNamed(creates);
  return created ? { creates: created.key } : {};
}

/** `path.job_id`, or a list where the key has several parameters. */
function keyOf(key: KeySource): { key?: string | string[] } {
  if (key.kind === "unresolved" || key.values.length === 0) return {};
  const places = key.values.map(({ in: place, name }) => `${place}.${name}`);
  return { key: places.length === 1 ? places[0]! : places };
}
