/** What a change leaves in a query cache, and what of its outcomes is a success. */
import { MutationObserver, QueryClient, QueryObserver } from "@tanstack/query-core";
import {
  AmbiguousOutcomeError,
  NetworkError,
  PreconditionFailedError,
  StatusError,
  unwrap,
  type Validated,
} from "ifmatch/runtime";
import { mutationOptions, pin, queryKey, queryOptions, showing } from "ifmatch/runtime/query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  jobJobsAcceptQuoteCreate,
  jobJobsCreate,
  jobJobsDestroy,
  jobJobsFilesCreate,
  jobJobsHeaderRetrieve,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsStatusChoicesRetrieve,
  jobJobsSummaryRetrieve,
  peopleRetrieve,
} from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";

let sample: SampleMock;
let queryClient: QueryClient;
let caches: { client: SampleMock["client"]; queryClient: QueryClient };
let request: { path: { job_id: string } };
/** What requests wait for. */
let gate: Promise<void>;
const hold = vi.fn<() => Promise<void>>(() => gate);
/** Whether the server refuses what arrives. */
let isRefused: boolean;
beforeEach(async () => {
  isRefused = false;
  gate = Promise.resolve();
  sample = await sampleMock(
    {},
    { onRequest: hold, onResponse: (response) => (isRefused ? Response.json({}, { status: 400 }) : response) },
  );
  queryClient = new QueryClient();
  caches = { client: sample.client, queryClient };
  request = { path: { job_id: sample.jobs[0] } };
});
afterEach(() => queryClient.clear());

/** Reads everything that a page of jobs may show. */
async function showAll(): Promise<void> {
  const other = { path: { job_id: sample.jobs[1] } };
  await Promise.all([
    queryClient.fetchQuery(queryOptions(caches, jobJobsRetrieve, request)),
    queryClient.fetchQuery(queryOptions(caches, jobJobsRetrieve, other)),
    queryClient.fetchQuery(queryOptions(caches, jobJobsHeaderRetrieve, request)),
    queryClient.fetchQuery(queryOptions(caches, jobJobsSummaryRetrieve, request)),
    queryClient.fetchQuery(queryOptions(caches, jobJobsList)),
    queryClient.fetchQuery(queryOptions(caches, jobJobsStatusChoicesRetrieve)),
    queryClient.fetchQuery(queryOptions(caches, peopleRetrieve, { path: { id: sample.people[0] } })),
  ]);
}
/** Holds all requests from now on, until what is returned is called. */
function holdRequests(): () => void {
  const { promise, resolve } = deferred();
  gate = promise;
  return resolve;
}
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => void (resolve = settle));
  return { promise, resolve };
}
/** The paths of the queries that are to be read again. */
const stale = (): string[] =>
  queryClient
    .getQueryCache()
    .findAll({ predicate: ({ state }) => state.isInvalidated })
    .map(({ queryKey: [part] }) => {
      const { operation, key } = part as { operation: string; key?: string };
      return key === sample.jobs[1] ? `${operation} (other)` : operation;
    })
    .toSorted();
const held = () =>
  queryClient.getQueryData<{ data: { notes?: string | null }; version: { tag: string | null } }>(
    queryKey(caches, jobJobsRetrieve, request),
  )!;
const read = async () => unwrap(await jobJobsRetrieve(sample.client, request));
const run = <O extends { mutationFn: (variables: never) => Promise<unknown> }>(
  options: O,
  variables: Parameters<O["mutationFn"]>[0],
) => new MutationObserver(queryClient, options as never).mutate(variables);

describe("a change that was made", () => {
  test("fills the query of its record, and marks what else it may concern", async () => {
    await showAll();
    const seen = sample.seen.length;
    await run(mutationOptions(caches, jobJobsPartialUpdate), {
      ...request,
      body: { notes: "new" },
      ifMatch: await read(),
    });
    expect(held()).toMatchObject({ data: { notes: "new" } });
    expect(held().version.tag).toBe((await read()).etag);
    expect(stale()).toEqual([
      "job_jobs_header_retrieve",
      "job_jobs_list",
      "job_jobs_status_choices_retrieve",
      "job_jobs_summary_retrieve",
    ]);
    // The reading before the change, the change, the reading after it.
    expect(sample.seen.length - seen).toBe(3);
  });

  test("pinned after it, the record can be changed once more", async () => {
    await showAll();
    const options = mutationOptions(caches, jobJobsPartialUpdate);
    await run(options, { ...request, body: { notes: "one" }, ifMatch: await read() });
    await run(options, { ...request, body: { notes: "two" }, ifMatch: pin(held() as never) as Validated<"Job"> });
    expect(held().data.notes).toBe("two");
  });

  test("does not fill a query that reads a part of the record or another form of it", async () => {
    await queryClient.fetchQuery({
      ...queryOptions(caches, jobJobsRetrieve, request),
      queryKey: queryKey(caches, jobJobsRetrieve, { ...request, query: { fields: "id" } } as never),
    });
    await run(mutationOptions(caches, jobJobsPartialUpdate), {
      ...request,
      body: { notes: "new" },
      ifMatch: await read(),
    });
    expect(stale()).toEqual(["job_jobs_retrieve"]);
  });

  test("an action below the record concerns the record and its lists, and not the other records", async () => {
    await showAll();
    await run(mutationOptions(caches, jobJobsAcceptQuoteCreate), { ...request, ifMatch: await read() } as never);
    expect(stale()).not.toContain("job_jobs_retrieve (other)");
    expect(stale()).toEqual(expect.arrayContaining(["job_jobs_list", "job_jobs_header_retrieve"]));
  });

  test("an upload without a precondition moves the record's tag: the record is read again", async () => {
    await showAll();
    const file = new File(["x"], "x.txt");
    await run(mutationOptions(caches, jobJobsFilesCreate), { ...request, body: { file } as never });
    expect(stale()).toEqual(expect.arrayContaining(["job_jobs_retrieve", "job_jobs_list"]));
    expect(stale()).not.toContain("job_jobs_retrieve (other)");
  });

  test("a creation concerns the list, and no record in it", async () => {
    await showAll();
    await run(mutationOptions(caches, jobJobsCreate), {
      body: { name: "new", client_id: "453bd7d7-5355-4d6d-a38e-d9e7eb218c3f" },
    });
    expect(stale()).toEqual(["job_jobs_list", "job_jobs_status_choices_retrieve"]);
  });

  test("a deletion forgets the record, and does not read it again where it is shown", async () => {
    await showAll();
    const observer = new QueryObserver(queryClient, {
      ...queryOptions(caches, jobJobsHeaderRetrieve, request),
      staleTime: Infinity,
    });
    const end = observer.subscribe(() => {});
    const ifMatch = await read();
    const seen = sample.seen.length;
    await run(mutationOptions(caches, jobJobsDestroy), { ...request, ifMatch });
    expect(held()).toBeUndefined();
    expect(stale()).toContain("job_jobs_list");
    expect(sample.seen.slice(seen).map(({ method }) => method)).toEqual(["DELETE"]);
    end();
  });

  test("a deletion of something below the record is none of the record", async () => {
    await showAll();
    const removeFile = Object.assign(async () => ({ kind: "ok", status: 204, data: undefined, headers: {} }) as const, {
      operation: { ...jobJobsDestroy.operation, id: "remove_file", path: "/api/job/jobs/{job_id}/files/{file}/" },
    });
    await run(mutationOptions(caches, removeFile), { path: { ...request.path, file: "1" } } as never);
    expect(held()).toBeDefined();
    expect(stale()).toContain("job_jobs_retrieve");
  });

  test("a late answer does not replace a later version", async () => {
    await showAll();
    const ifMatch = await read();
    let answer = (): void => {};
    const slow = Object.assign(
      async (...call: Parameters<typeof jobJobsPartialUpdate>) => {
        const result = await jobJobsPartialUpdate(...call);
        await new Promise<void>((resolve) => void (answer = resolve));
        return result;
      },
      { operation: jobJobsPartialUpdate.operation },
    );
    const saving = run(mutationOptions(caches, slow), { ...request, body: { notes: "mine" }, ifMatch });
    await vi.waitFor(() => expect(sample.seen.some(({ method }) => method === "PATCH")).toBe(true));
    await vi.waitFor(() => expect(answer.name).not.toBe("answer"));
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    await queryClient.fetchQuery(queryOptions(caches, jobJobsRetrieve, request));
    answer();
    await saving;
    expect(held().data.notes).toBe("what Bob typed");
    expect(stale()).toContain("job_jobs_retrieve");
  });

  test("what else it concerns can be named", async () => {
    await showAll();
    const options = mutationOptions(caches, jobJobsPartialUpdate, { invalidates: [peopleRetrieve] });
    await run(options, { ...request, body: { notes: "new" }, ifMatch: await read() });
    expect(stale()).toContain("people_retrieve");
  });

  test("what was on its way before the change does not replace what the change answered", async () => {
    await showAll();
    const { promise: late, resolve: arrive } = deferred();
    const ifMatch = await read();
    const old = held();
    const slow = { ...queryOptions(caches, jobJobsRetrieve, request), queryFn: () => late.then(() => old as never) };
    const refetched = queryClient.fetchQuery(slow).catch(() => undefined);
    await run(mutationOptions(caches, jobJobsPartialUpdate), { ...request, body: { notes: "new" }, ifMatch });
    arrive();
    await refetched;
    expect(held().data.notes).toBe("new");
  });

  test("what is read for the first time meanwhile reaches who asked for it, and is read again", async () => {
    const { promise: late, resolve: arrive } = deferred();
    const ifMatch = await read();
    const options = queryOptions(caches, jobJobsHeaderRetrieve, request);
    const first = await options.queryFn({ signal: new AbortController().signal });
    const waiting = queryClient.fetchQuery({ ...options, queryFn: () => late.then(() => first) });
    await run(mutationOptions(caches, jobJobsPartialUpdate), { ...request, body: { notes: "new" }, ifMatch });
    arrive();
    expect(await waiting).toBe(first);
    await vi.waitFor(() => expect(stale()).toEqual(["job_jobs_header_retrieve"]));
  });
});

describe("a change that was not made, or may not have been", () => {
  async function outcome(fate: "stale" | "lost" | "invalid"): Promise<{ error: unknown; successes: number }> {
    const ifMatch = await read();
    if (fate === "stale") sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    const client =
      fate === "lost" ? { ...sample.client, options: { ...sample.client.options, fetch: lost } } : sample.client;
    const options = mutationOptions({ ...caches, client }, jobJobsPartialUpdate);
    let successes = 0;
    const body = fate === "invalid" ? ({ name: 1 } as never) : { notes: "what Ada typed" };
    const observer = new MutationObserver(queryClient, { ...options, onSuccess: () => successes++ });
    const error: unknown = await observer.mutate({ ...request, body, ifMatch }).catch((thrown: unknown) => thrown);
    return { error, successes };
  }
  const lost: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));

  test("a 412 is an error, never a success, and what is shown is read again", async () => {
    await showAll();
    const { error, successes } = await outcome("stale");
    expect([error instanceof PreconditionFailedError, successes]).toEqual([true, 0]);
    expect(stale()).toContain("job_jobs_retrieve");
    expect(stale()).not.toContain("job_jobs_retrieve (other)");
  });

  test("so is an unknown outcome", async () => {
    await showAll();
    const { error, successes } = await outcome("lost");
    expect([error instanceof AmbiguousOutcomeError, successes]).toEqual([true, 0]);
    expect(stale()).toContain("job_jobs_retrieve");
  });

  test("a body that the server refused leaves everything as it is", async () => {
    await showAll();
    const { error, successes } = await outcome("invalid");
    expect([error instanceof Error, successes, stale()]).toEqual([true, 0, []]);
  });

  test("it is sent once, whatever the defaults of the query client are", async () => {
    queryClient.setDefaultOptions({ mutations: { retry: 3, retryDelay: 0 } });
    await outcome("stale");
    expect(sample.seen.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  });
});

describe("an optimistic update", () => {
  const optimistic = () =>
    mutationOptions(caches, jobJobsPartialUpdate, {
      optimistic: ({ path, body }) => [
        showing(jobJobsRetrieve, { path }, (job) => ({ ...job, ...(body as object) })),
        showing(jobJobsList, undefined, (list) => ({ ...list, count: list.count + 1 })),
      ],
    });
  const list = () => queryClient.getQueryData<{ data: { count: number } }>(queryKey(caches, jobJobsList))!;

  test("is shown at once, without a version that could be saved on", async () => {
    await showAll();
    const { count } = list().data;
    const ifMatch = await read();
    const release = holdRequests();
    const saved = run(optimistic(), { ...request, body: { notes: "new" }, ifMatch });
    await vi.waitFor(() => expect(held()).toMatchObject({ data: { notes: "new" }, version: { tag: null } }));
    expect(list().data.count).toBe(count + 1);
    release();
    await saved;
    expect(held().version.tag).not.toBeNull();
  });

  test("is taken back when the change fails", async () => {
    await showAll();
    const before = [held(), list()];
    const ifMatch = await read();
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    await expect(run(optimistic(), { ...request, body: { notes: "new" }, ifMatch })).rejects.toThrow("412");
    expect([held(), list()]).toEqual(before);
  });

  test("of one query by two functions is taken back as a whole", async () => {
    await showAll();
    const before = held().data;
    const options = mutationOptions(caches, jobJobsPartialUpdate, {
      optimistic: () => [
        showing(jobJobsRetrieve, request, (job) => ({ ...job, notes: "one" })),
        showing(jobJobsRetrieve, request, (job) => ({ ...job, name: `${job.notes}, two` })),
      ],
    });
    const ifMatch = await read();
    const release = holdRequests();
    const saving = run(options, { ...request, body: { notes: "one" }, ifMatch });
    await vi.waitFor(() => expect(held().data).toMatchObject({ notes: "one", name: "one, two" }));
    isRefused = true;
    release();
    await expect(saving).rejects.toThrow("400");
    expect(held().data).toEqual(before);
  });

  test("that two changes made one after the other are taken back, whichever is refused first", async () => {
    await showAll();
    const before = held().data;
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const gates = [deferred(), deferred()];
      const refused = Object.assign(
        async (_client: unknown, variables: { body: { notes: string } }) => {
          await gates[Number(variables.body.notes)]!.promise;
          return {
            kind: "error",
            status: 400,
            error: {},
            headers: {},
            message: "no",
            operation: "",
            method: "",
            url: "",
          };
        },
        { operation: jobJobsPartialUpdate.operation },
      );
      const options = mutationOptions(caches, refused as never as typeof jobJobsPartialUpdate, {
        optimistic: ({ body }) => [showing(jobJobsRetrieve, request, (job) => ({ ...job, ...(body as object) }))],
      });
      const runs = ["0", "1"].map((notes) =>
        run(options, { ...request, body: { notes }, ifMatch: {} as never }).catch(() => {}),
      );
      await vi.waitFor(() => expect(held().data.notes).toBe("1"));
      for (const index of order) {
        gates[index]!.resolve();
        await runs[index];
      }
      expect(held().data).toEqual(before);
    }
  });

  test("on top of another one that failed is read again when it fails, too", async () => {
    await showAll();
    const ifMatch = await read();
    const before = held().data.notes;
    const release = holdRequests();
    const first = run(optimistic(), { ...request, body: { notes: "one" }, ifMatch });
    await vi.waitFor(() => expect(held().data.notes).toBe("one"));
    const second = run(optimistic(), { ...request, body: { notes: "two" }, ifMatch });
    await vi.waitFor(() => expect(held().data.notes).toBe("two"));
    isRefused = true;
    release();
    await Promise.allSettled([first, second]);
    isRefused = false;
    expect(stale()).toContain("job_jobs_retrieve");
    sample.mock.reset();
    await queryClient.fetchQuery(queryOptions(caches, jobJobsRetrieve, request));
    expect(held().data.notes).toBe(before);
  });

  test("that throws is taken back as a whole, and nothing is sent", async () => {
    await showAll();
    const before = [held(), list()];
    const options = mutationOptions(caches, jobJobsPartialUpdate, {
      optimistic: () => [
        showing(jobJobsList, undefined, (one) => ({ ...one, count: 0 })),
        showing(jobJobsRetrieve, request, () => {
          throw new Error("what the update threw");
        }),
      ],
    });
    const ifMatch = await read();
    await expect(run(options, { ...request, body: { notes: "new" }, ifMatch })).rejects.toThrow(
      "what the update threw",
    );
    expect([held(), list()]).toEqual(before);
    expect(sample.seen.some(({ method }) => method === "PATCH")).toBe(false);
  });

  test("is not taken back where something newer has arrived", async () => {
    await showAll();
    const ifMatch = await read();
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    const fresh = await queryOptions(caches, jobJobsRetrieve, request).queryFn({
      signal: new AbortController().signal,
    });
    const release = holdRequests();
    const saving = run(optimistic(), { ...request, body: { notes: "new" }, ifMatch });
    await vi.waitFor(() => expect(held().version.tag).toBeNull());
    queryClient.setQueryData(queryKey(caches, jobJobsRetrieve, request), fresh);
    release();
    await expect(saving).rejects.toThrow("412");
    expect(held().data.notes).toBe("what Bob typed");
  });
});

test("after a sign-out, an answer does not enter the cache of the next user", async () => {
  await showAll();
  const ifMatch = await read();
  const release = holdRequests();
  const called = hold.mock.calls.length;
  const saving = run(mutationOptions(caches, jobJobsPartialUpdate), { ...request, body: { notes: "new" }, ifMatch });
  await vi.waitFor(() => expect(hold.mock.calls.length).toBeGreaterThan(called));
  await sample.client.clear();
  release();
  await saving.catch(() => undefined);
  expect(held().data.notes).not.toBe("new");
  expect(stale()).toEqual([]);
});

test("errors are typed by status", () => {
  const options = mutationOptions(caches, jobJobsPartialUpdate);
  const onError = (error: Parameters<typeof options.retry>[1]): string | undefined => {
    if (error instanceof PreconditionFailedError) return error.result.message;
    if (error instanceof StatusError && error.status === 404) return error.result.error.error;
    return error instanceof NetworkError ? error.message : undefined;
  };
  expect(onError(new NetworkError("off"))).toBe("off");
});
