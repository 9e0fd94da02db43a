/** docs/adopt.md shows what the command prints, and the code of the steps. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../generator/adopt/finding.js";
import { blocks, read } from "../docs/pages.js";
import { at, steps } from "./steps.js";

const page = "docs/adopt.md";

test("its output is that of the sample, with parts left out", () => {
  const expected = readFileSync(at("sample.expected.txt"), "utf8").split("\n");
  const [output] = blocks(page, "text");
  const shown = output!.split("\n").filter((line) => line !== "...");
  expect(shown.length).toBeGreaterThan(15);
  expect(shown.filter((line) => !expected.includes(line))).toEqual([]);
});

test("its code is that of the steps, in their order", () => {
  const codeOf = (step: string): string =>
    readdirSync(at(`steps/${step}`), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
  const texts = steps.map(codeOf);
  const places = blocks(page, "ts").map((code) => texts.findIndex((text) => text.includes(code)));
  expect(places).toEqual([0, 1, 1, 2, 3]);
});

test("its table has every kind of finding", () => {
  const rows = [...read(page).matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind);
  expect(rows).toEqual([...kinds]);
});
