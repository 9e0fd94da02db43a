/** Collections of TanStack DB itself: what an update is saved on, and what a rollback says. */
import { createCollection, createLiveQueryCollection } from "@tanstack/db";
import { QueryClient } from "@tanstack/query-core";
import { queryCollectionOptions } from "@tanstack/query-db-collection";
import { AmbiguousOutcomeError, StatusError, UsageError } from "ifmatch/runtime";
import { pin, queryOptions } from "ifmatch/runtime/query";
import { clearCaches, collectionOptions, RowConflictError } from "ifmatch/runtime/tanstack-db";
import { afterEach, beforeEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";
import {
  type Job,
  jobFields,
  type JobSummary,
  jobJobsCreate,
  jobJobsDestroy,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  type Role,
  rolesDestroy,
  rolesList,
  rolesPartialUpdate,
} from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";
import { pagedJobs } from "./paged-jobs.js";

let sample: SampleMock;
let queryClient: QueryClient;
let caches: { client: SampleMock["client"]; queryClient: QueryClient };
let id: string;
/** What the test does when the server has seen a request. */
let onRequest: (method: string) => void;
/** What the test makes of the server's answers. */
let respond: (response: Response) => Response;
beforeEach(async () => {
  onRequest = () => undefined;
  respond = (response) => response;
  sample = await sampleMock(
    {},
    { onRequest: ({ init: { method } }) => onRequest(method), onResponse: (response) => respond(response) },
  );
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  caches = { client: sample.client, queryClient };
  [id] = sample.jobs;
});
afterEach(() => queryClient.clear());

/** A collection of jobs from their list, read. */
async function jobCollection() {
  const jobs = createCollection(
    queryCollectionOptions(
      collectionOptions(
        caches,
        jobJobsList,
        {},
        {
          rows: (page) => page.results,
          getKey: (row) => row.id,
          record: (row) => ({ path: { job_id: row.id } }),
          read: jobJobsRetrieve,
          update: jobJobsPartialUpdate,
          remove: jobJobsDestroy,
          insert: jobJobsCreate,
          creation: ({ name }) => ({ body: { name, client_id: "0b1c7a2e-6f0d-4f5e-9a35-0a4d5b8f7a01" } }),
          fields: jobFields,
        },
      ),
    ),
  );
  onTestFinished(() => jobs.cleanup());
  await jobs.preload();
  return jobs;
}

const requests = (): string[] => sample.seen.map(({ method, response }) => `${method} ${response?.status ?? "lost"}`);
const stored = (): Promise<Job> =>
  sample.mock.fetch(`http://mock.test/api/job/jobs/${id}/`).then((response) => response.json() as Promise<Job>);

describe("an update", () => {
  test("is sent under the tag of a record that is what the row showed", async () => {
    const jobs = await jobCollection();
    expectTypeOf(jobs.get(id)!.status).toEqualTypeOf<JobSummary["status"]>();
    sample.seen.length = 0;
    const transaction = jobs.update(id, (row) => {
      row.name = "Roof";
    });
    expect(jobs.get(id)).toMatchObject({ name: "Roof" });
    await transaction.isPersisted.promise;

    expect(requests()).toEqual(["GET 200", "PATCH 200", "GET 200"]);
    const patch = sample.seen[1]!;
    expect(patch.headers.get("if-match")).toBe(sample.seen[0]!.response!.headers.get("etag"));
    expect(jobs.get(id)).toMatchObject({ name: "Roof" });
    expect(await stored()).toMatchObject({ name: "Roof" });
  });

  test("of what somebody else has changed is not sent, and the row shows theirs", async () => {
    const jobs = await jobCollection();
    const shown = jobs.get(id)!;
    sample.mock.edit("Job", id, { name: "Theirs" });
    sample.seen.length = 0;
    const transaction = jobs.update(id, (row) => {
      row.name = "Mine";
    });
    const error: unknown = await transaction.isPersisted.promise.catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(RowConflictError);
    expect(error).toMatchObject({
      message: `Job ${id}: somebody else changed "name" since the row was read. Nothing was sent.`,
      fields: ["name"],
      shown: { name: shown.name },
      current: { name: "Theirs" },
    });
    expect(requests()).toEqual(["GET 200", "GET 200"]);
    expect(transaction.state).toBe("failed");
    await vi.waitFor(() => expect(jobs.get(id)).toMatchObject({ name: "Theirs" }));
    expect(await stored()).toMatchObject({ name: "Theirs" });
  });

  test("keeps what others did to other fields, also right before it arrives", async () => {
    const jobs = await jobCollection();
    sample.mock.edit("Job", id, { order_number: "A-1" });
    let isFirst = true;
    onRequest = (method) => {
      if (method === "PATCH" && isFirst) sample.mock.edit("Job", id, { notes: "by somebody else" });
      if (method === "PATCH") isFirst = false;
    };
    sample.seen.length = 0;
    await jobs.update(id, (row) => {
      row.name = "Roof";
    }).isPersisted.promise;
    expect(requests().slice(0, 4)).toEqual(["GET 200", "PATCH 412", "GET 200", "PATCH 200"]);
    expect(await stored()).toMatchObject({ name: "Roof", order_number: "A-1", notes: "by somebody else" });
  });

  test("that loses the race for its own field is a conflict", async () => {
    const jobs = await jobCollection();
    onRequest = (method) => {
      if (method === "PATCH") sample.mock.edit("Job", id, { name: "Theirs" });
    };
    const transaction = jobs.update(id, (row) => {
      row.name = "Mine";
    });
    await expect(transaction.isPersisted.promise).rejects.toBeInstanceOf(RowConflictError);
    expect(await stored()).toMatchObject({ name: "Theirs" });
  });

  test("to what the server has already is done", async () => {
    const jobs = await jobCollection();
    sample.mock.edit("Job", id, { name: "The same" });
    sample.seen.length = 0;
    await jobs.update(id, (row) => {
      row.name = "The same";
    }).isPersisted.promise;
    expect(requests()).toEqual(["GET 200", "GET 200"]);
  });

  test("of a field that the record does not have cannot be compared", async () => {
    const jobs = createCollection(
      queryCollectionOptions(
        collectionOptions(
          caches,
          jobJobsList,
          {},
          {
            rows: (page) => page.results.map((row) => ({ ...row, days_open: 3 })),
            getKey: (row) => row.id,
            record: (row) => ({ path: { job_id: row.id } }),
            read: jobJobsRetrieve,
            update: jobJobsPartialUpdate,
          },
        ),
      ),
    );
    onTestFinished(() => jobs.cleanup());
    await jobs.preload();
    const transaction = jobs.update(id, (row) => {
      row.days_open = 4;
    });
    await expect(transaction.isPersisted.promise).rejects.toMatchObject({ name: "UsageError", code: "not-comparable" });
    expect(requests()).not.toContain("PATCH 200");
  });

  test("whose answer is lost is ambiguous, and the row is what the server has", async () => {
    const jobs = await jobCollection();
    onRequest = (method) => {
      if (method === "PATCH") sample.mock.faults.on("drop-answer");
      else sample.mock.faults.clear();
    };
    const transaction = jobs.update(id, (row) => {
      row.name = "Roof";
    });
    const error: unknown = await transaction.isPersisted.promise.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AmbiguousOutcomeError);
    await vi.waitFor(() => expect(jobs.get(id)).toMatchObject({ name: "Roof" }));
  });

  test("of several rows ends at the first refusal", async () => {
    const jobs = await jobCollection();
    const [first, second] = sample.jobs;
    sample.mock.edit("Job", first, { name: "Theirs" });
    sample.seen.length = 0;
    const transaction = jobs.update([first, second], (rows) => {
      for (const row of rows) row.name = "Mine";
    });
    await expect(transaction.isPersisted.promise).rejects.toBeInstanceOf(RowConflictError);
    expect(requests()).toEqual(["GET 200", "GET 200"]);
    expect(sample.seen.some(({ path }) => path.includes(second))).toBe(false);
  });

  test("enters the query of the record, with its new tag", async () => {
    const jobs = await jobCollection();
    const request = { path: { job_id: id } };
    await queryClient.fetchQuery(queryOptions(caches, jobJobsRetrieve, request));
    await jobs.update(id, (row) => {
      row.name = "Roof";
    }).isPersisted.promise;
    const held = queryClient.getQueryData<Parameters<typeof pin>[0]>(
      queryOptions(caches, jobJobsRetrieve, request).queryKey,
    );
    expect(held?.data).toMatchObject({ name: "Roof" });
    expect(held?.version.tag).toBe(sample.seen.find(({ method }) => method === "PATCH")!.response!.headers.get("etag"));
  });

  test("of one record, which is its own source", async () => {
    const job = createCollection(
      queryCollectionOptions(
        collectionOptions(
          caches,
          jobJobsRetrieve,
          { path: { job_id: id } },
          {
            rows: (record) => [record],
            getKey: (row) => row.id,
            record: (row) => ({ path: { job_id: row.id } }),
            read: jobJobsRetrieve,
            update: jobJobsPartialUpdate,
            fields: jobFields,
          },
        ),
      ),
    );
    onTestFinished(() => job.cleanup());
    await job.preload();
    await job.update(id, (row) => {
      row.notes = "Called back";
    }).isPersisted.promise;
    expect(await stored()).toMatchObject({ notes: "Called back" });
    expect(job.get(id)).toMatchObject({ notes: "Called back" });
  });
});

describe("a deletion", () => {
  test("of what the row shows is made under its tag", async () => {
    const jobs = await jobCollection();
    await jobs.delete(id).isPersisted.promise;
    expect(sample.seen.find(({ method }) => method === "DELETE")!.headers.get("if-match")).toMatch(/^"/);
    expect(jobs.has(id)).toBe(false);
    await expect(stored()).resolves.not.toHaveProperty("id");
  });

  test("of a row that somebody else changed is a conflict, whatever they changed of what it shows", async () => {
    const jobs = await jobCollection();
    sample.mock.edit("Job", id, { status: "archived" });
    await expect(jobs.delete(id).isPersisted.promise).rejects.toMatchObject({ fields: ["status"] });
    await vi.waitFor(() => expect(jobs.get(id)).toMatchObject({ status: "archived" }));
  });

  test("of what is gone already is done", async () => {
    const jobs = await jobCollection();
    const { headers } = await sample.mock.fetch(`http://mock.test/api/job/jobs/${id}/`);
    const gone = { method: "DELETE", headers: { "if-match": headers.get("etag")! } };
    expect((await sample.mock.fetch(`http://mock.test/api/job/jobs/${id}/`, gone)).status).toBe(204);
    await jobs.delete(id).isPersisted.promise;
    expect(jobs.has(id)).toBe(false);
  });

  test.each([404, 410])("of what is gone is done, also where the document does not list %d", async (status) => {
    const jobs = await jobCollection();
    let isGone = false;
    respond = (response) => (isGone ? Response.json({}, { status }) : response);
    onRequest = (method) => void (isGone ||= method === "GET");
    await jobs.delete(id).isPersisted.promise;
    expect(requests()).not.toContain("DELETE 204");
  });
});

describe("an insert", () => {
  test("is replaced by the row that the server made", async () => {
    const jobs = await jobCollection();
    const before = jobs.size;
    const row = { ...jobs.get(id)!, id: "new", name: "Fence" };
    const transaction = jobs.insert(row);
    expect(jobs.get("new")).toMatchObject({ name: "Fence" });
    await transaction.isPersisted.promise;
    await vi.waitFor(() => expect(jobs.has("new")).toBe(false));
    expect(jobs.size).toBe(before + 1);
    expect([...jobs.values()].filter(({ name }) => name === "Fence")).toHaveLength(1);
  });

  test("that the server refuses is rolled back, typed by status", async () => {
    const jobs = await jobCollection();
    const transaction = jobs.insert({ ...jobs.get(id)!, id: "new", name: 4 as never });
    await expect(transaction.isPersisted.promise).rejects.toSatisfy(
      (error) => error instanceof StatusError || error instanceof UsageError,
    );
    expect(jobs.has("new")).toBe(false);
  });
});

describe("a collection", () => {
  test("of operations without a contract is changed without a precondition", async () => {
    const roles = createCollection(
      queryCollectionOptions(
        collectionOptions(
          caches,
          rolesList,
          {},
          {
            rows: (page) => page,
            getKey: (row) => row.id,
            record: (row) => ({ path: { id: row.id } }),
            update: rolesPartialUpdate,
            remove: rolesDestroy,
          },
        ),
      ),
    );
    onTestFinished(() => roles.cleanup());
    await roles.preload();
    const first: Role = roles.toArray[0]!;
    sample.seen.length = 0;
    await roles.update(first.id, (row) => {
      row.name = "Foreman";
    }).isPersisted.promise;
    expect(requests()).toEqual(["PATCH 200", "GET 200"]);
    expect(sample.seen[0]!.headers.has("if-match")).toBe(false);
    expect(roles.get(first.id)).toMatchObject({ name: "Foreman" });
    await roles.delete(first.id).isPersisted.promise;
    expect(roles.has(first.id)).toBe(false);
  });

  test("reads all pages of its list, and no more than it may", async () => {
    const paged = pagedJobs();
    const rows = (pages?: number) =>
      collectionOptions(
        { client: paged.client, queryClient },
        jobJobsList,
        {},
        { rows: (page) => page.results, getKey: (row) => row.name, pages },
      );
    const jobs = createCollection(queryCollectionOptions(rows()));
    onTestFinished(() => jobs.cleanup());
    await jobs.preload();
    expect([...jobs.keys()]).toEqual(paged.names);
    expect(paged.asked).toEqual(["", "page=2", "page=3"]);
    await expect(rows(2).queryFn({})).rejects.toMatchObject({ code: "too-many-pages" });
  });

  test("answers live queries", async () => {
    const jobs = await jobCollection();
    const drafts = createLiveQueryCollection((q) =>
      q.from({ job: jobs }).select(({ job }) => ({ id: job.id, name: job.name })),
    );
    onTestFinished(() => drafts.cleanup());
    await drafts.preload();
    await jobs.update(id, (row) => {
      row.name = "Roof";
    }).isPersisted.promise;
    expect(drafts.get(id)).toMatchObject({ name: "Roof" });
  });

  test("refuses after a sign-out what was read before it", async () => {
    const jobs = await jobCollection();
    onRequest = (method) => {
      if (method === "GET") void clearCaches(caches);
      onRequest = () => undefined;
    };
    const transaction = jobs.update(id, (row) => {
      row.name = "Mine";
    });
    await expect(transaction.isPersisted.promise).rejects.toBeDefined();
    expect(requests().filter((line) => line.startsWith("PATCH"))).toEqual([]);
  });
});

test("what does not go together does not compile", () => {
  const rows = (page: { results: JobSummary[] }): JobSummary[] => page.results;
  const getKey = (row: JobSummary): string => row.id;
  const never = () => {
    const wrongPath = () => ({ path: { job_id: 4 } });
    // @ts-expect-error: the record of a job is not found by a number
    collectionOptions(caches, jobJobsList, {}, { rows, getKey, read: jobJobsRetrieve, record: wrongPath });
    // @ts-expect-error: a retrieval changes nothing
    collectionOptions(caches, jobJobsList, {}, { rows, getKey, update: jobJobsRetrieve });
    const withoutClient = () => ({ body: { name: "" } });
    // @ts-expect-error: the body of a new job needs its client
    collectionOptions(caches, jobJobsList, {}, { rows, getKey, insert: jobJobsCreate, creation: withoutClient });
    // @ts-expect-error: a change reads nothing
    collectionOptions(caches, jobJobsDestroy, {}, { rows, getKey });
  };
  expect(never).toBeTypeOf("function");
});
