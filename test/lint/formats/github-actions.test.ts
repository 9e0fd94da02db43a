/** Workflow commands, decoded as GitHub's runner does. */
import type { LintReport } from "../../../generator/lint/lint-report.js";
import { expect, test } from "vitest";
import { CWD, finding, HOSTILE, reportOf } from "./report.js";
import { printableLines } from "../../../generator/printable.js";
import { githubActions } from "../../../generator/lint/formats/github-actions.js";

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The lines of a log that the runner takes for commands, the old syntax included. */
function commands(log: string): Command[] {
  expect(log).not.toMatch(/##\w*\[/);
  const lines = log.split(/\r\n|\r|\n/).map((line) => line.trimStart());
  return lines
    .filter((line) => line.startsWith("::"))
    .map((line) => {
      const end = line.indexOf("::", 2);
      const [name, list = ""] = line.slice(2, end).split(/ (.*)/s);
      const properties = list.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]);
      return {
        name: name!,
        properties: Object.fromEntries(properties.map(([key, value]) => [key, decode(value)])),
        data: decode(line.slice(end + 2)),
      };
    });
}

const escapes: Readonly<Record<string, string>> = { "0D": "\r", "0A": "\n", "3A": ":", "2C": ",", "25": "%" };
const decode = (text: string): string => text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => escapes[code]!);
const render = (report: LintReport): Command[] => commands(githubActions.render(report));

test("an annotation a finding; a summary last", () => {
  const warning = finding({ severity: "warning", rule: "weak-tag-example", line: 4 });
  expect(render(reportOf([finding({ endLine: 20 }), warning]))).toEqual([
    {
      name: "error",
      properties: { file: "schema/schema.yml", line: "11", col: "5", title: "unmarked-state-change" },
      data: "DELETE /jobs/{id}/ is not protected.\nMark it.",
    },
    {
      name: "warning",
      properties: { file: "schema/schema.yml", line: "4", col: "5", title: "weak-tag-example" },
      data: "DELETE /jobs/{id}/ is not protected.\nMark it.",
    },
  ]);
  expect(githubActions.render(reportOf([warning]))).toMatch(/\n1 warning in schema\/schema\.yml$/);
  expect(githubActions.render(reportOf([]))).toBe("No findings in schema/schema.yml");
});

test("text of the document ends no command and begins none", () => {
  const file = `${CWD}/a,line=9:b%2C.yml`;
  const found = render(reportOf([finding({ message: HOSTILE, file })]));
  expect(found).toHaveLength(1);
  expect(found[0]!.properties).toEqual({
    file: "a,line=9:b%2C.yml",
    line: "11",
    col: "5",
    title: "unmarked-state-change",
  });
  expect(found[0]!.data).toBe(`${printableLines(HOSTILE)}\nMark it.`);
});
