/** Every probe has a fault that it finds, advice, a file and a row in docs/verify.md; no row is left of one that is gone. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { advice } from "../../generator/verify/advice.js";
import { allProbes } from "../../generator/verify/probes/index.js";
import { effects } from "./effects.js";

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const ids = allProbes.map(({ id }) => id);
const rows = new Map(
  [...readFileSync(at("docs/verify.md"), "utf8").matchAll(/^\| `([a-z-]+)` \| (.{8,}) \| (.+) \|$/gm)].map(
    ([, id, promise, section]) => [id!, { promise: promise!, section: section! }] as const,
  ),
);

test("ids are unique, and the rows and the advice are those of the probes", () => {
  expect(new Set(ids).size).toBe(ids.length);
  expect([...rows.keys()].toSorted()).toEqual(ids.toSorted());
  expect(Object.keys(advice).toSorted()).toEqual(ids.toSorted());
});

test("no file of the folder is left out of the index", () => {
  const index = readFileSync(at("generator/verify/probes/index.ts"), "utf8");
  const shared = ["index.ts", "probe.ts", "change.ts", "cors.ts"];
  for (const file of readdirSync(at("generator/verify/probes")).filter((name) => !shared.includes(name)))
    expect(index).toContain(`from "./${file.replace(/\.ts$/, ".js")}"`);
});

describe.each(allProbes.map((probe) => [probe.id, probe] as const))("%s", (id, { promise, section }) => {
  test("has a fault of a server that it finds (effects.ts, each run in verify.test.ts)", () => {
    expect(effects.filter(([, , failing]) => failing.includes(id)).map(([title]) => title)).not.toEqual([]);
  });

  test("says its promise in a sentence, and the section that it is from", () => {
    expect(promise).toMatch(/^[A-Z`].{20,}\.$/);
    const [, source] = /^(?:the )?(Fetch standard|RFC \d{4}, [\d.]+|\d[\d.]+)/.exec(section) ?? [];
    expect(rows.get(id)?.section, section).toContain(source);
  });
});
