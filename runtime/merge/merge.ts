import { isObject, type JsonObject, names, property, same, writable } from "./json.js";
import { byKey, type Keyed, keyName, reordered, weave } from "./keyed.js";
import { type Path, type PathPattern, type Rule, ruleFor, ruleAt, rulesBelow } from "./paths.js";

/** Merges text, such as `mergeText` of `ifmatch/runtime/text`. If `conflict` is true, `text` shows the conflict. */
export type TextMerge = (
  base: string,
  mine: string,
  theirs: string,
) => { readonly text: string; readonly conflict: boolean };

/** Options of {@link merge3}. */
export interface MergeOptions<T> {
  /** Server-managed fields: the server's value always wins; local-only ones are dropped. */
  readonly readOnly?: readonly PathPattern<T>[] | undefined;
  /**
   * For an array, the property that identifies its items; `null` if the array is to be merged as one value. Other arrays
   * use `id`, if every item of the three arrays has one (new items may lack it) and no two items share it.
   */
  readonly keys?: { readonly [Pattern in PathPattern<T>]?: string | null } | undefined;
  /** Strings to merge with `text`. */
  readonly textFields?: readonly PathPattern<T>[] | undefined;
  readonly text?: TextMerge | undefined;
  /**
   * Which side wins a conflict: `theirs` by default, or the result of a function for each conflict. `place` names the
   * conflict independently of positions in lists, so it stays the same when other conflicts are decided differently.
   */
  readonly prefer?: Side | ((conflict: Conflict<T>, place: ItemPath) => Side) | undefined;
}

/**
 * A place in a document in which list items are named by their key: `["lines", { id: 7 }, "quantity"]`. The step
 * `"order"` after a list stands for the order of its items.
 */
export type ItemPath = readonly (string | { readonly [key: string]: string | number })[];

/** Which of two edits. */
export type Side = "mine" | "theirs";

/**
 * Both sides changed the same field to different values. If a side lacks the field, it is missing here too:
 * `"mine" in conflict` distinguishes absent from `null`.
 */
export interface ConflictAt<P> {
  /**
   * The place in the merged value; for an item whose deletion won, the place it would have. The path of an array whose
   * items are merged by key means that both sides reordered the items differently.
   */
  readonly path: P;
  readonly base?: unknown;
  readonly mine?: unknown;
  readonly theirs?: unknown;
  /** The result of merging the text, with conflict markers. */
  readonly text?: string;
}

/** A conflict in a `T`. Each is a `Conflict<unknown>` too, the type for code that shows any conflict. */
export type Conflict<T> = ConflictAt<Path<T>>;

/** The result of {@link merge3}. */
export interface Merged<T> {
  readonly value: T;
  readonly conflicts: readonly Conflict<T>[];
}

/**
 * Merges two changes of one document: `base` is what was read, `mine` the user's version, `theirs` the
 * server's current one. Objects are merged by field, arrays of objects by key; anything else is a value, taken from the
 * side that changed it. The inputs are not changed; the result shares unchanged parts with them.
 *
 * A property that is `undefined` counts as absent, as in JSON; `null` is a value.
 */
export function merge3<T>(base: T, mine: T, theirs: T, options: MergeOptions<NoInfer<T>> = {}): Merged<T> {
  const conflicts: Conflict<T>[] = [];
  const { text, prefer = "theirs" } = options;
  const clash = ({ path, place }: Place, sides: Sides): Side => {
    const present = Object.entries(sides).filter(([, value]) => value !== undefined);
    const conflict = { path, ...Object.fromEntries(present) } as unknown as Conflict<T>;
    conflicts.push(conflict);
    return typeof prefer === "function" ? prefer(conflict, place) : prefer;
  };
  const root = { path: [], place: [], rules: rulesOf(options) };
  return { value: mergeValue({ text, clash }, root, base, mine, theirs) as T, conflicts };
}

/** The rules that the options set for places. */
export function rulesOf<T>({ readOnly = [], keys = {}, textFields = [] }: MergeOptions<T>): readonly Rule[] {
  return [
    ...readOnly.map((pattern) => ruleFor(pattern, { readOnly: true })),
    ...textFields.map((pattern) => ruleFor(pattern, { text: true })),
    ...Object.entries<string | null | undefined>(keys).flatMap(([pattern, key]) =>
      key === undefined ? [] : ruleFor(pattern, { key }),
    ),
  ];
}

interface Merge {
  readonly text: TextMerge | undefined;
  /** Reports a conflict and returns the side that wins. */
  readonly clash: (place: Place, sides: Sides) => Side;
}

type Sides = Record<"base" | "mine" | "theirs", unknown> & { text?: string | undefined };

interface Place {
  readonly path: readonly (string | number)[];
  readonly place: ItemPath;
  /** The caller's rules for this place and those below it. */
  readonly rules: readonly Rule[];
}

/** Merges the values at one place; `undefined` means absent, for arguments and result. */
function mergeValue(merge: Merge, place: Place, base: unknown, mine: unknown, theirs: unknown): unknown {
  const { rules } = place;
  if (ruleAt(rules, "readOnly")) return theirs;
  // Before any comparison: otherwise each level would compare all levels below it.
  if (isObject(base) && isObject(mine) && isObject(theirs)) return mergeObject(merge, place, base, mine, theirs);
  // Nothing of mine to keep: both sides are equal, or mine is unchanged.
  if (same(mine, theirs, rules) || same(base, mine, rules)) return theirs;
  const keyed = byKey([base, mine, theirs], ruleAt(rules, "key"));
  if (keyed) return mergeItems(merge, place, ...keyed);
  if (same(base, theirs, rules)) return writable(mine, rules);
  let attempt: ReturnType<TextMerge> | undefined;
  if (typeof base === "string" && typeof mine === "string" && typeof theirs === "string" && ruleAt(rules, "text")) {
    attempt = merge.text?.(base, mine, theirs);
    if (attempt && !attempt.conflict) return attempt.text;
  }
  if (merge.clash(place, { base, mine, theirs, text: attempt?.text }) === "theirs") return theirs;
  // With theirs as the base, all changes are mine: the result is mine without its read-only parts.
  return mergeValue(merge, place, theirs, mine, theirs);
}

function mergeObject(merge: Merge, place: Place, base: JsonObject, mine: JsonObject, theirs: JsonObject): unknown {
  const merged: [string, unknown][] = [];
  let unchanged = true;
  for (const name of names(theirs, mine)) {
    const child = {
      path: [...place.path, name],
      place: [...place.place, name],
      rules: rulesBelow(place.rules, name),
    };
    const value = mergeValue(merge, child, property(base, name), property(mine, name), property(theirs, name));
    if (value !== undefined) merged.push([name, value]);
    unchanged &&= value === property(theirs, name);
  }
  // Object.fromEntries defines properties, so that __proto__ stays data.
  return unchanged ? theirs : Object.fromEntries(merged);
}

function mergeItems(merge: Merge, place: Place, base: Keyed, mine: Keyed, theirs: Keyed): unknown {
  const rules = rulesBelow(place.rules, "*");
  const name = keyName(ruleAt(place.rules, "key"));
  const list = (keyed: Keyed): unknown[] => [...keyed.values()];
  // The side that moved items determines the order; if both did, and differently, it is a conflict.
  let leader: Side = "theirs";
  if (reordered(base, mine, theirs)) {
    if (!reordered(base, theirs, mine)) leader = "mine";
    else if (reordered(mine, theirs, base))
      leader = merge.clash(
        { ...place, place: [...place.place, "order"] },
        { base: list(base), mine: list(mine), theirs: list(theirs) },
      );
  }
  const items: unknown[] = [];
  for (const key of leader === "mine" ? weave(mine, theirs, base) : weave(theirs, mine, base)) {
    // An item without a key is on one side only: there is nothing below it to clash.
    const step = typeof key === "symbol" ? "" : { [name]: key };
    const child = { path: [...place.path, items.length], place: [...place.place, step], rules };
    const item = mergeValue(merge, child, base.get(key), mine.get(key), theirs.get(key));
    if (item !== undefined) items.push(item);
  }
  return items;
}
