import { pointer } from "../load/pointer.js";
import { pascalWords } from "./identifiers.js";
import type { Keyed } from "./keys.js";
import type { ResourceModel } from "./model.js";
import { OverrideError } from "./overrides.js";
import { isCollectionOf, normalized, resourceName } from "./paths.js";
import type { Reader } from "./reader.js";
import type { ResourceDraft } from "./resources.js";
import { responseSchema } from "./shapes.js";

/** The resource that a creation creates: as stated, else the one whose collection it is sent to. */
export function createdResource(
  { raw, override, signals }: Keyed,
  resources: ReadonlyMap<string, ResourceModel>,
): string {
  const named = override?.resource ?? signals.extension?.resource;
  const found = [...resources.values()].find((resource) =>
    named === undefined ? isCollectionOf(raw.path, resource.key) : isNamed(resource, named),
  );
  const path = named ?? `${raw.path.replace(/\/$/, "")}/{id}`;
  return found?.name ?? (path.startsWith("/") ? resourceName(path, 0) : pascalWords(path, "Resource"));
}

/**
 * The resource that a state change creates, and whose tag its 201 carries (RFC 9110, 15.3.2). Told apart from an action
 * whose answer carries the tag of what it changed: the document has a GET of the item, with a tag of its own, and the
 * 201 does not show what was changed instead.
 */
export function createdBelow(
  reader: Reader,
  { raw, override, signals }: Keyed,
  changed: ResourceDraft,
  drafts: ReadonlyMap<string, ResourceDraft>,
  resources: ReadonlyMap<string, ResourceModel>,
): string | undefined {
  const stated = override?.creates ?? signals.extension?.creates;
  if (stated === false) return undefined;
  if (stated !== undefined) {
    const found = [...resources.values()].find((resource) => isNamed(resource, stated));
    if (found) return found.name;
    const problem = `is ${JSON.stringify(stated)}, but the document has no such resource.`;
    if (override?.creates !== undefined)
      throw new OverrideError(
        "operations",
        override.entry,
        `operations[${JSON.stringify(override.entry)}].creates ${problem}`,
      );
    const at = pointer(signals.extension!.at, "creates");
    throw reader.refuse("invalid-x-concurrency", `\`x-concurrency.creates\` ${problem}`, at);
  }
  const answer = raw.method === "POST" ? raw.responses.find(({ key }) => key === "201") : undefined;
  if (!answer) return undefined;
  const item = [...drafts].find(([, { keyPath, retrieval }]) => retrieval && isCollectionOf(raw.path, keyPath));
  if (!item || item[1] === changed) return undefined;
  const shown = responseSchema(reader, answer)?.at;
  const showsChanged = shown !== undefined && shown === schemaOf(reader, changed);
  if (showsChanged && shown !== schemaOf(reader, item[1])) return undefined;
  return resources.get(item[0])!.name;
}

const isNamed = ({ name, key }: ResourceModel, named: string): boolean =>
  name === named || normalized(key) === normalized(named);

/** Where the schema of what a resource's retrieval answers stands. */
function schemaOf(reader: Reader, { retrieval }: ResourceDraft): string | undefined {
  const success = retrieval?.responses.find(({ key }) => key.startsWith("2"));
  return success && responseSchema(reader, success)?.at;
}
