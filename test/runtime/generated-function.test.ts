/** Generated functions carry their operations: what a generic helper over them looks like, and that it works. */
import {
  type AnyResult,
  type Client,
  type GeneratedFunction,
  type Ok,
  operationOf,
  type RequestOf,
  unwrap,
} from "ifmatch/runtime";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as generated from "../../generated/index.js";
import {
  createClient,
  type Job,
  jobJobsCreate,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
} from "../../generated/index.js";
import { json, stubFetch } from "./stub-fetch.js";

/** A factory of query keys, as a query cache needs it: by resource, so that one change invalidates all its views. */
function queryKey<Request>(fn: GeneratedFunction<Request>, request: NoInfer<Request>): readonly unknown[] {
  const { id, resource } = operationOf(fn);
  return [resource ?? null, id, request];
}

/** Calls any generated function; throws what `unwrap` throws. */
async function query<Request, Result extends AnyResult>(
  client: Client,
  fn: GeneratedFunction<Request, Result>,
  request: NoInfer<Request>,
): Promise<{ readonly key: readonly unknown[]; readonly ok: Extract<Result, { readonly kind: "ok" }> }> {
  return { key: queryKey(fn, request), ok: unwrap(await fn(client, request)) };
}

describe("operationOf", () => {
  it("gives id, role and resource", () => {
    expect(operationOf(jobJobsRetrieve)).toEqual({ id: "job_jobs_retrieve", role: "retrieval", resource: "Job" });
    expect(operationOf(jobJobsPartialUpdate)).toEqual({
      id: "job_jobs_partial_update",
      role: "state-change",
      resource: "Job",
    });
    expect(operationOf(jobJobsCreate)).toEqual({ id: "job_jobs_create", role: "creation", resource: "Job" });
    expect(operationOf(jobJobsList)).toEqual({ id: "job_jobs_list", role: "none", resource: undefined });
  });

  it("works for every function of a generated client, and its name is the export's", () => {
    const functions = Object.entries(generated).flatMap(([name, value]) =>
      typeof value === "function" && "operation" in value ? [{ name, value }] : [],
    );
    expect(functions).toHaveLength(94);
    for (const { name, value } of functions) {
      expect(value.name).toBe(name);
      expect(operationOf(value).id).toMatch(/^\w+$/);
    }
  });
});

describe("a generic helper", () => {
  const path = { job_id: "1" };

  it("makes query keys that a resource's changes and retrievals share", () => {
    expect(queryKey(jobJobsRetrieve, { path })).toEqual(["Job", "job_jobs_retrieve", { path }]);
    expect(queryKey(jobJobsList, { query: { page: 2 } })).toEqual([null, "job_jobs_list", { query: { page: 2 } }]);
    // @ts-expect-error -- the request is that function's
    queryKey(jobJobsRetrieve, { path: { id: "1" } });
    // @ts-expect-error -- no generated function
    expect(() => queryKey(createClient, {})).toThrow(TypeError);
  });

  it("keeps the types of the function that it calls", async () => {
    const job = { id: "1", name: "Gate" };
    const { fetch } = stubFetch(json(200, job, { etag: '"1"' }));
    const client = createClient({ baseUrl: "https://jobs.example", fetch, auth: { jwtAuth: "t" } });
    const { key, ok } = await query(client, jobJobsRetrieve, { path });
    expectTypeOf(ok).toEqualTypeOf<Ok<typeof jobJobsRetrieve>>();
    expectTypeOf(ok.data).toEqualTypeOf<Job>();
    expectTypeOf(path).toExtend<RequestOf<typeof jobJobsRetrieve>["path"]>();
    expectTypeOf(ok.etag).toExtend<string | null>();
    expect(key).toEqual(["Job", "job_jobs_retrieve", { path }]);
    expect(ok).toMatchObject({ data: job, etag: '"1"' });
  });
});
