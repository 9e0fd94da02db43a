import type { ApiModel, Concurrency, OperationModel, ResourceModel } from "../model/model.js";
import { parametersOf } from "../model/paths.js";
import { labelOf } from "./change.js";
import { phrase, type Phrase } from "./phrase.js";

/** One document's contract, asked about its operations. */
export class ContractSide {
  readonly #resources: ReadonlyMap<string, ResourceModel>;
  readonly #operations: ReadonlyMap<string, OperationModel>;

  constructor({ resources, operations }: Pick<ApiModel, "resources" | "operations">) {
    this.#resources = new Map(resources.map((resource) => [resource.name, resource]));
    this.#operations = new Map(operations.map((operation) => [operation.id, operation]));
  }

  /** The retrieval that yields the tag a state change needs. */
  readerOf(concurrency: Concurrency): OperationModel | undefined {
    const id = "resource" in concurrency ? this.#resources.get(concurrency.resource)?.retrieval : undefined;
    return id === undefined ? undefined : this.#operations.get(id);
  }

  isConditional(concurrency: Concurrency): boolean {
    return "resource" in concurrency && this.#resources.get(concurrency.resource)?.conditional === true;
  }
}

const nothingOf = { "state-change": "not conditional", retrieval: "without a tag", creation: "no creation", none: "" };

/** What an operation is in the contract, after "was" or "is"; where it is nothing, what it is on the other side. */
export function describeRole(concurrency: Concurrency, other: Concurrency): Phrase {
  switch (concurrency.role) {
    case "none":
      return [nothingOf[other.role]];
    case "retrieval":
      return phrase`a retrieval of ${concurrency.resource}`;
    case "creation":
      return phrase`a creation of ${concurrency.resource}`;
    case "state-change":
      return phrase`conditional on the tag of ${concurrency.resource}, If-Match ${[concurrency.ifMatch]}`;
  }
}

/** Where a request carries the key: `path.job_id`. */
export function describeKey(concurrency: Concurrency): Phrase {
  if (!("key" in concurrency) || concurrency.key.kind === "unresolved") return ["not in the request"];
  const { values } = concurrency.key;
  return values.length === 0
    ? ["not needed"]
    : phrase`${values.map(({ in: place, name }) => `${place}.${name}`).join(", ")}`;
}

/** The same text for keys that stand in the same places: in paths it is the position that counts, not the name. */
export function keyPlaces({ path, concurrency }: OperationModel): string {
  if (!("key" in concurrency) || concurrency.key.kind === "unresolved") return "unresolved";
  const parameters = parametersOf(path);
  return JSON.stringify(
    concurrency.key.values.map(({ in: place, name }) => [place, place === "path" ? parameters.indexOf(name) : name]),
  );
}

export const describeReader = (reader: OperationModel | undefined): Phrase =>
  reader ? phrase`${labelOf(reader)}` : ["nothing"];
