import {
  type Ambiguous,
  AmbiguousOutcomeError,
  entityTag,
  type EntityTag,
  type ErrorOf,
  type IfMatch,
  type Ok,
  operationOf,
  PreconditionFailedError,
  type RequestOf,
  resolve,
  type ResourceRef,
  ResultError,
  type ResultOf,
  type Retrieved,
  StatusError,
  stream,
  unwrap,
} from "ifmatch/runtime";
import { describe, expectTypeOf, test } from "vitest";
import type { StateChangeOutcome } from "../../runtime/pipeline.js";
import {
  createClient,
  type Job,
  type JobChangeRejected,
  jobJobsCreate,
  jobJobsList,
  type JobJobsListRequest,
  jobJobsPartialUpdate,
  type JobJobsPartialUpdateResult,
  jobJobsRetrieve,
  type JobJobsRetrieveRequest,
  peoplePartialUpdate,
  purchasingDeliveryReceiptsCreate,
  purchasingPurchaseOrdersRetrieve,
} from "../../generated/index.js";

const client = createClient();
const path = { job_id: "j1" };
const body = { notes: "x" };
const jobOne = entityTag("Job", "j1", '"1"');
declare const jobTag: EntityTag<"Job">;

describe("a precondition that is missing or wrong does not compile", () => {
  test("without ifMatch", () => {
    // @ts-expect-error -- ifMatch is missing
    void jobJobsPartialUpdate(client, { path, body });
  });
  test("with a bare string", () => {
    // @ts-expect-error -- a string is not an entity-tag
    void jobJobsPartialUpdate(client, { path, body, ifMatch: '"abc"' });
  });
  test("with a bare tag, even one of a job: it does not say of which", () => {
    // @ts-expect-error -- `entityTag("Job", key, tag)` does
    void jobJobsPartialUpdate(client, { path, body, ifMatch: jobTag });
  });
  test("with another resource's tag", () => {
    // @ts-expect-error -- a purchase order's tag says nothing about a job
    void jobJobsPartialUpdate(client, { path, body, ifMatch: entityTag("PurchaseOrder", "p1", '"1"') });
  });
  test("with another resource as it was read", async () => {
    const order = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id: "p1" } }));
    // @ts-expect-error -- what was read is a purchase order
    void jobJobsPartialUpdate(client, { path, body, ifMatch: order });
  });
  test("with null, where the document requires it", () => {
    // @ts-expect-error -- unconditional is not offered
    void jobJobsPartialUpdate(client, { path, body, ifMatch: null });
  });
  test('with "*", which no config allowed', () => {
    // @ts-expect-error -- the wildcard is not offered
    void jobJobsPartialUpdate(client, { path, body, ifMatch: "*" });
  });
  test("with a result that may not be ok", async () => {
    const job = await jobJobsRetrieve(client, { path });
    // @ts-expect-error -- a failed retrieval has no validator
    void jobJobsPartialUpdate(client, { path, body, ifMatch: job });
  });
});

describe("a precondition that is right compiles", () => {
  test("the tag, what was read, what was created, what the last change answered", async () => {
    const job = unwrap(await jobJobsRetrieve(client, { path }));
    const saved = unwrap(await jobJobsPartialUpdate(client, { path, body, ifMatch: job }));
    const created = unwrap(await jobJobsCreate(client, { body: {} as never }));
    for (const ifMatch of [job, saved, created, entityTag("Job", "j1", '"1"')] satisfies IfMatch<"Job">[]) {
      void jobJobsPartialUpdate(client, { path, body, ifMatch });
    }
  });
  test("the body-keyed receipt takes the purchase order's tag", async () => {
    const order = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id: "p1" } }));
    void purchasingDeliveryReceiptsCreate(client, { body: {} as never, ifMatch: order });
    // @ts-expect-error -- not a job's
    void purchasingDeliveryReceiptsCreate(client, { body: {} as never, ifMatch: jobOne });
  });
});

describe("results are told apart by kind", () => {
  test("an unhandled kind does not compile", async () => {
    const saved = await jobJobsPartialUpdate(client, { path, body, ifMatch: jobOne });
    switch (saved.kind) {
      case "ok":
      case "precondition-failed":
      case "precondition-required":
      case "error":
      case "unexpected":
        break;
      default:
        // @ts-expect-error -- "ambiguous" is left
        saved satisfies never;
    }
  });
  test("every kind carries its own", async () => {
    const saved = await jobJobsPartialUpdate(client, { path, body, ifMatch: jobOne });
    switch (saved.kind) {
      case "ok":
        expectTypeOf(saved.data).toEqualTypeOf<Job>();
        expectTypeOf(saved.status).toEqualTypeOf<200>();
        expectTypeOf(saved.etag).toEqualTypeOf<EntityTag<"Job"> | null>();
        break;
      case "precondition-failed": {
        expectTypeOf(saved.error).toEqualTypeOf<JobChangeRejected>();
        const again = await saved.reload();
        if (again.kind === "ok") expectTypeOf(again.data).toEqualTypeOf<Job>();
        break;
      }
      case "error":
        expectTypeOf(saved.status).toEqualTypeOf<400 | 404>();
        break;
      case "unexpected":
        expectTypeOf(saved.error).toEqualTypeOf<unknown>();
        expectTypeOf(saved.status).toEqualTypeOf<number>();
        break;
      case "precondition-required":
        expectTypeOf(saved.error).toEqualTypeOf<unknown>();
        break;
      case "ambiguous":
        expectTypeOf(saved.status).toEqualTypeOf<number | null>();
        break;
      default:
        saved satisfies never;
    }
  });
  test("what resolves an ambiguous outcome is the operation's own result", async () => {
    const saved = await jobJobsPartialUpdate(client, { path, body, ifMatch: jobOne });
    if (saved.kind !== "ambiguous") return;
    const resolved = await resolve(saved);
    expectTypeOf(resolved).toEqualTypeOf<JobJobsPartialUpdateResult>();
    expectTypeOf(await resolve(saved, { signal: new AbortController().signal })).toEqualTypeOf(resolved);
    if (resolved.kind === "ok") expectTypeOf(resolved.data).toEqualTypeOf<Job>();
    if (resolved.kind === "ok") expectTypeOf(resolved.verified).toEqualTypeOf<true | undefined>();
    // @ts-expect-error -- there is nothing to resolve about an answer
    void resolve(unwrap(resolved));
    expectTypeOf(await resolve({} as Ambiguous<"Job">)).toEqualTypeOf<StateChangeOutcome>();
  });
  test("what was read is plain data of the resource", async () => {
    const job = unwrap(await jobJobsRetrieve(client, { path }));
    expectTypeOf(job).toExtend<Retrieved<Job, "Job">>();
    expectTypeOf(job.resource.name).toEqualTypeOf<"Job">();
  });
  test("unwrap narrows the error's result by class", async () => {
    const saved = await jobJobsPartialUpdate(client, { path, body, ifMatch: jobOne });
    expectTypeOf(unwrap(saved).data).toEqualTypeOf<Job>();
    expectTypeOf<PreconditionFailedError["status"]>().toEqualTypeOf<number>();
    expectTypeOf<AmbiguousOutcomeError["status"]>().toEqualTypeOf<number | null>();
  });
  test("a caught error has no `any`: its result is that of any operation", () => {
    const error: unknown = undefined;
    if (error instanceof PreconditionFailedError) {
      expectTypeOf(error.result.kind).toEqualTypeOf<"precondition-failed">();
      expectTypeOf(error.result.error).toEqualTypeOf<unknown>();
      expectTypeOf(error.result.resource).toEqualTypeOf<ResourceRef>();
      // @ts-expect-error -- there is no such field
      void error.result.reloaded;
    } else if (error instanceof ResultError) {
      expectTypeOf(error.result.message).toBeString();
      if (error.result.kind === "not-modified") expectTypeOf(error.result.status).toEqualTypeOf<304>();
    }
  });
  test("an error of a known function keeps that function's types", async () => {
    type Thrown = ErrorOf<typeof jobJobsPartialUpdate>;
    const error = {} as Thrown;
    if (error instanceof PreconditionFailedError) {
      expectTypeOf(error.result.error).toEqualTypeOf<JobChangeRejected>();
      expectTypeOf(error.result.resource.name).toEqualTypeOf<"Job">();
      const again = await error.result.reload();
      expectTypeOf(unwrap(again).data).toEqualTypeOf<Job>();
    } else if (error instanceof StatusError) {
      expectTypeOf(error.status).toEqualTypeOf<400 | 404>();
    }
    // @ts-expect-error -- an `ok` result is never thrown
    void (error.result.kind === "ok");
    expectTypeOf<ErrorOf<typeof jobJobsRetrieve>>().not.toExtend<AmbiguousOutcomeError>();
  });
});

describe("generated functions describe themselves", () => {
  test("the types of a call", () => {
    expectTypeOf<Ok<typeof jobJobsPartialUpdate>["data"]>().toEqualTypeOf<Job>();
    expectTypeOf<Ok<typeof jobJobsPartialUpdate>["kind"]>().toEqualTypeOf<"ok">();
    expectTypeOf<RequestOf<typeof jobJobsRetrieve>>().toEqualTypeOf<JobJobsRetrieveRequest>();
    // An optional request is not `undefined`.
    expectTypeOf<RequestOf<typeof jobJobsList>>().toEqualTypeOf<JobJobsListRequest>();
    // @ts-expect-error -- no generated function
    void (0 as unknown as Ok<typeof unwrap>);
  });
  test("the operation", () => {
    expectTypeOf(operationOf(jobJobsRetrieve).role).toEqualTypeOf<"retrieval">();
    expectTypeOf(operationOf(jobJobsPartialUpdate).role).toEqualTypeOf<"state-change">();
    expectTypeOf(operationOf(jobJobsCreate).role).toEqualTypeOf<"creation">();
    expectTypeOf(operationOf(jobJobsList).role).toEqualTypeOf<"none">();
    expectTypeOf(operationOf(jobJobsPartialUpdate).resource).toEqualTypeOf<"Job">();
    expectTypeOf(operationOf(jobJobsList).resource).toEqualTypeOf<undefined>();
    expectTypeOf(jobJobsRetrieve.operation.resource).toEqualTypeOf<"Job">();
  });
});

describe("a success that is streamed", () => {
  test("has bytes, and the tag that it had; other results stay what they are", async () => {
    const result = await stream(client, jobJobsRetrieve, { path });
    type Success = Extract<typeof result, { kind: "ok" }>;
    expectTypeOf<Success["data"]>().toEqualTypeOf<ReadableStream<Uint8Array>>();
    expectTypeOf<Success["etag"]>().toEqualTypeOf<Ok<typeof jobJobsRetrieve>["etag"]>();
    expectTypeOf<Exclude<typeof result, Success>>().toEqualTypeOf<
      Exclude<ResultOf<typeof jobJobsRetrieve>, { kind: "ok" }>
    >();
    // @ts-expect-error -- the request is that of the function
    void stream(client, jobJobsRetrieve, { path: {} });
  });
});

describe("bodies are what may be sent", () => {
  test("what was read can be spread into what is sent, its readOnly fields and all", async () => {
    const job = unwrap(await jobJobsRetrieve(client, { path }));
    void jobJobsPartialUpdate(client, { path, body: { ...job.data, notes: "new" }, ifMatch: job });
  });
  test("a field of the wrong type does not compile", () => {
    // @ts-expect-error -- a person's name is text
    void peoplePartialUpdate(client, { path: { id: 1 }, body: { name: 1 }, ifMatch: {} as EntityTag<"Person"> });
  });
});
