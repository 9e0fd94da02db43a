import fc from "fast-check";
import { applyMergePatch, isExactPatch, jsonPointer, merge3, mergePatch, patchBody } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";

/*
 * Two kinds of documents. A record is what an API returns; its sides are made by lists of edits, so that the test
 * knows what each side changed, and which edits meet. The other kind is any JSON, with few names and few values.
 */

const runs = { numRuns: 1000 };

interface Line {
  id: number;
  total: number;
  quantity: number;
  desc?: string | null;
}
interface Doc {
  updated_at: number;
  name: string;
  notes?: string | null;
  contact: { phone: string | null; email?: string };
  labels: string[];
  lines: Line[];
}

type Edit =
  | { kind: "set"; field: "name" | "notes" | "phone" | "email" | "labels"; value: number }
  | { kind: "line"; id: number; field: "quantity" | "desc"; value: number }
  | { kind: "delete"; id: number }
  | { kind: "add"; id: number; at: number; value: number }
  | { kind: "reverse" }
  | { kind: "touch"; value: number };

const value = fc.integer({ min: 1, max: 3 });
const existing = fc.integer({ min: 1, max: 4 });
const added = fc.integer({ min: 5, max: 8 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant("set" as const),
    field: fc.constantFrom("name" as const, "notes" as const, "phone" as const, "email" as const, "labels" as const),
    value,
  }),
  fc.record({
    kind: fc.constant("line" as const),
    id: existing,
    field: fc.constantFrom("quantity" as const, "desc" as const),
    value,
  }),
  fc.record({ kind: fc.constant("delete" as const), id: existing }),
  fc.record({ kind: fc.constant("add" as const), id: added, at: fc.nat(5), value }),
  fc.record({ kind: fc.constant("reverse" as const) }),
  fc.record({ kind: fc.constant("touch" as const), value }),
);

/** What an edit changes: two edits with one place meet. */
function placeOf(made: Edit): string {
  if (made.kind === "set") return made.field;
  if (made.kind === "line") return `lines/${made.id}/${made.field}`;
  if (made.kind === "delete" || made.kind === "add") return `lines/${made.id}`;
  return made.kind;
}

/** One edit for a place, and none in a line that goes. */
const edits: fc.Arbitrary<Edit[]> = fc
  .uniqueArray(edit, { selector: placeOf, maxLength: 6 })
  .map((list) =>
    list.filter(
      (made) => made.kind !== "line" || !list.some((other) => other.kind === "delete" && other.id === made.id),
    ),
  );

/** Without what the server sets. */
const ownEdits = edits.map((list) => list.filter(({ kind }) => kind !== "touch"));

const base = (): Doc => ({
  updated_at: 0,
  name: "0",
  notes: null,
  contact: { phone: "0" },
  labels: ["0"],
  lines: [1, 2, 3, 4].map((id) => ({ id, total: 0, quantity: 0, desc: null })),
});

const optional = (number: number): string | null | undefined => [undefined, "1", "2"][number - 1];

function apply(list: readonly Edit[]): Doc {
  const doc = base();
  const assign = (target: object, name: string, to: unknown): void => {
    if (to === undefined) delete (target as Record<string, unknown>)[name];
    else (target as Record<string, unknown>)[name] = to;
  };
  const apart = (made: Edit): void => {
    if (made.kind === "touch") {
      doc.updated_at = made.value;
      for (const line of doc.lines) line.total = made.value;
    } else if (made.kind === "set") {
      if (made.field === "name") doc.name = `${made.value}`;
      else if (made.field === "labels") doc.labels = made.value === 1 ? [] : ["0", `${made.value}`];
      else if (made.field === "notes") assign(doc, "notes", optional(made.value));
      else if (made.field === "phone") doc.contact.phone = made.value === 1 ? null : `${made.value}`;
      // Not there in the base: every value is a change.
      else doc.contact.email = `${made.value}`;
    } else if (made.kind === "line") {
      const line = doc.lines.find(({ id }) => id === made.id)!;
      if (made.field === "quantity") line.quantity = made.value;
      else assign(line, "desc", optional(made.value));
    } else if (made.kind === "add") {
      doc.lines.splice(made.at, 0, { id: made.id, total: made.value, quantity: made.value });
    }
  };
  for (const made of list) apart(made);
  doc.lines = doc.lines.filter(({ id }) => !list.some((made) => made.kind === "delete" && made.id === id));
  if (list.some(({ kind }) => kind === "reverse")) doc.lines.reverse();
  return doc;
}

/** Whether the two edits change one field to different values. */
function meet(mine: Edit, theirs: Edit): boolean {
  if (mine.kind === "delete" || theirs.kind === "delete") {
    const [gone, other] = mine.kind === "delete" ? [mine, theirs] : [theirs as typeof mine, mine];
    return other.kind === "line" && other.id === (gone as { id: number }).id;
  }
  if (mine.kind === "touch" || mine.kind === "reverse" || placeOf(mine) !== placeOf(theirs)) return false;
  return (mine as { value: number }).value !== (theirs as { value: number }).value;
}

const options = { readOnly: ["updated_at", "lines/*/total"] } as const;
const byId = (lines: readonly Line[]): Line[] => lines.toSorted((a, b) => a.id - b.id);
/** Nobody sets these: what remains is what the sides wrote. */
const written = (doc: Doc): unknown => ({
  ...doc,
  updated_at: 0,
  lines: doc.lines.map((line) => ({ ...line, total: 0 })),
});

function frozen<T>(document: T): T {
  if (typeof document === "object" && document !== null) {
    Object.freeze(document);
    for (const part of Object.values(document)) frozen(part);
  }
  return document;
}

const name = fc.constantFrom("a", "b", "id", "__proto__", "constructor");
const { json } = fc.letrec<{ json: unknown; object: object }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, 0, 1, "", "x", true),
    tie("object"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.array(tie("object"), { maxLength: 4 }),
  ),
  object: fc.array(fc.tuple(name, tie("json")), { maxLength: 4 }).map((fields) => Object.fromEntries(fields)),
}));
/** Like toEqual, but for what it overlooks: `__proto__`. */
const text = (document: unknown): string =>
  JSON.stringify(document, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "absent";

describe("laws of merge3, on records that were edited", () => {
  it("merge3(b, b, t) = t, and merge3(b, m, b) = m but for read-only fields", () => {
    fc.assert(
      fc.property(edits, (list) => {
        const changed = apply(list);
        expect(merge3(base(), base(), changed, options)).toEqual({ value: changed, conflicts: [] });
        expect(merge3(base(), changed, base())).toEqual({ value: changed, conflicts: [] });
        const kept = merge3(base(), changed, base(), options);
        expect(kept.conflicts).toEqual([]);
        expect(written(kept.value)).toEqual(written(changed));
      }),
      runs,
    );
  });

  it("a conflict is reported exactly when both changed one field to different values", () => {
    fc.assert(
      fc.property(edits, edits, (mine, theirs) => {
        const expected = mine.flatMap((one) =>
          // A deletion meets the edits of its line as a whole.
          theirs.filter((other) => meet(one, other)).map((other) => placeOf(other.kind === "delete" ? other : one)),
        );
        const merged = merge3(base(), apply(mine), apply(theirs), options);
        const named = merged.conflicts.map((conflict) => {
          const path: readonly (string | number)[] = conflict.path;
          if (path[0] !== "lines") return path.at(-1);
          // A line that is not there any more is known from the side that kept it.
          const line = path.length > 2 ? merged.value.lines[path[1] as number] : (conflict.mine ?? conflict.theirs);
          return ["lines", (line as Line).id, ...path.slice(2)].join("/");
        });
        expect(named.toSorted()).toEqual([...new Set(expected)].toSorted());
      }),
      runs,
    );
  });

  it("disjoint edits commute, and all of them are in the result", () => {
    fc.assert(
      fc.property(ownEdits, ownEdits, (mine, theirs) => {
        fc.pre(!mine.some((one) => theirs.some((other) => meet(one, other))));
        const [b, m, t] = [base(), apply(mine), apply(theirs)];
        const [one, other] = [merge3(b, m, t), merge3(b, t, m)].map(({ value: merged }) => merged) as [Doc, Doc];
        expect({ ...one, lines: byId(one.lines) }).toEqual({ ...other, lines: byId(other.lines) });
        // At one place both may have added lines: whose come first depends on who asks.
        const adds = (list: readonly Edit[]): boolean => list.some(({ kind }) => kind === "add");
        if (!adds(mine) || !adds(theirs)) expect(one).toEqual(other);
        const both = apply([
          ...mine,
          ...theirs.filter((made) => !mine.some((same) => placeOf(same) === placeOf(made))),
        ]);
        expect({ ...one, lines: byId(one.lines) }).toEqual({ ...both, lines: byId(both.lines) });
      }),
      runs,
    );
  });

  it("read-only fields are theirs, whoever is preferred, and mine's reach neither value nor body", () => {
    fc.assert(
      fc.property(
        edits,
        edits,
        value,
        fc.constantFrom("mine" as const, "theirs" as const),
        (mine, theirs, at, prefer) => {
          const [b, m, t] = [base(), apply([...mine, { kind: "touch", value: at + 10 }]), apply(theirs)];
          const { value: merged } = merge3(b, m, t, { ...options, prefer });
          expect(merged.updated_at).toBe(t.updated_at);
          for (const line of merged.lines) expect(line.total).toBe(t.lines.find(({ id }) => id === line.id)?.total);
          const body = patchBody(t, merged, options);
          expect(JSON.stringify(body)).not.toMatch(/updated_at|total/);
          // The body says what was merged, and no more than differs.
          expect(written({ ...t, ...(body as Doc) })).toEqual(
            written({
              ...merged,
              notes: merged.notes === undefined && t.notes !== undefined ? null : merged.notes,
            } as Doc),
          );
          for (const field of Object.keys(body)) expect(text(body[field as never])).not.toBe(text(t[field as never]));
        },
      ),
      runs,
    );
  });

  it("what was merged once stays as it is: against theirs, and against the old base", () => {
    fc.assert(
      fc.property(edits, edits, fc.constantFrom("mine" as const, "theirs" as const), (mine, theirs, prefer) => {
        const [b, m, t] = [base(), apply(mine), apply(theirs)];
        const { value: merged } = merge3(b, m, t, { ...options, prefer });
        expect(merge3(t, merged, t, options)).toEqual({ value: merged, conflicts: [] });
        if (prefer === "theirs") expect(merge3(b, merged, t, options)).toEqual({ value: merged, conflicts: [] });
      }),
      runs,
    );
  });
});

describe("laws of merge3, on any JSON", () => {
  it("merge3(b, b, t) = t and merge3(b, m, b) = m and merge3(b, m, m) = m, without conflicts", () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        for (const sides of [
          [one, one, other],
          [one, other, one],
          [one, other, other],
        ] as const) {
          const { value: merged, conflicts } = merge3(...sides);
          expect([text(merged), conflicts]).toEqual([text(other), []]);
        }
      }),
      runs,
    );
  });

  it("never changes its inputs", () => {
    fc.assert(
      fc.property(json, json, json, (b, m, t) => {
        const before = [b, m, t].map(text);
        const frozenOptions = frozen({ readOnly: ["a", "*/b"], keys: { a: "b" }, prefer: "mine" as const });
        merge3<unknown>(frozen(b), frozen(m), frozen(t), frozenOptions);
        mergePatch(b, t);
        applyMergePatch(b, t);
        expect([b, m, t].map(text)).toEqual(before);
      }),
      runs,
    );
  });

  it("both sides see the same conflicts, with sides swapped, and each is about three different values", () => {
    fc.assert(
      fc.property(json, json, json, (b, m, t) => {
        const { conflicts } = merge3(b, m, t);
        const swapped = merge3(b, t, m).conflicts;
        const sides = (list: typeof conflicts, mine: "mine" | "theirs", theirs: "mine" | "theirs"): string[] =>
          list.map((conflict) => [conflict.base, conflict[mine], conflict[theirs]].map(text).join()).sort();
        expect(sides(conflicts, "mine", "theirs")).toEqual(sides(swapped, "theirs", "mine"));
        for (const conflict of conflicts) {
          expect(text(conflict.mine)).not.toBe(text(conflict.theirs));
          expect(text(conflict.mine)).not.toBe(text(conflict.base));
          expect(text(conflict.theirs)).not.toBe(text(conflict.base));
        }
      }),
      runs,
    );
  });

  it("a conflict's path leads to the side that stands", () => {
    fc.assert(
      fc.property(json, json, json, fc.constantFrom("mine" as const, "theirs" as const), (b, m, t, prefer) => {
        const { value: merged, conflicts } = merge3(b, m, t, { prefer });
        // The choices can be made one by one, by merging again: they change no other conflict.
        const sides = (list: typeof conflicts): string[] => list.map((one) => text([one.base, one.mine, one.theirs]));
        expect(sides(conflicts)).toEqual(sides(merge3(b, m, t).conflicts));
        for (const conflict of conflicts) {
          // An item whose deletion stands has a place, but is not there; an order has no value of its own.
          const standing = conflict[prefer];
          if (standing === undefined || Array.isArray(conflict.base)) continue;
          const found = (conflict.path as (string | number)[]).reduce<unknown>(
            (part, step) => (part as Record<string | number, unknown>)[step],
            merged,
          );
          expect(text(found), jsonPointer(conflict.path)).toBe(text(standing));
        }
      }),
      runs,
    );
  });

  it("what was merged once stays as it is", () => {
    fc.assert(
      fc.property(json, json, json, (b, m, t) => {
        const { value: merged } = merge3(b, m, t);
        const again = merge3(t, merged, t);
        expect([text(again.value), again.conflicts]).toEqual([text(merged), []]);
      }),
      runs,
    );
  });
});

describe("laws of merge patches, on any JSON", () => {
  it("applied, a patch gives what it was made for, or says that it cannot", () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        const result = text(applyMergePatch(from, mergePatch(from, to)));
        expect(result === text(to)).toBe(isExactPatch(from, to));
        if (!text(to).includes("null")) expect(isExactPatch(from, to)).toBe(true);
      }),
      runs,
    );
  });

  it("a patch of nothing is empty", () => {
    fc.assert(
      fc.property(json, (document) => {
        const wrapped = { document };
        expect(mergePatch(wrapped, structuredClone(wrapped))).toEqual({});
      }),
      runs,
    );
  });
});
