import { unwrap } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  jobJobsAcceptQuoteCreate,
  jobJobsBasicInfoRetrieve,
  jobJobsCreate,
  jobJobsDestroy,
  jobJobsEventsCreate,
  jobJobsEventsList,
  jobJobsHeaderRetrieve,
  jobJobsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsUpdate,
  peopleCreate,
  peopleList,
  purchasingDeliveryReceiptsCreate,
  purchasingPurchaseOrdersRetrieve,
} from "../../generated/index.js";
import { sampleMock, send } from "./sample.js";

/* The generated client of the sample against its mock, without a socket. Titles name requirements of field-systems.md. */

describe("a job-management application", () => {
  it("B1: all GETs of a job send one and the same tag, and honour If-None-Match", async () => {
    const { client, seen, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const reads = [jobJobsRetrieve, jobJobsHeaderRetrieve, jobJobsBasicInfoRetrieve, jobJobsEventsList] as const;
    const first = [];
    for (const read of reads) first.push(unwrap(await read(client, request)));
    expect(new Set(first.map(({ etag }) => etag)).size).toBe(1);
    for (const [index, read] of reads.entries()) {
      const again = unwrap(await read(client, request));
      expect(again).toMatchObject({ revalidated: true });
      expect(again.data).toBe(first[index]!.data);
    }
    expect(seen.map(({ response }) => response!.status)).toEqual([200, 200, 200, 200, 304, 304, 304, 304]);
  });

  it("B1: the representations are one record: what one shows has the values of the others", async () => {
    const { client, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const job = unwrap(await jobJobsRetrieve(client, request));
    unwrap(await jobJobsPartialUpdate(client, { ...request, body: { name: "Boiler", notes: "hot" }, ifMatch: job }));
    expect(unwrap(await jobJobsHeaderRetrieve(client, request)).data).toMatchObject({ id: jobs[0], name: "Boiler" });
    expect(unwrap(await jobJobsBasicInfoRetrieve(client, request)).data).toMatchObject({ notes: "hot" });
    const { results } = unwrap(await jobJobsList(client)).data;
    expect(results.find(({ id }) => id === jobs[0])).toMatchObject({ name: "Boiler" });
  });

  it("B2: PUT, PATCH, DELETE and the actions demand the job's tag: 428 without, 412 with another", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const job = (await send(mock, "GET", path)).json() as object;
    const changes: [string, string, unknown][] = [
      ["PUT", path, job],
      ["PATCH", path, { name: "x" }],
      ["DELETE", path, undefined],
      ["POST", `${path}events/`, { description: "x" }],
      ["POST", `${path}accept-quote/`, undefined],
    ];
    const before = mock.snapshot();
    for (const [method, to, body] of changes) {
      const without = await send(mock, method, to, {}, body);
      const other = await send(mock, method, to, { "If-Match": '"another"' }, body);
      expect([method, to, without.status, other.status]).toEqual([method, to, 428, 412]);
    }
    expect(mock.snapshot()).toEqual(before);
  });

  it("B2: comparing and writing are one step: of twenty writers with one tag exactly one succeeds", async () => {
    const { mock, jobs } = await sampleMock({ delay: [0, 5] });
    const path = `/api/job/jobs/${jobs[0]}/`;
    for (let round = 0; round < 5; round++) {
      const etag = (await send(mock, "GET", path)).headers.get("etag")!;
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, writer) =>
          send(mock, "PATCH", path, { "If-Match": etag }, { name: `round ${round}, writer ${writer}` }),
        ),
      );
      const winners = answers.filter(({ status }) => status === 200);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
      const now = await send(mock, "GET", path);
      expect(now.json()).toMatchObject({ name: (winners[0]!.json() as { name: string }).name });
      expect(now.headers.get("etag")).toBe(winners[0]!.headers.get("etag"));
    }
  });

  it("B3: events and accept-quote depend on the job's tag and change it; the event is listed", async () => {
    const { client, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const job = unwrap(await jobJobsRetrieve(client, request));
    const before = unwrap(await jobJobsEventsList(client, request)).data;
    const event = unwrap(
      await jobJobsEventsCreate(client, { ...request, body: { description: "Called the client" }, ifMatch: job }),
    );
    expect(event.etag).not.toBe(job.etag);
    expect(event.data).toMatchObject({ event: { description: "Called the client" } });
    const after = unwrap(await jobJobsEventsList(client, request));
    expect(after.data.slice(before.length)).toMatchObject([{ description: "Called the client" }]);
    expect(after.etag).toBe(event.etag);
    const stale = await jobJobsAcceptQuoteCreate(client, { ...request, ifMatch: job });
    expect(stale.kind).toBe("precondition-failed");
    const accepted = unwrap(await jobJobsAcceptQuoteCreate(client, { ...request, ifMatch: event }));
    expect(unwrap(await jobJobsHeaderRetrieve(client, request)).etag).toBe(accepted.etag);
  });

  it("B15: read, change, a stale 412, reload, retry", async () => {
    const { client, mock, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const read = unwrap(await jobJobsRetrieve(client, request));
    mock.edit("Job", jobs[0], { notes: "by somebody else" });
    const stale = await jobJobsPartialUpdate(client, { ...request, body: { name: "Mine" }, ifMatch: read });
    if (stale.kind !== "precondition-failed") throw new Error(stale.kind);
    const fresh = unwrap(await stale.reload());
    expect(fresh.data).toMatchObject({ notes: "by somebody else", name: read.data.name });
    const retried = unwrap(await jobJobsPartialUpdate(client, { ...request, body: { name: "Mine" }, ifMatch: fresh }));
    expect(retried.data).toMatchObject({ notes: "by somebody else", name: "Mine" });
    expect(Date.parse(retried.data.updated_at)).toBeGreaterThan(Date.parse(read.data.updated_at));
  });

  it("creates: 201 with Location and a tag that the next change takes; then it is listed, changed and deleted", async () => {
    const { client, seen } = await sampleMock();
    const before = unwrap(await jobJobsList(client)).data.count;
    const body = { name: "Staircase", client_id: "00000000-0000-4000-8000-000000000007" };
    const made = unwrap(await jobJobsCreate(client, { body }));
    const request = { path: { job_id: made.data.id } };
    expect(seen.at(-1)!.response!.headers.get("Location")).toBe(`/api/job/jobs/${made.data.id}/`);
    expect(made.data).toMatchObject(body);
    expect(unwrap(await jobJobsList(client)).data.count).toBe(before + 1);
    expect(unwrap(await jobJobsEventsList(client, request)).data).toEqual([]);
    const read = unwrap(await jobJobsRetrieve(client, request));
    expect(read.etag).toBe(made.etag);
    const gone = unwrap(await jobJobsDestroy(client, { ...request, ifMatch: read }));
    expect(gone.status).toBe(204);
    expect(await jobJobsRetrieve(client, request)).toMatchObject({ kind: "error", status: 404 });
    expect(unwrap(await jobJobsList(client)).data.count).toBe(before);
  });

  it("PUT replaces what a body can set and keeps what only the server sets", async () => {
    const { client, jobs } = await sampleMock();
    const request = { path: { job_id: jobs[0] } };
    const read = unwrap(await jobJobsRetrieve(client, request));
    const { notes: _, ...rest } = read.data;
    const put = unwrap(
      await jobJobsUpdate(client, {
        ...request,
        body: { ...rest, name: "Railing", job_number: 99 } as never,
        ifMatch: read,
      }),
    );
    expect(put.data).toMatchObject({ id: jobs[0], name: "Railing", job_number: read.data.job_number });
    expect(put.data.created_at).toBe(read.data.created_at);
    expect(put.data.notes ?? null).toBe(null);
  });

  it("a key in the body names the resource: a delivery depends on the purchase order's tag and changes it", async () => {
    const { client, mock, orders } = await sampleMock();
    const order = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id: orders[0] } }));
    const body = { purchase_order_id: orders[0], allocations: {} };
    const path = "/api/purchasing/delivery-receipts/";
    expect((await send(mock, "POST", path, {}, body)).status).toBe(428);
    const receipt = unwrap(await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: order }));
    expect(receipt.etag).not.toBe(order.etag);
    const again = await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: order });
    expect(again.kind).toBe("precondition-failed");
    const other = { ...body, purchase_order_id: "00000000-0000-4000-8000-000000000000" };
    expect((await send(mock, "POST", path, { "If-Match": "*" }, other)).status).toBe(404);
  });
});

describe("bodies", () => {
  it("are held against the client's own schemas; a 400 says what is wrong, in the declared form", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const refused = await send(mock, "PATCH", path, { "If-Match": "*" }, { priority: 9, name: "ok" });
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({ details: { priority: [expect.any(String)] } });
    const broken = await mock.fetch(`http://mock${path}`, {
      method: "PATCH",
      headers: { "content-type": "application/json", "if-match": "*" },
      body: "{",
    });
    expect(broken.status).toBe(400);
    const empty = await mock.fetch(`http://mock${path}`, { method: "PUT", headers: { "if-match": "*" } });
    expect([empty.status, await empty.json()]).toMatchObject([400, { error: "A body is required." }]);
  });

  it("may be forms where the document says so", async () => {
    const { mock, jobs } = await sampleMock();
    const form = new URLSearchParams({ name: "Gate", priority: "3", paid: "true" });
    const path = `http://mock/api/job/jobs/${jobs[0]}/`;
    const patched = await mock.fetch(path, { method: "PATCH", headers: { "if-match": "*" }, body: form });
    expect([patched.status, await patched.json()]).toMatchObject([200, { name: "Gate", priority: 3, paid: true }]);
    const upload = new FormData();
    upload.set("file", new File(["payer\n"], "claims.csv", { type: "text/csv" }));
    const made = await mock.fetch("http://mock/api/uploads/", { method: "POST", body: upload });
    expect(made.status).toBe(201);
  });

  it("lose the fields that only the server sets", async () => {
    const { mock, people } = await sampleMock();
    const path = `/api/people/${people[0]}/`;
    const body = { name: "Ada", id: 77, created_at: "1999-01-01T00:00:00Z" };
    expect((await send(mock, "PATCH", path, { "If-Match": "*" }, body)).json()).toMatchObject({
      id: people[0],
      name: "Ada",
      created_at: "2024-01-01T00:00:00.000Z",
    });
  });
});

it("lists and details of what nobody protects are stateful, too", async () => {
  const { client } = await sampleMock();
  const made = unwrap(await peopleCreate(client, { body: { name: "Grace" } }));
  const listed = unwrap(await peopleList(client)).data;
  expect(listed.results.at(-1)).toMatchObject({ id: made.data.id, name: "Grace" });
  expect([listed.count, listed.next]).toEqual([listed.results.length, null]);
});
