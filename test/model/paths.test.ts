import { describe, expect, test } from "vitest";
import { isCollectionOf, isViewOf, normalized, resourceName, singularWord } from "../../generator/model/paths.js";

describe("what lives at a path is called", () => {
  test.for([
    ["/jobs/{job_id}/", "Job"],
    ["/api/v2/purchase-orders/{po_id}", "PurchaseOrder"],
    ["/jobs/{job_id}/header/", "JobHeader"],
    ["/jobs/weekly-metrics/", "JobsWeeklyMetrics"],
    ["/jobs/{job_id}/job-notes", "JobNotes"],
    ["/reports/{id}.{format}", "Reports"],
    // `api` and versions say nothing, unless they are all there is.
    ["/api/rest/v1.2/api", "Api"],
    ["/{tenant_id}", "Tenant"],
    ["/{region}/{customer-uuid}", "Customer"],
    ["/{uuid}", "Resource"],
    ["/{id}", "Resource"],
    ["/", "Resource"],
    ["/作业/{id}", "作业"],
    ["/作业/{id}/parts/{part}", "Part"],
  ] as const)("%s: %s", ([path, name]) => {
    expect(resourceName(path, 0)).toBe(name);
  });

  test("by its owners' names as well, where its own is not enough", () => {
    const path = "/lists/{list}/items/{item}/notes/{note}";
    expect([0, 1, 2, 9].map((depth) => resourceName(path, depth))).toEqual([
      "Note",
      "ItemNote",
      "ListItemNote",
      "ListItemNote",
    ]);
  });

  test.for([
    ["purchase-orders", "purchase order"],
    ["people", "person"],
    ["companies", "company"],
    ["status", "status"],
    ["", ""],
    ["作业", "作业"],
  ] as const)("one of %j is a %j", ([many, one]) => {
    expect(singularWord(many)).toBe(one);
  });
});

describe("paths are compared by their shape", () => {
  test("so that parameter names and the trailing slash do not matter", () => {
    expect(normalized("/jobs/{job_id}/")).toBe(normalized("jobs/{}"));
    expect(normalized("/files/{name}.{ext}")).toBe("/files/{}.{}");
  });

  test("so that a view goes on from its base in words only", () => {
    expect(isViewOf("/jobs/{id}/header", "/jobs/{job_id}/")).toBe(true);
    expect(isViewOf("/jobs/{id}/", "/jobs/{job_id}/")).toBe(true);
    expect(isViewOf("/jobs/{id}/parts/{part}", "/jobs/{job_id}/")).toBe(false);
    expect(isViewOf("/jobs", "/jobs/{job_id}/")).toBe(false);
  });

  test("so that a collection holds what its key leads to, and nothing deeper", () => {
    expect(isCollectionOf("/jobs", "/jobs/{id}/")).toBe(true);
    expect(isCollectionOf("/jobs", "/jobs/{id}/header")).toBe(false);
    expect(isCollectionOf("/", "/jobs/{id}")).toBe(false);
  });
});
