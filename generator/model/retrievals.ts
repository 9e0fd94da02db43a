import { type Candidate, draftOf, isDecidedNone } from "./candidate.js";
import type { RawOperation } from "./operations.js";
import { PathIndex } from "./path-index.js";
import { normalized, parametersOf, resourceName, segmentsOf } from "./paths.js";
import type { ResourceDraft } from "./resources.js";
import type { SourceFinder } from "./sources.js";

/** GETs by the names that a config may call their resources. */
export class NamedRetrievals {
  readonly #operations: readonly RawOperation[];
  #byName: ReadonlyMap<string, RawOperation> | undefined;

  constructor(operations: readonly RawOperation[]) {
    this.#operations = operations;
  }

  /** The GET with the shortest path whose resource may be called so; of several, the first in the document. */
  get(name: string): RawOperation | undefined {
    return (this.#byName ??= this.#names()).get(name);
  }

  #names(): Map<string, RawOperation> {
    const found = new Map<string, RawOperation>();
    const gets = this.#operations
      .filter(({ method }) => method === "GET")
      .map((get) => ({ get, length: segmentsOf(get.path).length }))
      .sort((a, b) => a.length - b.length);
    for (const { get } of gets)
      for (const name of [resourceName(get.path, 0), resourceName(get.path, 1)])
        if (!found.has(name)) found.set(name, get);
    return found;
  }
}

/** A retrieval belongs to the conditional resource that it is a view of, else it is for caching only. */
export function assignRetrievals(
  candidates: readonly Candidate[],
  drafts: Map<string, ResourceDraft>,
  finder: SourceFinder,
  retrievalOf: (candidate: Candidate) => RawOperation,
): void {
  const sources = new Set([...drafts.values()].map((draft) => draft.retrieval?.id));
  const conditional = new ConditionalDrafts(drafts);
  // A list of things that have tags of their own is no representation of what they belong to.
  const items = new PathIndex<RawOperation>();
  for (const { raw, role } of candidates) if (role === "retrieval" || sources.has(raw.id)) items.add(raw.path, raw);
  const isOwner = (raw: RawOperation, [key, { keyPath }]: Entry): boolean =>
    key === normalized(raw.path) ||
    (parametersOf(keyPath).length > 0 && finder.isView(raw, keyPath) && items.inCollection(raw.path).length === 0);
  for (const candidate of candidates) {
    const { raw, named } = candidate;
    if (candidate.role === "none" && sources.has(raw.id) && !isDecidedNone(candidate)) candidate.role = "retrieval";
    if (candidate.role !== "retrieval") continue;
    const owner =
      named === undefined
        ? conditional.viewedBy(raw.path).find((entry) => isOwner(raw, entry))
        : conditional.named(named);
    const retrieval = owner || named === undefined ? raw : retrievalOf(candidate);
    candidate.resource = owner?.[0] ?? normalized(retrieval.path);
    if (!drafts.has(candidate.resource)) drafts.set(candidate.resource, draftOf(retrieval.path, retrieval, false));
  }
}

type Entry = readonly [key: string, draft: ResourceDraft];

/** Conditional resources, the ones with the longest paths first. */
class ConditionalDrafts {
  readonly #entries: readonly Entry[];
  readonly #byPath: PathIndex<Entry>;
  #ranks: { readonly byKey: ReadonlyMap<string, number>; readonly byName: ReadonlyMap<string, number> } | undefined;

  constructor(drafts: ReadonlyMap<string, ResourceDraft>) {
    this.#entries = [...drafts]
      .filter(([, draft]) => draft.conditional)
      .map((entry) => ({ entry, length: segmentsOf(entry[0]).length }))
      .sort((a, b) => b.length - a.length)
      .map(({ entry }) => entry);
    this.#byPath = new PathIndex(this.#entries, ([key]) => key);
  }

  viewedBy(path: string): Entry[] {
    return [...this.#byPath.basesOf(path)];
  }

  /** The first one that has this name, or this key path. */
  named(name: string): Entry | undefined {
    const { byKey, byName } = (this.#ranks ??= this.#rank());
    return this.#entries[Math.min(byName.get(name) ?? Infinity, byKey.get(normalized(name)) ?? Infinity)];
  }

  #rank(): { byKey: Map<string, number>; byName: Map<string, number> } {
    const byKey = new Map(this.#entries.map(([key], rank) => [key, rank]));
    const byName = new Map<string, number>();
    for (const [rank, [, { keyPath }]] of this.#entries.entries()) {
      const name = resourceName(keyPath, 0);
      if (!byName.has(name)) byName.set(name, rank);
    }
    return { byKey, byName };
  }
}
