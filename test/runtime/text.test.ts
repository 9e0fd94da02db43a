import fc from "fast-check";
import { diffText, mergeText } from "ifmatch/runtime/text";
import { describe, expect, it } from "vitest";

/** Few different lines, so that texts have some in common; names that objects inherit among them. */
const text = fc
  .array(fc.constantFrom("", "a", "b", "c", "__proto__", "constructor", "<<<<<<< mine"), { maxLength: 8 })
  .map((lines) => lines.join("\n"));

describe("merging text", () => {
  it("takes edits of different lines from both sides", () => {
    expect(mergeText("a\nb\nc", "a!\nb\nc", "a\nb\nc!")).toEqual({
      text: "a!\nb\nc!",
      conflict: false,
      chunks: [{ kind: "merged", lines: ["a!", "b", "c!"] }],
    });
  });

  it("gives all three versions where edits clash, and what stands around them", () => {
    expect(mergeText("a\nb\nc\nd", "a\nmine\nc\nd", "a\ntheirs\nc\nd!")).toEqual({
      text: "a\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\nc\nd!",
      conflict: true,
      chunks: [
        { kind: "merged", lines: ["a"] },
        { kind: "clash", base: ["b"], mine: ["mine"], theirs: ["theirs"] },
        { kind: "merged", lines: ["c", "d!"] },
      ],
    });
  });

  it("the same edit on both sides is no clash", () => {
    expect(mergeText("a\nb\nc", "a!\nb\nc", "a!\nb\nc!")).toMatchObject({ text: "a!\nb\nc!", conflict: false });
  });

  it("neighbouring lines clash: nobody has seen them together", () => {
    expect(mergeText("a\nb", "a!\nb", "a\nb!").conflict).toBe(true);
  });

  it("line ends are no edit; the merged text has theirs", () => {
    expect(mergeText("a\r\nb\r\nc", "a!\nb\nc", "a\r\nb\r\nc!")).toMatchObject({
      text: "a!\r\nb\r\nc!",
      conflict: false,
    });
    expect(mergeText("a\r\nb", "a\nb", "a\r\nb!").text).toBe("a\r\nb!");
  });

  it("something from nothing clashes with something else", () => {
    expect(mergeText("", "a", "b").chunks).toEqual([{ kind: "clash", base: [], mine: ["a"], theirs: ["b"] }]);
  });

  it("law: with one side unchanged the other is the result, to the byte", () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeText(base, base, changed)).toMatchObject({ text: changed, conflict: false });
        expect(mergeText(base, changed, base)).toMatchObject({ text: changed, conflict: false });
        expect(mergeText(base, changed, changed)).toMatchObject({ text: changed, conflict: false });
      }),
      { numRuns: 500 },
    );
  });

  it("law: sides can be swapped, clash for clash", () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const [one, other] = [mergeText(base, mine, theirs), mergeText(base, theirs, mine)];
        expect(one.conflict).toBe(other.conflict);
        if (!one.conflict) expect(one.text).toBe(other.text);
      }),
      { numRuns: 500 },
    );
  });

  it("law: the chunks with one side's versions hold every line that this side has alone", () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const { chunks, text: merged, conflict } = mergeText(base, mine, theirs);
        const chosen = chunks.flatMap((chunk) => (chunk.kind === "clash" ? chunk.mine : chunk.lines));
        const others = new Set([...base.split("\n"), ...theirs.split("\n")]);
        for (const line of mine.split("\n").filter(Boolean)) if (!others.has(line)) expect(chosen).toContain(line);
        if (!conflict) expect(chosen.join("\n")).toBe(merged);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the difference between texts", () => {
  it("is hunks of lines, the removed before the added", () => {
    expect(diffText("a\nb\nc", "a\nB\nc\nd")).toEqual([
      { kind: "same", lines: ["a"] },
      { kind: "removed", lines: ["b"] },
      { kind: "added", lines: ["B"] },
      { kind: "same", lines: ["c"] },
      { kind: "added", lines: ["d"] },
    ]);
  });

  it.each([
    ["", "", []],
    ["", "a", [{ kind: "added", lines: ["a"] }]],
    ["a", "", [{ kind: "removed", lines: ["a"] }]],
    ["a\r\nb", "a\nb", [{ kind: "same", lines: ["a", "b"] }]],
  ])("of %j and %j", (from, to, hunks) => {
    expect(diffText(from, to)).toEqual(hunks);
  });

  it("law: without the added it is the one text, without the removed the other", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const hunks = diffText(from, to);
        const without = (kind: string): string =>
          hunks.flatMap((hunk) => (hunk.kind === kind ? [] : hunk.lines)).join("\n");
        expect([without("added"), without("removed")]).toEqual([from, to]);
      }),
      { numRuns: 500 },
    );
  });
});
