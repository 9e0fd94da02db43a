import { setupServer } from "msw/node";
import { unwrap } from "ifmatch/runtime";
import { handlers } from "ifmatch/msw";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "./sample.js";

/* The same engine behind MSW, in Node; test/browsers/mock-worker.test.ts has it in a service worker. */

let sample: SampleMock;
const server = setupServer();
beforeAll(async () => {
  sample = await sampleMock();
  server.listen({ onUnhandledRequest: "error" });
});
beforeEach(() => server.resetHandlers(...handlers(sample.mock)));
afterAll(() => server.close());

it("answers what the page's own fetch asks, 304 and 412 included", async () => {
  const client = createClient({ baseUrl: "https://api.test" });
  const request = { path: { job_id: sample.jobs[0] } };
  const read = unwrap(await jobJobsRetrieve(client, request));
  expect(unwrap(await jobJobsRetrieve(client, request)).data).toBe(read.data);
  unwrap(await jobJobsPartialUpdate(client, { ...request, body: { name: "first" }, ifMatch: read }));
  const stale = await jobJobsPartialUpdate(client, { ...request, body: { name: "second" }, ifMatch: read });
  if (stale.kind !== "precondition-failed") throw new Error(stale.kind);
  expect(unwrap(await stale.reload()).data.name).toBe("first");
});

it("a lost answer is a network error", async () => {
  const client = createClient({ baseUrl: "https://api.test" });
  const request = { path: { job_id: sample.jobs[1] } };
  const read = unwrap(await jobJobsRetrieve(client, request));
  sample.mock.dropAnswer();
  const lost = await jobJobsPartialUpdate(client, { ...request, body: { name: "kept" }, ifMatch: read });
  expect(lost.kind).toBe("ambiguous");
  expect(unwrap(await jobJobsRetrieve(client, request)).data.name).toBe("kept");
});

it("what the document has no path for is left to MSW: unhandled, or somebody else's", async () => {
  await expect(fetch("https://api.test/elsewhere/")).rejects.toThrow("Cannot bypass a request");
  expect((await fetch("https://api.test/api/people/")).status).toBe(200);
});

it("with a base URL, everything below it is the API's, and nothing else", async () => {
  server.resetHandlers(...handlers(sample.mock, { baseUrl: "https://api.test/api" }));
  expect((await fetch("https://api.test/api/people/")).status).toBe(200);
  expect((await fetch("https://api.test/api/nothing/")).status).toBe(404);
  await expect(fetch("https://other.test/api/people/")).rejects.toThrow("Cannot bypass a request");
  await expect(fetch("https://api.test/apiary")).rejects.toThrow("Cannot bypass a request");
});
