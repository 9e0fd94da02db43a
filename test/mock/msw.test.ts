import { http } from "msw";
import { setupServer } from "msw/node";
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "./sample.js";

/* The same engine behind MSW: three lines of the user's. */

let sample: SampleMock;
const server = setupServer();
beforeAll(async () => {
  sample = await sampleMock();
  server.use(http.all("https://api.test/*", ({ request }) => sample.mock.respond(request)));
  server.listen({ onUnhandledRequest: "error" });
});
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
  sample.mock.faults.next("drop-answer");
  const lost = await jobJobsPartialUpdate(client, { ...request, body: { name: "kept" }, ifMatch: read });
  expect(lost.kind).toBe("ambiguous");
  expect(unwrap(await jobJobsRetrieve(client, request)).data.name).toBe("kept");
});
