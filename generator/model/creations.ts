import { pointer } from "../load/pointer.js";
import { pascalWords } from "./identifiers.js";
import type { Keyed } from "./keys.js";
import type { ResourceModel } from "./model.js";
import { OverrideError } from "./overrides.js";
import { PathIndex } from "./path-index.js";
import { normalized, resourceName } from "./paths.js";
import type { Reader } from "./reader.js";
import type { ResourceDraft } from "./resources.js";
import { responseSchema } from "./shapes.js";

/** Tells which resource an operation creates. */
export class Creations {
  readonly #reader: Reader;
  readonly #resources: ReadonlyMap<string, ResourceModel>;
  /** The resources in the order of their names. */
  readonly #byPath: PathIndex<ResourceModel>;
  /** In the order of the document; those that a GET reads. */
  readonly #drafts: PathIndex<readonly [key: string, draft: ResourceDraft]>;
  #named: ReadonlyMap<string, ResourceModel> | undefined;

  constructor(
    reader: Reader,
    drafts: ReadonlyMap<string, ResourceDraft>,
    resources: ReadonlyMap<string, ResourceModel>,
  ) {
    this.#reader = reader;
    this.#resources = resources;
    this.#byPath = new PathIndex(resources.values(), ({ key }) => key);
    this.#drafts = new PathIndex(
      [...drafts].filter(([, { retrieval }]) => retrieval !== undefined),
      ([, { keyPath }]) => keyPath,
    );
  }

  /** The resource that a creation creates: as stated, else the one whose collection it is sent to. */
  createdResource({ raw, override, signals }: Keyed): string {
    const named = override?.resource ?? signals.extension?.resource;
    const found = named === undefined ? this.#byPath.inCollection(raw.path)[0] : this.#find(named);
    const path = named ?? `${raw.path.replace(/\/$/, "")}/{id}`;
    return found?.name ?? (path.startsWith("/") ? resourceName(path, 0) : pascalWords(path, "Resource"));
  }

  /**
   * The resource that a state change creates, and whose tag its 201 carries (RFC 9110, 15.3.2). Told apart from an action
   * whose answer carries the tag of what it changed: the document has a GET of the item, with a tag of its own, and the
   * 201 does not show what was changed instead.
   */
  createdBelow({ raw, override, signals }: Keyed, changed: ResourceDraft): string | undefined {
    const stated = override?.creates ?? signals.extension?.creates;
    if (stated === false) return undefined;
    if (stated !== undefined) {
      const found = this.#find(stated);
      if (found) return found.name;
      const problem = `is ${JSON.stringify(stated)}, but the document has no such resource.`;
      if (override?.creates !== undefined)
        throw new OverrideError(
          "operations",
          override.entry,
          `operations[${JSON.stringify(override.entry)}].creates ${problem}`,
        );
      const at = pointer(signals.extension!.at, "creates");
      throw this.#reader.refuse("invalid-x-concurrency", `\`x-concurrency.creates\` ${problem}`, at);
    }
    const answer = raw.method === "POST" ? raw.responses.find(({ key }) => key === "201") : undefined;
    if (!answer) return undefined;
    const [item] = this.#drafts.inCollection(raw.path);
    if (!item || item[1] === changed) return undefined;
    const shown = responseSchema(this.#reader, answer)?.at;
    const showsChanged = shown !== undefined && shown === schemaOf(this.#reader, changed);
    if (showsChanged && shown !== schemaOf(this.#reader, item[1])) return undefined;
    return this.#resources.get(item[0])!.name;
  }

  /** The first resource that has this name, or this key path. */
  #find(named: string): ResourceModel | undefined {
    this.#named ??= namesOf(this.#resources.values());
    return this.#named.get(named) ?? this.#named.get(normalized(named));
  }
}

/** By name and by the shape of the key path; a name has no slash. */
function namesOf(resources: Iterable<ResourceModel>): Map<string, ResourceModel> {
  const found = new Map<string, ResourceModel>();
  for (const resource of resources)
    for (const name of [resource.name, normalized(resource.key)]) if (!found.has(name)) found.set(name, resource);
  return found;
}

/** Where the schema of what a resource's retrieval answers stands. */
function schemaOf(reader: Reader, { retrieval }: ResourceDraft): string | undefined {
  const success = retrieval?.responses.find(({ key }) => key.startsWith("2"));
  return success && responseSchema(reader, success)?.at;
}
