/** Which queries a change may concern. */
import { describe, expect, test } from "vitest";
import { concerns } from "../../runtime/query/related.js";

const change = (method: string, path: string, values: object = {}, key?: string) => ({
  operation: { method, path },
  request: { path: values },
  resource: key === undefined ? undefined : { name: "Job", key },
});
const query = (path: string, values: object = {}, more: object = {}) => ({
  operation: "read",
  path,
  request: { path: values },
  ...more,
});
const patch = change("PATCH", "/api/jobs/{id}/", { id: "42" }, "42");
const create = change("POST", "/api/jobs/");

describe("concerned", () => {
  test.for([
    ["the record", patch, query("/api/jobs/{id}/", { id: "42" }, { resource: "Job", key: "42" })],
    ["another representation of it", patch, query("/reports/", {}, { resource: "Job", key: "42" })],
    ["a query of it whose key is not known yet", patch, query("/x", {}, { resource: "Job" })],
    ["a list that has the resource's tag", patch, query("/x", {}, { resource: "Job", key: "" })],
    ["its list", patch, query("/api/jobs/")],
    ["what is below it", patch, query("/api/jobs/{id}/files/{file}/", { id: "42", file: 1 })],
    ["what stands in its list under a name of its own", patch, query("/api/jobs/summary/")],
    ["the list of a creation", create, query("/api/jobs/")],
    ["the names in it", create, query("/api/jobs/summary/")],
    [
      "the record of an upload",
      change("POST", "/api/jobs/{id}/files/", { id: 42 }),
      query("/api/jobs/{job}/", { job: "42" }),
    ],
    [
      "what is beside an action",
      change("POST", "/api/jobs/{id}/undo/", { id: 42 }),
      query("/api/jobs/{id}/history/", { id: 42 }),
    ],
    [
      "every record, by an action of the list",
      change("POST", "/api/jobs/archive/"),
      query("/api/jobs/{id}/", { id: 1 }),
    ],
    ["every record, by a verb of the list", change("POST", "/api/jobs:archive"), query("/api/jobs/{id}", { id: 1 })],
    ["the list, by a verb of it", change("POST", "/api/jobs:archive"), query("/api/jobs")],
    [
      "the record, by a verb of it",
      change("POST", "/api/jobs/{id}:cancel", { id: 1 }),
      query("/api/jobs/{id}", { id: 1 }),
    ],
    ["every record, by a change of the list", change("DELETE", "/api/jobs/"), query("/api/jobs/{id}/", { id: 1 })],
    ["a key that is encoded", change("PUT", "/a/{id}", { id: "a/b" }), query("/a/{id}", { id: "a/b" })],
    ["a date", change("PUT", "/a/{at}", { at: new Date(0) }), query("/a/{at}", { at: "1970-01-01T00:00:00.000Z" })],
    ["the root", change("POST", "/"), query("/")],
  ] as const)("%s", ([, changed, read]) => {
    expect(concerns(changed, read)).toBe(true);
  });
});

describe("not concerned", () => {
  test.for([
    ["another record", patch, query("/api/jobs/{id}/", { id: "43" }, { resource: "Job", key: "43" })],
    [
      "another record, without a contract",
      change("PATCH", "/api/jobs/{id}/", { id: 1 }),
      query("/api/jobs/{id}/", { id: 2 }),
    ],
    ["what is below another record", patch, query("/api/jobs/{id}/files/", { id: "43" })],
    ["the records in a list, by a creation", create, query("/api/jobs/{id}/", { id: "42" })],
    ["something else", patch, query("/api/people/{id}/", { id: "42" })],
    ["a path that begins with the same letters", change("POST", "/api/jobs/"), query("/api/jobsheets/")],
  ] as const)("%s", ([, changed, read]) => {
    expect(concerns(changed, read)).toBe(false);
  });

  test("whatever a parameter is, nothing throws", () => {
    for (const id of [undefined, null, 1n, Symbol.iterator.description, [1, 2], { a: 1 }, "%"])
      expect(concerns(change("PUT", "/a/{id}", { id }), query("/b/{id}", { id }))).toBe(false);
  });
});
