import { edit, type EditOptions } from "ifmatch/runtime";
import { describe, expectTypeOf, test } from "vitest";
import {
  createClient,
  type Job,
  jobJobsPartialUpdate,
  type JobJobsPartialUpdateResult,
  jobJobsRetrieve,
  type JobJobsRetrieveResult,
  jobJobsUpdate,
  type Person,
  peoplePartialUpdate,
  peopleRetrieve,
} from "../../generated/index.js";

const client = createClient();
const request = { path: { job_id: "j1" } };

describe("two generated functions tell edit everything", () => {
  test("what `change` is given, and what comes of it", async () => {
    const result = await edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, (job) => {
      expectTypeOf(job).toEqualTypeOf<Job>();
      return { notes: `${job.notes} (checked)` };
    });
    expectTypeOf(result).toEqualTypeOf<JobJobsRetrieveResult | JobJobsPartialUpdateResult>();
    if (result.kind === "ok") expectTypeOf(result.data).toEqualTypeOf<Job>();
    if (result.kind === "ambiguous") expectTypeOf(result.status).toEqualTypeOf<number | null>();
  });
  test("a PUT takes what was read, with its change", () => {
    void edit(client, jobJobsRetrieve, jobJobsUpdate, request, (job) => ({ ...job, notes: "new" }));
  });
  test("`change` may find nothing to write", () => {
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, (job) =>
      job.notes === "" ? { notes: "new" } : undefined,
    );
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => undefined);
  });
  test("the options name fields that exist, and hear of what was read", () => {
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => ({}), {
      readOnly: ["updated_at", "lines/*/id"],
      onRetry: ({ mine, theirs }) => {
        expectTypeOf(mine).toEqualTypeOf<Job>();
        expectTypeOf(theirs).toEqualTypeOf<Job>();
      },
    });
    expectTypeOf<EditOptions<Person>["attempts"]>().toEqualTypeOf<number | undefined>();
  });
  test("another resource", () => {
    void edit(client, peopleRetrieve, peoplePartialUpdate, { path: { id: 1 } }, (person) => {
      expectTypeOf(person).toEqualTypeOf<Person>();
      return {};
    });
  });
});

describe("what does not fit does not compile", () => {
  test("a body of the wrong type", () => {
    // @ts-expect-error -- notes are text
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => ({ notes: 1 }));
  });
  test("a body without any field of its own", () => {
    // @ts-expect-error -- it is notes
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => ({ note: "new" }));
  });
  test("a body that is not there", () => {
    // @ts-expect-error -- null is no body
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => null);
  });
  test("a `change` that is not done at once", () => {
    // @ts-expect-error -- `change` may be called again: it must be pure, and a promise is not a body
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, async () => ({ notes: "" }));
  });
  test("a field that was not read", () => {
    // @ts-expect-error -- Job has no such field
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, (job) => ({ notes: job.note }));
  });
  test("a path parameter by another name", () => {
    // @ts-expect-error -- it is job_id
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { id: "j1" } }, () => ({}));
  });
  test("a path parameter of another type", () => {
    // @ts-expect-error -- a job's id is text
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id: 1 } }, () => ({}));
  });
  test("a request without its path", () => {
    // @ts-expect-error -- path is missing
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, {}, () => ({}));
  });
  test("a misspelt field that the server sets", () => {
    // @ts-expect-error -- it is updated_at
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => ({}), { readOnly: ["updatedAt"] });
  });
  test("a misspelt field of a line", () => {
    // @ts-expect-error -- lines have no such field
    void edit(client, jobJobsRetrieve, jobJobsPartialUpdate, request, () => ({}), { readOnly: ["lines/*/idd"] });
  });
  test("another resource's record", () => {
    // @ts-expect-error -- a person is read by `id`, a job is written by `job_id`
    void edit(client, peopleRetrieve, jobJobsPartialUpdate, { path: { id: 1 } }, () => ({}));
  });
});
