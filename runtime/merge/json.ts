import { type Rule, ruleAt, rulesBelow } from "./paths.js";

/**
 * An object by the rules of JSON: a property that is `undefined` is absent, the order of properties means nothing,
 * and `__proto__` or `constructor` is a name like any other. Dates, Blobs and instances of classes are values.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, of this or another realm. */
export function isObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The own property, `undefined` if it is absent; inherited properties do not count. */
export function property(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The names that occur in any of `objects`. */
export function names(...objects: readonly JsonObject[]): Set<string> {
  return new Set(objects.flatMap((object) => Object.keys(object)));
}

/** Whether the two are equal, ignoring read-only parts. */
export function same(a: unknown, b: unknown, rules: readonly Rule[] = []): boolean {
  if (Object.is(a, b) || a === b || ruleAt(rules, "readOnly")) return true;
  if (isObject(a) && isObject(b)) {
    for (const name of names(a, b)) {
      if (!same(property(a, name), property(b, name), rulesBelow(rules, name))) return false;
    }
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const below = rulesBelow(rules, "*");
    return a.length === b.length && a.every((item, index) => same(item, b[index], below));
  }
  return hasJson(a) && hasJson(b) && a.constructor === b.constructor && same(a.toJSON(), b.toJSON());
}

/** A Date, a Temporal object, a decimal: equal if their JSON is. */
function hasJson(value: unknown): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === "function";
}

/** The value without its read-only parts. */
export function writable(value: unknown, rules: readonly Rule[]): unknown {
  if (ruleAt(rules, "readOnly")) return undefined;
  if (!rules.some((rule) => rule.readOnly)) return value;
  if (Array.isArray(value)) {
    const below = rulesBelow(rules, "*");
    return ruleAt(below, "readOnly") ? [] : value.map((item) => writable(item, below));
  }
  if (!isObject(value)) return value;
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const kept = writable(part, rulesBelow(rules, name));
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/**
 * Whether `actual` equals `wanted`, ignoring fields that `wanted` does not have; compared as JSON. `null` is a field that
 * is not there: a merge patch removes it so (RFC 7396).
 */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (wanted === null) return actual === null || actual === undefined;
  if (wanted instanceof Date) return includes(actual, wanted.toJSON());
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => includes(actual[index], item))
    );
  if (!isObject(wanted)) return actual === wanted;
  return (
    isObject(actual) &&
    Object.entries(wanted).every(([name, value]) => value === undefined || includes(property(actual, name), value))
  );
}
