/** Text reaches a stream as `Printable` alone; test/types/printable.test-d.ts has what that type refuses. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bold } from "../../generator/colours.js";
import { joined, linesOf, plural, printable, printableLines, safeJson, say } from "../../generator/printable.js";
import { repository } from "../corpus/corpus.js";
import { snapshot } from "./workspace.js";

const sources = Object.entries(snapshot(join(repository, "generator")));

/** How often each file has it, without those that do not. */
const matching = (pattern: RegExp): Record<string, number> =>
  Object.fromEntries(
    sources.map(([path, text]) => [path, text.match(pattern)?.length ?? 0] as const).filter(([, count]) => count > 0),
  );

describe("nothing goes around the type", () => {
  test("only printable.ts, the colours and one function of each encoder say that a text is printable", () => {
    const { "printable.ts": own, ...others } = matching(
      /\bas (?:unknown as )?(?:readonly )?Printable\b|<Printable>\(/g,
    );
    expect(own).toBeGreaterThan(0);
    expect(others).toEqual({
      "colours.ts": 1,
      "diff/formats/markdown.ts": 1,
      "lint/formats/github-actions.ts": 1,
      "lint/formats/markdown.ts": 1,
      "lint/formats/xml.ts": 1,
      "verify/formats/markdown.ts": 1,
    });
  });

  test("only enrich prints a document as it is", () => {
    expect(matching(/\bdocumentItself\(/g)).toEqual({ "cli/enrich.ts": 1 });
  });

  test("only the terminal writes to a stream, and what tells an old Node that it is too old", () => {
    expect(
      matching(/\bprocess\.(?:stdout|stderr)\.write\b|\bstream\.write\(|\bconsole\.(?!log\(\.\.\.\))\w+\(/g),
    ).toEqual({
      "cli/bin.ts": 1,
      "cli/terminal.ts": 1,
    });
  });

  test("only one file knows the library of colours", () => {
    expect(matching(/from "picocolors"/g)).toEqual({ "colours.ts": 1 });
  });
});

test("a sentence is its words and its values", () => {
  expect(say`${1} of ${printable("a\nb")}\n\`${bold("x")}\` is ${plural(2, "file")}`).toBe(
    `1 of a\\nb\n\`${bold("x")}\` is 2 files`,
  );
  expect(plural(1, "change breaks", "changes break")).toBe("1 change breaks");
  expect(plural(0, "change breaks", "changes break")).toBe("0 changes break");
});

test.for(["a\nb", "::error::x", " ##[error]x", "\u001b[2J\u202e", "\r\n::x", "a::b #[x]", "\t\ufeff"])(
  "text that was made printable stays as it is: %j",
  (text) => {
    expect(printable(printable(text))).toBe(printable(text));
    expect(printableLines(printableLines(text))).toBe(printableLines(text));
    expect(joined(linesOf(printableLines(text)), "\n")).toBe(printableLines(text));
    expect(JSON.parse(safeJson({ text }))).toEqual({ text });
  },
);
