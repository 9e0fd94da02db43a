import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import pc from "picocolors";
import { expect, test } from "vitest";
import { wrapAfter, wrapText } from "../../generator/wrap.js";

test("without a width, which is a pipe or a file, text stays as it is", () => {
  const text = `${"word ".repeat(100)}\n  -> ${"word ".repeat(100)}`;
  expect(wrapText(text, undefined)).toBe(text);
  expect(wrapAfter("label ", "a ".repeat(100), undefined)).toBe(`label ${"a ".repeat(100)}`);
});

test("later lines begin where the text of the first one does", () => {
  expect(wrapText("  Eggs, ham, bread and a good deal of cheese for the guests", 40)).toBe(
    "  Eggs, ham, bread and a good deal of\n  cheese for the guests",
  );
  expect(wrapText("  -> Eggs, ham, bread and a good deal of cheese for the guests", 40)).toBe(
    "  -> Eggs, ham, bread and a good deal of\n     cheese for the guests",
  );
  expect(wrapText("schema.yml:1:2  warning  Eggs, ham and a good deal of cheese", 40)).toBe(
    "schema.yml:1:2  warning  Eggs, ham\n    and a good deal of cheese",
  );
  expect(wrapAfter("  label  ", "Eggs, ham, bread and a good deal of cheese", 40)).toBe(
    "  label  Eggs, ham, bread and a good\n         deal of cheese",
  );
});

test("a path or a URL that is wider than a line stays whole", () => {
  const url = `https://example.com/${"a".repeat(60)}`;
  expect(wrapText(`See ${url} for more`, 40).split("\n")).toEqual(["See", `    ${url}`, "    for more"]);
});

test("wide characters count twice, and colours not at all", () => {
  expect(wrapText(`  ${"\u5909\u66f4 ".repeat(12)}`, 40).split("\n")).toHaveLength(2);
  const line = `  ${pc.createColors(true).red("x".repeat(30))} end`;
  expect(wrapText(line, 40)).toBe(line);
});

test("no word is lost, and no line with a gap is too long", () => {
  const words = fc.array(fc.stringMatching(/^[a-z/{}.:-]{1,12}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      words,
      fc.integer({ min: 40, max: 120 }),
      fc.constantFrom("", "  ", "  -> ", "label:  "),
      (all, width, label) => {
        const text = wrapAfter(label, all.join(" "), width);
        expect(text.slice(label.length).split(/\s+/)).toEqual(all);
        for (const line of text.split("\n")) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width);
      },
    ),
  );
});
