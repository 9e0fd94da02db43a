import { followReference, isRecord, type JsonObject, own } from "./pointer.js";

/**
 * Whether bundling would leave an OpenAPI 3 document as it is: every reference in it is to an object of its own. Most
 * documents are such; openapi-core walks through one twice to find that out. Whatever is in doubt is left to it.
 */
export function isOnePiece(root: JsonObject): boolean {
  const known = new Map<string, boolean>();
  const leadsToObject = (ref: string): boolean => {
    let answer = known.get(ref);
    if (answer === undefined) known.set(ref, (answer = ref.startsWith("#/") && isRecord(followReference(root, ref))));
    return answer;
  };
  // Without a memory of what was visited: what aliases repeat is limited (`Budget`).
  const isFine = (node: unknown): boolean => {
    if (typeof node !== "object" || node === null) return true;
    if (Array.isArray(node)) return node.every(isFine);
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") {
        if (key === "externalValue" || (key === "$ref" && !leadsToObject(value))) return false;
      } else if (!isFine(value) || (key === "discriminator" && !keepsItsMapping(value, root))) return false;
    }
    return true;
  };
  return isFine(root);
}

/** A mapping may name schemas in other ways than by their place: openapi-core writes their places for these. */
function keepsItsMapping(discriminator: unknown, root: JsonObject): boolean {
  if (own(discriminator, "defaultMapping") !== undefined) return false;
  const mapping = own(discriminator, "mapping");
  return Object.values(isRecord(mapping) ? mapping : {}).every((ref) => {
    if (typeof ref !== "string" || !/^#\/components\/schemas\/[\w.-]+$/.test(ref)) return false;
    const schema = followReference(root, ref);
    return isRecord(schema) && own(schema, "$ref") === undefined;
  });
}
