import { groupBy } from "../group.js";
import type { JsonObject } from "../load/pointer.js";
import type { Marker } from "../model/marker.js";
import type { MarkerPhrase } from "../model/marker-phrase.js";
import { Identity } from "../model/identity.js";
import type { Concurrency, ResourceModel } from "../model/model.js";
import type { RawOperation } from "../model/operations.js";
import type { ModelOptions } from "../model/options.js";
import { PathIndex } from "../model/path-index.js";
import { parametersOf } from "../model/paths.js";
import type { Reader } from "../model/reader.js";
import { settleDocument } from "../model/settle.js";
import { isStateChange, type Signals } from "../model/signals.js";
import type { TagHeaders } from "../model/tag-headers.js";

/** What the linter takes from the config, beside what the model takes. */
export interface ContractOptions extends ModelOptions {
  readonly statuses: {
    readonly preconditionFailed: readonly number[];
    readonly preconditionRequired: readonly number[];
  };
}

/** An operation with everything that the model knows about its concurrency. */
export interface ContractOperation {
  readonly raw: RawOperation;
  /** `PATCH /jobs/{job_id}/`. */
  readonly label: string;
  readonly signals: Signals;
  readonly concurrency: Concurrency;
  readonly resource: ResourceModel | undefined;
  /** The config or `x-concurrency` decides; nothing is left to say about the role. */
  readonly decided: boolean;
}

/** An operation whose precondition the generated client keeps, with what it changes. */
export interface ConditionalOperation extends ContractOperation {
  readonly concurrency: Extract<Concurrency, { role: "state-change" }>;
  readonly resource: ResourceModel;
}

export interface TaggedRetrieval extends ContractOperation {
  readonly concurrency: Extract<Concurrency, { role: "retrieval" }>;
  readonly resource: ResourceModel;
}

/**
 * The concurrency contract of a document: what every rule looks at. The same code finds it that generates
 * clients, so a finding speaks about what will be generated.
 */
export class Contract {
  readonly options: ContractOptions;
  readonly reader: Reader;
  readonly operations: readonly ContractOperation[];
  readonly resources: readonly ResourceModel[];
  readonly marker: Marker;
  readonly tagHeaders: TagHeaders;
  /** The phrase that most operations carry; `undefined` where this back end does not write its contract as prose. */
  readonly usualPhrase: MarkerPhrase | undefined;
  readonly identity: Identity;
  readonly #byId: ReadonlyMap<string, ContractOperation>;
  readonly #byPath: PathIndex<ContractOperation>;
  readonly #changes: ReadonlyMap<ResourceModel, readonly ConditionalOperation[]>;
  readonly #conditional: PathIndex<ResourceModel>;
  readonly #named: ReadonlyMap<string, ResourceModel>;
  #answering: ReadonlyMap<string, readonly { readonly operation: ContractOperation }[]> | undefined;

  /** @throws {RefusedError} or {ConfigError}, as generating would. */
  constructor({ root }: { readonly root: JsonObject }, options: ContractOptions) {
    this.options = options;
    const { reader, marker, tagHeaders, operations, byOperation, resources, signals } = settleDocument(root, options);
    this.reader = reader;
    this.identity = new Identity(reader);
    this.marker = marker;
    this.tagHeaders = tagHeaders;
    const named = new Map(resources.map((resource) => [resource.name, resource]));
    this.#named = named;
    this.resources = resources;
    this.operations = operations.map((operation): ContractOperation => {
      const concurrency = byOperation.get(operation.id)!;
      return {
        raw: operation,
        label: `${operation.method} ${operation.writtenPath}`,
        signals: signals.get(operation.id)!,
        concurrency,
        resource: concurrency.role === "none" ? undefined : named.get(concurrency.resource),
        decided: concurrency.evidence.some(({ signal }) => signal === "config" || signal === "x-concurrency"),
      };
    });
    this.#byId = new Map(this.operations.map((operation) => [operation.raw.id, operation]));
    this.#byPath = new PathIndex(this.operations, ({ raw }) => raw.path);
    this.#changes = groupBy(this.operations.filter(isConditional), ({ resource }) => resource);
    this.#conditional = new PathIndex(
      resources.filter(({ conditional }) => conditional),
      ({ key }) => key,
    );
    this.usualPhrase = usualPhrase(this.operations);
  }

  /** The retrieval that yields the tag of a resource. */
  retrievalOf(resource: ResourceModel): ContractOperation | undefined {
    return resource.retrieval === undefined ? undefined : this.#byId.get(resource.retrieval);
  }

  resourceNamed(name: string): ResourceModel | undefined {
    return this.#named.get(name);
  }

  /** The operations that use the response at a pointer: several may share one. */
  answering(at: string): ContractOperation[] {
    this.#answering ??= groupBy(
      this.operations.flatMap((operation) => operation.raw.responses.map((response) => ({ ...response, operation }))),
      (response) => response.at,
    );
    return (this.#answering.get(at) ?? []).map(({ operation }) => operation);
  }

  /** Conditional state changes of a resource, in the order of the document. */
  changesOf(resource: ResourceModel): readonly ConditionalOperation[] {
    return this.#changes.get(resource) ?? [];
  }

  /** The conditional resources that a path is a view of, those with the longest keys first. */
  conditionalAround(path: string): Iterable<ResourceModel> {
    return this.#conditional.basesOf(path);
  }

  /** What lies in the collection at a path. */
  inCollection(path: string): readonly ContractOperation[] {
    return this.#byPath.inCollection(path);
  }

  /** Whether an operation is about one record of several: by its path, or by a parameter that it requires. */
  isKeyed({ raw }: ContractOperation): boolean {
    return parametersOf(raw.path).length > 0 || this.identity.of(raw).required.length > 0;
  }

  /** Operations on the same path; parameter names and the trailing slash are ignored. */
  samePath(operation: ContractOperation): ContractOperation[] {
    return this.#byPath.at(operation.raw.path).filter((other) => other !== operation);
  }
}

/** Of phrases that as many operations carry, the first in the document. */
function usualPhrase(operations: readonly ContractOperation[]): MarkerPhrase | undefined {
  const counts = new Map<MarkerPhrase, number>();
  for (const { signals } of operations)
    if (signals.marker) counts.set(signals.marker, (counts.get(signals.marker) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

export function isConditional(operation: ContractOperation): operation is ConditionalOperation {
  return operation.concurrency.role === "state-change" && operation.resource !== undefined;
}

/** A retrieval that yields a tag, for caching at least. */
export function isTagged(operation: ContractOperation): operation is TaggedRetrieval {
  return operation.concurrency.role === "retrieval" && operation.resource !== undefined;
}

/** A state change that nothing makes conditional, and nobody has decided to leave so. */
export const isUnprotected = (operation: ContractOperation): boolean =>
  isStateChange(operation.raw) && operation.concurrency.role === "none" && !operation.decided;

/** Documented successes. */
export const successes = ({ raw }: ContractOperation): RawOperation["responses"] =>
  raw.responses.filter(({ key }) => key.startsWith("2"));
