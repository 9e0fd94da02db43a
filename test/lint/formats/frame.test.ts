/** The lines of a document that a report shows. */
import { expect, test } from "vitest";
import type { Finding } from "../../../generator/lint/finding.js";
import { codeFrame } from "../../../generator/lint/formats/frame.js";

const at = (line: number, column: number): Finding => ({
  rule: "no-retrieval",
  severity: "error",
  message: "",
  help: "",
  file: "a.json",
  pointer: "#",
  line,
  column,
});

test.for([
  ["first", 1],
  ["in the middle", 500_000],
  ["last", 1_000_000],
] as const)("of a minified document are cut to what a person can read: %s column", ([, column]) => {
  const source = "x".repeat(1_000_000);
  for (const text of [codeFrame(source, at(1, column)), codeFrame(`${source}\n${source}\n${source}`, at(2, column))]) {
    const lines = text.split("\n");
    for (const line of lines) expect(line.length).toBeLessThan(260);
    expect(text).toContain("^");
  }
});

test("are whole where they are short", () => {
  expect(codeFrame("a:\n  b: 1\n", at(2, 3))).toContain("  b: 1");
});
