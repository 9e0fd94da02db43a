/** Suppressions: what they silence, and when they are findings themselves. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SuppressionConfig } from "../../generator/config/define.js";
import type { Finding } from "../../generator/lint/finding.js";
import { document, jobsApi, operation, workspace } from "../cli/workspace.js";
import { lintFile } from "./documents.js";

const reason = "only admins delete jobs";

async function lintWith(suppress: readonly SuppressionConfig[], today = "2026-11-21", api: object = jobsApi()) {
  const folder = workspace({ "schema.json": api });
  const { findings } = await lintFile(join(folder, "schema.json"), { lint: { suppress: [...suppress] } }, { today });
  return findings;
}

const rulesOf = (findings: readonly Finding[]): string[] => findings.map(({ rule }) => rule).toSorted();
const RULE = "unmarked-state-change";

test("without any, the finding is there", async () => {
  expect(rulesOf(await lintWith([]))).toEqual(["if-match-not-declared", RULE]);
});

describe("a suppression of the config", () => {
  test.for<[string, Partial<SuppressionConfig>]>([
    ["everywhere", {}],
    ["by operationId", { operation: "job_destroy" }],
    ["by operationId with an asterisk", { operation: "job_*" }],
    ["by method and path", { operation: "DELETE /jobs/{id}" }],
    ["by path", { path: "/jobs/{job_id}/" }],
    ["by path with an asterisk", { path: "/jobs/*" }],
    ["by tag", { tag: "jobs" }],
    ["by all of them", { operation: "job_destroy", path: "/jobs/*", tag: "jobs" }],
    ["until today", { until: "2026-11-21" }],
  ])("silences %s", async ([, where]) => {
    expect(rulesOf(await lintWith([{ rule: RULE, reason, ...where }]))).toEqual(["if-match-not-declared"]);
  });

  test.for<[string, Partial<SuppressionConfig>]>([
    ["another operation", { operation: "job_partial_update" }],
    ["another path", { path: "/health" }],
    ["another tag", { tag: "system" }],
    ["the path of this and the tag of another", { path: "/jobs/*", tag: "system" }],
    ["another rule", { rule: "no-retrieval" }],
  ])("of %s silences nothing, and is a finding", async ([, where]) => {
    const findings = await lintWith([{ rule: RULE, reason, ...where }]);
    expect(rulesOf(findings)).toEqual(["if-match-not-declared", "suppression-unused", RULE]);
    expect(findings.find(({ rule }) => rule === "suppression-unused")).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("lint.suppress[0] of the config silences nothing"),
      pointer: "#/",
      line: 1,
    });
  });

  test("that has run out silences nothing any more, and says so", async () => {
    const findings = await lintWith([{ rule: RULE, reason, until: "2026-11-20" }]);
    expect(rulesOf(findings)).toEqual(["if-match-not-declared", "suppression-expired", RULE]);
    const later = await lintWith([{ rule: RULE, reason, until: "2026-11-20" }], "2026-11-20");
    expect(rulesOf(later)).toEqual(["if-match-not-declared"]);
  });

  test.for(["", "legacy", "   todo    "])("with the reason %j silences, but is an error", async (empty) => {
    const findings = await lintWith([{ rule: RULE, reason: empty }]);
    expect(rulesOf(findings)).toEqual(["if-match-not-declared", "suppression-without-reason"]);
    expect(findings.find(({ rule }) => rule === "suppression-without-reason")?.severity).toBe("error");
  });

  test("of a rule that is off is not called unused: nobody knows what it would find", async () => {
    expect(rulesOf(await lintWith([{ rule: "etag-not-declared", reason }]))).toEqual(["if-match-not-declared", RULE]);
  });

  test("cannot silence those about suppressions", async () => {
    const findings = await lintWith([{ rule: "suppression-without-reason", reason: "" }]);
    expect(rulesOf(findings)).toContain("suppression-without-reason");
  });

  test("two for the same finding are both in use", async () => {
    const both = [
      { rule: RULE, reason },
      { rule: RULE, reason, operation: "job_destroy" },
    ];
    expect(rulesOf(await lintWith(both))).toEqual(["if-match-not-declared"]);
  });

  test.for<[object, string]>([
    [{ rule: RULE, reason, until: "soon" }, "lint.suppress[0].until: a day such as 2026-12-31"],
    [{ rule: RULE, reason, untill: "2026-12-31" }, 'untill: unknown key. Did you mean "until"?'],
    [{ reason }, "lint.suppress[0].rule"],
    [{ rule: RULE, reason, path: "jobs" }, "a path starts with a slash"],
  ])("%j is refused", async ([entry, text]) => {
    await expect(lintWith([entry as SuppressionConfig])).rejects.toThrow(text);
  });
});

describe("a finding that several operations share", () => {
  const job = (operationId: string): object =>
    operation(operationId, { description: "Concurrency is controlled in this endpoint (E-tag/If-Match)" });
  const api = document({ "/jobs/{id}": { get: operation("read"), put: job("put"), patch: job("patch") } });

  test("is silenced when each of them is, not before", async () => {
    const one = { rule: "if-match-not-declared", reason, operation: "put" };
    expect(rulesOf(await lintWith([one], undefined, api))).toEqual(["if-match-not-declared"]);
    expect(rulesOf(await lintWith([one, { ...one, operation: "patch" }], undefined, api))).toEqual([]);
  });
});

describe("in the document", () => {
  const ignoring = (where: "root" | "path" | "operation" | "other", entry: object): object => {
    const api = jobsApi() as { paths: Record<string, Record<string, object>> } & Record<string, unknown>;
    const ignore = { "x-concurrency-lint-ignore": [entry] };
    if (where === "root") return { ...api, ...ignore };
    const path = where === "other" ? "/health" : "/jobs/{job_id}/";
    const item = api.paths[path]!;
    const changed =
      where === "operation" ? { ...item, delete: { ...item["delete"], ...ignore } } : { ...item, ...ignore };
    return { ...api, paths: { ...api.paths, [path]: changed } };
  };

  test.for(["root", "path", "operation"] as const)("x-concurrency-lint-ignore on the %s silences", async (where) => {
    expect(rulesOf(await lintWith([], undefined, ignoring(where, { rule: RULE, reason })))).toEqual([
      "if-match-not-declared",
    ]);
  });

  test("on another path it is unused, and reported where it stands", async () => {
    const findings = await lintWith([], undefined, ignoring("other", { rule: RULE, reason }));
    expect(findings.find(({ rule }) => rule === "suppression-unused")).toMatchObject({
      pointer: "#/paths/~1health/x-concurrency-lint-ignore/0",
    });
  });

  test("it expires, and wants a reason, as in the config", async () => {
    const expired = await lintWith([], undefined, ignoring("operation", { rule: RULE, reason, until: "2020-01-01" }));
    expect(rulesOf(expired)).toEqual(["if-match-not-declared", "suppression-expired", RULE]);
    expect(rulesOf(await lintWith([], undefined, ignoring("operation", { rule: RULE })))).toContain(
      "suppression-without-reason",
    );
  });
});
