import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../generator/lint/rules/index.js";
import { docsUrl } from "../../generator/package.js";
import { run, runAt } from "./recording-terminal.js";
import { listing, workspace } from "./workspace.js";

const page = (id: string): string => readFileSync(join(import.meta.dirname, `../../docs/rules/${id}.md`), "utf8");

test.for(rules.map(({ id }) => id))("%s is explained by its page, and a link to it", async (id) => {
  expect(await run(workspace(), "lint", "--explain", id)).toMatchObject({
    code: 0,
    stdout: `${page(id).trimEnd()}\n\nOn the web: ${docsUrl(`docs/rules/${id}.md`)}\n`,
    stderr: "",
  });
});

describe("on a terminal", () => {
  test.for([60, 80, 120])("of %i columns, paragraphs are filled and code stays as it is", async (width) => {
    const { stdout } = await runAt(width, workspace(), "lint", "--explain", "no-retrieval");
    const source = page("no-retrieval");
    const words = (text: string): string[] => text.split(/\s+/);
    expect(words(stdout).slice(0, words(source).length - 1)).toEqual(words(source.trimEnd()));
    for (const [code] of source.matchAll(/^```[\s\S]*?^```$/gm)) expect(stdout).toContain(code);
    const prose = stdout.replace(/^```[\s\S]*?^```$/gm, "").split("\n");
    for (const line of prose) if (!line.includes("http")) expect(line.length).toBeLessThanOrEqual(width);
  });
});

test("a rule may be named as Redocly names it", async () => {
  expect((await run(workspace(), "lint", "--explain", "ifmatch/no-retrieval")).code).toBe(0);
});

test("a rule that does not exist is 2, with a suggestion and the list", async () => {
  const folder = workspace();
  expect(await run(folder, "lint", "--explain", "../../package")).toMatchObject({ code: 2, stdout: "" });
  const { code, stderr } = await run(folder, "lint", "--explain", "no-retreival");
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean "no-retrieval"? Available rules: unmarked-state-change, ');
  expect(listing(folder)).toEqual([]);
});
