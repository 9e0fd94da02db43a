/** The baseline as data: how it counts, sorts and reads back. */
import type { Baseline, LintReport } from "../../generator/lint/lint-report.js";
import { expect, test } from "vitest";
import { documentOf, finding, reportOf, CWD } from "./formats/report.js";
import { applyBaseline, parseBaseline, printBaseline, updateBaseline } from "../../generator/lint/baseline.js";
import { allFindings } from "../../generator/lint/formats/format.js";

const entry = { rule: "unmarked-state-change", method: "DELETE", path: "/jobs/{id}/" };
const times = (count: number): LintReport =>
  reportOf(Array.from({ length: count }, (_, line) => finding({ line: line + 1 })));
const outcome = (report: LintReport, baseline: Baseline) => {
  const applied = applyBaseline(report, baseline, `${CWD}/b.json`);
  return { left: allFindings(applied).length, ...applied.baseline };
};

test("several findings of one rule at one operation are counted", () => {
  expect(updateBaseline(times(3), [], true)).toEqual([{ ...entry, count: 3 }]);
  expect(outcome(times(3), [{ ...entry, count: 3 }])).toMatchObject({ left: 0, known: 3, fixed: [] });
  expect(outcome(times(2), [{ ...entry, count: 3 }])).toMatchObject({
    left: 0,
    known: 2,
    fixed: [{ ...entry, count: 1 }],
  });
});

test("more than the baseline holds: all of them are reported, and an update keeps the old count", () => {
  expect(outcome(times(3), [{ ...entry, count: 2 }])).toMatchObject({ left: 3, known: 0, fixed: [] });
  expect(updateBaseline(times(3), [{ ...entry, count: 2 }], false)).toEqual([{ ...entry, count: 2 }]);
  expect(updateBaseline(times(3), [{ ...entry, count: 2 }], true)).toEqual([{ ...entry, count: 3 }]);
});

test("an entry that stands twice, as after a merge, counts twice", () => {
  expect(outcome(times(2), [entry, entry])).toMatchObject({ left: 0, known: 2, fixed: [] });
  expect(updateBaseline(times(1), [entry, entry], false)).toEqual([{ ...entry, count: 1 }]);
});

test("what has no operation is known by its pointer, and its file where that is not the root", () => {
  const { operation: _, ...rest } = finding({ rule: "marker-misplaced", pointer: "#/info/description" });
  const report = reportOf([rest, { ...rest, file: `${CWD}/schema/parts/a.yml` }]);
  const baseline = updateBaseline(report, [], true);
  expect(baseline).toEqual([
    { rule: "marker-misplaced", pointer: "#/info/description", count: 1 },
    { rule: "marker-misplaced", pointer: "#/info/description", file: "parts/a.yml", count: 1 },
  ]);
  expect(outcome(report, baseline)).toMatchObject({ left: 0, known: 2 });
});

test("another client's finding is another one", () => {
  const report = { cwd: CWD, documents: [documentOf([finding()], "a"), documentOf([finding()], "b")] };
  expect(outcome(report, [{ client: "a", ...entry }])).toMatchObject({ left: 1, known: 1, fixed: [] });
});

test("it is printed sorted, whatever the order, and reads back", () => {
  const baseline: Baseline = [
    { rule: "weak-tag-example", method: "PUT", path: "/b" },
    { client: "z", rule: "a", pointer: "#" },
    { rule: "weak-tag-example", method: "PUT", path: "/a", count: 2 },
    { rule: "if-match-optional", method: "PUT", path: "/b" },
    { rule: "marker-misplaced", pointer: "#/info" },
  ];
  const text = printBaseline(baseline);
  expect(printBaseline(baseline.toReversed())).toBe(text);
  expect(parseBaseline(text, "b.json").map((one) => [one.client, one.rule, one.path])).toEqual([
    [undefined, "marker-misplaced", undefined],
    [undefined, "weak-tag-example", "/a"],
    [undefined, "if-match-optional", "/b"],
    [undefined, "weak-tag-example", "/b"],
    ["z", "a", undefined],
  ]);
  expect(printBaseline(parseBaseline(text, "b.json"))).toBe(text);
});
