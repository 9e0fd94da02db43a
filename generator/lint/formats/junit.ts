import { printable, type Printable } from "../../printable.js";
import type { LintReport } from "../lint-report.js";
import type { LintedDocument } from "../lint-report.js";
import type { Finding } from "../finding.js";
import { allFindings, countFindings, type Format } from "./format.js";
import { placeName } from "./places.js";
import { element, encodeText, xmlDocument } from "./xml.js";

/**
 * JUnit's report. A test suite a document; a test case a finding, and one that passed for each rule that found nothing,
 * so that the report is never empty. An error is a failure. A warning is skipped: it fails no build by itself, and
 * JUnit has no other word for that.
 */
export const junit: Format = {
  summary: "JUnit XML: errors fail, warnings are skipped",
  render(report) {
    const total = countsOf(report.documents, report);
    return xmlDocument(
      element(
        "testsuites",
        { name: "ifmatch lint", ...total },
        report.documents.map((document) => suite(document, report)),
      ),
    );
  },
};

function suite(document: LintedDocument, report: LintReport): Printable {
  const { findings } = document.result;
  const names = new Map<string, number>();
  const cases = findings.map((finding) => {
    const { operation, pointer, rule } = finding;
    const name = operation ? `${operation.method} ${operation.path}` : pointer;
    const times = (names.get(`${rule} ${name}`) ?? 0) + 1;
    names.set(`${rule} ${name}`, times);
    // CI systems follow a test by its name: it holds no line, and must not stand twice.
    return testCase(finding, times === 1 ? name : `${name} (${times})`, report.cwd);
  });
  const passed = silentRules(document).map((rule) => element("testcase", { classname: rule, name: "no findings" }));
  const name = [document.name, placeName(document.result.file, report.cwd)].filter((part) => part !== undefined);
  return element("testsuite", { name: name.join(": "), ...countsOf([document], report) }, [...cases, ...passed]);
}

function testCase(
  { rule, severity, message, help, related = [], ...place }: Finding,
  name: string,
  cwd: string,
): Printable {
  const at = (one: { file: string; line: number; column: number }): string =>
    `${placeName(one.file, cwd)}:${one.line}:${one.column}`;
  const lines = [at(place), message, `-> ${help}`, ...related.map((one) => `${at(one)}: ${one.message}`)];
  const text = lines.map(printable).join("\n");
  return element("testcase", { classname: rule, name, file: placeName(place.file, cwd), line: place.line }, [
    severity === "error"
      ? element("failure", { message, type: severity }, [encodeText(text)])
      : element("skipped", { message: `warning: ${message}` }, [encodeText(text)]),
  ]);
}

const silentRules = ({ result: { rules, findings } }: LintedDocument): string[] =>
  rules.filter((rule) => !findings.some((finding) => finding.rule === rule));

function countsOf(documents: readonly LintedDocument[], report: LintReport) {
  const findings = allFindings({ ...report, documents });
  const { errors, warnings } = countFindings(findings);
  const passed = documents.flatMap(silentRules).length;
  return { tests: findings.length + passed, failures: errors, errors: 0, skipped: warnings };
}
