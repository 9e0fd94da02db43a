/** Checkstyle and JUnit reports, read back with an XML parser. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { CONTROL, CWD, documentOf, finding, HOSTILE, reportOf, ROOT, sampleReport } from "./report.js";
import { printableLines } from "../../../generator/printable.js";
import { checkstyle } from "../../../generator/lint/formats/checkstyle.js";
import { junit } from "../../../generator/lint/formats/junit.js";

const lists = ["file", "error", "testsuite", "testcase"];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  htmlEntities: true,
  trimValues: true,
  isArray: (name, _path, _leaf, isAttribute) => !isAttribute && lists.includes(name),
});

function parse<T>(xml: string): T {
  expect(XMLValidator.validate(xml)).toBe(true);
  // XML 1.0, 2.2: the characters that a document may hold.
  expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<')).toBe(true);
  return parser.parse(xml) as T;
}

const warning = finding({ rule: "weak-tag-example", severity: "warning", line: 4 });
const elsewhere = finding({ file: `${CWD}/parts/a&b.yml`, line: 2 });

describe("checkstyle", () => {
  interface Checkstyle {
    checkstyle: {
      version: string;
      file: { name: string; error?: Record<"line" | "column" | "severity" | "message" | "source", string>[] }[];
    };
  }

  test("a file element a file, an error element a finding", () => {
    const { version, file } = parse<Checkstyle>(
      checkstyle.render(reportOf([finding(), elsewhere, warning])),
    ).checkstyle;
    expect(version).toBe("4.3");
    const error = {
      line: "11",
      column: "5",
      severity: "error",
      message: "DELETE /jobs/{id}/ is not protected. Mark it.",
      source: "ifmatch.unmarked-state-change",
    };
    expect(file).toEqual([
      {
        name: "schema/schema.yml",
        error: [error, { ...error, line: "4", severity: "warning", source: "ifmatch.weak-tag-example" }],
      },
      { name: "parts/a&b.yml", error: [{ ...error, line: "2" }] },
    ]);
  });

  test("a document without findings is listed", () => {
    const { file } = parse<Checkstyle>(checkstyle.render(reportOf([]))).checkstyle;
    expect(file).toEqual([{ name: "schema/schema.yml" }]);
  });

  test("hostile text comes back as text", () => {
    const { file } = parse<Checkstyle>(checkstyle.render(reportOf([finding({ message: HOSTILE })]))).checkstyle;
    expect(file[0]!.error).toHaveLength(1);
    expect(file[0]!.error![0]!.message).toBe(`${visible(HOSTILE)} Mark it.`);
  });
});

describe("junit", () => {
  interface Case {
    classname: string;
    name: string;
    file?: string;
    line?: string;
    failure?: { message: string; type: string; "#text": string };
    skipped?: { message: string; "#text": string };
  }
  type Counts = Record<"name" | "tests" | "failures" | "errors" | "skipped", string>;
  interface JUnit {
    testsuites: Counts & { testsuite: (Counts & { testcase: Case[] })[] };
  }

  test("an error fails, a warning is skipped, and a rule that found nothing has passed", () => {
    const related = [{ message: "PUT /jobs/{id}/ is conditional", file: ROOT, line: 6, column: 7 }];
    const { testsuites } = parse<JUnit>(junit.render(reportOf([finding({ related }), warning])));
    const counts = { tests: "3", failures: "1", errors: "0", skipped: "1" };
    const place = { name: "DELETE /jobs/{id}/", file: "schema/schema.yml" };
    expect(testsuites).toEqual({
      name: "ifmatch lint",
      ...counts,
      testsuite: [
        {
          name: "schema/schema.yml",
          ...counts,
          testcase: [
            {
              ...place,
              classname: "unmarked-state-change",
              line: "11",
              failure: {
                message: "DELETE /jobs/{id}/ is not protected.",
                type: "error",
                "#text":
                  "schema/schema.yml:11:5\nDELETE /jobs/{id}/ is not protected.\n-> Mark it.\nschema/schema.yml:6:7: PUT /jobs/{id}/ is conditional",
              },
            },
            {
              ...place,
              classname: "weak-tag-example",
              line: "4",
              skipped: {
                message: "warning: DELETE /jobs/{id}/ is not protected.",
                "#text": "schema/schema.yml:4:5\nDELETE /jobs/{id}/ is not protected.\n-> Mark it.",
              },
            },
            { classname: "marker-misplaced", name: "no findings" },
          ],
        },
      ],
    });
  });

  test("the counts add up, and no test case stands twice", async () => {
    const { cwd, documents } = await sampleReport();
    const twice = [
      { ...documents[0]!, name: "a" },
      { ...documents[0]!, name: "b" },
    ];
    const { testsuites } = parse<JUnit>(junit.render({ cwd, documents: twice }));
    const { testsuite } = testsuites;
    expect(testsuite.map(({ name }) => name)).toEqual(["a: schema/schema.yml", "b: schema/schema.yml"]);
    for (const suite of testsuite) {
      const { testcase } = suite;
      expect(testcase.map(({ classname }) => classname)).toEqual(
        expect.arrayContaining([...documents[0]!.result.rules]),
      );
      expect(Number(suite.tests)).toBe(testcase.length);
      expect(Number(suite.failures)).toBe(testcase.filter(({ failure }) => failure).length);
      expect(Number(suite.skipped)).toBe(testcase.filter(({ skipped }) => skipped).length);
      expect(new Set(testcase.map(({ classname, name }) => `${classname} ${name}`)).size).toBe(testcase.length);
    }
    for (const key of ["tests", "failures", "errors", "skipped"] as const)
      expect(Number(testsuites[key])).toBe(testsuite.reduce((sum, suite) => sum + Number(suite[key]), 0));
  });

  test("the same rule twice at one operation: names that differ, without a line in them", () => {
    const report = { cwd: CWD, documents: [documentOf([finding(), finding({ line: 12 })])] };
    const { testcase } = parse<JUnit>(junit.render(report)).testsuites.testsuite[0]!;
    expect(testcase.slice(0, 2).map(({ name }) => name)).toEqual(["DELETE /jobs/{id}/", "DELETE /jobs/{id}/ (2)"]);
  });

  test("hostile text comes back as text", () => {
    const hostile = finding({ message: HOSTILE, operation: { method: "PUT", path: HOSTILE } });
    const { testcase } = parse<JUnit>(junit.render(reportOf([hostile]))).testsuites.testsuite[0]!;
    expect(testcase).toHaveLength(3);
    expect(testcase[0]!.name).toBe(`PUT ${visible(HOSTILE)}`);
    expect(testcase[0]!.failure!.message).toBe(visible(HOSTILE));
    expect(testcase[0]!.failure!["#text"]).toContain(`\n${visible(HOSTILE).replaceAll("\n", "\\n")}\n`);
    expect(testcase[0]!.failure!["#text"]).not.toMatch(CONTROL);
  });
});

/** What is left of a text: control characters as visible escapes, and a mark for what XML cannot hold. */
const visible = (text: string): string => printableLines(text).replace(/\p{Cs}|[\ufffe\uffff]/gu, "\ufffd");
