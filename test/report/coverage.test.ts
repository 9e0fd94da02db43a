import fc from "fast-check";
import { expect, test } from "vitest";
import { coverageOf, share } from "../../generator/report/coverage.js";
import type { Standing } from "../../generator/report/report.js";
import { headline } from "../../generator/report/words.js";

const coverage = (guarded: number, unprotected: number) =>
  coverageOf([
    ...Array.from({ length: guarded }, () => ({ standing: "required" as Standing })),
    ...Array.from({ length: unprotected }, () => ({ standing: "unprotected" as Standing })),
  ]);
const percentOf = (text: string): number => Number(/\((\d+)%\)$/.exec(text)?.[1] ?? Number.NaN);

test.for([
  [0, 1, 0],
  [1, 2, 33],
  [2, 1, 66],
  [1, 1, 50],
  [199, 1, 99],
  [999, 1, 99],
  [1, 999, 0],
  [1, 0, 100],
] as const)("%i protected and %i unprotected state changes are %i %%", ([guarded, unprotected, percent]) => {
  expect(share(coverage(guarded, unprotected))).toBe(`${guarded} of ${guarded + unprotected} (${percent}%)`);
  expect(percentOf(headline(coverage(guarded, unprotected)))).toBe(percent);
});

test("a share is only ever rounded down: 100 % means that every state change is protected", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(400), (guarded, unprotected) => {
      fc.pre(guarded + unprotected > 0);
      const exact = (100 * guarded) / (guarded + unprotected);
      for (const text of [share(coverage(guarded, unprotected)), headline(coverage(guarded, unprotected))]) {
        expect(percentOf(text)).toBeLessThanOrEqual(exact);
        expect(percentOf(text)).toBeGreaterThan(exact - 1);
      }
    }),
  );
});

test("a document without state changes has no share", () => {
  expect(share(coverageOf([]))).toBe("no state change");
  expect(headline(coverageOf([]))).toBe("No operation changes something that exists.");
});
