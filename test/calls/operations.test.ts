/** Which operation code reaches: by method and path, and by every usual spelling of an operationId. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bypassOf } from "../../generator/calls/bypass.js";
import { OperationIndex, operationsOf } from "../../generator/calls/operations.js";
import { distance, segmentsOf, templateSegments } from "../../generator/calls/url.js";
import type { Text, Value } from "../../generator/calls/value.js";
import type { Manifest } from "../../generator/emit/manifest.js";
import manifest from "../../generated/concurrency.json" with { type: "json" };

const operations = operationsOf(manifest as Manifest);
const index = new OperationIndex(operations);
const reached = (method: string, ...url: Text): string | undefined => index.ofRequest({ method, url })?.id;

test.each<[string | undefined, string, ...Text]>([
  ["job_jobs_partial_update", "PATCH", "/api/job/jobs/", null, "/"],
  ["job_jobs_partial_update", "PATCH", "/api/job/jobs/", null],
  ["job_jobs_partial_update", "PATCH", "/job/jobs/7/?expand=lines"],
  ["job_jobs_partial_update", "PATCH", "jobs/", null, "/"],
  ["job_jobs_partial_update", "PATCH", null, "/jobs/", null, "/"],
  ["job_jobs_partial_update", "PATCH", "https://", null, "/api/job/jobs/", null, "/"],
  ["job_jobs_partial_update", "PATCH", "/behind/a/proxy/api/job/jobs/", null, "/"],
  ["job_jobs_accept_quote_create", "POST", "/job/jobs/", null, "/accept-quote/"],
  // Literal before variable, as servers route.
  ["job_jobs_status_choices_retrieve", "GET", "/api/job/jobs/status-choices/"],
  ["job_jobs_retrieve", "GET", "/api/job/jobs/", null, "/"],
  ["job_jobs_files_create", "POST", "/api/job/jobs/", null, "/files/"],
  [undefined, "POST", "/api/job/jobs/:id/events/"],
  [undefined, "PATCH", "/files/", null, "/"],
  [undefined, "PATCH", null, null, "/"],
  [undefined, "PATCH", "/", null, "/", null, "/"],
  [undefined, "PATCH", "/other/jobs/", null, "/notes/"],
  [undefined, "PATCH", ""],
])("%s: %s %j %j %j", (id, method, ...url) => {
  expect(reached(method, ...url)).toBe(id);
});

test("every operation is found by its own path, with and without its base", () => {
  for (const { id, method, path } of operations) {
    const url = path.split(/\{[^}]*\}/).flatMap((part, at): Text => (at === 0 ? [part] : [null, part]));
    expect(reached(method, ...url)).toBe(id);
    expect(reached(method, "https://example.com", ...url)).toBe(id);
    expect(reached(method, null, ...url)).toBe(id);
  }
});

test("a URL fits a template only if its last segments do", () => {
  const segment = fc.oneof(fc.constantFrom("a", "b", "c"), fc.constant(null));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), fc.array(segment, { minLength: 1 }), (url, template) => {
      const far = distance(url, template);
      if (far === undefined) return;
      const shared = Math.min(url.length, template.length);
      for (let back = 1; back <= shared; back++)
        if (template.at(-back) !== null) expect(url.at(-back)).toBe(template.at(-back));
      expect(template.slice(0, template.length - shared)).not.toContain(null);
    }),
  );
});

test("segments of URLs and of templates", () => {
  expect(segmentsOf(["/a/", null, "/b.", null, "/?c=/d"])).toEqual(["a", null, null]);
  expect(segmentsOf([null, "a/{id}"])).toEqual(["a", null]);
  expect(templateSegments("/a/{b}/{c}.{d}/")).toEqual(["a", null, null]);
});

describe("names", () => {
  const object = (...names: string[]): Value => ({ kind: "object", names, property: () => undefined });
  const other: Value = { kind: "other" };
  const called = (callee: string[], args: Value[], module?: string): string | undefined =>
    bypassOf({ callee, args, module }, index)?.operation.id;

  test.each([
    "job_jobs_partial_update",
    "jobJobsPartialUpdate",
    "JobJobsPartialUpdate",
    "job-jobs-partial-update",
    "useJobJobsPartialUpdate",
    "jobJobsPartialUpdateMutation",
  ])("%s", (name) => {
    expect(index.ofName(name)?.id).toBe("job_jobs_partial_update");
  });

  test("those of other clients bypass ours, by how they are called or where they are from", () => {
    expect(called(["api", "job_jobs_partial_update"], [other])).toBe("job_jobs_partial_update");
    expect(called(["api", "jobJobsPartialUpdate"], [other, object("params", "headers")])).toBe(
      "job_jobs_partial_update",
    );
    expect(called(["jobJobsPartialUpdate"], [object("path", "body")])).toBe("job_jobs_partial_update");
    expect(called(["jobJobsPartialUpdate"], [other], "@/client/sdk.gen")).toBe("job_jobs_partial_update");
  });

  test("ours do not, and neither does what may be ours", () => {
    expect(called(["jobJobsPartialUpdate"], [other, object("path", "body", "ifMatch")])).toBeUndefined();
    expect(called(["api", "jobJobsPartialUpdate"], [other, other])).toBeUndefined();
    expect(called(["jobJobsPartialUpdate"], [])).toBeUndefined();
  });

  test("the function of two operations whose names are the same is unknown", () => {
    const two = { method: "PUT", path: "/a", role: "none", marked: false, evidence: [] };
    const found = operationsOf({ resources: {}, operations: { a_b: two, aB: two } });
    expect(found.map((one) => one.function)).toEqual([undefined, undefined]);
  });
});
