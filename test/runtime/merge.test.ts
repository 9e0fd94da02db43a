import {
  applyMergePatch,
  changeState,
  isExactPatch,
  jsonPointer,
  merge3,
  type MergeOptions,
  mergePatch,
  patchBody,
} from "ifmatch/runtime";
import { diffText, mergeText } from "ifmatch/runtime/text";
import { describe, expect, it } from "vitest";
import { notePatchOperation, type NotePatchResult, notesClient, readNote } from "./note-operations.js";
import { json, stubFetch } from "./stub-fetch.js";

/** Any document, from JSON text where a name is one that object literals treat specially. */
const merge = (base: unknown, mine: unknown, theirs: unknown, options?: MergeOptions<unknown>) =>
  merge3(base, mine, theirs, options);
const line = (id: number | string, quantity = 1) => ({ id, quantity });
/** Lines 1 to 9 by the digits of `ids`. */
const lines = (ids: string) => [...ids].map((id) => line(Number(id)));
const idsOf = (value: unknown) => (value as { id?: number | string }[]).map(({ id }) => id ?? "-").join("");

describe("fields", () => {
  it.each([
    ["only mine changed", { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }],
    ["only theirs changed", { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }],
    ["both changed it alike", { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }],
    ["different fields", { a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 2 }],
    [
      "fields of a nested object",
      { a: { b: 1, c: 1 } },
      { a: { b: 2, c: 1 } },
      { a: { b: 1, c: 2 } },
      { a: { b: 2, c: 2 } },
    ],
    ["fields added on both sides", {}, { a: 1 }, { b: 1 }, { a: 1, b: 1 }],
    ["a field I removed", { a: 1, b: 1 }, { b: 1 }, { a: 1, b: 2 }, { b: 2 }],
    ["a field they removed", { a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1 }, { b: 2 }],
    ["null is a value", { a: 1, b: 1 }, { a: null, b: 1 }, { a: 1, b: null }, { a: null, b: null }],
    ["null becomes absent", { a: null, b: 1 }, { b: 1 }, { a: null, b: 2 }, { b: 2 }],
    ["an array without keys", { a: [1, 2], b: 1 }, { a: [1], b: 1 }, { a: [1, 2], b: 2 }, { a: [1], b: 2 }],
    ["an object in place of null", { a: null }, { a: { b: 1 } }, { a: null }, { a: { b: 1 } }],
  ])("%s", (_, base, mine, theirs, value) => {
    expect(merge(base, mine, theirs)).toEqual({ value, conflicts: [] });
  });

  it("a field that both changed to different values is a conflict, and stays as the server has it", () => {
    expect(merge3({ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 3 } })).toEqual({
      value: { a: { b: 3 } },
      conflicts: [{ path: ["a", "b"], base: 1, mine: 2, theirs: 3 }],
    });
  });

  it("`prefer` decides for all conflicts, or for each", () => {
    const documents = [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      { a: 3, b: 3 },
    ] as const;
    expect(merge3<{ a: number; b: number }>(...documents, { prefer: "mine" }).value).toEqual({ a: 2, b: 2 });
    const each = merge3<{ a: number; b: number }>(...documents, {
      prefer: ({ path }) => (path[0] === "a" ? "mine" : "theirs"),
    });
    expect(each.value).toEqual({ a: 2, b: 3 });
    expect(each.conflicts).toHaveLength(2);
  });

  it("names the place of a conflict by the keys of items, whoever wins another one", () => {
    const items = (...pairs: [id: number, n: number][]) => ({ list: pairs.map(([id, n]) => ({ id, n })) });
    const placesIf = (deletion: "mine" | "theirs"): unknown[] => {
      const places: unknown[] = [];
      merge3(items([1, 1], [2, 2]), items([1, 10], [2, 20]), items([2, 22]), {
        prefer: (_conflict, place) => {
          places.push(place);
          return place.length === 2 ? deletion : "mine";
        },
      });
      return places;
    };
    expect(placesIf("theirs")).toEqual([
      ["list", { id: 1 }],
      ["list", { id: 2 }, "n"],
    ]);
    expect(placesIf("mine")).toEqual(placesIf("theirs"));
  });

  it("tells absent from null in a conflict, by having the property or not", () => {
    const { conflicts } = merge({ a: 1 }, { a: null }, {});
    expect(conflicts).toStrictEqual([{ path: ["a"], base: 1, mine: null }]);
    expect("theirs" in conflicts[0]!).toBe(false);
  });

  it("a property that is undefined is absent, as in JSON", () => {
    expect(merge({ a: 1, b: 1 }, { a: undefined, b: 1 }, { a: 1, b: 2 }).value).toStrictEqual({ b: 2 });
    expect(merge({ a: undefined }, {}, { a: undefined }).conflicts).toEqual([]);
  });

  it.each([
    ["objects that both put where there was none", { a: null }, { a: { b: 1 } }, { a: { c: 1 } }, ["a"]],
    ["an object against null", { a: { b: 1 } }, { a: { b: 2 } }, { a: null }, ["a"]],
    ["a field they removed and I changed", { a: 1 }, { a: 2 }, {}, ["a"]],
    ["arrays without keys", { a: [1] }, { a: [1, 2] }, { a: [0, 1] }, ["a"]],
    ["the document itself", 1, 2, 3, []],
  ])("in conflict as a whole: %s", (_, base, mine, theirs, path) => {
    const { value, conflicts } = merge(base, mine, theirs);
    expect(conflicts.map((conflict) => conflict.path)).toEqual([path]);
    expect(value).toEqual(theirs);
    expect(merge(base, mine, theirs, { prefer: "mine" }).value).toEqual(mine);
  });

  it("Dates and Blobs are values; Dates are equal if their times are", () => {
    const day = (date: number) => new Date(Date.UTC(2024, 5, date));
    const blob = new Blob(["a"]);
    const [base, mine, theirs] = [
      { at: day(1), until: day(1), file: blob },
      { at: day(2), until: day(1), file: new Blob(["b"]) },
      { at: day(1), until: day(3), file: blob },
    ];
    const { value, conflicts } = merge3(base!, mine!, theirs!);
    expect(conflicts).toEqual([]);
    expect(value).toEqual({ at: day(2), until: day(3), file: mine!.file });
    expect(value.file).toBe(mine!.file);
  });

  it("names such as __proto__ and constructor are data, and nothing is polluted", () => {
    const parse = (text: string): unknown => JSON.parse(text);
    const { value, conflicts } = merge(
      parse('{"__proto__":{"a":1,"b":1},"constructor":1}'),
      parse('{"__proto__":{"a":2,"b":1},"constructor":{"prototype":{"polluted":1}}}'),
      parse('{"__proto__":{"a":1,"b":2},"constructor":1,"toString":1}'),
    );
    expect(conflicts).toEqual([]);
    expect(JSON.stringify(value)).toBe(
      '{"__proto__":{"a":2,"b":2},"constructor":{"prototype":{"polluted":1}},"toString":1}',
    );
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
    // Absent is absent, whatever every object inherits.
    expect(merge({}, { toString: 1 }, {}).value).toEqual({ toString: 1 });
  });

  it("a thousand levels deep is deep enough", () => {
    const deep = (leaf: object, depth = 1000): object => (depth === 0 ? leaf : { a: deep(leaf, depth - 1) });
    const { value, conflicts } = merge(deep({ b: 1, c: 1 }), deep({ b: 2, c: 1 }), deep({ b: 1, c: 2 }));
    expect(conflicts).toEqual([]);
    expect(JSON.stringify(value)).toBe(JSON.stringify(deep({ b: 2, c: 2 })));
  });
});

describe("read-only fields", () => {
  interface Job {
    updated_at: number;
    name: string;
    owner?: { id: number; name: string };
    lines: { id?: number; total?: number; quantity: number }[];
  }
  const options: MergeOptions<Job> = { readOnly: ["updated_at", "lines/*/total"] };
  const job = (over: Partial<Job> = {}): Job => ({ updated_at: 1, name: "a", lines: [], ...over });

  it("are theirs, whatever mine says, and never in conflict", () => {
    expect(merge3(job(), job({ updated_at: 2, name: "b" }), job({ updated_at: 3 }), options)).toEqual({
      value: job({ updated_at: 3, name: "b" }),
      conflicts: [],
    });
  });

  it("are theirs inside items; in items that only mine has they are left out", () => {
    const { value, conflicts } = merge3(
      job({ lines: [{ id: 1, total: 10, quantity: 1 }] }),
      job({
        lines: [
          { id: 1, total: 99, quantity: 2 },
          { total: 5, quantity: 5 },
        ],
      }),
      job({ lines: [{ id: 1, total: 11, quantity: 1 }] }),
      options,
    );
    expect(conflicts).toEqual([]);
    expect(value.lines).toStrictEqual([{ id: 1, total: 11, quantity: 2 }, { quantity: 5 }]);
  });

  it("count for nothing when an item was deleted by one side", () => {
    const before = job({ lines: [{ id: 1, total: 10, quantity: 1 }] });
    const recomputed = job({ lines: [{ id: 1, total: 11, quantity: 1 }] });
    expect(merge3(before, recomputed, job(), options)).toEqual({ value: job(), conflicts: [] });
    expect(merge3(before, job(), recomputed, options)).toEqual({ value: job(), conflicts: [] });
  });

  it("stay theirs where mine is preferred", () => {
    const owned = (name: string, id: number): Job => job({ owner: { id, name } });
    const { value } = merge3(owned("a", 1), owned("b", 2), owned("c", 3), { readOnly: ["owner/id"], prefer: "mine" });
    expect(value.owner).toEqual({ id: 3, name: "b" });
    const gone = merge3(owned("a", 1), owned("b", 2), job(), { readOnly: ["owner/id"], prefer: "mine" });
    expect(gone.value.owner).toStrictEqual({ name: "b" });
  });

  it("may be whole objects", () => {
    const { value, conflicts } = merge3(
      job(),
      job({ owner: { id: 1, name: "x" } }),
      job({ owner: { id: 2, name: "y" } }),
      { readOnly: ["owner"] },
    );
    expect(conflicts).toEqual([]);
    expect(value.owner).toEqual({ id: 2, name: "y" });
  });
});

describe("arrays whose items have keys", () => {
  it("merges items by key, wherever they stand", () => {
    const { value, conflicts } = merge([line(1), line(2)], [line(1, 5), line(2)], [line(3), line(2, 7), line(1)]);
    expect(conflicts).toEqual([]);
    expect(value).toEqual([line(3), line(2, 7), line(1, 5)]);
  });

  it.each([
    ["both appended", "12", "123", "124", "1243"],
    ["I inserted between", "12", "132", "12", "132"],
    ["both inserted at one place", "12", "132", "142", "1432"],
    ["I put one first", "12", "312", "124", "3124"],
    ["a run of mine stays together", "12", "13452", "126", "134526"],
    ["I deleted", "123", "13", "1234", "134"],
    ["they deleted", "123", "1234", "13", "134"],
    ["I replaced one, they appended", "12", "13", "124", "134"],
    ["both deleted", "123", "13", "12", "1"],
    ["mine follows what they deleted", "123", "1243", "13", "143"],
    ["I reordered", "123", "321", "123", "321"],
    ["they reordered", "123", "123", "321", "321"],
    ["I reordered, they appended", "123", "321", "1234", "3421"],
    ["they reordered, I appended", "123", "1234", "321", "3421"],
    ["both reordered alike", "123", "321", "321", "321"],
    ["from nothing", "", "12", "34", "3412"],
    ["both added the same", "1", "12", "12", "12"],
  ])("%s: %s, mine %s, theirs %s", (_, base, mine, theirs, value) => {
    const merged = merge(lines(base), lines(mine), lines(theirs));
    expect([idsOf(merged.value), merged.conflicts]).toEqual([value, []]);
  });

  it("a conflict inside an item says where it is in the merged value", () => {
    const { value, conflicts } = merge3(
      { lines: [line(1), line(2)] },
      { lines: [line(9), line(1), line(2, 5)] },
      { lines: [line(1), line(8), line(2, 7)] },
    );
    expect(conflicts).toEqual([{ path: ["lines", 3, "quantity"], base: 1, mine: 5, theirs: 7 }]);
    expect(value.lines[3]).toEqual(line(2, 7));
    expect(jsonPointer(conflicts[0]!.path)).toBe("/lines/3/quantity");
  });

  it("an edit against a deletion is a conflict, either way round", () => {
    const [base, edited, without] = [[line(1), line(2)], [line(1), line(2, 5)], [line(1)]];
    const deletedByThem = merge(base, edited, without);
    expect(deletedByThem.value).toEqual(without);
    expect(deletedByThem.conflicts).toStrictEqual([{ path: [1], base: line(2), mine: line(2, 5) }]);
    expect(merge(base, edited, without, { prefer: "mine" }).value).toEqual(edited);
    const deletedByMe = merge(base, without, edited);
    expect(deletedByMe.value).toEqual(edited);
    expect(deletedByMe.conflicts).toStrictEqual([{ path: [1], base: line(2), theirs: line(2, 5) }]);
    expect(merge(base, without, edited, { prefer: "mine" }).value).toEqual(without);
  });

  it("different new orders are a conflict of the array; its items are merged all the same", () => {
    const [base, mine, theirs] = [lines("123"), [line(2), line(1, 5), line(3)], [line(1), line(3), line(2, 7)]];
    const { value, conflicts } = merge({ lines: base }, { lines: mine }, { lines: theirs });
    expect(conflicts).toEqual([{ path: ["lines"], base, mine, theirs }]);
    expect(value).toEqual({ lines: [line(1, 5), line(3), line(2, 7)] });
    const preferred = merge({ lines: base }, { lines: mine }, { lines: theirs }, { prefer: "mine" });
    expect(preferred.value).toEqual({ lines: [line(2, 7), line(1, 5), line(3)] });
  });

  it("new items have no key yet: each is an addition of its own", () => {
    const { value, conflicts } = merge([line(1)], [{ quantity: 5 }, line(1), { quantity: 6 }], [line(1, 2), line(2)]);
    expect(conflicts).toEqual([]);
    expect(value).toEqual([{ quantity: 5 }, line(1, 2), line(2), { quantity: 6 }]);
  });

  it("`keys` names another property, and switches merging off", () => {
    const part = (sku: string, quantity: number) => ({ sku, quantity });
    const documents = [
      { parts: [part("a", 1), part("b", 1)] },
      { parts: [part("a", 2), part("b", 1)] },
      { parts: [part("a", 1), part("b", 2)] },
    ] as const;
    expect(merge(...documents).conflicts).toHaveLength(1);
    const { value, conflicts } = merge(...documents, { keys: { parts: "sku" } });
    expect([value, conflicts]).toEqual([{ parts: [part("a", 2), part("b", 2)] }, []]);
    const off = merge({ a: [line(1)] }, { a: [line(1), line(2)] }, { a: [line(1), line(3)] }, { keys: { a: null } });
    expect(off.conflicts).toHaveLength(1);
  });

  it("a pattern reaches into items, and into the document that is an array itself", () => {
    const options = { keys: { "": "n", "*/m": "k" } } as const;
    const merged = merge(
      [{ n: 1, m: [{ k: 1, v: 1 }] }],
      [
        { n: 1, m: [{ k: 1, v: 2 }] },
        { n: 2, m: [] },
      ],
      [
        {
          n: 1,
          m: [
            { k: 2, v: 1 },
            { k: 1, v: 1 },
          ],
        },
      ],
      options,
    );
    expect(merged.conflicts).toEqual([]);
    expect(merged.value).toEqual([
      {
        n: 1,
        m: [
          { k: 2, v: 1 },
          { k: 1, v: 2 },
        ],
      },
      { n: 2, m: [] },
    ]);
  });

  it.each([
    ["an id comes twice", [line(1)], [line(1), line(1)], [line(1), line(2)]],
    ["an item is no object", [line(1)], [line(1), 7], [line(1), line(2)]],
    ["an id is no string or number", [line(1)], [line(1), { id: {} }], [line(1), line(2)]],
    ["an item that was there has none", [{ a: 1 }, line(1)], [line(1)], [line(2)]],
    ["no item has any", [], [{ a: 1 }], [{ a: 2 }]],
  ])("an array is a value when %s", (_, base, mine, theirs) => {
    expect(merge(base, mine, theirs).conflicts).toEqual([{ path: [], base, mine, theirs }]);
  });

  it('1 and "1" are two keys', () => {
    expect(idsOf(merge([line(1)], [line(1), line("1", 2)], [line(1, 3)]).value)).toBe("11");
  });
});

describe("text fields", () => {
  const options = { textFields: ["notes"], text: mergeText } as const;

  it("are merged by the function that was passed in, where they are named", () => {
    const [base, mine, theirs] = ["a\nb\nc", "a!\nb\nc", "a\nb\nc!"].map((notes) => ({ notes, title: notes }));
    const { value, conflicts } = merge(base, mine, theirs, options);
    expect(value).toEqual({ notes: "a!\nb\nc!", title: "a\nb\nc!" });
    expect(conflicts.map(({ path }) => path)).toEqual([["title"]]);
  });

  it("a clash is a conflict: the value stays theirs, the attempt is at hand", () => {
    const { value, conflicts } = merge({ notes: "a" }, { notes: "b" }, { notes: "c" }, options);
    expect(value).toEqual({ notes: "c" });
    expect(conflicts).toEqual([
      {
        path: ["notes"],
        base: "a",
        mine: "b",
        theirs: "c",
        text: "<<<<<<< mine\nb\n=======\nc\n>>>>>>> theirs",
      },
    ]);
  });

  it("B10: notes edited by two people: a 412, the diff to show, the user's edit applied again, saved", async () => {
    const read = { id: 1, text: "Fence, 20 m\nGate left\nPaint: green" };
    const others = { id: 1, text: "Fence, 20 m\nGate right\nPaint: green\nCall first" };
    const stub = stubFetch(
      json(200, read, { etag: '"v1"' }),
      json(412, { detail: "stale" }),
      json(200, others, { etag: '"v2"' }),
      json(200, others, { etag: '"v3"' }),
    );
    const client = notesClient({ fetch: stub.fetch });
    const note = await readNote(client);
    const mine = { ...note.data, text: "Fence, 25 m\nGate left, 2 m\nPaint: green" };
    const save = (body: object, ifMatch: typeof note): Promise<NotePatchResult> =>
      changeState(client, notePatchOperation, { path: { id: 1 }, body, ifMatch });

    const refused = await save({ text: mine.text }, note);
    if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
    const fresh = await refused.reload();
    if (fresh.kind !== "ok") throw new Error(fresh.kind);

    const merged = merge3(note.data, mine, fresh.data, { readOnly: ["id"], textFields: ["text"], text: mergeText });
    expect(merged.conflicts.map(({ path }) => jsonPointer(path))).toEqual(["/text"]);
    expect(merged.value).toEqual(others);
    // Shown to the user: what saving my text would do to theirs.
    expect(diffText(fresh.data.text, mine.text)).toEqual([
      { kind: "removed", lines: ["Fence, 20 m", "Gate right"] },
      { kind: "added", lines: ["Fence, 25 m", "Gate left, 2 m"] },
      { kind: "same", lines: ["Paint: green"] },
      { kind: "removed", lines: ["Call first"] },
    ]);
    // The lines that clash are taken from the user; what the others added elsewhere stays.
    const { chunks } = mergeText(note.data.text, mine.text, fresh.data.text);
    const text = chunks.flatMap((chunk) => (chunk.kind === "clash" ? chunk.mine : chunk.lines)).join("\n");
    const body = patchBody(fresh.data, { ...merged.value, text }, { readOnly: ["id"] });
    expect(body).toEqual({ text: "Fence, 25 m\nGate left, 2 m\nPaint: green\nCall first" });
    expect((await save(body, fresh)).kind).toBe("ok");
    expect(stub.requests[3]!.headers.get("if-match")).toBe('"v2"');
  });
});

describe("JSON Merge Patch", () => {
  // RFC 7396, Appendix A.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', "{}"],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', "null", "null"],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
    ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])("RFC 7396, Appendix A: %s and %s make %s", (target, patch, result) => {
    const before: unknown = JSON.parse(target);
    expect(JSON.stringify(applyMergePatch(before, JSON.parse(patch)))).toBe(result);
    expect(JSON.stringify(before)).toBe(target);
  });

  it.each([
    ["what differs, nested", { a: 1, b: { c: 1, d: 1 } }, { a: 1, b: { c: 2, d: 1 } }, { b: { c: 2 } }],
    ["what is gone", { a: 1, b: { c: 1 } }, { b: {} }, { a: null, b: { c: null } }],
    ["arrays whole", { a: [1, { b: null }] }, { a: [{ b: null }] }, { a: [{ b: null }] }],
    ["nothing", { a: null }, { a: null }, {}],
    ["a null that was there stays unsaid", { a: null, b: 1 }, { a: null, b: 2 }, { b: 2 }],
    ["an object for a value", { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["a value for an object", { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ["another document", { a: 1 }, [1], [1]],
  ])("says %s", (_, from: unknown, to: unknown, patch) => {
    expect(mergePatch(from, to)).toEqual(patch);
    expect(isExactPatch(from, to)).toBe(true);
    expect(applyMergePatch(from, patch)).toEqual(to);
  });

  it("cannot say that a field becomes null, and tells so", () => {
    expect(mergePatch<unknown>({ a: 1 }, { a: null })).toEqual({ a: null });
    expect(isExactPatch<unknown>({ a: 1 }, { a: null })).toBe(false);
    expect(isExactPatch<unknown>({ a: 1 }, { a: { b: null } })).toBe(false);
  });

  it("__proto__ is a name like any other", () => {
    const patch: unknown = JSON.parse('{"__proto__":{"polluted":1}}');
    const result = applyMergePatch<unknown>({}, patch);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":1}}');
    expect("polluted" in {}).toBe(false);
    expect(JSON.stringify(mergePatch<unknown>({}, patch))).toBe('{"__proto__":{"polluted":1}}');
  });
});

describe("the body of the next PATCH", () => {
  const theirs = { id: 1, updated_at: "t2", name: "a", notes: "n" as string | null, lines: [{ id: 1, n: 1 }] };

  it("is what differs from the server, top-level fields whole, nothing read-only", () => {
    const merged = {
      ...theirs,
      id: 9,
      updated_at: "t1",
      notes: null,
      lines: [
        { id: 1, n: 2 },
        { id: 2, n: 1 },
      ],
    };
    expect(patchBody(theirs, merged, { readOnly: ["id", "updated_at", "lines/*/id"] })).toEqual({
      notes: null,
      lines: [{ n: 2 }, { n: 1 }],
    });
  });

  it("is empty when the merge changed nothing that may be written", () => {
    expect(patchBody(theirs, structuredClone(theirs))).toEqual({});
    expect(patchBody(theirs, { ...theirs, lines: [{ id: 7, n: 1 }] }, { readOnly: ["lines/*/id"] })).toEqual({});
  });

  it("says null for a field that is gone", () => {
    expect(patchBody<{ a?: number }>({ a: 1 }, {})).toEqual({ a: null });
    // The server has said it already.
    expect(patchBody<{ a?: number | null }>({ a: null }, {})).toEqual({});
  });
});

describe("pointers", () => {
  it.each([
    [[], ""],
    [["a", 0, ""], "/a/0/"],
    [["a/b", "m~n", "~1"], "/a~1b/m~0n/~01"],
  ])("%j is %j (RFC 6901)", (path, pointer) => {
    expect(jsonPointer(path)).toBe(pointer);
  });

  it("patterns escape names as pointers do", () => {
    expect(merge({ "a/b": 1 }, { "a/b": 2 }, { "a/b": 1 }, { readOnly: ["a~1b"] }).value).toEqual({ "a/b": 1 });
    expect(merge({ a: { x: 1 } }, { a: { x: 2 } }, { a: { x: 1 } }, { readOnly: ["*/x"] }).value).toEqual({
      a: { x: 1 },
    });
  });
});
