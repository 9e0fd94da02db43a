/** One change somewhere in an instance: what lies near a valid one tells validators apart. */
import * as fc from "fast-check";
import { isRecord, type JsonObject } from "../../../generator/load/pointer.js";

/** Values that fit some schema or other, and seldom the one at hand. */
const junk: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  "",
  "text",
  "\u{1F600}",
  " ",
  "0".repeat(300),
  0,
  1,
  -1,
  12,
  1.5,
  -1e9,
  2 ** 31,
  1e300,
  true,
  false,
  {},
  [],
  ["a"],
  [1, 1],
  { a: 1 },
  [null],
  [{}],
);

/** Where: a walk from the root, whose length decides how deep it may go. What: one of the edits of the value found there. */
export const change: fc.Arbitrary<(instance: unknown) => unknown> = fc
  .record({ walk: fc.array(fc.nat(1000), { maxLength: 4 }), edit: fc.nat(1000), place: fc.nat(1000), value: junk })
  .map(({ walk, edit, place, value }) => {
    const apply = (node: unknown, step: number): unknown => {
      const keys = isPlain(node) ? Object.keys(node) : Array.isArray(node) ? [...node.keys()] : [];
      const choice = walk[step];
      if (choice === undefined || keys.length === 0) {
        const edits = editsOf(node, place, value);
        return edits[edit % edits.length];
      }
      const key = keys[choice % keys.length]!;
      if (Array.isArray(node))
        return node.map((item: unknown, index) => (index === key ? apply(item, step + 1) : item));
      return toObject(
        Object.entries(node as JsonObject).map(([name, item]) => [name, name === key ? apply(item, step + 1) : item]),
      );
    };
    return (instance: unknown) => apply(instance, 0);
  });

function editsOf(node: unknown, place: number, value: unknown): readonly unknown[] {
  if (isPlain(node)) {
    const entries = Object.entries(node);
    const without = toObject(entries.filter((_, index) => index !== place % entries.length));
    const more = toObject([...entries, ["zz_unknown", value]]);
    return [without, without, more, more, value];
  }
  if (Array.isArray(node))
    return [
      [...node, value],
      [...node, ...node],
      [...node, ...node.map(reordered)],
      node.slice(1),
      node.slice(0, -1),
      value,
    ];
  if (typeof node === "string")
    return [`${node}x`, node.slice(1), `${node}\n`, "\u{1F600}".repeat(Math.ceil(node.length / 2)), value, value];
  if (typeof node === "number") return [node + 0.5, -node - 1, node * 1000, value];
  return [value];
}

/** The same object to JSON, whose members have no order. */
const reordered = (value: unknown): unknown => (isPlain(value) ? toObject(Object.entries(value).toReversed()) : value);

const isPlain = (value: unknown): value is JsonObject => isRecord(value) && !(value instanceof Blob);

/** Stands for a property that is left out. */
export const ABSENT = Symbol("absent");

/** An object from its entries, whatever they are called. */
export function toObject(entries: readonly (readonly [string, unknown])[]): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of entries) {
    if (value !== ABSENT)
      Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
}
