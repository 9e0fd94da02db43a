/** References that lead to themselves, in documents of very many references. */
import { Source } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { circularReferences } from "../../generator/load/circular.js";

const circlesOf = (targets: readonly string[]) => {
  const parsed = Object.fromEntries(
    targets.map((target, index) => [`A${index}`, target === "" ? {} : { $ref: target }]),
  );
  const source = new Source("/a.json", JSON.stringify(parsed, undefined, 1));
  return circularReferences({
    sources: new Map([["/a.json", { source, parsed }]]),
    resolveExternalRef: (_, ref) => ref,
  });
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test("a chain of any length is no circle", () => {
  expect(circlesOf([...numbers(50_000).map((index) => `#/A${index + 1}`), ""])).toEqual([]);
});

test("each circle is told at the place of its first reference", () => {
  const circles = circlesOf(numbers(6).map((index) => `#/A${index ^ 1}`));
  expect(circles.map(({ at }) => at)).toEqual([2, 8, 14].map((line) => ({ file: "/a.json", line, column: 2 })));
});

test("a long circle is one", () => {
  expect(circlesOf(numbers(20_000).map((index) => `#/A${(index + 1) % 20_000}`))).toHaveLength(1);
});
