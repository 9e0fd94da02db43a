import { isObject, type JsonObject, names, property, same } from "../merge/json.js";
import type { Leaf, Step } from "../merge/paths.js";

/** A record as a form holds it: a copy of its own, which the form library may edit in place. */
export type FormValues<T> = unknown extends T
  ? T
  : T extends Leaf
    ? T
    : { -readonly [Name in keyof T]: FormValues<T[Name]> };

/** One place at which a form and a draft differ. A side that lacks the place has `undefined`. */
export interface Gap {
  readonly path: readonly Step[];
  readonly from: unknown;
  readonly to: unknown;
}

/** Names that form libraries take for one step of a path; they would take `a.b` for two, and `7` for an index. */
const isName = (name: string): boolean => /^(?!\d+$)[^.[\]'"|]+$/.test(name);

/** What a form shows of a record: its fields, without those whose names are no names of a form library. */
export const shownOf = (value: unknown): JsonObject =>
  Object.fromEntries(Object.entries(Object(value) as JsonObject).filter(([name]) => isName(name)));

/** The places at which `to` differs from `from`: as deep as both are objects, or lists of one length. */
export function gaps(from: unknown, to: unknown, path: readonly Step[] = []): Gap[] {
  if (same(from, to)) return [];
  const below = (step: Step, one: unknown, other: unknown): Gap[] => gaps(one, other, [...path, step]);
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((item, index) => below(index, item, to[index]));
  if (isObject(from) && isObject(to)) {
    const all = [...names(from, to)];
    if (all.every(isName)) return all.flatMap((name) => below(name, property(from, name), property(to, name)));
  }
  return [{ path, from, to }];
}

/** A copy of `target` with `value` at a path; `undefined` removes what is there. */
export function withValue(target: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(target)) {
    const index = Number(step);
    return target.map((item: unknown, at) => (at === index ? withValue(item, rest, value) : item));
  }
  const fields = new Map(Object.entries(isObject(target) ? target : {}));
  const field = withValue(fields.get(String(step)), rest, value);
  if (field === undefined) fields.delete(String(step));
  else fields.set(String(step), field);
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return Object.fromEntries(fields);
}

/** Nothing, or an object of nothing but such: what form libraries make of a field that the record lacks. */
export const isHollow = (value: unknown): boolean =>
  value === undefined || (isObject(value) && Object.values(value).every(isHollow));
