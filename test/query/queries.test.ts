/** Options of queries under TanStack Query's own core: keys, errors, retries, cancellation, 304, hydration. */
import { dehydrate, hydrate, QueryClient, QueryObserver } from "@tanstack/query-core";
import { NetworkError, retryRetrievals, StatusError, UsageError } from "ifmatch/runtime";
import { type CachedBy, clearCaches, pin, queryKey, queryOptions } from "ifmatch/runtime/query";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import {
  createClient,
  type Job,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsStatusChoicesRetrieve,
} from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";

let sample: SampleMock;
let queryClient: QueryClient;
let request: { path: { job_id: string } };
beforeEach(async () => {
  sample = await sampleMock();
  queryClient = new QueryClient();
  request = { path: { job_id: sample.jobs[0] } };
});
const caches = () => ({ client: sample.client, queryClient });
const job = () => queryOptions(caches(), jobJobsRetrieve, request);

test("the data is what was read, typed; operations without entity-tags have the same form", async () => {
  const read = await queryClient.fetchQuery(job());
  expect(read).toMatchObject({ status: 200, data: { id: sample.jobs[0] }, version: { of: { name: "Job" } } });
  expectTypeOf(read.data).toEqualTypeOf<Job>();
  const list = await queryClient.fetchQuery(queryOptions(caches(), jobJobsList, { query: { page: 1 } }));
  expectTypeOf(list.version).toEqualTypeOf<undefined>();
  expect(list.data.results).toHaveLength(list.data.count);
  // Nothing is taken: nothing has to be given.
  await queryClient.fetchQuery(queryOptions(caches(), jobJobsStatusChoicesRetrieve));
});

test("what must not compile, does not", () => {
  const never = (): void => {
    // @ts-expect-error: the path is missing
    queryOptions(caches(), jobJobsRetrieve);
    // @ts-expect-error: no such parameter
    queryOptions(caches(), jobJobsRetrieve, { path: { id: "1" } });
    // @ts-expect-error: a state change is no query
    queryOptions(caches(), jobJobsPartialUpdate, request);
    const { etag: ifNoneMatch } = pin({} as CachedBy<typeof jobJobsRetrieve>);
    // @ts-expect-error: the precondition of a query is the store's
    queryOptions(caches(), jobJobsRetrieve, { ...request, ifNoneMatch });
    // @ts-expect-error: without a version there is nothing to pin
    pin({} as CachedBy<typeof jobJobsList>);
  };
  expect(never).toBeTypeOf("function");
});

describe("a key", () => {
  test("says what is read, and any part of it selects queries", async () => {
    const key = queryKey(caches(), jobJobsRetrieve, request);
    expect(key).toEqual([
      {
        operation: "job_jobs_retrieve",
        path: "/api/job/jobs/{job_id}/",
        resource: "Job",
        key: sample.jobs[0],
        request,
      },
    ]);
    await queryClient.fetchQuery(job());
    await queryClient.fetchQuery(queryOptions(caches(), jobJobsList));
    const found = (part: object): number => queryClient.getQueryCache().findAll({ queryKey: [part] }).length;
    expect([found({ resource: "Job" }), found({ resource: "Job", key: sample.jobs[0] })]).toEqual([1, 1]);
    expect([found({ resource: "Job", key: "other" }), found({ operation: "job_jobs_list" }), found({})]).toEqual([
      0, 1, 2,
    ]);
  });
  test("differs with every part of the request, and with the scope", () => {
    const keys = [
      queryKey(caches(), jobJobsList),
      queryKey(caches(), jobJobsList, { query: { page: 1 } }),
      queryKey(caches(), jobJobsList, { query: { page: 2 } }),
      queryKey({ ...caches(), scope: "billing" }, jobJobsList),
    ].map((key) => JSON.stringify(key));
    expect(new Set(keys).size).toBe(keys.length);
  });
  test("differs with the headers of the call, and not with what is not sent", () => {
    const key = (query: object, headers?: Record<string, string>) =>
      JSON.stringify(queryKey(caches(), jobJobsList, { query }, headers && { headers }));
    expect(key({}, { "x-tenant": "a" })).not.toBe(key({}, { "x-tenant": "b" }));
    expect(key({ page: undefined })).toBe(JSON.stringify(queryKey(caches(), jobJobsList)));
  });
  test("can be made before the key of the record is known, for a query that is not enabled", () => {
    const unknown = { path: { job_id: undefined as unknown as string } };
    expect(queryKey(caches(), jobJobsRetrieve, unknown)[0].key).toBeUndefined();
  });
});

test("a 304 changes nothing that a component sees", async () => {
  const observer = new QueryObserver(queryClient, job());
  let rendered = 0;
  observer.trackProp("data");
  observer.subscribe(() => rendered++);
  await observer.refetch();
  const { data } = observer.getCurrentResult();
  const before = rendered;
  for (let poll = 0; poll < 3; poll++) await observer.refetch();
  expect(sample.seen.map(({ response }) => response!.status)).toContain(304);
  expect(observer.getCurrentResult().data).toBe(data);
  expect(rendered).toBe(before);
});

describe("what fails", () => {
  const failing = (respond: () => Response | Promise<Response>, more: object = {}) => {
    let requests = 0;
    const fetch = async (): Promise<Response> => (requests++, respond());
    const client = createClient({ baseUrl: "http://x.test", fetch, ...more });
    const options = queryOptions({ client }, jobJobsRetrieve, request);
    const run = async (): Promise<{ error: unknown; requests: number }> => {
      const error: unknown = await new QueryClient()
        .fetchQuery({ ...options, retryDelay: 0 })
        .catch((thrown: unknown) => thrown);
      return { error, requests };
    };
    return { options, run };
  };
  const status =
    (code: number, headers = {}) =>
    () =>
      Response.json({ error: "why", status: "error" }, { status: code, headers });

  test.for([404, 403, 400, 409, 412, 428, 501])("with %i is not asked for again, and typed", async (code) => {
    const { error, requests } = await failing(status(code)).run();
    expect([requests, (error as StatusError).status]).toEqual([1, code]);
  });
  test.for([408, 425, 429, 500, 502, 503, 504, 522])("with %i is asked for three times more", async (code) => {
    expect((await failing(status(code)).run()).requests).toBe(4);
  });
  test("of a POST is not asked for again: it may have been carried out", async () => {
    const { client } = {
      client: createClient({ baseUrl: "http://x.test", fetch: () => Promise.reject(new TypeError()) }),
    };
    const search = Object.assign(() => Promise.reject(new NetworkError("off")), {
      operation: { id: "search", method: "POST", path: "/search", responses: [200] as const },
    });
    expect(queryOptions({ client }, search).retry(0, new NetworkError("off"))).toBe(false);
  });
  test("by a method that must not be repeated is refused at once", () => {
    const remove = Object.assign(() => Promise.reject(new Error()), {
      operation: { id: "remove", method: "DELETE", path: "/a", responses: [204] as const },
    });
    expect(() => queryOptions(caches(), remove)).toThrow("remove: a query is repeated, and a DELETE must not be.");
  });
  test("on the way, too", async () => {
    const { error, requests } = await failing(() => Promise.reject(new TypeError("Failed to fetch"))).run();
    expect([requests, error instanceof NetworkError]).toEqual([4, true]);
  });
  test("is not asked for again where the client has done so", async () => {
    const retry = retryRetrievals({ sleep: () => Promise.resolve() });
    expect((await failing(status(503), { retry }).run()).requests).toBe(3);
  });
  test("before anything is sent is not asked for again", async () => {
    const options = queryOptions(caches(), jobJobsRetrieve, { path: { job_id: undefined as never } });
    await expect(queryClient.fetchQuery(options)).rejects.toThrow(UsageError);
    expect(sample.seen).toEqual([]);
  });
  test("waits as long as the server asks for, else 1, 2, 4 seconds", async () => {
    const { options, run } = failing(status(429, { "retry-after": "7" }));
    const { error } = await run();
    expect(options.retryDelay(0, error as never)).toBe(7000);
    const network = new NetworkError("off");
    expect([0, 1, 2].map((failures) => options.retryDelay(failures, network))).toEqual([1000, 2000, 4000]);
  });
});

test("a query that nobody waits for any more is aborted", async () => {
  let signal: AbortSignal | undefined;
  const fetch = (_: unknown, init?: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => {
      signal = init!.signal!;
      signal.addEventListener("abort", () => reject(signal!.reason as Error));
    });
  const client = createClient({ baseUrl: "http://x.test", fetch: fetch as typeof globalThis.fetch });
  const end = new QueryObserver(queryClient, queryOptions({ client }, jobJobsRetrieve, request)).subscribe(() => {});
  await expect.poll(() => signal).toBeDefined();
  end();
  expect(signal!.aborted).toBe(true);
});

test("what was rendered on a server is taken over by the page, tags included", async () => {
  await queryClient.fetchQuery(job());
  const page = new QueryClient();
  hydrate(page, JSON.parse(JSON.stringify(dehydrate(queryClient))));
  const held = page.getQueryData<CachedBy<typeof jobJobsRetrieve>>(job().queryKey)!;
  expect(held).toEqual(queryClient.getQueryData(job().queryKey));
  const change = { ...request, body: { notes: "from the page" }, ifMatch: pin(held) };
  expect((await jobJobsPartialUpdate(sample.client, change)).kind).toBe("ok");
});

test("a sign-out empties the query cache and the client's own", async () => {
  await queryClient.fetchQuery(job());
  expect(sample.client.tagOf("Job", sample.jobs[0])).toBeDefined();
  await clearCaches(caches());
  expect(queryClient.getQueryCache().findAll()).toEqual([]);
  expect(sample.client.tagOf("Job", sample.jobs[0])).toBeUndefined();
});
