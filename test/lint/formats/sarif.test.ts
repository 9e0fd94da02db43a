/** SARIF 2.1.0: held against its schema, and against what the schema cannot say. */
import type { LintReport } from "../../../generator/lint/lint-report.js";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { CWD, documentOf, finding, HOSTILE, reportOf, ROOT, sampleReport } from "./report.js";
import { sarif } from "../../../generator/lint/formats/sarif.js";
import { rules } from "../../../generator/lint/rules/index.js";
import { sarifSchema } from "./sarif-schema.js";

interface Location {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId?: string };
    region: { startLine: number; startColumn: number; endLine?: number };
  };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: [Location & { logicalLocations: [{ name?: string; fullyQualifiedName: string }] }];
  relatedLocations?: (Location & { id: number; message: { text: string } })[];
  partialFingerprints: Record<string, string>;
}
interface Run {
  tool: { driver: { rules: { id: string; help: { markdown: string }; defaultConfiguration: object }[] } };
  originalUriBaseIds: Record<string, object>;
  results: Result[];
}

const ajv = addFormats.default(new Ajv({ allErrors: true, strict: true, strictRequired: false }));
const validate = ajv.compile(sarifSchema);

function render(report: LintReport): Run {
  const log = JSON.parse(sarif.render(report)) as { runs: [Run] };
  expect(validate(log), JSON.stringify(validate.errors, undefined, 2)).toBe(true);
  return log.runs[0];
}

test("the sample schema's report fits the schema; each result names its rule twice and alike", async () => {
  const report = await sampleReport();
  const { tool, results, originalUriBaseIds } = render(report);
  expect(results).toHaveLength(report.documents[0]!.result.findings.length);
  expect(results.length).toBeGreaterThan(20);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    const { artifactLocation, region } = locations[0].physicalLocation;
    expect(artifactLocation.uri).toBe("schema/schema.yml");
    expect(Object.keys(originalUriBaseIds)).toContain(artifactLocation.uriBaseId);
    expect(region.endLine ?? region.startLine).toBeGreaterThanOrEqual(region.startLine);
  }
});

test("every rule is described, with its page", () => {
  const { tool } = render(reportOf([]));
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const { id, help } of tool.driver.rules) expect(help.markdown).toMatch(new RegExp(`^# ${id}\n`));
  expect(tool.driver.rules.find(({ id }) => id === "unmarked-action")!.defaultConfiguration).toEqual({
    enabled: false,
    level: "none",
  });
});

test("a result says where, what, what to do, and the other places", () => {
  const related = [{ message: "PUT /jobs/{id}/ is conditional", file: ROOT, line: 6, column: 7 }];
  const [result] = render(reportOf([finding({ endLine: 14, related })])).results;
  const artifactLocation = { uri: "schema/schema.yml", uriBaseId: "%SRCROOT%" };
  expect(result).toEqual({
    ruleId: "unmarked-state-change",
    ruleIndex: 0,
    level: "error",
    message: { text: "DELETE /jobs/{id}/ is not protected. Mark it." },
    locations: [
      {
        physicalLocation: { artifactLocation, region: { startLine: 11, startColumn: 5, endLine: 14 } },
        logicalLocations: [
          { name: "DELETE /jobs/{id}/", fullyQualifiedName: "#/paths/~1jobs~1{id}~1/delete", kind: "object" },
        ],
      },
    ],
    relatedLocations: [
      {
        id: 0,
        message: { text: "PUT /jobs/{id}/ is conditional" },
        physicalLocation: { artifactLocation, region: { startLine: 6, startColumn: 7 } },
      },
    ],
    partialFingerprints: { "ifmatchFinding/v1": expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

test.for([
  [`${CWD}/a b/100%/[x]#?.yml`, "a%20b/100%25/%5Bx%5D%23%3F.yml", "%SRCROOT%"],
  [`${CWD}/d:e.yml`, "d%3Ae.yml", "%SRCROOT%"],
  ["/home/dev/other/a b.yml", "file:///home/dev/other/a%20b.yml", undefined],
  ["https://api.example/a b.yml?x=ä", "https://api.example/a%20b.yml?x=%C3%A4", undefined],
])("%s is %s", ([file, uri, uriBaseId]) => {
  const [result] = render(reportOf([finding({ file: file! })])).results;
  expect(result!.locations[0].physicalLocation.artifactLocation).toEqual({ uri, ...(uriBaseId && { uriBaseId }) });
});

test("the same findings give the same bytes wherever the project lies", () => {
  const there = finding({ file: "/elsewhere/schema/schema.yml" });
  const { name, result } = documentOf([there]);
  const moved: LintReport = { cwd: "/elsewhere", documents: [{ name, result: { ...result, file: there.file } }] };
  expect(sarif.render(moved)).toBe(sarif.render(reportOf([finding()])));
});

test("text of the document begins no link, and stays one line", () => {
  const [result] = render(
    reportOf([finding({ message: HOSTILE, related: [{ ...finding(), message: HOSTILE }] })]),
  ).results;
  for (const { text } of [result!.message, result!.relatedLocations![0]!.message]) {
    expect(text).not.toMatch(/\]\(|\n/);
    expect(text).toContain("end of it");
  }
});

test("partial fingerprints survive moved lines and renamed parameters, and tell findings apart", () => {
  const hashes = (...findings: Parameters<typeof finding>[0][]): string[] =>
    render(reportOf(findings.map(finding))).results.map((one) => one.partialFingerprints["ifmatchFinding/v1"]!);
  const [first] = hashes({});
  const renamed = { method: "DELETE", path: "/jobs/{job_id}" };
  expect(hashes({ line: 900, column: 1, message: "In other words.", operation: renamed })).toEqual([first]);
  const all = hashes({}, {}, { rule: "weak-tag-example" }, { operation: { method: "PUT", path: "/jobs/{id}/" } });
  expect(new Set(all).size).toBe(4);
  expect(all[0]).toBe(first);
});
