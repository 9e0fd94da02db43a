/**
 * A query refetches behind a person's back. What a form is saved on is the version that the person saw, and nothing that
 * a cache holds can be taken for it by accident.
 */
import { QueryClient, QueryObserver } from "@tanstack/query-core";
import { UsageError, unwrap } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import { followQuery, pin, queryOptions } from "ifmatch/runtime/query";
import { beforeEach, expect, test } from "vitest";
import { jobFields, jobJobsHeaderRetrieve, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";

let sample: SampleMock;
let queryClient: QueryClient;
beforeEach(async () => {
  sample = await sampleMock();
  queryClient = new QueryClient();
});

/** A page that shows a job, and the job as it was when the form was filled. */
async function openPage() {
  const { client, jobs, mock } = sample;
  const caches = { client, queryClient };
  const request = { path: { job_id: jobs[0] } };
  const observer = new QueryObserver(queryClient, queryOptions(caches, jobJobsRetrieve, request));
  observer.subscribe(() => {});
  await observer.refetch();
  const current = () => observer.getCurrentResult().data!;
  const shown = current();
  const bobSaves = async (): Promise<void> => {
    mock.edit("Job", jobs[0], { notes: "what Bob typed" });
    await observer.refetch();
  };
  return { caches, client, request, observer, current, shown, bobSaves };
}

test("the data of a query is refused as ifMatch, before anything is sent", async () => {
  const { client, request, current, bobSaves } = await openPage();
  await bobSaves();
  const before = sample.seen.length;
  const body = { notes: "what Ada typed" };
  // @ts-expect-error: what a query cache holds is no precondition
  const saved = jobJobsPartialUpdate(client, { ...request, body, ifMatch: current() });
  await expect(saved).rejects.toThrow(UsageError);
  await expect(saved).rejects.toThrow(/pin\(\)/);
  // @ts-expect-error: nor is the version in it
  await expect(jobJobsPartialUpdate(client, { ...request, body, ifMatch: current().version })).rejects.toThrow(
    UsageError,
  );
  expect(sample.seen.length).toBe(before);
});

test("what was pinned when the form was opened is refused by the server after another save", async () => {
  const { client, request, shown, bobSaves } = await openPage();
  const opened = pin(shown);
  await bobSaves();
  const saved = await jobJobsPartialUpdate(client, { ...request, body: { notes: "what Ada typed" }, ifMatch: opened });
  expect(saved.kind).toBe("precondition-failed");
  expect(unwrap(await jobJobsRetrieve(client, request)).data.notes).toBe("what Bob typed");
});

test("a pinned record is what was read", async () => {
  const { shown, client, request } = await openPage();
  const read = unwrap(await jobJobsRetrieve(client, request));
  expect(pin(shown)).toEqual({ ...read, revalidated: false });
});

test("a draft notices what the query reads, and keeps its tag", async () => {
  const { caches, client, request, shown, bobSaves } = await openPage();
  const draft = draftOf(client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
  const end = followQuery(caches, draft, jobJobsRetrieve, request);
  draft.change({ name: "what Ada typed" });
  await bobSaves();
  expect(draft.getSnapshot()).toMatchObject({ isOutdated: true, base: { etag: shown.version.tag } });
  expect(draft.getSnapshot().changes).toMatchObject([{ path: ["notes"], to: "what Bob typed" }]);
  expect((await draft.save()).status).toBe("conflict");
  expect((await draft.save()).status).toBe("clean");
  expect(unwrap(await jobJobsRetrieve(client, request)).data).toMatchObject({
    name: "what Ada typed",
    notes: "what Bob typed",
  });
  end();
});

test("a draft without edits follows the query, until that is ended", async () => {
  const { caches, client, request, shown, bobSaves, observer } = await openPage();
  const draft = draftOf(client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
  const end = followQuery(caches, draft, jobJobsRetrieve, request);
  await bobSaves();
  expect(draft.value.notes).toBe("what Bob typed");
  end();
  sample.mock.edit("Job", sample.jobs[0], { notes: "later" });
  await observer.refetch();
  expect(draft.value.notes).toBe("what Bob typed");
});

test("what a draft saved is what the query shows", async () => {
  const { caches, client, request, shown, current } = await openPage();
  const draft = draftOf(client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
  followQuery(caches, draft, jobJobsRetrieve, request);
  draft.change({ notes: "what Ada typed" });
  const requests = sample.seen.length;
  await draft.save();
  expect(current().data.notes).toBe("what Ada typed");
  expect(sample.seen.slice(requests).map(({ method }) => method)).toEqual(["PATCH"]);
  expect(current().version.tag).toBe(draft.getSnapshot().base.etag);
});

test("a draft of another record is refused", async () => {
  const { caches, client, request, shown } = await openPage();
  const draft = draftOf(client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
  const other = { path: { job_id: sample.jobs[1] } };
  expect(() => followQuery(caches, draft, jobJobsRetrieve, other)).toThrow("the draft is of another record");
  const never = (): void => {
    // @ts-expect-error: another representation of the record
    followQuery(caches, draft, jobJobsHeaderRetrieve, request);
    // @ts-expect-error: a state change
    followQuery(caches, draft, jobJobsPartialUpdate, request);
  };
  expect(never).toBeTypeOf("function");
});

test("after a sign-out neither learns from the other", async () => {
  const { caches, client, request, shown, bobSaves } = await openPage();
  const draft = draftOf(client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
  followQuery(caches, draft, jobJobsRetrieve, request);
  await client.clear();
  await bobSaves();
  expect(draft.value.notes).not.toBe("what Bob typed");
});
