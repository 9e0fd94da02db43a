import { unwrap } from "ifmatch/runtime";
import { DroppedAnswerError } from "ifmatch/mock";
import { describe, expect, it } from "vitest";
import {
  jobJobsEventsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  peoplePartialUpdate,
  peopleRetrieve,
} from "../../generated/index.js";
import { sampleMock, send } from "./sample.js";

const ifMatch = { "If-Match": "*" };

describe("faults", () => {
  it("concurrent-edit: somebody else is faster, and the change is visible", async () => {
    const { client, mock, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const read = unwrap(await jobJobsRetrieve(client, request));
    mock.faults.next("concurrent-edit");
    const stale = await jobJobsPartialUpdate(client, { ...request, body: { notes: "mine" }, ifMatch: read });
    if (stale.kind !== "precondition-failed") throw new Error(stale.kind);
    const fresh = unwrap(await stale.reload());
    expect(fresh.data.name).toBe(`${read.data.name} (edited)`);
    expect(await jobJobsPartialUpdate(client, { ...request, body: { notes: "mine" }, ifMatch: fresh })).toMatchObject({
      kind: "ok",
    });
  });

  it("drop-answer: the change is carried out, and the answer is lost", async () => {
    const { client, mock, jobs, seen } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const read = unwrap(await jobJobsRetrieve(client, request));
    mock.faults.next("drop-answer");
    const lost = await jobJobsPartialUpdate(client, { ...request, body: { name: "Done" }, ifMatch: read });
    expect(lost.kind).toBe("ambiguous");
    expect(seen.at(-1)!.response).toBe(null);
    expect(unwrap(await jobJobsRetrieve(client, request)).data.name).toBe("Done");
    mock.faults.next("drop-answer");
    const change = { method: "PATCH", headers: { ...ifMatch, "content-type": "application/json" }, body: "{}" };
    await expect(mock.fetch(`http://mock/api/job/jobs/${jobs[0]}/`, change)).rejects.toBeInstanceOf(DroppedAnswerError);
    mock.faults.next("drop-answer");
    const answer = await mock.respond(new Request(`http://mock/api/job/jobs/${jobs[0]}/`, change));
    expect(answer.type).toBe("error");
  });

  it("weaken-tags: tags come weak, and If-Match refuses them", async () => {
    const { mock, people } = await sampleMock({ faults: ["weaken-tags"] });
    const path = `/api/people/${people[0]}/`;
    const etag = (await send(mock, "GET", path)).headers.get("etag")!;
    expect(etag).toMatch(/^W\/"/);
    expect((await send(mock, "GET", path, { "If-None-Match": etag })).status).toBe(304);
    expect((await send(mock, "PATCH", path, { "If-Match": etag }, {})).status).toBe(412);
    expect((await send(mock, "PATCH", path, { "If-Match": etag.slice(2) }, {})).status).toBe(200);
  });

  it("hide-tags: no answer carries a tag, and the client sends nothing (B9)", async () => {
    const { client, mock, people, seen } = await sampleMock({ profile: "weak-under-gzip" });
    mock.faults.on("hide-tags");
    const read = unwrap(await peopleRetrieve(client, { path: { id: people[0] } }));
    expect([seen[0]!.response!.headers.get("etag"), seen[0]!.response!.headers.get("x-resource-version")]).toEqual([
      null,
      null,
    ]);
    await expect(
      peoplePartialUpdate(client, { path: { id: people[0] }, body: { name: "x" }, ifMatch: read }),
    ).rejects.toThrow(/tag/i);
    expect(seen).toHaveLength(1);
    mock.faults.off("hide-tags");
    expect(unwrap(await peopleRetrieve(client, { path: { id: people[0] } })).etag).toBeDefined();
  });

  it("no-tag-on-write: changes answer without a tag, retrievals with it", async () => {
    const { mock, people } = await sampleMock({ faults: ["no-tag-on-write"] });
    const path = `/api/people/${people[0]}/`;
    const patched = await send(mock, "PATCH", path, ifMatch, { name: "x" });
    expect([patched.status, patched.headers.get("etag")]).toEqual([200, null]);
    expect((await send(mock, "GET", path)).headers.get("etag")).not.toBe(null);
  });

  it.each([
    ["409-for-412", 409, /json/],
    ["html-412", 412, /html/],
  ] as const)("%s: a failed precondition looks like that", async (fault, status, type) => {
    const { mock, jobs } = await sampleMock();
    mock.faults.next(fault);
    const stale = { "If-Match": '"stale"' };
    const path = `/api/job/jobs/${jobs[0]}/`;
    const first = await send(mock, "PATCH", path, stale, {});
    expect([first.status, first.headers.get("content-type")]).toEqual([status, expect.stringMatching(type)]);
    const second = await send(mock, "PATCH", path, stale, {});
    expect([second.status, second.headers.get("content-type")]).toEqual([412, "application/json"]);
  });

  it("one that was set for next waits for a request that it changes something for; the same twice is two", async () => {
    const { client, mock, people } = await sampleMock();
    mock.faults.next("no-tag-on-write", "no-tag-on-write", "drop-answer");
    unwrap(await jobJobsEventsList(client, { path: { job_id: mock.keys("/api/job/jobs/{id}")[0]![0]! } }));
    expect(mock.faults.active.next).toEqual(["no-tag-on-write", "no-tag-on-write", "drop-answer"]);
    mock.faults.off("drop-answer");
    const tags = [];
    for (let times = 0; times < 3; times++)
      tags.push((await send(mock, "PATCH", `/api/people/${people[0]}/`, ifMatch, {})).headers.has("etag"));
    expect(tags).toEqual([false, false, true]);
    mock.faults.on("html-412");
    mock.faults.clear();
    expect(mock.faults.active).toEqual({ on: [], next: [] });
  });
});
