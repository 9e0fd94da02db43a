/** Markdown, read back with a parser of GitHub's dialect. */
import type { LintReport } from "../../../generator/lint/lint-report.js";
import { lexer, marked, type Tokens } from "marked";
import { describe, expect, test } from "vitest";
import { CONTROL, documentOf, finding, HOSTILE, reportOf, sampleReport, CWD } from "./report.js";
import { printableLines } from "../../../generator/printable.js";
import { groupFindings, subjectOf } from "../../../generator/lint/formats/groups.js";
import { markdown } from "../../../generator/lint/formats/markdown.js";
import { docsUrl } from "../../../generator/package.js";

const tables = (report: LintReport): Tokens.Table[] =>
  lexer(markdown.render(report)).filter((token): token is Tokens.Table => token.type === "table");

/** What a reader sees: tags gone, entities decoded. */
const seen = (html: string): string =>
  html
    .replaceAll("<br>", "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
      code === undefined ? { amp: "&", lt: "<", gt: ">", quot: '"' }[name!]! : String.fromCodePoint(Number(code)),
    )
    .replaceAll("\u200b", "");

const cell = ({ tokens }: Tokens.TableCell): string =>
  seen(marked.parser([{ type: "paragraph", raw: "", text: "", tokens }]));

test("a table a document that has findings, a row a finding, its rule linked to its page", () => {
  const documents = [documentOf([finding()], "jobs"), documentOf([], "claims")];
  const report = { cwd: CWD, documents };
  expect(markdown.render(report)).toMatch(/^### ifmatch lint\n\n1 error in schema\/schema.yml, schema\/schema.yml\n/);
  const [table, ...more] = tables(report);
  expect(more).toEqual([]);
  expect(table!.rows.map((row) => row.map((one) => cell(one).trim()))).toEqual([
    ["error", "unmarked-state-change", "schema/schema.yml:11:5", "DELETE /jobs/{id}/ is not protected.\nMark it."],
  ]);
  expect(marked.parser(lexer(markdown.render(report)))).toContain(
    `<a href="${docsUrl("docs/rules/unmarked-state-change.md")}">unmarked-state-change</a>`,
  );
});

test("no findings: no table", () => {
  expect(markdown.render(reportOf([]))).toBe("### ifmatch lint\n\nNo findings in schema/schema.yml");
});

test("the sample's report: nothing of it is markup", async () => {
  const report = await sampleReport();
  const groups = groupFindings(report.documents[0]!.result.findings);
  const [table] = tables(report);
  expect(table!.rows.map((row) => cell(row[3]!).trim())).toEqual(
    groups.map(({ first: { message, help }, others }) =>
      [message, ...(others.length > 0 ? [`The same applies to: ${others.map(subjectOf).join(", ")}.`] : []), help].join(
        "\n",
      ),
    ),
  );
});

describe("hostile text", () => {
  const hostile = finding({ message: HOSTILE, help: HOSTILE, file: `${CWD}/${HOSTILE}` });
  const source = markdown.render(reportOf([hostile]));

  test("stays in its cell, as text", () => {
    const [table] = tables(reportOf([hostile]));
    expect(table!.rows).toHaveLength(1);
    expect(table!.rows[0]).toHaveLength(4);
    const text = printableLines(HOSTILE).replaceAll("\n", " ");
    expect(cell(table!.rows[0]![3]!).trim()).toBe(`${text}\n${text}`);
  });

  test("makes no link, image, code, emphasis, heading or HTML", () => {
    const html = (marked.parse(source, { async: false }) as string).replace(
      `<a href="${docsUrl(`docs/rules/${hostile.rule}.md`)}">${hostile.rule}</a>`,
      "",
    );
    const tags = new Set([...html.matchAll(/<(\w+)/g)].map(([, name]) => name));
    expect([...tags].sort()).toEqual(["br", "h3", "h4", "p", "table", "tbody", "td", "th", "thead", "tr"]);
    expect(source).not.toMatch(CONTROL);
  });

  test("mentions nobody and refers to nothing", () => {
    expect(source).not.toMatch(/[@#!](?=\w)(?!\d+;)/);
    expect(source).toContain("\\@&#8203;team \\#&#8203;12 \\!&#8203;12 a\\@&#8203;b.example");
  });
});

test("what is fixed and still in the baseline is said", () => {
  const fixed = [
    { rule: "weak-tag-example", method: "PUT", path: "/jobs/{id}/" },
    { rule: "marker-misplaced", pointer: "#/info" },
  ];
  const text = markdown.render(reportOf([], { baseline: { file: `${CWD}/ifmatch-baseline.json`, known: 3, fixed } }));
  expect(seen(marked.parse(text, { async: false }) as string)).toContain(
    "Fixed, but still in ifmatch-baseline.json (remove with ifmatch lint --update-baseline):\n\nweak-tag-example: PUT /jobs/{id}/\nmarker-misplaced: #/info\n",
  );
});
