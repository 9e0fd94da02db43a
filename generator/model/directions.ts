import { follow, isRecord, own } from "../load/pointer.js";
import type { PropertyModel } from "./model.js";
import { list, type Reader } from "./reader.js";

/** The direction that a property belongs to, if it does not belong to both. */
export type Direction = Pick<PropertyModel, "readOnly" | "writeOnly">;
export const bothWays: Direction = { readOnly: false, writeOnly: false };

/** Of each property of an object, itself or by its `allOf`: which direction it belongs to. */
export function directionsOf(reader: Reader, wholes: readonly unknown[]): Map<string, Direction> {
  const found = new Map<string, Direction>();
  const seen = new Set<unknown>();
  const add = (node: unknown): void => {
    if (!isRecord(node) || seen.has(node)) return;
    seen.add(node);
    const ref = own(node, "$ref");
    if (typeof ref === "string") add(follow(reader.root, reader.placeOf(ref)));
    if (typeof ref === "string" && reader.is30) return;
    const properties = own(node, "properties");
    for (const [name, schema] of isRecord(properties) ? Object.entries(properties) : []) {
      const before = found.get(name) ?? bothWays;
      found.set(name, {
        readOnly: before.readOnly || flag(reader, schema, "readOnly"),
        writeOnly: before.writeOnly || flag(reader, schema, "writeOnly"),
      });
    }
    for (const member of list(own(node, "allOf"))) add(member);
  };
  for (const whole of wholes) add(whole);
  return found;
}

export const directionOf = (reader: Reader, schema: unknown): Direction => ({
  readOnly: flag(reader, schema, "readOnly"),
  writeOnly: flag(reader, schema, "writeOnly"),
});

function flag(reader: Reader, schema: unknown, keyword: "readOnly" | "writeOnly"): boolean {
  if (own(schema, keyword) === true) return true;
  // 3.1 and drf-spectacular may put the flag on the schema that the property refers to.
  const ref = own(schema, "$ref");
  return typeof ref === "string" && own(follow(reader.root, reader.placeOf(ref)), keyword) === true;
}
