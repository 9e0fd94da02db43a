import { isObject, names, property, same } from "../merge/json.js";
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

/** A copy of `target` with `value` at `path`; `undefined` removes what is there. Lists and objects on the way are copied. */
export function at(target: unknown, path: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(target)) {
    const items: unknown[] = [...(target as unknown[])];
    const item = at(items[Number(step)], rest, value);
    items.splice(Number(step), 1, ...(item === undefined ? [] : [item]));
    return items;
  }
  const fields = new Map(isObject(target) ? Object.entries(target) : []);
  const field = at(fields.get(String(step)), rest, value);
  if (field === undefined) fields.delete(String(step));
  else fields.set(String(step), field);
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries(fields);
}
