import { isRecord } from "../load/pointer.js";

/** Whether two values of a document say the same; the order of keys does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameValue(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

/** A copy in which nothing is shared: YAML aliases become values of their own, to be changed one by one. */
export function unshared<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unshared) as T;
  if (!isRecord(value)) return value;
  // Assigning `__proto__` would set a prototype; a document may say it.
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unshared(child)])) as T;
}
