/** Findings that say the same are one finding for people; every format for programs keeps each of them. */
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { codeclimate } from "../../../generator/lint/formats/codeclimate.js";
import { groupFindings, subjectOf } from "../../../generator/lint/formats/groups.js";
import { json } from "../../../generator/lint/formats/json.js";
import { markdown } from "../../../generator/lint/formats/markdown.js";
import { sarif } from "../../../generator/lint/formats/sarif.js";
import { stylish } from "../../../generator/lint/formats/stylish.js";
import { finding, reportOf, sampleReport } from "./report.js";

const reads = (path: string, resource: string, line: number) =>
  finding({
    rule: "etag-not-declared",
    message: `GET ${path} reads ${resource}, whose tag PUT /jobs/{id}/ demands, but declares no ETag.`,
    help: `Declare it; or operations: { "${path}": { role: "none" } }.`,
    operation: { method: "GET", path, operationId: path },
    line,
  });

test("the same message about several operations of a resource is one, in the order of the report", () => {
  const all = [
    reads("/jobs/{id}/", "Job", 1),
    reads("/people/{id}/", "Person", 2),
    reads("/jobs/{id}/header/", "Job", 3),
    { ...reads("/jobs/{id}/events/", "Job", 4), severity: "warning" as const },
  ];
  const groups = groupFindings(all);
  expect(groups.map(({ first, others }) => [first.line, ...others.map(({ line }) => line)])).toEqual([
    [1, 3],
    [2],
    [4],
  ]);
});

test("another rule, message, advice or severity is another finding", () => {
  const one = reads("/a/{id}/", "Job", 1);
  const other = { ...reads("/b/{id}/", "Job", 2) };
  for (const change of [{ rule: "no-retrieval" }, { message: `${other.message} Really.` }, { help: "Do nothing." }])
    expect(groupFindings([one, { ...other, ...change }])).toHaveLength(2);
});

test("what a finding of a group is about", () => {
  const operation = { method: "PUT", path: "/a/{id}/" };
  expect(subjectOf(finding({ operation, message: "PUT, PATCH and DELETE /a/{id}/ can overwrite." }))).toBe(
    "PUT, PATCH and DELETE /a/{id}/",
  );
  expect(subjectOf(finding({ operation, message: "Response 412 of PUT /a/{id}/ speaks." }))).toBe("PUT /a/{id}/");
});

test("stylish and markdown show each message of the sample once; nothing is left out", async () => {
  const report = await sampleReport();
  const { findings } = report.documents[0]!.result;
  const groups = groupFindings(findings);
  expect(groups.length).toBeLessThan(findings.length);
  expect(groups.flatMap(({ first, others }) => [first, ...others])).toHaveLength(findings.length);
  // Colours are on where the environment says CI.
  const text = stripVTControlCharacters(stylish.render(report));
  expect(text.match(/^ {2}-> /gm)).toHaveLength(groups.length);
  for (const { line, column } of findings) {
    expect(text).toContain(`schema.yml:${line}:${column}`);
    expect(markdown.render(report)).toContain(`:${line}:${column}`);
  }
});

test("JSON, SARIF and Code Climate keep all places", () => {
  const report = reportOf([reads("/jobs/{id}/", "Job", 1), reads("/jobs/{id}/header/", "Job", 3)]);
  expect(
    (JSON.parse(json.render(report)) as { documents: { findings: object[] }[] }).documents[0]!.findings,
  ).toHaveLength(2);
  expect((JSON.parse(sarif.render(report)) as { runs: { results: object[] }[] }).runs[0]!.results).toHaveLength(2);
  expect(JSON.parse(codeclimate.render(report))).toHaveLength(2);
});
