import { isRecord, pointer } from "../../load/pointer.js";
import { hasMarker } from "../../model/marker.js";
import { isStateChange } from "../../model/signals.js";
import { markerSentence } from "../advice.js";
import type { Contract } from "../../contract/contract.js";
import type { Rule } from "../rule.js";

export const markerMisplaced: Rule = {
  id: "marker-misplaced",
  summary: "The marker stands where it marks nothing: on a schema, a parameter, a response, a tag, or in `info`.",
  recommended: "warn",
  strict: "error",
  visitor: {
    document(contract, report) {
      for (const { at, owner } of strayMarkers(contract))
        report({
          message: `The marker stands on ${owner}, where it marks no operation.`,
          help: `Move "${markerSentence(contract)}" to the description of each operation that it is meant for, and reword it here.`,
          at,
        });
    },
  },
};

interface Stray {
  readonly at: string;
  readonly owner: string;
}

/** Every text that holds the marker, but for those of operations, and of path items with a state change. */
function strayMarkers({ reader, operations, options }: Contract): Stray[] {
  const counted = new Set<unknown>(operations.map(({ raw }) => raw.node));
  for (const { raw } of operations) if (isStateChange(raw)) counted.add(raw.pathItem.node);
  const found: Stray[] = [];
  const seen = new Set<object>();
  const walk = (node: unknown, at: string, owner: string): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      const isText = (key === "description" || key === "summary") && typeof child === "string";
      // Markers are long; most texts are not even looked at.
      if (isText && !counted.has(node) && child.length > 20 && hasMarker(child, options.markers))
        found.push({ at: pointer(at, key), owner });
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
