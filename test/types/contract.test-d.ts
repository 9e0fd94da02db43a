import type { HttpClient } from "@angular/common/http";
import { conditionalInterceptor, ifMatch as contextOf } from "ifmatch/runtime/angular-http";
import { conditionalFetch, entityTag, failureOf, ifMatch } from "ifmatch/runtime/contract";
import ky from "ky";
import { createFetch } from "ofetch";
import createClient from "openapi-fetch";
import { expectTypeOf, test } from "vitest";
import contract from "../../generated/concurrency.json" with { type: "json" };
import type { paths } from "../../generated/types.js";

test("every client takes it as its fetch", () => {
  const fetch = conditionalFetch(contract, { baseUrl: "" });
  createClient<paths>({ fetch });
  ky.create({ fetch });
  createFetch({ fetch });
  expectTypeOf(fetch).toExtend<typeof globalThis.fetch>();
});

test("ifMatch takes what says which record it is of", (response: Response) => {
  ifMatch(response);
  ifMatch(entityTag("Job", 1, '"1"'));
  ifMatch(null);
  // @ts-expect-error -- a text does not say it
  ifMatch('"1"');
  // @ts-expect-error -- nor does a body
  ifMatch({ notes: "" });
  const failure = failureOf(response);
  if (failure?.kind === "precondition-failed") expectTypeOf(failure.reload).toBeFunction();
  // @ts-expect-error -- nothing to reload where the outcome is unknown
  if (failure?.kind === "ambiguous") failure.reload();
});

test("in Angular, an object that was read", () => {
  const http = {} as HttpClient;
  const job = { notes: "" };
  conditionalInterceptor(contract);
  http.patch("/jobs/1/", {}, { context: contextOf(job) });
  // @ts-expect-error -- a text does not say which record it describes
  http.patch("/jobs/1/", {}, { context: contextOf('"1"') });
});
