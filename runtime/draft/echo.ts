import { isObject, type JsonObject, names, property, same } from "../merge/json.js";
import { byKey, type Keyed, keyName, reordered, weave } from "../merge/keyed.js";
import { type Rule, ruleAt, rulesBelow } from "../merge/paths.js";

/*
 * A record that was read after a save whose response did not arrive: what of it is the save's own echo? Servers trim,
 * round and add, so what they answer is rarely what was sent, byte for byte.
 */

/**
 * Whether `record` has what was sent, as a server may have written it: text trimmed, numbers and times in another form,
 * fields added, items given a key.
 */
export function holds(record: unknown, sent: unknown, rules: readonly Rule[] = []): boolean {
  if (same(record, sent, rules) || (record ?? null) === (sent ?? null)) return true;
  if (Array.isArray(record) && Array.isArray(sent)) {
    const below = rulesBelow(rules, "*");
    return record.length === sent.length && sent.every((item, index) => holds(record[index], item, below));
  }
  if (isObject(record) && isObject(sent))
    return Object.keys(sent).every((name) =>
      holds(property(record, name), property(sent, name), rulesBelow(rules, name)),
    );
  return forms(record).some((form) => forms(sent).includes(form));
}

const number = /^[+-]?\d+(?:\.\d+)?$/;
const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** What a text or a number may be written as. */
function forms(value: unknown): string[] {
  if (typeof value !== "string" && typeof value !== "number") return [];
  const text = String(value).replaceAll("\r\n", "\n").trim();
  if (number.test(text)) return [String(Number(text))];
  const instant = time.test(text) ? Date.parse(text) : Number.NaN;
  return [Number.isNaN(instant) ? text : new Date(instant).toISOString()];
}

/**
 * What both the save and the record have made of `base`: `sent` where the record has it, else `base`. A merge from
 * here takes nothing of the person's for somebody else's change, and nothing of somebody else's for theirs.
 */
export function agreed(base: unknown, sent: unknown, record: unknown, rules: readonly Rule[]): unknown {
  if (same(base, sent, rules) || same(base, record, rules)) return base;
  if (isObject(base) && isObject(sent) && isObject(record))
    return fromFields(names(base, sent), (name) =>
      agreed(property(base, name), property(sent, name), property(record, name), rulesBelow(rules, name)),
    );
  const keyed = byKey([base, sent, record], ruleAt(rules, "key"));
  if (keyed) return agreedItems(...keyed, rulesBelow(rules, "*"));
  return holds(record, sent, rules) ? sent : base;
}

function agreedItems(base: Keyed, sent: Keyed, record: Keyed, rules: readonly Rule[]): unknown[] {
  const keys = reordered(sent, record, base) ? weave(base, sent, base) : weave(sent, base, base);
  return keys
    .map((key) => agreed(base.get(key), sent.get(key), record.get(key), rules))
    .filter((item) => item !== undefined);
}

function fromFields(all: Iterable<string>, field: (name: string) => unknown): JsonObject {
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries(
    Array.from(all, (name): [string, unknown] => [name, field(name)]).filter(([, value]) => value !== undefined),
  );
}

/**
 * `target` with the keys that the server gave to the items that were sent without one, so that they are the record's
 * items and not new ones. `target` is what was sent, or what became of it since. `isAnswer`: nobody else has changed
 * the record since, so that what is left over belongs together, too.
 */
export function withKeys(
  target: unknown,
  sent: unknown,
  record: unknown,
  rules: readonly Rule[],
  isAnswer: boolean,
): unknown {
  if (isObject(target) && isObject(sent) && isObject(record))
    return fromFields(names(target), (name) =>
      withKeys(property(target, name), property(sent, name), property(record, name), rulesBelow(rules, name), isAnswer),
    );
  const rule = ruleAt(rules, "key");
  if (rule === null || !Array.isArray(target) || !Array.isArray(sent) || !Array.isArray(record)) return target;
  return itemsWithKeys(target, sent, record, keyName(rule), rulesBelow(rules, "*"), isAnswer);
}

function itemsWithKeys(
  target: readonly unknown[],
  sent: readonly unknown[],
  record: readonly unknown[],
  name: string,
  rules: readonly Rule[],
  isAnswer: boolean,
): unknown[] {
  const keyOf = (item: unknown): unknown => (isObject(item) ? property(item, name) : undefined);
  const isNew = (item: unknown): boolean => isObject(item) && keyOf(item) === undefined;
  const byId = (items: readonly unknown[], key: unknown): unknown => items.find((item) => keyOf(item) === key);
  const made = record.filter((item) => keyOf(item) !== undefined && byId(sent, keyOf(item)) === undefined);
  const matches = pairs(sent.filter(isNew), made, isAnswer, (item, other) => holds(other, item, rules));
  const now = pairs(target.filter(isNew), [...matches.keys()], true, (item, other) => same(item, other, rules));
  return target.map((item) => {
    if (!isObject(item)) return item;
    if (!isNew(item)) return withKeys(item, byId(sent, keyOf(item)), byId(record, keyOf(item)), rules, isAnswer);
    const key = keyOf(matches.get(now.get(item)));
    return key === undefined ? item : { ...item, [name]: key };
  });
}

/** Each of `items` with another one that is like it; `inOrder`, if as many are left over on both sides, also by order. */
function pairs(
  items: readonly unknown[],
  others: readonly unknown[],
  inOrder: boolean,
  isLike: (item: unknown, other: unknown) => boolean,
): ReadonlyMap<unknown, unknown> {
  const found = new Map<unknown, unknown>();
  const free = [...others];
  for (const item of items) {
    const index = free.findIndex((other) => isLike(item, other));
    if (index >= 0) found.set(item, free.splice(index, 1)[0]);
  }
  const rest = items.filter((item) => !found.has(item));
  if (inOrder && rest.length === free.length) rest.forEach((item, index) => found.set(item, free[index]));
  return found;
}
