/** Queries, lists and mutations under SWR itself, in React. */
import { mount } from "./react-root.js";
import useSWR, { SWRConfig, useSWRConfig } from "swr";
import useSWRInfinite from "swr/infinite";
import useSWRMutation from "swr/mutation";
import {
  AmbiguousOutcomeError,
  NetworkError,
  PreconditionFailedError,
  unwrap,
  UsageError,
  type Client,
} from "ifmatch/runtime";
import {
  type CachedBy,
  clearCaches,
  hasNextPage,
  invalidate,
  pin,
  type QueryError,
  showing,
  swrCaches,
  swrInfinite,
  swrMutation,
  swrQuery,
} from "ifmatch/runtime/swr";
import { afterEach, beforeEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";
import {
  createClient,
  type Job,
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

const swr = SWRConfig.defaultValue;
let sample: SampleMock;
let caches: ReturnType<typeof swrCaches>;
let request: { path: { job_id: string } };
/** What requests wait for. */
let gate: Promise<void>;
const hold = vi.fn<() => Promise<void>>(() => gate);
beforeEach(async () => {
  gate = Promise.resolve();
  sample = await sampleMock({}, { onRequest: hold });
  caches = swrCaches({ client: sample.client, swr });
  request = { path: { job_id: sample.jobs[0] } };
});
afterEach(() => swr.unload({ revalidate: false }));

/** A component that calls hooks. */
interface Shown<T> {
  /** What they returned last. */
  readonly now: T;
  readonly renders: number;
  readonly end: () => void;
}
function show<T extends { readonly data: unknown; readonly error: unknown }>(hooks: () => T): Shown<T> {
  let now: T | undefined;
  let renders = 0;
  const end = mount(() => {
    now = hooks();
    // SWR renders a component again for what it has looked at.
    void [now.data, now.error];
    renders++;
    return null;
  });
  onTestFinished(end);
  return {
    end,
    get now() {
      return now!;
    },
    get renders() {
      return renders;
    },
  };
}
async function showJob(of = request) {
  const shown = show(() => useSWR(...swrQuery(caches, jobJobsRetrieve, of)));
  await vi.waitFor(() => expect(shown.now.data).toBeDefined());
  return shown;
}
const read = async () => unwrap(await jobJobsRetrieve(sample.client, request));
const paths = (from = 0): string[] => sample.seen.slice(from).map(({ method, path }) => `${method} ${path}`);
function holdRequests(): () => void {
  const { promise, resolve } = deferred<void>();
  gate = promise;
  return resolve;
}

test("the data of a query is what was read, typed", async () => {
  const { now } = await showJob();
  expect(now.data).toMatchObject({ status: 200, data: { id: sample.jobs[0] }, version: { of: { name: "Job" } } });
  expectTypeOf(now.data!.data).toEqualTypeOf<Job>();
});

test("what must not compile, does not", () => {
  const never = (): void => {
    // @ts-expect-error: the path is missing
    swrQuery(caches, jobJobsRetrieve);
    // @ts-expect-error: a state change is no query
    swrQuery(caches, jobJobsPartialUpdate, request);
    // @ts-expect-error: a retrieval is no mutation
    swrMutation(caches, jobJobsRetrieve);
    const { trigger, error } = useSWRMutation(...swrMutation(caches, jobJobsPartialUpdate));
    // @ts-expect-error: the precondition is missing
    void trigger({ ...request, body: {} });
    // @ts-expect-error: what SWR holds is no precondition
    void trigger({ ...request, body: {}, ifMatch: {} as CachedBy<typeof jobJobsRetrieve> });
    if (error instanceof PreconditionFailedError) expectTypeOf(error.result.message).toBeString();
    // @ts-expect-error: no such parameter
    swrInfinite(caches, jobJobsList, {}, { next: () => ({ nonsense: 1 }) });
    const list = useSWRInfinite(...swrInfinite(caches, jobJobsList));
    expectTypeOf(list.error).toEqualTypeOf<QueryError<typeof jobJobsList> | undefined>();
    swrCaches({ client: sample.client, swr: useSWRConfig() });
  };
  expect(never).toBeTypeOf("function");
});

describe("a query that refetches behind a person's back", () => {
  async function openPage() {
    const job = await showJob();
    const shown = job.now.data!;
    const bobSaves = async (): Promise<void> => {
      sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
      await job.now.mutate();
      await vi.waitFor(() => expect(job.now.data!.data.notes).toBe("what Bob typed"));
    };
    return { job, shown, bobSaves };
  }
  const body = { notes: "what Ada typed" };

  test("its data is refused as ifMatch, before anything is sent", async () => {
    const { job, bobSaves } = await openPage();
    await bobSaves();
    const before = sample.seen.length;
    // @ts-expect-error: what SWR holds is no precondition
    const saved = jobJobsPartialUpdate(sample.client, { ...request, body, ifMatch: job.now.data });
    await expect(saved).rejects.toThrow(UsageError);
    await expect(saved).rejects.toThrow(/pin\(\)/);
    expect(sample.seen.length).toBe(before);
  });

  test("what was pinned when the form was opened is refused by the server, and is no success", async () => {
    const { job, shown, bobSaves } = await openPage();
    const opened = pin(shown);
    await bobSaves();
    const onSuccess = vi.fn<() => void>();
    const save = show(() => {
      const [key, fetcher] = swrMutation(caches, jobJobsPartialUpdate);
      return useSWRMutation(key, fetcher, { onSuccess });
    });
    await vi.waitFor(() => expect(save.now).toBeDefined());
    await expect(save.now.trigger({ ...request, body, ifMatch: opened })).rejects.toThrow(PreconditionFailedError);
    await vi.waitFor(() => expect(save.now.error).toBeInstanceOf(PreconditionFailedError));
    expect(onSuccess).not.toHaveBeenCalled();
    expect(job.now.data!.data.notes).toBe("what Bob typed");
  });

  test("a 304 changes nothing that a component sees", async () => {
    const { job, shown } = await openPage();
    const { renders } = job;
    for (let poll = 0; poll < 3; poll++) await job.now.mutate();
    expect(sample.seen.map(({ response }) => response!.status)).toContain(304);
    expect(job.now.data).toBe(shown);
    expect(job.renders).toBe(renders);
  });
});

describe("a failed query", () => {
  async function requestsOf(status: number): Promise<number> {
    let requests = 0;
    const fetch = async (): Promise<Response> => {
      requests++;
      return Response.json({}, { status, headers: { "retry-after": "0" } });
    };
    const failing = swrCaches({ client: createClient({ baseUrl: "http://x.test", fetch }), swr });
    const shown = show(() =>
      useSWR<CachedBy<typeof jobJobsRetrieve>, QueryError<typeof jobJobsRetrieve>>(
        ...swrQuery(failing, jobJobsRetrieve, request),
      ),
    );
    await vi.waitFor(() => expect(shown.now.error).toMatchObject({ status }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(shown.now.error).toMatchObject({ status });
    return requests;
  }
  test.for([400, 403, 404])("with %i is not asked for again", async (status) => {
    expect(await requestsOf(status)).toBe(1);
  });
  test("with 503 is asked for three times more, when the server says", async () => {
    expect(await requestsOf(503)).toBe(4);
  });
  test("waits 1, 2, 4 seconds where the server does not say", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const [, , { onErrorRetry }] = swrQuery(caches, jobJobsRetrieve, request);
    const revalidate = vi.fn<() => void>();
    for (const [retryCount, delay] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      onErrorRetry(new NetworkError("off"), "", {}, revalidate, { retryCount });
      vi.advanceTimersByTime(delay - 1);
      expect(revalidate).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(revalidate).toHaveBeenCalledExactlyOnceWith({ retryCount, dedupe: true });
      revalidate.mockClear();
    }
    onErrorRetry(new NetworkError("off"), "", {}, revalidate, { retryCount: 4 });
    vi.runAllTimers();
    expect(revalidate).not.toHaveBeenCalled();
  });
});

describe("a mutation", () => {
  const mutation = async (settings = {}, client: Client = sample.client) => {
    const save = show(() => useSWRMutation(...swrMutation({ ...caches, client }, jobJobsPartialUpdate, settings)));
    await vi.waitFor(() => expect(save.now).toBeDefined());
    return save;
  };

  test("fills the query of its record, and has read again what else is shown and may be concerned", async () => {
    const job = await showJob();
    const other = await showJob({ path: { job_id: sample.jobs[1] } });
    const header = show(() => useSWR(...swrQuery(caches, jobJobsHeaderRetrieve, request)));
    const list = show(() => useSWR(...swrQuery(caches, jobJobsList)));
    const person = show(() => useSWR(...swrQuery(caches, peopleRetrieve, { path: { id: sample.people[0] } })));
    for (const shown of [header, list, person]) await vi.waitFor(() => expect(shown.now.data).toBeDefined());
    const save = await mutation();
    const seen = sample.seen.length;
    const saved = await save.now.trigger({ ...request, body: { notes: "new" }, ifMatch: pin(job.now.data!) });
    expectTypeOf(saved.data).toEqualTypeOf<Job>();
    await vi.waitFor(() =>
      expect(job.now.data).toMatchObject({ data: { notes: "new" }, version: { tag: saved.etag } }),
    );
    await vi.waitFor(() => expect(paths(seen)).toHaveLength(3));
    const path = `/api/job/jobs/${sample.jobs[0]}/`;
    expect(paths(seen).toSorted()).toEqual([`GET ${path}header/`, "GET /api/job/jobs/", `PATCH ${path}`].toSorted());
    expect(other.now.data!.data.id).toBe(sample.jobs[1]);
  });

  test("so is what is no longer shown, when it is shown again", async () => {
    const job = await showJob();
    job.end();
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    // SWR does not ask again within two seconds, unless it is told to.
    await invalidate(caches, jobJobsPartialUpdate, request);
    const again = await showJob();
    await vi.waitFor(() => expect(again.now.data!.data.notes).toBe("what Bob typed"));
  });

  test("whose answer was lost is an error, and what is shown is read again", async () => {
    const job = await showJob();
    const lost = { ...sample.client.options, fetch: () => Promise.reject(new TypeError("Failed to fetch")) };
    const save = await mutation({}, { ...sample.client, options: lost });
    sample.mock.edit("Job", sample.jobs[0], { notes: "what arrived" });
    const change = { ...request, body: { notes: "new" }, ifMatch: pin(job.now.data!) };
    await expect(save.now.trigger(change)).rejects.toThrow(AmbiguousOutcomeError);
    await vi.waitFor(() => expect(job.now.data!.data.notes).toBe("what arrived"));
  });

  test("that lacks a precondition, by what the server says, is an error", async () => {
    const ifMatch = await read();
    const fetch = async (): Promise<Response> => Response.json({}, { status: 428 });
    const save = await mutation({}, createClient({ baseUrl: "http://x.test", fetch }));
    await expect(save.now.trigger({ ...request, body: {}, ifMatch })).rejects.toThrow("428");
    expect(save.now.data).toBeUndefined();
  });

  test("replaces what was on its way when it was made", async () => {
    const [key, fetcher] = swrQuery(caches, jobJobsRetrieve, request);
    const late = deferred<CachedBy<typeof jobJobsRetrieve>>();
    const reading = vi.fn<typeof fetcher>(() => late.promise).mockImplementationOnce(fetcher);
    const job = show(() => useSWR(key, reading));
    await vi.waitFor(() => expect(job.now.data).toBeDefined());
    const old = job.now.data!;
    const again = job.now.mutate();
    expect(reading).toHaveBeenCalledTimes(2);
    const save = await mutation();
    await save.now.trigger({ ...request, body: { notes: "new" }, ifMatch: pin(old) });
    late.resolve({ ...old });
    await again;
    expect(job.now.data!.data.notes).toBe("new");
  });

  test("shows an update at once, and takes it back when it is refused", async () => {
    const job = await showJob();
    const before = job.now.data!;
    const save = await mutation({
      optimistic: () => [showing(jobJobsRetrieve, request, (held) => ({ ...held, notes: "shown" }))],
    });
    const change = { ...request, body: { notes: "new" }, ifMatch: pin(before) };
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    const release = holdRequests();
    const saving = save.now.trigger(change);
    await vi.waitFor(() => expect(job.now.data).toMatchObject({ data: { notes: "shown" }, version: { tag: null } }));
    release();
    await expect(saving).rejects.toThrow("412");
    await vi.waitFor(() => expect(job.now.data!.data.notes).toBe("what Bob typed"));
  });

  test("that deletes the record keeps out what was on its way", async () => {
    const [key, fetcher] = swrQuery(caches, jobJobsRetrieve, request);
    const late = deferred<CachedBy<typeof jobJobsRetrieve>>();
    const reading = vi.fn<typeof fetcher>(() => late.promise).mockImplementationOnce(fetcher);
    const job = show(() => useSWR(key, reading));
    await vi.waitFor(() => expect(job.now.data).toBeDefined());
    const old = job.now.data!;
    const again = job.now.mutate();
    const remove = show(() => useSWRMutation(...swrMutation(caches, jobJobsDestroy)));
    await vi.waitFor(() => expect(remove.now).toBeDefined());
    await remove.now.trigger({ ...request, ifMatch: pin(old) });
    late.resolve({ ...old, data: { ...old.data, notes: "late" } });
    await again;
    expect(job.now.data).toBe(old);
  });

  test("that deletes does not read the record again where it is shown", async () => {
    const job = await showJob();
    const remove = show(() => useSWRMutation(...swrMutation(caches, jobJobsDestroy)));
    await vi.waitFor(() => expect(remove.now).toBeDefined());
    const seen = sample.seen.length;
    await remove.now.trigger({ ...request, ifMatch: pin(job.now.data!) });
    expect(paths(seen)).toEqual([`DELETE /api/job/jobs/${sample.jobs[0]}/`]);
    expect(job.now.error).toBeUndefined();
  });
});

describe("a list that is read page by page", () => {
  async function showList() {
    const jobs = pagedJobs();
    const paged = swrCaches({ client: jobs.client, swr });
    const options = () => swrInfinite(paged, jobJobsList, { query: { status: "draft" } });
    const list = show(() => useSWRInfinite(...options()));
    await vi.waitFor(() => expect(list.now.data).toHaveLength(1));
    return { jobs, paged, list, options };
  }
  const names = (list: { readonly now: { readonly data: CachedBy<typeof jobJobsList>[] | undefined } }) =>
    list.now.data!.flatMap(({ data }) => data.results.map(({ name }) => name));

  test("goes on where the page says, and ends", async () => {
    const { jobs, list, options } = await showList();
    expect(hasNextPage(options(), list.now.data)).toBe(true);
    expect(hasNextPage(options(), undefined)).toBe(true);
    await list.now.setSize(3);
    await vi.waitFor(() => expect(list.now.data).toHaveLength(3));
    expect(names(list)).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
    expect(jobs.asked.slice(-2)).toEqual(["status=draft&page=2", "status=draft&page=3"]);
    expect(hasNextPage(options(), list.now.data)).toBe(false);
    await list.now.setSize(5);
    expect(list.now.data).toHaveLength(3);
  });

  test("is read again as a whole after a change", async () => {
    const { jobs, paged, list } = await showList();
    await list.now.setSize(3);
    await vi.waitFor(() => expect(list.now.data).toHaveLength(3));
    jobs.names[6] = "renamed";
    await invalidate(paged, jobJobsPartialUpdate, request);
    await vi.waitFor(() => expect(names(list)).toContain("renamed"));
    expect(list.now.data).toHaveLength(3);
  });

  test("whose next page is being read while the change is made, too", async () => {
    const { jobs, paged, list } = await showList();
    await list.now.setSize(2);
    await vi.waitFor(() => expect(list.now.data).toHaveLength(2));
    const late = jobs.hold("status=draft&page=3");
    const reading = list.now.setSize(3);
    await vi.waitFor(() => expect(late.isAsked()).toBe(true));
    jobs.names[6] = "renamed";
    const again = jobs.hold("status=draft");
    const invalidated = invalidate(paged, jobJobsPartialUpdate, request);
    await vi.waitFor(() => expect(again.isAsked()).toBe(true));
    // The third page as it was arrives while the first one is read again.
    late.release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    again.release();
    await Promise.all([reading, invalidated]);
    await vi.waitFor(() => expect(names(list)).toContain("renamed"));
  });

  test("shows an update on the page that it is about, and takes it back", async () => {
    const { jobs, paged, list } = await showList();
    await list.now.setSize(2);
    await vi.waitFor(() => expect(list.now.data).toHaveLength(2));
    const save = show(() =>
      useSWRMutation(
        ...swrMutation(paged, jobJobsPartialUpdate, {
          optimistic: () => [
            showing(jobJobsList, undefined, (page) => ({
              ...page,
              results: page.results.map((job) => (job.name === "4" ? { ...job, name: "shown" } : job)),
            })),
          ],
        }),
      ),
    );
    await vi.waitFor(() => expect(save.now).toBeDefined());
    const late = jobs.hold("");
    const saving = save.now.trigger({
      ...request,
      body: {},
      ifMatch: { etag: '"a"', resource: { name: "Job", key: request.path.job_id } } as never,
    });
    const failed = saving.catch((thrown: unknown) => thrown);
    await vi.waitFor(() => expect(names(list)).toContain("shown"));
    late.release();
    expect(await failed).toBeInstanceOf(PreconditionFailedError);
    await vi.waitFor(() => expect(names(list)).toEqual(["0", "1", "2", "3", "4", "5"]));
  });
});

test("a sign-out takes away what `keepPreviousData` would still show", async () => {
  const [key, fetcher, config] = swrQuery(caches, jobJobsRetrieve, request);
  const job = show(() => useSWR(key, fetcher, { ...config, keepPreviousData: true }));
  await vi.waitFor(() => expect(job.now.data).toBeDefined());
  await clearCaches(caches);
  await vi.waitFor(() => expect(job.now.data).toBeUndefined());
});

describe.each([
  ["with `unload`", swr],
  ["without, as before SWR 2.5", { cache: swr.cache, mutate: swr.mutate }],
])("a sign-out, %s,", (_, as) => {
  test("empties the cache and the client, and what is shown", async () => {
    const job = await showJob();
    await clearCaches(swrCaches({ client: sample.client, swr: as }));
    await vi.waitFor(() => expect(job.now.data).toBeUndefined());
    const held = [...swr.cache.keys()].map((key) => swr.cache.get(key)?.data as unknown);
    expect(held.filter((data) => data !== undefined)).toEqual([]);
    expect(sample.client.tagOf("Job", sample.jobs[0])).toBeUndefined();
  });

  test("keeps answers out that arrive later, of changes too", async () => {
    const job = await showJob();
    const ifMatch = pin(job.now.data!);
    const save = show(() => useSWRMutation(...swrMutation(caches, jobJobsPartialUpdate)));
    const list = show(() => useSWRInfinite(...swrInfinite(caches, jobJobsList)));
    await vi.waitFor(() => expect(list.now.data).toBeDefined());
    const release = holdRequests();
    const called = hold.mock.calls.length;
    const saving = save.now.trigger({ ...request, body: { notes: "new" }, ifMatch }).catch(() => undefined);
    const reading = [job.now.mutate(), list.now.mutate()];
    await vi.waitFor(() => expect(hold.mock.calls.length).toBe(called + 3));
    await clearCaches(swrCaches({ client: sample.client, swr: as }));
    release();
    await Promise.allSettled([saving, ...reading]);
    const held = [...swr.cache.keys()].map((key) => swr.cache.get(key)?.data as unknown);
    expect(held.filter((data) => data !== undefined)).toEqual([]);
  });
});
