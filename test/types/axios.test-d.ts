import axios from "axios";
import { AxiosPreconditionFailedError, conditional, entityTag, validated } from "ifmatch/axios";
import type { Client, Validated } from "ifmatch/runtime";
import { describe, expectTypeOf, test } from "vitest";
import contract from "../../generated/concurrency.json" with { type: "json" };

const api = axios.create();

describe("conditional", () => {
  test("takes the contract as it is imported", () => {
    expectTypeOf(conditional(api, contract)).toEqualTypeOf<Client>();
    // @ts-expect-error -- another document
    conditional(api, { openapi: "3.1.0" });
    // @ts-expect-error -- an option that there is not
    conditional(api, contract, { remember: true });
  });
});

describe("ifMatch", () => {
  test("is a response, the validator of a body, or entityTag(...)", async () => {
    const job = await api.get<{ notes: string }>("/jobs/1/");
    void api.patch("/jobs/1/", {}, { ifMatch: job });
    void api.patch("/jobs/1/", {}, { ifMatch: validated(job.data) });
    void api.patch("/jobs/1/", {}, { ifMatch: entityTag("Job", 1, '"1"') });
    void api.patch("/jobs/1/", {}, { ifMatch: null });
    void api.delete("/jobs/1/", { ifMatch: job });
    void api.request({ method: "PATCH", url: "/jobs/1/", ifMatch: job });
    expectTypeOf(validated(job)).toEqualTypeOf<Validated>();
  });
  test("is no text, no tag and no body", async () => {
    const job = await api.get<{ notes: string }>("/jobs/1/");
    // @ts-expect-error -- a text does not say which record it describes
    void api.patch("/jobs/1/", {}, { ifMatch: '"1"' });
    // @ts-expect-error -- nor does a tag
    void api.patch("/jobs/1/", {}, { ifMatch: job.etag });
    // @ts-expect-error -- a body is taken by validated(...)
    void api.patch("/jobs/1/", {}, { ifMatch: job.data });
    // @ts-expect-error -- not awaited
    void api.patch("/jobs/1/", {}, { ifMatch: api.get("/jobs/1/") });
  });
});

test("a refused precondition has its result", (error: unknown) => {
  if (!(error instanceof AxiosPreconditionFailedError)) return;
  expectTypeOf(error.result.kind).toEqualTypeOf<"precondition-failed">();
  void error.reload<{ notes: string }>().then((fresh) => api.patch("/jobs/1/", {}, { ifMatch: fresh }));
});
