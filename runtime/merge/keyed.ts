import { isObject, property } from "./json.js";

/** Identifies an item. A symbol stands for an item without a key, which was just added and equals no other. */
export type Key = string | number | symbol;
/** The items of an array by their keys, in the array's order. */
export type Keyed = ReadonlyMap<Key, unknown>;

/** The property that identifies items where a rule, or none, says so. */
export const keyName = (rule: string | null | undefined): string => rule ?? "id";

/**
 * The three arrays by their items' keys, or `undefined` if some item cannot be identified: the arrays are then values.
 * New items may lack a key, because servers assign it; items of `base` may not.
 */
export function byKey(
  arrays: readonly [unknown, unknown, unknown],
  name: string | null | undefined,
): readonly [base: Keyed, mine: Keyed, theirs: Keyed] | undefined {
  if (name === null || !arrays.every(Array.isArray)) return undefined;
  const [base, mine, theirs] = arrays.map((items: unknown[]) => keyed(items, keyName(name)));
  if (!base || !mine || !theirs || [...base.keys()].some(isNew)) return undefined;
  // That `id` identifies items is a guess: at least one of them must have it.
  if (name === undefined && [base, mine, theirs].every((items) => [...items.keys()].every(isNew))) return undefined;
  return [base, mine, theirs];
}

const isNew = (key: Key): boolean => typeof key === "symbol";

function keyed(items: readonly unknown[], name: string): Keyed | undefined {
  const found = new Map<Key, unknown>();
  for (const item of items) {
    if (!isObject(item)) return undefined;
    const key = property(item, name) ?? Symbol();
    if (typeof key !== "string" && typeof key !== "number" && typeof key !== "symbol") return undefined;
    if (found.has(key)) return undefined;
    found.set(key, item);
  }
  return found;
}

/** Whether `a` and `b` have the items that all three share in different orders. */
export function reordered(a: Keyed, b: Keyed, third: Keyed): boolean {
  const common = (from: Keyed, other: Keyed): Key[] =>
    [...from.keys()].filter((key) => other.has(key) && third.has(key));
  const order = common(b, a);
  return common(a, b).some((key, index) => key !== order[index]);
}

/**
 * The keys of both, in the order of `leading`. Items that only `other` has follow the same item as in `other`, after
 * the items that `leading` added at that place.
 */
export function weave(leading: Keyed, other: Keyed, base: Keyed): Key[] {
  const runs = new Map<Key | undefined, Key[]>([[undefined, []]]);
  let anchor: Key | undefined;
  for (const key of other.keys()) {
    if (leading.has(key)) runs.set((anchor = key), []);
    else runs.get(anchor)!.push(key);
  }
  const woven: Key[] = [];
  let due = runs.get(undefined)!;
  for (const key of leading.keys()) {
    const run = runs.get(key);
    if (run || base.has(key)) {
      for (const added of due) woven.push(added);
      due = run ?? [];
    }
    woven.push(key);
  }
  return woven.concat(due);
}
