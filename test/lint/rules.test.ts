/**
 * Every rule has an id, severities, a page with examples that do what the page says, and fixtures. A fixture begins
 * with what it expects: `# finds: 2` (of its rule), and `# says: ...` for each thing that a message has to say.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../../generator/lint/rules/index.js";
import { outdatedPages, ruleTable } from "../../scripts/rule-pages.js";
import { workspace } from "../cli/workspace.js";
import { lintText } from "./lint-text.js";

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const pageOf = (id: string): string =>
  existsSync(at(`docs/rules/${id}.md`)) ? readFileSync(at(`docs/rules/${id}.md`), "utf8") : "";
const fixturesOf = (id: string): string[] =>
  existsSync(at(`test/lint/fixtures/${id}`)) ? readdirSync(at(`test/lint/fixtures/${id}`)).toSorted() : [];
const example = (id: string, heading: string): string =>
  new RegExp(`## ${heading}\n\n\`\`\`yaml\n([^]*?)\`\`\``).exec(pageOf(id))?.[1] ?? "";
const of = async (id: string, text: string) => (await lintText(text)).filter(({ rule }) => rule === id);

test("the rules are those of the folder, each in its own file", () => {
  const files = readdirSync(at("generator/lint/rules")).filter((name) => name !== "index.ts");
  expect(rules.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test("has an id, a summary and severities that do not weaken under strict", () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(rule.summary).toMatch(/^[A-Z].{20,}\.$/);
    const rank = { off: 0, warn: 1, error: 2 };
    expect(rank[rule.strict]).toBeGreaterThanOrEqual(rank[rule.recommended]);
    expect(rule.strict).not.toBe("off");
  });

  test("has a page: why with its RFC section, and how to silence it", () => {
    const page = pageOf(id);
    expect(page).toMatch(/## Why\n\n[^#]*RFC \d{4},\s+sections?\s+\d/);
    expect(page).toMatch(/## How to silence it\n\n.{20}/);
  });

  test("its page shows a wrong example that it finds, and a right one that it does not", async () => {
    expect(example(id, "Wrong")).toMatch(/^paths:/);
    expect(await of(id, example(id, "Wrong"))).not.toHaveLength(0);
    expect(example(id, "Right")).toMatch(/^paths:/);
    expect(await of(id, example(id, "Right"))).toEqual([]);
  });

  test("its findings say what to do, and end in a full stop", async () => {
    for (const { message } of await of(id, example(id, "Wrong"))) {
      expect(message).toMatch(/\.$/);
      expect(message).toMatch(/\b(add|write|remove|move|declare|say|confirm|send|let|answer|mend|give)\b/i);
    }
  });

  test("has fixtures: one at least that it finds, and one that it does not", () => {
    expect(fixturesOf(id).filter((name) => /^invalid-[\w-]+\.yml$/.test(name))).not.toHaveLength(0);
    expect(fixturesOf(id).filter((name) => /^valid-[\w-]+\.yml$/.test(name))).not.toHaveLength(0);
  });

  test.each(fixturesOf(id))("%s", async (name) => {
    const text = readFileSync(at(`test/lint/fixtures/${id}/${name}`), "utf8");
    const found = await of(id, text);
    const count = name.startsWith("invalid-") ? Number(/^# finds: (\d+)$/m.exec(text)?.[1] ?? Number.NaN) : 0;
    expect(found.map(({ line, message }) => `${line}: ${message}`)).toHaveLength(count);
    const messages = found.map(({ message }) => message).join("\n");
    for (const [, part] of text.matchAll(/^# says: (.+)$/gm)) expect(messages).toContain(part);
    for (const [, line] of text.matchAll(/^# at line: (\d+)$/gm))
      expect(found.map((one) => one.line)).toContain(Number(line));
  });
});

describe("the table of docs/rules/README.md and the headers of its pages", () => {
  const folder = fileURLToPath(at("docs/rules"));

  test("are those of the rules; else: npm run docs:rules", () => {
    expect([...outdatedPages(folder, rules).keys()]).toEqual([]);
  });

  test("what is out of date or missing is found, and the rest of a page stays", () => {
    const copy = workspace();
    cpSync(folder, copy, { recursive: true });
    const [first, second] = rules as [(typeof rules)[0], (typeof rules)[0]];
    const changed = [{ ...first, summary: "Finds something else." }, ...rules.slice(1)];
    rmSync(join(copy, `${second.id}.md`));
    const outdated = outdatedPages(copy, changed);
    expect([...outdated.keys()]).toEqual(["README.md", `${first.id}.md`, `${second.id}.md`]);
    for (const [name, text] of outdated) writeFileSync(join(copy, name), text);
    expect([...outdatedPages(copy, changed).keys()]).toEqual([]);
    expect(readFileSync(join(copy, `${first.id}.md`), "utf8")).toBe(
      readFileSync(join(folder, `${first.id}.md`), "utf8").replace(first.summary, "Finds something else."),
    );
    expect(readFileSync(join(copy, "README.md"), "utf8")).toContain(`\n\n${ruleTable(changed)}\nThe same rules run`);
  });
});

test("no fixture and no page is left of a rule that is gone", () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(readdirSync(at("test/lint/fixtures"))));
  const pages = readdirSync(at("docs/rules")).filter((name) => name !== "README.md");
  expect(pages.toSorted()).toEqual(ids.map((id) => `${id}.md`).toSorted());
});
