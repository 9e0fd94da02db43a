/** How much an application of twelve endpoints writes itself: queries, mutations, session, autosave, conflict dialog. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import ts from "typescript";

/** Lines that hold code, by what they belong to. */
function linesOf(file: URL): { readonly imports: number; readonly others: number } {
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file.pathname, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const counts = { imports: 0, others: 0 };
  for (const statement of source.statements) {
    // `getText` leaves out the comments before a statement.
    const lines = statement
      .getText(source)
      .split("\n")
      .filter((line) => line.trim() !== "").length;
    counts[ts.isImportDeclaration(statement) ? "imports" : "others"] += lines;
  }
  return counts;
}

test("is at most 60 lines beside the imports", () => {
  const { imports, others } = linesOf(new URL("app.tsx", import.meta.url));
  console.log(`twelve endpoints: ${others} lines and ${imports} of imports`);
  expect(others).toBeLessThanOrEqual(60);
  // An empty file would do, too.
  expect(others).toBeGreaterThan(40);
});
