/** The concurrency map as data: rows, standings, coverage, evidence and findings. */
import { describe, expect, test } from "vitest";
import type { Standing } from "../../generator/report/report.js";
import { document, jobParameter, jobsApi, MARKER, operation } from "../cli/workspace.js";
import { jobFor, repository } from "../corpus/corpus.js";
import { reportDocument } from "../../generator/report/report-document.js";
import { reportOf, operationOf, resourceOf } from "./report-of.js";

const IF_MATCH = { in: "header", name: "If-Match", schema: { type: "string" } };
const created = { responses: { 201: { description: "made" } } };

const standings = async (paths: Record<string, unknown>, config: object = {}): Promise<Record<string, Standing>> => {
  const { resources } = await reportOf(document(paths), config);
  return Object.fromEntries(
    resources.flatMap(({ operations }) => operations.map(({ id, standing }) => [id, standing])),
  );
};

describe("standing", () => {
  test("of operations with a role: what the role says", async () => {
    const item = {
      ...jobParameter,
      get: operation("read"),
      put: operation("replace", { description: MARKER }),
      patch: operation("update", { parameters: [IF_MATCH] }),
    };
    expect(
      await standings({ "/jobs/": { post: operation("create", { description: MARKER }) }, "/jobs/{job_id}/": item }),
    ).toEqual({ create: "creation", read: "retrieval", replace: "required", update: "optional" });
  });

  test("PUT, PATCH and DELETE without a role are unprotected, with or without a parameter in the path", async () => {
    const item = {
      ...jobParameter,
      put: operation("replace"),
      patch: operation("update"),
      delete: operation("remove"),
    };
    expect(await standings({ "/jobs/{job_id}": item, "/settings": { put: operation("configure") } })).toEqual({
      replace: "unprotected",
      update: "unprotected",
      remove: "unprotected",
      configure: "unprotected",
    });
  });

  test("a POST is unprotected when its path names a record, a creation when it answers 201 or copies, else outside", async () => {
    expect(
      await standings({
        "/jobs": { post: operation("create", created) },
        "/jobs/{job_id}/close": { ...jobParameter, post: operation("close") },
        "/jobs/{job_id}/copy": { ...jobParameter, post: operation("copy") },
        "/jobs/{job_id}/notes": { ...jobParameter, post: operation("add_note", created) },
        "/login": { post: operation("login") },
      }),
    ).toEqual({ create: "creation", close: "unprotected", copy: "creation", add_note: "creation", login: "outside" });
  });

  test("what the config or x-concurrency declares unconditional is decided, but a read is outside all the same", async () => {
    const paths = {
      "/jobs/{job_id}": {
        ...jobParameter,
        get: operation("read", { "x-concurrency": "none" }),
        put: operation("replace", { "x-concurrency": "none" }),
        delete: operation("remove"),
      },
    };
    expect(await standings(paths, { operations: { remove: { role: "none" } } })).toEqual({
      read: "outside",
      replace: "decided",
      remove: "decided",
    });
  });
});

describe("coverage", () => {
  test("counts what changes something that exists; creations, decisions and reads stand beside it", async () => {
    const { coverage } = await reportOf(
      document({
        "/jobs/": { get: operation("list"), post: operation("create", created) },
        "/jobs/{job_id}/": {
          ...jobParameter,
          get: operation("read"),
          put: operation("replace", { description: MARKER }),
          patch: operation("update", { parameters: [IF_MATCH] }),
          delete: operation("remove"),
        },
        "/jobs/{job_id}/pin/": { ...jobParameter, put: operation("pin", { "x-concurrency": "none" }) },
      }),
    );
    expect(coverage).toEqual({
      stateChanges: 3,
      protected: 2,
      optional: 1,
      unprotected: 1,
      creations: 1,
      decided: 1,
      others: 2,
    });
  });

  test("a tag: the first of each operation; most unprotected first, those without a state change last", async () => {
    const item = (tag: string, id: string): object => ({
      ...jobParameter,
      put: operation(`${id}_replace`, { tags: [tag, "other"] }),
    });
    const { tags } = await reportOf(
      document({
        "/a/{job_id}": item("b", "a"),
        "/b/{job_id}": item("a", "b"),
        "/c/{job_id}": item("c", "c"),
        "/d/{job_id}": item("c", "d"),
        "/e": { get: operation("e", { tags: ["0"] }) },
      }),
    );
    expect(tags.map(({ tag, unprotected, stateChanges }) => [tag, unprotected, stateChanges])).toEqual([
      ["c", 2, 2],
      ["a", 1, 1],
      ["b", 1, 1],
      ["0", 0, 0],
    ]);
  });
});

describe("rows", () => {
  test("an unprotected operation and the collection stand in the row of their resource", async () => {
    const report = await reportOf(jobsApi());
    const { kind, key, source, operations } = resourceOf(report, "Job");
    expect({ kind, key, source, ids: operations.map(({ id }) => id) }).toEqual({
      kind: "conditional",
      key: "/jobs/{job_id}/",
      source: "job_retrieve",
      ids: ["job_list", "job_create", "job_retrieve", "job_partial_update", "job_destroy"],
    });
    expect(report.resources.map((one) => one.kind)).toEqual(["conditional", "none"]);
    expect(report.resources[1]!.operations.map(({ id }) => id)).toEqual(["health"]);
  });

  test("without a tag, the record in the path makes the row; its views and its collection join it", async () => {
    const report = await reportOf(
      document({
        "/roles": { get: operation("list"), post: operation("create") },
        "/roles/{id}": { put: operation("replace") },
        "/roles/{role_id}/members": { get: operation("members") },
        "/roles/{role_id}/members/{id}": { delete: operation("expel") },
        "/teams/{id}/{kind}/": { get: operation("teams") },
      }),
    );
    expect(
      report.resources.map(({ kind, name, key, operations }) => [kind, name, key, operations.map(({ id }) => id)]),
    ).toEqual([
      ["untagged", undefined, "/roles/{id}", ["list", "create", "replace"]],
      ["untagged", undefined, "/roles/{role_id}/members/{id}", ["members", "expel"]],
      ["untagged", undefined, "/teams/{id}/{kind}/", ["teams"]],
    ]);
  });

  test("every operation stands in exactly one row", async () => {
    const report = await reportDocument(jobFor(`${repository}/schema/schema.yml`), { cwd: repository });
    const ids = report.report.resources.flatMap(({ operations }) => operations.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(94);
  });
});

test("evidence is said in words, with its line; that of the config has none", async () => {
  const report = await reportOf(
    `openapi: 3.0.3
info: { title: Jobs, version: "1" }
paths:
  /jobs/{id}/:
    get: { operationId: read, responses: { "200": { description: ok } } }
    put:
      operationId: replace
      summary: Concurrency is controlled in this endpoint (E-tag/If-Match)
      parameters: [{ name: If-Match, in: header, required: true, schema: { type: string } }]
      responses: { "200": { description: ok }, "428": { description: required } }
    delete: { operationId: remove, responses: { "204": { description: gone } } }
`,
    { operations: { remove: { role: "state-change" } } },
  );
  const said = (id: string) =>
    operationOf(report, id).evidence.map(({ words, at }) => `${words}${at ? ` ${at.line}` : ""}`);
  expect(said("replace")).toEqual([
    "declares an If-Match parameter 9",
    "declares the status 428 (precondition required) 10",
    "carries the marker sentence in its summary 8",
  ]);
  expect(said("read")).toEqual(["yields the tag that PUT /jobs/{id}/ has to match 6"]);
  expect(said("remove")).toEqual(['the config says so: operations["remove"]']);
  expect(operationOf(report, "replace")).toMatchObject({
    key: ["path.id"],
    at: { file: "schema.yml", line: 6, column: 5 },
  });
});

test("K5 a finding that several operations share stands with each of them", async () => {
  const guarded = { ...jobParameter, get: operation("a_read"), put: operation("a_replace", { description: MARKER }) };
  const open = {
    ...jobParameter,
    get: operation("b_read"),
    put: operation("b_replace"),
    delete: operation("b_remove"),
  };
  const report = await reportOf(document({ "/a/{job_id}": guarded, "/b/{job_id}": open }));
  const index = report.findings.findIndex(({ rule }) => rule === "unprotected-resource");
  expect(report.findings[index]!.operations).toEqual(["b_replace", "b_remove"]);
  for (const id of ["b_replace", "b_remove"]) expect(operationOf(report, id).findings, id).toContain(index);
  expect(operationOf(report, "b_read").findings).toEqual([]);
});

test("a finding about the document belongs to no operation", async () => {
  const report = await reportOf({ ...jobsApi(), info: { title: "Jobs", version: "1", description: MARKER } });
  const found = report.findings.filter(({ rule }) => rule === "marker-misplaced");
  expect(found.map(({ operations }) => operations)).toEqual([[]]);
});

describe("the sample", async () => {
  const { report } = await reportDocument(jobFor(`${repository}/schema/schema.yml`), { cwd: repository });

  test("A3 people and projects are protected; assignments, deliverables, departments, skills and roles are not, and found", () => {
    for (const name of ["Person", "Project"])
      expect(
        resourceOf(report, name).operations.filter(({ standing }) => standing === "required"),
        name,
      ).toHaveLength(3);
    for (const plural of ["assignments", "deliverables", "departments", "skills", "roles"]) {
      const { operations } = resourceOf(report, `/api/${plural}/{id}/`);
      const open = operations.filter(({ standing }) => standing === "unprotected");
      expect(
        open.map(({ method }) => method),
        plural,
      ).toEqual(["PUT", "PATCH", "DELETE"]);
      for (const { id, findings } of open) expect(findings, id).toHaveLength(1);
    }
  });

  test("B2 every change of a job is in its row, under its tag, with the place that says so", () => {
    const changes = resourceOf(report, "Job").operations.filter(({ role }) => role === "state-change");
    expect(changes.map(({ method, path }) => `${method} ${path.replace("/api/job/jobs/{job_id}", "")}`)).toEqual([
      "PUT /",
      "PATCH /",
      "DELETE /",
      "POST /accept-quote/",
      "POST /events/",
    ]);
    for (const { id, evidence } of changes) expect(evidence[0]!.at?.file, id).toBe("schema/schema.yml");
  });
});
