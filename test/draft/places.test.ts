import fc from "fast-check";
import { merge3 } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { copyOf, fieldChanges, pathTo, placed, taken, valueAt } from "../../runtime/draft/places.js";
import type { ItemPath } from "../../runtime/merge/merge.js";

/* Places: where two versions of a record differ, wherever its lists have moved them. */

const amount = fc.integer({ min: 0, max: 3 });
const line = fc.record({ id: fc.integer({ min: 1, max: 4 }), amount, note: amount }, { requiredKeys: ["id"] });
const lines = fc.uniqueArray(line, { selector: ({ id }) => id, maxLength: 4 });
const inner = fc.record({ a: amount, b: fc.option(amount) }, { requiredKeys: [] });
const record = fc.record({ name: amount, inner: fc.oneof(inner, amount), lines, ["__proto__"]: inner });
type Doc = typeof record extends fc.Arbitrary<infer T> ? T : never;

interface Clash {
  readonly place: ItemPath;
  readonly mine?: unknown;
  readonly theirs?: unknown;
}

/** What both have made of `base`, with one side in every conflict, and the conflicts. */
function merged(base: Doc, mine: Doc, theirs: Doc, side: "mine" | "theirs") {
  const clashes: Clash[] = [];
  const { value } = merge3<Doc>(base, mine, theirs, {
    prefer: (conflict, place) => {
      clashes.push({ ...(conflict as object), place });
      return side;
    },
  });
  return { value, clashes };
}

const isOrder = ({ place }: Clash): boolean => place.at(-1) === "order";
const ids = (list: unknown): unknown[] => (list as { id: number }[]).map(({ id }) => id);
/** What a path of names and indices leads to. */
const follow = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);

const three = [record, record, record] as const;

describe("a place", () => {
  it("is what the merge says that either side has there", () =>
    fc.assert(
      fc.property(...three, (base, mine, theirs) => {
        for (const clash of merged(base, mine, theirs, "mine").clashes) {
          if (isOrder(clash)) continue;
          expect(valueAt(mine, clash.place)).toEqual(clash.mine);
          expect(valueAt(theirs, clash.place)).toEqual(clash.theirs);
        }
      }),
    ));

  it("taken from the other side has what that has, and all else stays", () =>
    fc.assert(
      fc.property(...three, (base, mine, theirs) => {
        const { value, clashes } = merged(base, mine, theirs, "mine");
        for (const clash of clashes) {
          const after = taken(value, theirs, clash.place, []);
          if (isOrder(clash)) {
            const [now, other] = [ids(valueAt(after, clash.place)), ids(valueAt(theirs, clash.place))];
            expect(now.filter((id) => other.includes(id))).toEqual(other.filter((id) => now.includes(id)));
            expect(now.toSorted()).toEqual(ids(valueAt(value, clash.place)).toSorted());
            continue;
          }
          expect(valueAt(after, clash.place)).toEqual(valueAt(theirs, clash.place));
          for (const other of clashes)
            if (other !== clash && !isOrder(other)) expect(valueAt(after, other.place)).toEqual(other.mine);
        }
      }),
    ));

  it("has a path that leads there, or behind the last item", () =>
    fc.assert(
      fc.property(...three, (base, mine, theirs) => {
        for (const { place } of merged(base, mine, theirs, "mine").clashes) {
          expect(follow(mine, pathTo(mine, place))).toEqual(valueAt(mine, place));
          expect(follow(theirs, pathTo(theirs, place))).toEqual(valueAt(theirs, place));
        }
      }),
    ));

  it("takes a value of its own, or is removed", () =>
    fc.assert(
      fc.property(...three, (base, mine, theirs) => {
        for (const clash of merged(base, mine, theirs, "mine").clashes) {
          if (isOrder(clash) || clash.mine === undefined) continue;
          const own = { id: 9, amount: 9 };
          expect(follow(placed(mine, clash.place, own), pathTo(mine, clash.place))).toEqual(own);
          expect(valueAt(placed(mine, clash.place, undefined), clash.place)).toBeUndefined();
        }
      }),
    ));

  it("decided for them everywhere is a merge that prefers theirs", () =>
    fc.assert(
      fc.property(...three, (base, mine, theirs) => {
        const { value, clashes } = merged(base, mine, theirs, "mine");
        const decided = clashes.reduce<unknown>((now, { place }) => taken(now, theirs, place, []), value);
        const sorted = (doc: Doc): Doc => ({ ...doc, lines: doc.lines.toSorted((a, b) => a.id - b.id) });
        expect(sorted(decided as Doc)).toEqual(sorted(merged(base, mine, theirs, "theirs").value));
      }),
    ));
});

describe("a place that is gone", () => {
  it.each<[string, unknown, ItemPath]>([
    ["below a text", "text", ["a", "b"]],
    ["an item of an object", { a: 1 }, [{ id: 1 }]],
    ["below what is null", { a: null }, ["a", "b"]],
  ])("has no value and takes none: %s", (_, target, place) => {
    expect(valueAt(target, place)).toBeUndefined();
    expect(placed(target, place, 1)).toEqual(target);
  });

  it("is taken with all that it is in", () => {
    expect(taken("text", { a: { b: 1 } }, ["a", "b"], [])).toEqual({ a: { b: 1 } });
    expect(taken({ a: 1 }, null, ["a"], [])).toBeNull();
  });
});

describe("the differences of two versions", () => {
  it("are none with itself, nor with a copy, and each is where they differ", () =>
    fc.assert(
      fc.property(record, record, (from, to) => {
        expect(fieldChanges(from, copyOf(from), [])).toEqual([]);
        for (const change of fieldChanges(from, to, [])) {
          expect(follow(from, change.path)).toEqual(change.from);
          expect(follow(to, change.path)).toEqual(change.to);
          expect(change.from).not.toEqual(change.to);
        }
        const patched = fieldChanges(from, to, []).reduce<unknown>(
          (now, { path, to: value }) => placed(now, path as unknown as ItemPath, value),
          from,
        );
        expect(patched).toEqual(to);
      }),
    ));
});
