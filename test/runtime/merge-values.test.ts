import { applyMergePatch, merge3, type MergeOptions, mergePatch, patchBody, type TextMerge } from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";

/* What is a change at all, and what of a document that nobody may write, or nobody can merge. */

const merge = (base: unknown, mine: unknown, theirs: unknown, options?: MergeOptions<unknown>) =>
  merge3(base, mine, theirs, options);
const changes = (from: unknown, to: unknown): unknown => mergePatch<unknown>({ a: from }, { a: to });

describe("values that say the same", () => {
  /** An instance of a class, whose JSON is that of a Date. */
  class Time {
    toJSON(): string {
      return new Date(0).toJSON();
    }
  }
  const bare = (members: object): unknown => Object.assign(Object.create(null) as object, members);

  it.each<[string, unknown, unknown]>([
    ["NaN and NaN", Number.NaN, Number.NaN],
    ["0 and -0", 0, -0],
    ["two Dates of one time", new Date(0), new Date(0)],
    ["two empty arrays", [], []],
    ["an object without a prototype and its like", bare({ b: 1 }), { b: 1 }],
  ])("%s", (_, from, to) => {
    expect(changes(from, to)).toEqual({});
    expect(changes(to, from)).toEqual({});
  });

  it.each<[string, unknown, unknown]>([
    ["a Date and null", new Date(0), null],
    ["a Date and its text", new Date(0), new Date(0).toJSON()],
    ["instances of two classes with one JSON", new Date(0), new Time()],
    ["an empty array and an empty text", [], ""],
    ["an array and its beginning", [1, 2], [1]],
    ["a number and its text", 1, "1"],
  ])("but not %s", (_, from, to) => {
    expect(changes(from, to)).toEqual({ a: to });
    expect(changes(to, from)).toEqual({ a: from });
  });

  it("what needs no merging is shared, not copied: theirs as it is, and objects that mine brought", () => {
    const base = { a: { b: 1 }, c: 1 };
    const theirs = { a: { b: 1 }, c: 2 };
    expect(merge(base, structuredClone(base), theirs).value).toBe(theirs);
    const mine = { ...base, added: { at: 1 } };
    expect(merge(base, mine, theirs)).toEqual({ value: { ...theirs, added: { at: 1 } }, conflicts: [] });
    expect((merge(base, mine, theirs).value as typeof mine).added).toBe(mine.added);
  });

  it("a patch may name a property with `undefined`: it says nothing about it", () => {
    expect(applyMergePatch<unknown>({ a: 1 }, { a: undefined, b: undefined })).toStrictEqual({ a: 1 });
  });

  it("a null that became a value is in the body of the next PATCH", () => {
    expect(patchBody<{ a: number | null }>({ a: null }, { a: 1 })).toEqual({ a: 1 });
  });
});

describe("read-only as a whole", () => {
  it("an object: no field of mine gets in, though only I changed it", () => {
    const [base, mine, theirs] = [{ meta: { a: 1, b: 1 } }, { meta: { a: 2, b: 1 } }, { meta: { a: 1, b: 2 } }];
    expect(merge(base, mine, theirs, { readOnly: ["meta"] })).toEqual({ value: theirs, conflicts: [] });
  });

  it("all items of an array that is a value: none of mine is taken over", () => {
    const options = { readOnly: ["log/*"], keys: { log: null } } as const;
    expect(merge({}, { log: ["mine"] }, {}, options).value).toEqual({ log: [] });
  });

  it("a field in the items of an array that is a value: it makes no change, and is left out of mine", () => {
    const options = { readOnly: ["lines/*/total"], keys: { lines: null } } as const;
    const lines = (...items: object[]): object => ({ lines: items });
    const base = lines({ n: 1, total: 10 });
    const recomputed = lines({ n: 1, total: 11 });
    expect(merge(base, lines({ n: 1, total: 99 }), recomputed, options)).toEqual({ value: recomputed, conflicts: [] });
    expect(merge(base, lines({ n: 2, total: 99 }), recomputed, options).value).toEqual(lines({ n: 2 }));
  });

  it("stays so beside what else is said about the same object, and about the same field", () => {
    const text = vi.fn<TextMerge>();
    const options = {
      readOnly: ["o/at", "o/notes"],
      textFields: ["o/notes"],
      keys: { "o/lines": "no" },
      text,
    } as const;
    const mine = { o: { at: 9, notes: "m", lines: [{ no: 1 }] } };
    expect(merge({}, mine, {}, options)).toEqual({ value: { o: { lines: [{ no: 1 }] } }, conflicts: [] });
    const notes = (value: string): object => ({ o: { notes: value } });
    expect(merge(notes("b"), notes("m"), notes("t"), options)).toEqual({ value: notes("t"), conflicts: [] });
    expect(text).not.toHaveBeenCalled();
  });

  it("a `~` in a name is `~0` in its pattern", () => {
    const options = { readOnly: ["a~0b"] };
    expect(merge({ "a~b": 1 }, { "a~b": 2 }, { "a~b": 1 }, options).value).toEqual({ "a~b": 1 });
    expect(merge({ ab: 1 }, { ab: 2 }, { ab: 1 }, options).value).toEqual({ ab: 2 });
  });
});

describe("text fields that hold no text", () => {
  it.each([
    ["where it was absent before", null, "m", "t"],
    ["which I removed", "b", null, "t"],
    ["which they removed", "b", "m", null],
    ["which became a number", "b", "m", 7],
  ])("are values: one %s", (_, base, mine, theirs) => {
    const text = vi.fn<TextMerge>();
    const { value, conflicts } = merge(
      { notes: base },
      { notes: mine },
      { notes: theirs },
      { textFields: ["notes"], text },
    );
    expect(conflicts).toStrictEqual([{ path: ["notes"], base, mine, theirs }]);
    expect(value).toEqual({ notes: theirs });
    expect(text).not.toHaveBeenCalled();
  });

  it("without a merger for text, text is a value as well", () => {
    const { conflicts } = merge({ notes: "b" }, { notes: "m" }, { notes: "t" }, { textFields: ["notes"] });
    expect(conflicts).toStrictEqual([{ path: ["notes"], base: "b", mine: "m", theirs: "t" }]);
  });
});

describe("which arrays are merged by key", () => {
  const line = (id: number, n = 1): object => ({ id, n });

  it("`undefined` among the keys is nothing said: it is `id`", () => {
    const options = { keys: { lines: undefined } };
    const { value, conflicts } = merge(
      { lines: [line(1), line(2)] },
      { lines: [line(1, 5), line(2)] },
      { lines: [line(1), line(2, 7)] },
      options as unknown as MergeOptions<unknown>,
    );
    expect([value, conflicts]).toEqual([{ lines: [line(1, 5), line(2, 7)] }, []]);
  });

  it("a key that was named holds, though no item has it yet: all of them are additions", () => {
    const options = { keys: { lines: "no" } };
    const { value, conflicts } = merge({ lines: [] }, { lines: [{ n: 1 }] }, { lines: [{ n: 2 }] }, options);
    expect([value, conflicts]).toEqual([{ lines: [{ n: 2 }, { n: 1 }] }, []]);
  });

  it.each<[string, unknown, unknown, unknown]>([
    ["was not there before", undefined, [line(1)], [line(2)]],
    ["was null before", null, [line(1)], [line(2)]],
    ["is gone on one side", [line(1)], [line(1), line(2)], null],
  ])("not one that %s: it is a value", (_, base, mine, theirs) => {
    const { value, conflicts } = merge({ lines: base }, { lines: mine }, { lines: theirs });
    expect(conflicts.map(({ path }) => path)).toEqual([["lines"]]);
    expect(value).toEqual({ lines: theirs });
  });

  it("a new order that both chose is none to decide about, whatever else they changed", () => {
    const { value, conflicts } = merge([line(1), line(2)], [line(2, 5), line(1)], [line(2), line(1, 7)]);
    expect([value, conflicts]).toEqual([[line(2, 5), line(1, 7)], []]);
  });
});
