/**
 * Every rule has a page with examples that do what the page says, and fixtures: with `// finds: 2`, `// says: ...` for each
 * thing that a message has to say, and `// at line: 3`. They are linted with real types, and compile.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RuleTester } from "eslint";
import ts from "typescript";
import { beforeAll, describe, expect, it, test } from "vitest";
import { eslintRules } from "../../generator/eslint/rules/index.js";
import { outdatedEslintPages } from "../../scripts/eslint-pages.js";
import { repository } from "../corpus/corpus.js";
import { languageOptions, lintWith, programOf, settings } from "./typed-program.js";

RuleTester.describe = describe;
RuleTester.it = it;

const at = (path: string): string => join(repository, path);
const isFixture = /^(?:in)?valid-[\w-]+\.[jt]sx?$/;
const fixturesOf = (id: string): string[] =>
  readdirSync(at(`test/eslint/fixtures/${id}`)).filter((name) => isFixture.test(name));
const pageOf = (id: string): string =>
  existsSync(at(`docs/eslint/${id}.md`)) ? readFileSync(at(`docs/eslint/${id}.md`), "utf8") : "";
const example = (id: string, heading: string): string =>
  new RegExp(`## ${heading}\n\n\`\`\`ts\n([^]*?)\`\`\``).exec(pageOf(id))?.[1] ?? "";
/** An example as a file beside the sample's client. */
const exampleFile = (id: string, heading: string): string => at(`examples-of-${id}-${heading}.ts`);
const exampleCode = (id: string, heading: string): string =>
  example(id, heading).replace('"./api/index.js"', '"./generated/index.js"');

const files = new Map<string, string>();
for (const { id } of eslintRules) {
  for (const name of fixturesOf(id)) {
    const file = at(`test/eslint/fixtures/${id}/${name}`);
    files.set(file, readFileSync(file, "utf8"));
  }
  for (const heading of ["Wrong", "Right"]) files.set(exampleFile(id, heading), exampleCode(id, heading));
}
const program = programOf(files);

test("the rules are those of the folder, and each has fixtures of its own", () => {
  const names = readdirSync(at("generator/eslint/rules")).filter((name) => name !== "index.ts");
  expect(eslintRules.map(({ id }) => `${id}.ts`).toSorted()).toEqual(names.toSorted());
  expect(readdirSync(at("test/eslint/fixtures")).toSorted()).toEqual(eslintRules.map(({ id }) => id).toSorted());
});

describe.each(eslintRules.map((rule) => [rule.id, rule] as const))("%s", (id, { rule, summary }) => {
  const found = (file: string) => lintWith(program, id, file, files.get(file)!);

  test("has an id and a summary, and its page is named where an editor shows it", () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(summary).toMatch(/^[A-Z].{20,}\.$/);
    expect(rule.meta?.docs?.url).toMatch(new RegExp(`/docs/eslint/${id}\\.md$`));
  });

  test("has a page: why, and how to silence it", () => {
    expect(pageOf(id)).toMatch(/## Why\n\n[^#]{80}/);
    expect(pageOf(id)).toMatch(/## How to silence it\n\n.{20}/);
  });

  test("its page shows a wrong example that it finds, and a right one that it does not", () => {
    expect(example(id, "Wrong")).not.toBe("");
    expect(found(exampleFile(id, "Wrong"))).not.toHaveLength(0);
    expect(example(id, "Right")).not.toBe("");
    expect(found(exampleFile(id, "Right"))).toEqual([]);
  });

  test.each(fixturesOf(id))("%s", (name) => {
    const file = at(`test/eslint/fixtures/${id}/${name}`);
    const text = files.get(file)!;
    const messages = found(file);
    const count = name.startsWith("invalid-") ? Number(/^\/\/ finds: (\d+)$/m.exec(text)?.[1] ?? Number.NaN) : 0;
    expect(messages.map(({ line, message }) => `${line}: ${message}`)).toHaveLength(count);
    const all = messages.map(({ message }) => message).join("\n");
    for (const [, part] of text.matchAll(/^\/\/ says: (.+)$/gm)) expect(all).toContain(part);
    for (const [, line] of text.matchAll(/^\/\/ at line: (\d+)$/gm))
      expect(messages.map((one) => one.line)).toContain(Number(line));
    for (const { message } of messages) expect(message).toMatch(/\.$/);
  });

  const cases = (prefix: string) =>
    fixturesOf(id)
      .filter((name) => name.startsWith(prefix))
      .map((name) => {
        const filename = at(`test/eslint/fixtures/${id}/${name}`);
        const code = files.get(filename)!;
        return { name, filename, code, settings };
      });
  new RuleTester({ languageOptions: languageOptions(program) }).run(id, rule, {
    valid: cases("valid-"),
    invalid: cases("invalid-").map((one) => ({ ...one, errors: Number(/^\/\/ finds: (\d+)$/m.exec(one.code)![1]) })),
  });
});

describe("the fixtures and the examples of the pages", () => {
  let problems: string[];
  beforeAll(() => {
    problems = [...files.keys()]
      .filter((file) => !file.endsWith(".js"))
      .flatMap((file) => {
        const source = program.getSourceFile(file)!;
        return (
          [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
            // What is never read, and casts in angle brackets, are what fixtures are about.
            .filter(({ code }) => ![1294, 6133, 6192, 6198].includes(code))
            .map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`)
        );
      });
  });

  test("compile", () => {
    expect(problems).toEqual([]);
  });
});

test("the table and the headers of the pages are those of the rules; else: npm run docs:rules", () => {
  expect([...outdatedEslintPages(at("docs")).keys()]).toEqual([]);
  const pages = readdirSync(at("docs/eslint"));
  expect(pages.toSorted()).toEqual(eslintRules.map(({ id }) => `${id}.md`).toSorted());
});
