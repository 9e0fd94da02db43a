import { isRecord, pointer } from "../../load/pointer.js";
import type { MarkerPhrase } from "../../model/marker-phrase.js";
import { isStateChange } from "../../model/signals.js";
import type { Contract } from "../../contract/contract.js";
import type { Rule } from "../rule.js";

export const markerMisplaced: Rule = {
  id: "marker-misplaced",
  summary: "The marker is somewhere it marks nothing: on a schema, a parameter, a response, a tag, or in `info`.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document(contract, report) {
      for (const { at, owner, phrase } of strayMarkers(contract))
        report({
          message: `The marker is on ${owner}, where it does not mark any operation.`,
          help: `Move "${phrase.sentence}" to the description of each operation that it is meant for, and reword it here.`,
          at,
        });
    },
  },
};

interface Stray {
  readonly phrase: MarkerPhrase;
  readonly at: string;
  readonly owner: string;
}

/** Every text that holds the marker, but for those of operations, and of path items with a state change. */
function strayMarkers({ reader, operations, marker }: Contract): Stray[] {
  const counted = new Set<unknown>(operations.map(({ raw }) => raw.node));
  for (const { raw } of operations) if (isStateChange(raw)) counted.add(raw.pathItem.node);
  const found: Stray[] = [];
  const seen = new Set<object>();
  const walk = (node: unknown, at: string, owner: string): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      const isText = (key === "description" || key === "summary") && typeof child === "string";
      const phrase = isText && !counted.has(node) ? marker.phraseIn(child) : undefined;
      if (phrase) found.push({ at: pointer(at, key), owner, phrase });
      else if (isRecord(child) || Array.isArray(child)) walk(child, pointer(at, key), ownerOf(key, owner));
    }
  };
  walk(reader.root, "#", "the document");
  return found;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ["info", "`info`"],
  ["tags", "a tag"],
  ["schemas", "a schema"],
  ["schema", "a schema"],
  ["parameters", "a parameter"],
  ["responses", "a response"],
  ["requestBody", "a request body"],
  ["requestBodies", "a request body"],
  ["headers", "a header"],
  ["callbacks", "a callback"],
  ["webhooks", "a webhook"],
  ["servers", "a server"],
  ["externalDocs", "external documentation"],
  ["paths", "a path that has no state change"],
]);

const ownerOf = (key: string, owner: string): string => kinds.get(key) ?? owner;
