/** The two JSON formats that are not SARIF: our own, and Code Climate's. */
import type { LintReport } from "../../../generator/lint/lint-report.js";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { CWD, finding, HOSTILE, reportOf, ROOT, sampleReport } from "./report.js";
import { printable } from "../../../generator/printable.js";
import { formats } from "../../../generator/lint/formats/index.js";

const ajv = new Ajv({ allErrors: true, strict: true });
const text = { type: "string", minLength: 1 } as const;
const natural = { type: "integer", minimum: 1 } as const;
const count = { type: "integer", minimum: 0 } as const;
const closed = (properties: object, required: readonly string[] = Object.keys(properties)) =>
  ({ type: "object", additionalProperties: false, properties, required }) as const;

const place = { file: text, line: natural, column: natural };
const operation = closed({ method: text, path: text, operationId: text }, ["method", "path"]);
const entry = closed(
  { client: text, rule: text, method: text, path: text, pointer: text, file: text, count: natural },
  ["rule", "count"],
);

/** What docs/lint.md promises of version 1. */
const reportSchema = closed(
  {
    version: { const: 1 },
    errors: count,
    warnings: count,
    baseline: closed({ file: text, known: count, fixed: { type: "array", items: entry } }),
    documents: {
      type: "array",
      items: closed(
        {
          name: text,
          file: text,
          openapi: text,
          findings: {
            type: "array",
            items: closed(
              {
                rule: text,
                severity: { enum: ["error", "warning"] },
                message: text,
                help: text,
                ...place,
                endLine: natural,
                pointer: { type: "string", pattern: "^#" },
                operation,
                operations: { type: "array", items: operation, minItems: 2 },
                related: { type: "array", items: closed({ ...place, message: text }) },
              },
              ["rule", "severity", "message", "help", "file", "line", "column", "pointer"],
            ),
          },
        },
        ["file", "openapi", "findings"],
      ),
    },
  },
  ["version", "errors", "warnings", "documents"],
);

/** GitLab's "Code Quality report format": a subset of Code Climate's issue. */
const codeQualitySchema = {
  type: "array",
  items: closed({
    type: { const: "issue" },
    check_name: text,
    description: { type: "string", pattern: "^[^\\n]+$" },
    content: closed({ body: text }),
    categories: { type: "array", minItems: 1, items: { const: "Bug Risk" } },
    severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
    fingerprint: text,
    location: closed({
      path: { type: "string", pattern: "^(?!\\./|/)" },
      lines: closed({ begin: natural, end: natural }),
    }),
  }),
} as const;

const isReport = ajv.compile(reportSchema);
const isCodeQuality = ajv.compile(codeQualitySchema);

interface Issue {
  check_name: string;
  description: string;
  severity: string;
  fingerprint: string;
  location: { path: string; lines: { begin: number; end: number } };
}

function codeQuality(report: LintReport): Issue[] {
  const parsed: unknown = JSON.parse(formats.get("gitlab")!.render(report));
  expect(isCodeQuality(parsed), JSON.stringify(isCodeQuality.errors)).toBe(true);
  return parsed as Issue[];
}

test("json: the sample's report, and one with everything, fit the schema of version 1", async () => {
  const related = [{ message: "there", file: ROOT, line: 1, column: 1 }];
  const baseline = { file: `${CWD}/b.json`, known: 2, fixed: [{ rule: "x", method: "PUT", path: "/a", count: 1 }] };
  for (const report of [await sampleReport(), reportOf([finding({ related, endLine: 12 })], { baseline })]) {
    const parsed: unknown = JSON.parse(formats.get("json")!.render(report));
    expect(isReport(parsed), JSON.stringify(isReport.errors)).toBe(true);
  }
});

test("gitlab: the sample's report fits what GitLab reads; no fingerprint stands twice", async () => {
  const report = await sampleReport();
  const issues = codeQuality(report);
  expect(issues).toHaveLength(report.documents[0]!.result.findings.length);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  expect(formats.get("codeclimate")).toBe(formats.get("gitlab"));
});

test("gitlab: severity, place, and text that is fit to look at", () => {
  const [error, warning] = codeQuality(
    reportOf([finding({ endLine: 14, message: HOSTILE }), finding({ severity: "warning", rule: "weak-tag-example" })]),
  );
  expect(error).toMatchObject({
    severity: "major",
    location: { path: "schema/schema.yml", lines: { begin: 11, end: 14 } },
    description: printable(HOSTILE),
  });
  expect(warning).toMatchObject({ severity: "minor", location: { lines: { begin: 11, end: 11 } } });
});

test("gitlab: a fingerprint survives moved lines, and is another for another operation", () => {
  const of = (more: Parameters<typeof finding>[0]): string => codeQuality(reportOf([finding(more)]))[0]!.fingerprint;
  expect(of({ line: 500, column: 9, endLine: 600, pointer: "#/else" })).toBe(of({}));
  expect(of({ operation: { method: "PUT", path: "/jobs/{id}/" } })).not.toBe(of({}));
});
