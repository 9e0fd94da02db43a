import { type JsonObject, own } from "../load/pointer.js";
import { list } from "./reader.js";

/** What speaks of other members than its own, or of names by their pattern: no zod schema that we emit can say it. */
const leftOut = [
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependentRequired",
  "dependencies",
  "unevaluatedProperties",
  "unevaluatedItems",
  "propertyNames",
  "patternProperties",
  "contains",
  "minContains",
  "maxContains",
  "$dynamicRef",
  "$recursiveRef",
];

/** What speaks of one type only and lets the others pass: without `type` it is not read. */
const ofOneType = [
  "minProperties",
  "maxProperties",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "prefixItems",
];

/** Whether the schema itself, not those below it, asks for something that its model does not say. */
export function leavesOut(node: JsonObject): boolean {
  const says = (keyword: string): boolean => own(node, keyword) !== undefined;
  if (leftOut.some(says)) return true;
  const enumerates = says("enum") || says("const");
  // An enum's values count, whatever the type beside it says.
  return enumerates ? says("type") && !enumFitsType(node) : !says("type") && ofOneType.some(says);
}

function enumFitsType(node: JsonObject): boolean {
  const types = [own(node, "type")].flat();
  const values = Object.hasOwn(node, "const") ? [node["const"]] : list(own(node, "enum"));
  return values.every(
    (value) =>
      types.includes(value === null ? "null" : typeof value) || (Number.isInteger(value) && types.includes("integer")),
  );
}
