/** Queries, lists and mutations under Pinia Colada itself, in an application without a page. */
import {
  hydrateQueryCache,
  PiniaColada,
  serializeQueryCache,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryCache,
} from "@pinia/colada";
import { createPinia } from "pinia";
import {
  AmbiguousOutcomeError,
  NetworkError,
  PreconditionFailedError,
  StatusError,
  unwrap,
  UsageError,
  type Client,
} from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import {
  type CachedBy,
  clearCaches,
  coladaCaches,
  followQuery,
  infiniteQueryOptions,
  invalidate,
  mutationOptions,
  pin,
  type QueryError,
  queryKey,
  queryOptions,
  showing,
} from "ifmatch/runtime/pinia-colada";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { createApp, effectScope, type EffectScope } from "vue";
import {
  createClient,
  type Job,
  jobFields,
  jobJobsDestroy,
  jobJobsHeaderRetrieve,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  peopleRetrieve,
} from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";
import { deferred } from "./deferred.js";
import { pagedJobs } from "./paged-jobs.js";

let sample: SampleMock;
let queryCache: ReturnType<typeof useQueryCache>;
let caches: ReturnType<typeof coladaCaches>;
let request: { path: { job_id: string } };
let scope: EffectScope;
/** Calls composables as a component would. */
let setup: <T>(composables: () => T) => T;
/** What requests wait for. */
let gate: Promise<void>;
const hold = vi.fn<() => Promise<void>>(() => gate);
beforeEach(async () => {
  gate = Promise.resolve();
  sample = await sampleMock({}, { onRequest: hold });
  const app = createApp({}).use(createPinia()).use(PiniaColada);
  scope = effectScope();
  setup = (composables) => app.runWithContext(() => scope.run(composables)!);
  queryCache = setup(() => useQueryCache());
  caches = coladaCaches({ client: sample.client, queryCache });
  request = { path: { job_id: sample.jobs[0] } };
});
afterEach(() => {
  scope.stop();
  // Its timers would keep the process waiting.
  for (const entry of queryCache.getEntries()) queryCache.remove(entry);
});

async function showJob(of = request) {
  const job = setup(() => useQuery(() => queryOptions(caches, jobJobsRetrieve, of)));
  await job.refresh();
  return job;
}
const read = async () => unwrap(await jobJobsRetrieve(sample.client, request));
const paths = (from = 0): string[] => sample.seen.slice(from).map(({ method, path }) => `${method} ${path}`);
function holdRequests(): () => void {
  const { promise, resolve } = deferred<void>();
  gate = promise;
  return resolve;
}

test("the data of a query is what was read, typed, and so is its error", async () => {
  const { data, error } = await showJob();
  expect(data.value).toMatchObject({ status: 200, data: { id: sample.jobs[0] }, version: { of: { name: "Job" } } });
  expectTypeOf(data.value!.data).toEqualTypeOf<Job>();
  expectTypeOf(error.value).toEqualTypeOf<QueryError<typeof jobJobsRetrieve> | null>();
});

test("what must not compile, does not", () => {
  const never = (): void => {
    // @ts-expect-error: the path is missing
    queryOptions(caches, jobJobsRetrieve);
    // @ts-expect-error: a state change is no query
    queryOptions(caches, jobJobsPartialUpdate, request);
    // @ts-expect-error: a retrieval is no mutation
    mutationOptions(caches, jobJobsRetrieve);
    const { mutate, error } = useMutation(mutationOptions(caches, jobJobsPartialUpdate));
    // @ts-expect-error: the precondition is missing
    mutate({ ...request, body: {} });
    // @ts-expect-error: what the cache holds is no precondition
    mutate({ ...request, body: {}, ifMatch: {} as CachedBy<typeof jobJobsRetrieve> });
    expectTypeOf(error.value).toEqualTypeOf<QueryError<typeof jobJobsPartialUpdate> | null>();
    // @ts-expect-error: no such parameter
    infiniteQueryOptions(caches, jobJobsList, {}, { next: () => ({ nonsense: 1 }) });
  };
  expect(never).toBeTypeOf("function");
});

test("any part of a key selects queries", async () => {
  await showJob();
  const found = (part: object): number => queryCache.getEntries({ key: [part] }).length;
  expect([found({ resource: "Job" }), found({ resource: "Job", key: "other" })]).toEqual([1, 0]);
  expect(queryCache.getQueryData(queryKey(caches, jobJobsRetrieve, request))).toMatchObject({ status: 200 });
});

describe("a query that refetches behind a person's back", () => {
  async function openPage() {
    const job = await showJob();
    const shown = job.data.value!;
    const bobSaves = async (): Promise<void> => {
      sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
      await job.refetch();
    };
    return { job, shown, bobSaves };
  }
  const body = { notes: "what Ada typed" };

  test("its data is refused as ifMatch, before anything is sent", async () => {
    const { job, bobSaves } = await openPage();
    await bobSaves();
    const before = sample.seen.length;
    // @ts-expect-error: what the cache holds is no precondition
    const saved = jobJobsPartialUpdate(sample.client, { ...request, body, ifMatch: job.data.value });
    await expect(saved).rejects.toThrow(UsageError);
    await expect(saved).rejects.toThrow(/pin\(\)/);
    expect(sample.seen.length).toBe(before);
  });

  test("what was pinned when the form was opened is refused by the server, and is no success", async () => {
    const { job, shown, bobSaves } = await openPage();
    const opened = pin(shown);
    await bobSaves();
    const [onSuccess, onError] = [vi.fn<() => void>(), vi.fn<(error: Error) => void>()];
    const save = setup(() => useMutation({ ...mutationOptions(caches, jobJobsPartialUpdate), onSuccess, onError }));
    await expect(save.mutateAsync({ ...request, body, ifMatch: opened })).rejects.toThrow(PreconditionFailedError);
    expect(save.status.value).toBe("error");
    expect([onSuccess.mock.calls.length, onError.mock.calls.length]).toEqual([0, 1]);
    expect(job.data.value!.data.notes).toBe("what Bob typed");
  });

  test("a 304 changes nothing that a component sees", async () => {
    const { job, shown } = await openPage();
    for (let poll = 0; poll < 3; poll++) await job.refetch();
    expect(sample.seen.map(({ response }) => response!.status)).toContain(304);
    expect(job.data.value).toBe(shown);
  });

  test("a draft notices what the query reads, and what it saved is what the query shows", async () => {
    const { job, shown, bobSaves } = await openPage();
    const draft = draftOf(sample.client, jobJobsRetrieve, jobJobsPartialUpdate, request, pin(shown), jobFields);
    const end = followQuery(caches, draft, jobJobsRetrieve, request);
    draft.change({ name: "what Ada typed" });
    await bobSaves();
    expect(draft.getSnapshot()).toMatchObject({ isOutdated: true, base: { etag: shown.version.tag } });
    expect((await draft.save()).status).toBe("conflict");
    expect((await draft.save()).status).toBe("clean");
    await vi.waitFor(() =>
      expect(job.data.value!.data).toMatchObject({ name: "what Ada typed", notes: "what Bob typed" }),
    );
    const seen = sample.seen.length;
    draft.change({ name: "what Ada typed later" });
    await draft.save();
    await vi.waitFor(() => expect(job.data.value!.data.name).toBe("what Ada typed later"));
    // The query was given what was saved, and did not ask for it.
    expect(paths(seen)).toEqual([`PATCH /api/job/jobs/${sample.jobs[0]}/`]);
    end();
    sample.mock.edit("Job", sample.jobs[0], { notes: "later" });
    await job.refetch();
    expect(draft.value.notes).toBe("what Bob typed");
  });
});

test("what was rendered on a server is taken over by the page, tags included", async () => {
  await showJob();
  const state = JSON.parse(JSON.stringify(serializeQueryCache(queryCache))) as ReturnType<typeof serializeQueryCache>;
  const page = createApp({}).use(createPinia()).use(PiniaColada);
  const pageCache = page.runWithContext(() => useQueryCache());
  hydrateQueryCache(pageCache, state);
  const held = pageCache.getQueryData<CachedBy<typeof jobJobsRetrieve>>(queryKey(caches, jobJobsRetrieve, request))!;
  const change = { ...request, body: { notes: "from the page" }, ifMatch: pin(held) };
  expect((await jobJobsPartialUpdate(sample.client, change)).kind).toBe("ok");
});

describe("a failed query", () => {
  test.for([404, 503])("with %i is asked for once, where no plugin retries", async (status) => {
    let requests = 0;
    const fetch = async (): Promise<Response> => (requests++, Response.json({}, { status }));
    const client = createClient({ baseUrl: "http://x.test", fetch });
    const job = setup(() => useQuery(queryOptions({ client }, jobJobsRetrieve, request)));
    await job.refresh();
    expect(job.error.value).toMatchObject({ status });
    if (job.error.value instanceof StatusError) expectTypeOf(job.error.value.result.status).toEqualTypeOf<404>();
    expect(requests).toBe(1);
  });

  test("tells the plugin for retries how often to ask again, and when", () => {
    const { retry } = queryOptions(caches, jobJobsRetrieve, request);
    const refused = Object.assign(new StatusError({ kind: "error", status: 404, headers: {} } as never));
    expect(retry.retry(0, refused)).toBe(false);
    expect([0, 1, 2, 3].map((failures) => retry.retry(failures, new NetworkError("off")))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(retry.delay(1)).toBe(2000);
    const busy = new StatusError({ kind: "error", status: 503, headers: { "retry-after": "7" } } as never);
    expect([retry.retry(0, busy), retry.delay(0)]).toEqual([true, 7000]);
  });

  test("is aborted when nobody waits for it any more", async () => {
    let signal: AbortSignal | undefined;
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        signal = init!.signal!;
        signal.addEventListener("abort", () => reject(signal!.reason as Error));
      });
    const client = createClient({ baseUrl: "http://x.test", fetch });
    setup(() => useQuery(queryOptions({ client }, jobJobsRetrieve, request)));
    await vi.waitFor(() => expect(signal).toBeDefined());
    scope.stop();
    expect(signal!.aborted).toBe(true);
  });
});

describe("a mutation", () => {
  const mutation = (settings = {}, client: Client = sample.client) =>
    setup(() => useMutation(mutationOptions({ ...caches, client }, jobJobsPartialUpdate, settings)));

  test("fills the query of its record, and has read again what else is shown and may be concerned", async () => {
    const job = await showJob();
    const other = await showJob({ path: { job_id: sample.jobs[1] } });
    const shown = setup(() => [
      useQuery(queryOptions(caches, jobJobsHeaderRetrieve, request)),
      useQuery(queryOptions(caches, jobJobsList)),
      useQuery(queryOptions(caches, peopleRetrieve, { path: { id: sample.people[0] } })),
    ]);
    await Promise.all(shown.map((query) => query.refresh()));
    const seen = sample.seen.length;
    const saved = await mutation().mutateAsync({ ...request, body: { notes: "new" }, ifMatch: pin(job.data.value!) });
    expectTypeOf(saved.data).toEqualTypeOf<Job>();
    expect(job.data.value).toMatchObject({ data: { notes: "new" }, version: { tag: saved.etag } });
    await vi.waitFor(() => expect(paths(seen)).toHaveLength(3));
    const path = `/api/job/jobs/${sample.jobs[0]}/`;
    expect(paths(seen).toSorted()).toEqual([`GET ${path}header/`, "GET /api/job/jobs/", `PATCH ${path}`].toSorted());
    expect(other.data.value!.data.id).toBe(sample.jobs[1]);
  });

  test("marks as stale what is no longer shown", async () => {
    await showJob();
    scope.stop();
    scope = effectScope();
    await invalidate(caches, jobJobsPartialUpdate, request);
    expect(queryCache.getEntries({ stale: true }).map(({ key }) => key)).toEqual([
      queryKey(caches, jobJobsRetrieve, request),
    ]);
  });

  test("whose answer was lost is an error, and what is shown is read again", async () => {
    const job = await showJob();
    const lost = { ...sample.client.options, fetch: () => Promise.reject(new TypeError("Failed to fetch")) };
    const save = mutation({}, { ...sample.client, options: lost });
    sample.mock.edit("Job", sample.jobs[0], { notes: "what arrived" });
    const change = { ...request, body: { notes: "new" }, ifMatch: pin(job.data.value!) };
    await expect(save.mutateAsync(change)).rejects.toThrow(AmbiguousOutcomeError);
    await vi.waitFor(() => expect(job.data.value!.data.notes).toBe("what arrived"));
  });

  test("that lacks a precondition, by what the server says, is an error", async () => {
    const ifMatch = await read();
    const fetch = async (): Promise<Response> => Response.json({}, { status: 428 });
    const save = mutation({}, createClient({ baseUrl: "http://x.test", fetch }));
    await expect(save.mutateAsync({ ...request, body: {}, ifMatch })).rejects.toThrow("428");
    expect([save.status.value, save.data.value]).toEqual(["error", undefined]);
  });

  test("replaces what was on its way when it was made", async () => {
    const job = await showJob();
    const old = job.data.value!;
    const ifMatch = pin(old);
    const late = deferred<typeof old>();
    const entry = queryCache.get(queryKey(caches, jobJobsRetrieve, request))!;
    const reading = queryCache.fetch(entry, { ...entry.options!, query: () => late.promise });
    await mutation().mutateAsync({ ...request, body: { notes: "new" }, ifMatch });
    late.resolve({ ...old });
    await reading;
    expect(job.data.value!.data.notes).toBe("new");
  });

  test("does not stop what is read for the first time: it reaches who asked for it, and is read again", async () => {
    const ifMatch = await read();
    await showJob({ path: { job_id: sample.jobs[1] } });
    const release = holdRequests();
    const header = setup(() => useQuery(queryOptions(caches, jobJobsHeaderRetrieve, request)));
    const first = header.refresh(true);
    await vi.waitFor(() => expect(header.asyncStatus.value).toBe("loading"));
    gate = Promise.resolve();
    await mutation().mutateAsync({ ...request, body: { notes: "new" }, ifMatch });
    const seen = sample.seen.length;
    release();
    expect((await first).status).toBe("success");
    await vi.waitFor(() => expect(header.asyncStatus.value).toBe("idle"));
    await vi.waitFor(() => expect(paths(seen)).toHaveLength(2));
    expect(new Set(paths(seen))).toEqual(new Set([`GET /api/job/jobs/${sample.jobs[0]}/header/`]));
  });

  test("shows an update at once, and takes it back when it is refused", async () => {
    const job = await showJob();
    const before = job.data.value!;
    const save = mutation({
      optimistic: () => [showing(jobJobsRetrieve, request, (held) => ({ ...held, notes: "shown" }))],
    });
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    const release = holdRequests();
    const saving = save.mutateAsync({ ...request, body: { notes: "new" }, ifMatch: pin(before) });
    await vi.waitFor(() => expect(job.data.value).toMatchObject({ data: { notes: "shown" }, version: { tag: null } }));
    release();
    await expect(saving).rejects.toThrow("412");
    await vi.waitFor(() => expect(job.data.value!.data.notes).toBe("what Bob typed"));
  });

  test("that deletes forgets the record, and does not read it again where it is shown", async () => {
    const job = await showJob();
    const remove = setup(() => useMutation(mutationOptions(caches, jobJobsDestroy)));
    const seen = sample.seen.length;
    await remove.mutateAsync({ ...request, ifMatch: pin(job.data.value!) });
    expect(paths(seen)).toEqual([`DELETE /api/job/jobs/${sample.jobs[0]}/`]);
    expect(job.error.value).toBeNull();
    expect(queryCache.getEntries()).toHaveLength(1);
  });

  test("that deletes forgets the record where nothing shows it", async () => {
    const ifMatch = pin((await showJob()).data.value!);
    scope.stop();
    scope = effectScope();
    const remove = setup(() => useMutation(mutationOptions(caches, jobJobsDestroy)));
    await remove.mutateAsync({ ...request, ifMatch });
    expect(queryCache.getEntries()).toEqual([]);
  });
});

test("a list is read page by page, and as a whole after a change", async () => {
  const jobs = pagedJobs();
  const paged = { ...caches, client: jobs.client };
  const list = setup(() =>
    useInfiniteQuery(() => infiniteQueryOptions(paged, jobJobsList, { query: { status: "draft" } })),
  );
  await list.refresh();
  while (list.hasNextPage.value) await list.loadNextPage();
  const names = () => list.data.value!.pages.flatMap(({ data }) => data.results.map(({ name }) => name));
  expect(names()).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  expect(jobs.asked).toEqual(["status=draft", "status=draft&page=2", "status=draft&page=3"]);
  expectTypeOf(list.error.value).toEqualTypeOf<QueryError<typeof jobJobsList> | null>();
  jobs.names[6] = "renamed";
  await invalidate(paged, jobJobsPartialUpdate, request);
  expect(names()).toEqual(["0", "1", "2", "3", "4", "5", "renamed"]);
});

describe("a sign-out", () => {
  test("empties the cache and the client, and what is shown", async () => {
    const job = await showJob();
    await clearCaches(caches);
    expect([job.data.value, queryCache.getEntries()]).toEqual([undefined, []]);
    expect(sample.client.tagOf("Job", sample.jobs[0])).toBeUndefined();
  });

  test("keeps answers out that arrive later, of changes too", async () => {
    const job = await showJob();
    const save = setup(() => useMutation(mutationOptions(caches, jobJobsPartialUpdate)));
    const ifMatch = pin(job.data.value!);
    const release = holdRequests();
    const called = hold.mock.calls.length;
    const saving = save.mutateAsync({ ...request, body: { notes: "new" }, ifMatch }).catch(() => undefined);
    const reading = job.refetch();
    await vi.waitFor(() => expect(hold.mock.calls.length).toBe(called + 2));
    await clearCaches(caches);
    release();
    await Promise.allSettled([saving, reading]);
    expect([job.data.value, queryCache.getEntries()]).toEqual([undefined, []]);
  });
});
