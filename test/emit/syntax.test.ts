import { describe, expect, test } from "vitest";
import { assertSyntax } from "../../generator/emit/syntax.js";

const check = (text: string): void => assertSyntax(new Map([["large.ts", text]]));

/** Longer than what is parsed in one piece. */
const many = "export const text = 'some of many statements';\n".repeat(2_000);

describe("a file that is parsed in pieces", () => {
  test.for([
    ["statements alone", many],
    ["a word at the start of a line of a comment", `${many}/*\nexport it, they say\n*/\n${many}`],
    ["one statement that is long", `${many}export const long = [\n${"  'text',\n".repeat(20_000)}];\n${many}`],
  ])("%s", ([, text]) => expect(() => check(text!)).not.toThrow());

  test.for([
    ["an error", `${many}export const = 1;\n${many}`, "large.ts:2001: Variable declaration expected."],
    ["a comment without an end", `${many}/*\n${many}`, "large.ts:4002: '*/' expected."],
    ["a bracket without an end", `${many}export const open = [\n${many}`, "large.ts:2002: "],
    ["what is right in its piece alone", `${many}export const bracket = "]"];\n${many}`, "large.ts:2001: "],
    ["a statement that runs", `${many}console.log(1);\n${many}`, "large.ts: ExpressionStatement"],
    ["a name that no module has", `${"const text = 1;\n".repeat(5_000)}const a = await;\n${many}`, "large.ts:5001: "],
  ])("%s is found", ([, text, message]) => expect(() => check(text!)).toThrow(message));
});
