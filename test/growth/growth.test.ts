/** Work grows with the document: twice the operations are twice the work, and not four times. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { kindNames } from "./big-document.js";

// 2.00 was counted for all; a square shows at these sizes as 2.2 and more.
const MOST = 2.1;

describe("twice as many operations", () => {
  test("are twice the work for every reader of a document", { tags: ["at-length"], timeout: 240_000 }, () => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const printed = execFileSync(process.execPath, ["--import", "tsx", "test/growth/count-work.ts"], {
      cwd: root,
      encoding: "utf8",
    });
    const counted = Object.entries(JSON.parse(printed) as Record<string, [number, number]>);
    expect(counted).toHaveLength(3 * kindNames.length);
    const ratios = counted.map(([name, [once, twice]]) => ({ name, once, ratio: twice / once }));
    expect(ratios.filter(({ once }) => once < 10_000)).toEqual([]);
    expect(ratios.filter(({ ratio }) => ratio > MOST)).toEqual([]);
  });
});
