import { isObject, type JsonObject, names, property, same, writable } from "./json.js";
import { byKey, type Keyed, reordered, weave } from "./keyed.js";
import { type Path, type PathPattern, type Rule, ruleFor, said, under } from "./paths.js";

/** A merger for text, such as `mergeText` of `ifmatch/runtime/text`. `conflict`: it could not, and `text` shows why. */
export type TextMerge = (
  base: string,
  mine: string,
  theirs: string,
) => { readonly text: string; readonly conflict: boolean };

/** What {@link merge3} cannot know by itself. */
export interface MergeOptions<T> {
  /** What the server sets: always theirs, never a conflict. What only mine has of it is left out. */
  readonly readOnly?: readonly PathPattern<T>[] | undefined;
  /**
   * The property that identifies an item, by array; `null` for an array that is one value. Of the others it is
   * `id`, if every item of the three arrays has one (new items may lack it) and no two share it.
   */
  readonly keys?: { readonly [Pattern in PathPattern<T>]?: string | null } | undefined;
  /** Strings that `text` merges. */
  readonly textFields?: readonly PathPattern<T>[] | undefined;
  readonly text?: TextMerge | undefined;
  /** Whose value stands where both changed the same: `theirs` by default, or a decision for each conflict. */
  readonly prefer?: Side | ((conflict: Conflict<T>) => Side) | undefined;
}

/** Which of two edits. */
export type Side = "mine" | "theirs";

/**
 * Both sides changed the same field to different values. A side that has no such field has no such property here:
 * `"mine" in conflict` tells absent from `null`.
 */
export interface ConflictAt<P> {
  /**
   * Where in the merged value. Of an item that is not there, because its deletion stands: where it would be. Of an
   * array whose items are merged by key: both sides put the items into different orders.
   */
  readonly path: P;
  readonly base?: unknown;
  readonly mine?: unknown;
  readonly theirs?: unknown;
  /** What the merger for text made of it, marks of the clash included. */
  readonly text?: string;
}

/** Of a `T`; every one is a `Conflict<unknown>` as well, which is what a page that shows any of them takes. */
export type Conflict<T> = ConflictAt<Path<T>>;

/** Of {@link merge3}. */
export interface Merged<T> {
  readonly value: T;
  readonly conflicts: readonly Conflict<T>[];
}

/**
 * Merges two changes of one document: `base` is what was read, `mine` what the user made of it, `theirs` what the
 * server has now. Objects are merged by field, arrays of objects by key; anything else is a value, taken from the
 * side that changed it. The inputs stay as they are, and the result shares with them what it did not have to build.
 *
 * A property that is `undefined` counts as absent, as in JSON; `null` is a value.
 */
export function merge3<T>(base: T, mine: T, theirs: T, options: MergeOptions<NoInfer<T>> = {}): Merged<T> {
  const conflicts: Conflict<T>[] = [];
  const { readOnly = [], keys = {}, textFields = [], text, prefer = "theirs" } = options;
  const rules = [
    ...readOnly.map((pattern) => ruleFor(pattern, { readOnly: true })),
    ...textFields.map((pattern) => ruleFor(pattern, { text: true })),
    ...Object.entries<string | null | undefined>(keys).flatMap(([pattern, key]) =>
      key === undefined ? [] : ruleFor(pattern, { key }),
    ),
  ];
  const clash = ({ path }: Place, sides: Sides): Side => {
    const present = Object.entries(sides).filter(([, value]) => value !== undefined);
    const conflict = { path, ...Object.fromEntries(present) } as unknown as Conflict<T>;
    conflicts.push(conflict);
    return typeof prefer === "function" ? prefer(conflict) : prefer;
  };
  return { value: settle({ text, clash }, { path: [], rules }, base, mine, theirs) as T, conflicts };
}

interface Merge {
  readonly text: TextMerge | undefined;
  /** Reports a conflict, and answers whose value stands. */
  readonly clash: (place: Place, sides: Sides) => Side;
}

type Sides = Record<"base" | "mine" | "theirs", unknown> & { text?: string | undefined };

interface Place {
  readonly path: readonly (string | number)[];
  /** What the caller said about this place and those below it. */
  readonly rules: readonly Rule[];
}

/** The value at one place; `undefined` is absent, on the way in and out. */
function settle(merge: Merge, place: Place, base: unknown, mine: unknown, theirs: unknown): unknown {
  const { rules } = place;
  if (said(rules, "readOnly")) return theirs;
  // Before anything is compared: each level would compare all levels below it.
  if (isObject(base) && isObject(mine) && isObject(theirs)) return settleObject(merge, place, base, mine, theirs);
  // Nothing of mine to keep: both say the same, or I changed nothing.
  if (same(mine, theirs, rules) || same(base, mine, rules)) return theirs;
  const keyed = byKey([base, mine, theirs], said(rules, "key"));
  if (keyed) return settleItems(merge, place, ...keyed);
  if (same(base, theirs, rules)) return writable(mine, rules);
  let attempt: ReturnType<TextMerge> | undefined;
  if (typeof base === "string" && typeof mine === "string" && typeof theirs === "string" && said(rules, "text")) {
    attempt = merge.text?.(base, mine, theirs);
    if (attempt && !attempt.conflict) return attempt.text;
  }
  if (merge.clash(place, { base, mine, theirs, text: attempt?.text }) === "theirs") return theirs;
  // With theirs as the base all changes are mine: mine, but for what is read-only.
  return settle(merge, place, theirs, mine, theirs);
}

function settleObject(merge: Merge, place: Place, base: JsonObject, mine: JsonObject, theirs: JsonObject): unknown {
  const settled: [string, unknown][] = [];
  let unchanged = true;
  for (const name of names(theirs, mine)) {
    const inside = { path: [...place.path, name], rules: under(place.rules, name) };
    const value = settle(merge, inside, property(base, name), property(mine, name), property(theirs, name));
    if (value !== undefined) settled.push([name, value]);
    unchanged &&= value === property(theirs, name);
  }
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return unchanged ? theirs : Object.fromEntries(settled);
}

function settleItems(merge: Merge, place: Place, base: Keyed, mine: Keyed, theirs: Keyed): unknown {
  const rules = under(place.rules, "*");
  const list = (keyed: Keyed): unknown[] => [...keyed.values()];
  // Whoever moved items leads; where both did, and not alike, somebody has to choose.
  let leader: Side = "theirs";
  if (reordered(base, mine, theirs)) {
    if (!reordered(base, theirs, mine)) leader = "mine";
    else if (reordered(mine, theirs, base))
      leader = merge.clash(place, { base: list(base), mine: list(mine), theirs: list(theirs) });
  }
  const items: unknown[] = [];
  for (const key of leader === "mine" ? weave(mine, theirs, base) : weave(theirs, mine, base)) {
    const inside = { path: [...place.path, items.length], rules };
    const item = settle(merge, inside, base.get(key), mine.get(key), theirs.get(key));
    if (item !== undefined) items.push(item);
  }
  return items;
}
