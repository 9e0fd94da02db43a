import { ConfigError } from "../diagnostics.js";
import { groupBy } from "../group.js";
import { suggest } from "../suggest.js";
import { NameRegistry } from "./identifiers.js";
import type { KeyParameter, ResourceModel } from "./model.js";
import type { RawOperation } from "./operations.js";
import type { Reader } from "./reader.js";
import type { ResourceOverride } from "./options.js";
import { OverrideError } from "./overrides.js";
import { normalized, parametersOf, resourceName, segmentsOf } from "./paths.js";

/** A resource while its operations are still being gathered; identified by its normalised key path. */
export interface ResourceDraft {
  readonly keyPath: string;
  readonly retrieval: RawOperation | undefined;
  conditional: boolean;
  /** Query and header parameters that belong to the key. */
  outside: readonly KeyParameter[];
  /** Parameters that may or may not say which record is meant. */
  ambiguous: readonly KeyParameter[];
}

/** Names every resource from its key path, independent of order, and applies the config. */
export function nameResources(
  reader: Reader,
  drafts: ReadonlyMap<string, ResourceDraft>,
  overrides: Readonly<Record<string, ResourceOverride>>,
): Map<string, ResourceModel> {
  const names = defaultNames([...drafts.values()]);
  const byKey = new Map<string, ResourceOverride>();
  for (const [entry, override] of Object.entries(overrides)) {
    const hit = [...drafts.values()].find((draft) =>
      entry.startsWith("/") ? normalized(entry) === normalized(draft.keyPath) : names.get(draft) === entry,
    );
    if (!hit)
      throw new OverrideError(
        "resources",
        entry,
        `resources[${JSON.stringify(entry)}] matches no resource of the document.${suggest(entry, [...names.values(), ...[...drafts.values()].map((draft) => draft.keyPath)])}`,
      );
    byKey.set(normalized(hit.keyPath), { ...byKey.get(normalized(hit.keyPath)), ...override });
  }
  const taken = new NameRegistry();
  const models = [...drafts].map(([key, draft]): [string, ResourceModel] => {
    const override = byKey.get(normalized(draft.keyPath));
    const wanted = override?.name ?? names.get(draft)!;
    if (/_\d+$/.test(wanted) && override?.name === undefined)
      reader.note(
        "name-clash",
        "warning",
        `The name of the resource at ${draft.keyPath} is already used, so it got a number: ${wanted}.`,
        "#/paths",
        `For a better name, say in ifmatch.config.ts: resources: { "${draft.keyPath}": { name: "..." } }.`,
      );
    const { name, clashesWith } = taken.claim(wanted, draft.keyPath);
    if (clashesWith !== undefined && override?.name !== undefined)
      throw new ConfigError(`resources: the name ${wanted} is given to ${draft.keyPath}, but ${clashesWith} has it.`);
    return [
      key,
      {
        name,
        key: draft.keyPath,
        parameters: [...parametersOf(draft.keyPath), ...draft.outside.map((one) => one.name)],
        outside: draft.outside,
        retrieval: draft.retrieval?.id,
        conditional: draft.conditional,
        tagProperty: override?.tagProperty,
        wildcard: override?.wildcard ?? false,
      },
    ];
  });
  return new Map(models.sort(([, a], [, b]) => (a.name < b.name ? -1 : 1)));
}

/**
 * Namesakes are told apart by their owners' names: all but the shortest path (a conditional one before
 * one for caching only) take one more word, until every name is its own.
 */
function defaultNames(drafts: ResourceDraft[]): Map<ResourceDraft, string> {
  const depths = new Map(drafts.map((draft) => [draft, 0]));
  const nameOf = (draft: ResourceDraft): string => resourceName(draft.keyPath, depths.get(draft)!);
  const rank = (draft: ResourceDraft): number => (draft.conditional ? 0 : 1000) + segmentsOf(draft.keyPath).length;
  const order = drafts.toSorted((a, b) => rank(a) - rank(b) || (a.keyPath < b.keyPath ? -1 : 1));
  for (let round = 0; round < 8; round++) {
    const groups = groupBy(order, nameOf);
    const clashes = [...groups.values()].filter((group) => group.length > 1);
    if (clashes.length === 0) break;
    for (const group of clashes) {
      const first = rank(group[0]!) < rank(group[1]!) ? group.slice(1) : group;
      for (const draft of first) depths.set(draft, depths.get(draft)! + 1);
    }
  }
  const registry = new NameRegistry();
  return new Map(order.map((draft) => [draft, registry.claim(nameOf(draft), draft.keyPath).name]));
}
