import { type JsonObject, own } from "./pointer.js";

/** References below `x-` extensions mean nothing to us, and often point to files nobody has. */
export function dropExtensionReferences(root: unknown): void {
  const seen = new Set<object>();
  const visit = (node: unknown, named: boolean): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      if (key.startsWith("x-") && !named && !Array.isArray(node) && hasExternalReference(child)) {
        delete (node as JsonObject)[key];
      } else {
        visit(child, !named && namedMaps.has(key));
      }
    }
  };
  visit(root, false);
}

/** Objects whose keys are names: a header or property may well be called `x-...`. */
const namedMaps = new Set(
  "properties patternProperties headers schemas parameters examples requestBodies definitions $defs links callbacks".split(
    " ",
  ),
);

function hasExternalReference(node: unknown, seen = new Set<object>()): boolean {
  if (typeof node !== "object" || node === null || seen.has(node)) return false;
  seen.add(node);
  const ref = own(node, "$ref");
  return (
    (typeof ref === "string" && !ref.startsWith("#")) ||
    Object.values(node).some((child) => hasExternalReference(child, seen))
  );
}
