import { isObject, type JsonObject, names, property, same } from "../merge/json.js";
import { byKey, weave } from "../merge/keyed.js";
import type { ItemPath } from "../merge/merge.js";
import { type Path, type Rule, ruleAt, rulesBelow, type Step } from "../merge/paths.js";

/** One place at which two versions differ. A side that lacks the place lacks the property here, too. */
export interface FieldChange<T> {
  readonly path: Path<T>;
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * The places at which `to` differs from `from`: as deep as both are objects; a list is one place. Server-managed
 * fields are left out.
 */
export function fieldChanges<T>(from: T, to: T, rules: readonly Rule[]): readonly FieldChange<T>[] {
  return differences(from, to, rules, []) as unknown as readonly FieldChange<T>[];
}

interface Difference {
  readonly path: readonly Step[];
  readonly from?: unknown;
  readonly to?: unknown;
}

function differences(from: unknown, to: unknown, rules: readonly Rule[], path: readonly Step[]): Difference[] {
  if (ruleAt(rules, "readOnly") || same(from, to, rules)) return [];
  if (isObject(from) && isObject(to))
    return [...names(from, to)].flatMap((name) =>
      differences(property(from, name), property(to, name), rulesBelow(rules, name), [...path, name]),
    );
  return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

/** A copy down to the values that have no parts of their own in JSON: dates and Blobs stay the same. */
export function copyOf<T>(value: T): T {
  const copy = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(copy);
    // Object.fromEntries defines properties, so that __proto__ stays data.
    return isObject(part) ? Object.fromEntries(Object.entries(part).map(([name, field]) => [name, copy(field)])) : part;
  };
  return copy(value) as T;
}

/** What `target` has at a place; `undefined` if it lacks the place. The order of a list is the list. */
export function valueAt(target: unknown, place: ItemPath): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return target;
  if (Array.isArray(target)) return step === "order" ? target : valueAt(target[indexOf(target, step)], rest);
  return isObject(target) && typeof step === "string" ? valueAt(property(target, step), rest) : undefined;
}

/**
 * A copy of `target` with what `source` has at a place. An item that `target` lacks goes behind the item that it follows
 * in `source`; of the order of a list only the order is taken.
 */
export function taken(target: unknown, source: unknown, place: ItemPath, rules: readonly Rule[]): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return source;
  if (Array.isArray(target) && Array.isArray(source)) {
    if (step === "order") return ordered(target, source, rules);
    return withItem(target, source, step, (item, from) => taken(item, from, rest, rulesBelow(rules, "*")));
  }
  // Where there is nothing that the place could be in, all of the source is taken.
  if (!isObject(target) || !isObject(source) || typeof step !== "string") return source;
  const field = taken(property(target, step), property(source, step), rest, rulesBelow(rules, step));
  return withField(target, step, field);
}

/** A copy of `target` with `value` at a place that it has; `undefined` removes what is there. */
export function placed(target: unknown, place: ItemPath, value: unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined || (step === "order" && Array.isArray(target))) return value;
  if (Array.isArray(target)) return withItem(target, target, step, (item) => placed(item, rest, value));
  if (!isObject(target) || typeof step !== "string") return target;
  return withField(target, step, placed(property(target, step), rest, value));
}

/** Where a place is in `target` now; an item that `target` lacks would be its last. */
export function pathTo(target: unknown, place: ItemPath): readonly Step[] {
  const [step, ...rest] = place;
  if (step === undefined || (step === "order" && Array.isArray(target))) return [];
  if (!Array.isArray(target)) return [String(step), ...pathTo(valueAt(target, [step]), rest)];
  const index = indexOf(target, step);
  return index < 0 ? [target.length] : [index, ...pathTo(target[index], rest)];
}

type PlaceStep = ItemPath[number];

/** The index of the item that a step names; -1 if there is none. */
function indexOf(items: readonly unknown[], step: PlaceStep | undefined): number {
  const [[name, key] = ["", undefined]] = Object.entries(Object(step) as JsonObject);
  return items.findIndex((item) => isObject(item) && key !== undefined && property(item, name) === key);
}

function withField(target: JsonObject, name: string, value: unknown): JsonObject {
  const fields = new Map(Object.entries(target));
  if (value === undefined) fields.delete(name);
  else fields.set(name, value);
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries(fields);
}

function withItem(
  target: readonly unknown[],
  source: readonly unknown[],
  step: PlaceStep,
  change: (item: unknown, from: unknown) => unknown,
): unknown[] {
  const items = [...target];
  const [index, from] = [indexOf(target, step), indexOf(source, step)];
  const item = index < 0 ? source[from] : change(items[index], source[from]);
  if (index >= 0) items.splice(index, 1, ...(item === undefined ? [] : [item]));
  else if (item !== undefined) items.splice(indexBehind(items, source, from, step), 0, item);
  return items;
}

/** The index behind the last of `items` that stands before the item `from` in `source`. */
function indexBehind(items: readonly unknown[], source: readonly unknown[], from: number, step: PlaceStep): number {
  const [name = ""] = Object.keys(Object(step) as JsonObject);
  for (let before = from - 1; before >= 0; before--) {
    const index = indexOf(items, { [name]: property(source[before] as JsonObject, name) as string });
    if (index >= 0) return index + 1;
  }
  return 0;
}

/** The items of `target` in the order of `source`. */
function ordered(target: readonly unknown[], source: readonly unknown[], rules: readonly Rule[]): unknown {
  const keyed = byKey([source, target, source], ruleAt(rules, "key"));
  if (!keyed) return target;
  const [from, items] = keyed;
  return weave(from, items, from).flatMap((key) => (items.has(key) ? [items.get(key)] : []));
}
