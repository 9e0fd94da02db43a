import { lanes, merge3, patchBody, pending, subscribe, UsageError, unwrap } from "ifmatch/runtime";
import { mergeText } from "ifmatch/runtime/text";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Job,
  jobFields,
  jobJobsAcceptQuoteCreate,
  jobJobsBasicInfoRetrieve,
  jobJobsDestroy,
  jobJobsEventsCreate,
  jobJobsEventsList,
  jobJobsHeaderRetrieve,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsUndoChangeCreate,
  jobJobsUpdate,
  purchasingDeliveryReceiptsCreate,
  purchasingPurchaseOrdersCreate,
  purchasingPurchaseOrdersPartialUpdate,
  purchasingPurchaseOrdersRetrieve,
} from "../../generated/index.js";
import { ids, startDjango } from "./django.js";
import { clientOf, describeBehind, type Front, fronts, newJob, startFront } from "./fronts.js";

/* Job management: the generated client against Django, through everything that may stand in between. */

const urlOf = (front: Front, id: string, action = ""): string => `${front.origin}/api/job/jobs/${id}/${action}`;

describeBehind("jobs", fronts, (name) => {
  let front: Front;
  beforeAll(async () => void (front = await startFront(name)));
  afterAll(() => front?.stop());

  it("B1, B14: detail, header and basic info have one tag, and each answers 304 to it", async () => {
    const { client, seen } = clientOf(front);
    const { data } = await newJob(client);
    const ofJob = { path: { job_id: data.id } };
    const tags = new Set<string | null>();
    for (const read of [jobJobsRetrieve, jobJobsHeaderRetrieve, jobJobsBasicInfoRetrieve]) {
      const first = unwrap(await read(client, ofJob));
      const second = unwrap(await read(client, ofJob));
      expect(second.data).toBe(first.data);
      expect(seen.at(-1)).toMatchObject({ status: 304, body: "" });
      tags.add(first.etag);
    }
    expect([...tags]).toEqual([expect.stringMatching(/^"\w+"$/)]);
  });

  it("B2, B17: every change of a job answers 412 to another tag, and does nothing", async () => {
    const { client } = clientOf(front);
    const old = await newJob(client);
    const ofJob = { path: { job_id: old.data.id } };
    unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { notes: "Hot" }, ifMatch: old }));
    const other = clientOf(front).client;
    const body = { name: "Lost", client_id: ids.client };
    const answers = [
      await jobJobsPartialUpdate(other, { ...ofJob, body: { name: "Lost" }, ifMatch: old }),
      await jobJobsUpdate(other, { ...ofJob, body, ifMatch: old }),
      await jobJobsDestroy(other, { ...ofJob, ifMatch: old }),
      await jobJobsEventsCreate(other, { ...ofJob, body: { description: "Lost" }, ifMatch: old }),
      await jobJobsAcceptQuoteCreate(other, { ...ofJob, ifMatch: old }),
      await jobJobsUndoChangeCreate(other, { ...ofJob, body: { change_id: ids.job }, ifMatch: old }),
    ];
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill("precondition-failed"));
    const now = unwrap(await jobJobsRetrieve(other, ofJob)).data;
    expect(now).toMatchObject({ name: "Boiler", notes: "Hot", quote_acceptance_date: null });
  });

  it("B2: every change of a job answers 428 without a tag; Prism asks for it before Django can", async () => {
    const { data } = await newJob(clientOf(front).client);
    const headers = { authorization: `Bearer ${front.django.token}`, "content-type": "application/json" };
    const requests: [string, string, object | undefined][] = [
      ["PATCH", "", { name: "Lost" }],
      ["PUT", "", { name: "Lost", client_id: ids.client }],
      ["DELETE", "", undefined],
      ["POST", "events/", { description: "Lost" }],
      ["POST", "accept-quote/", undefined],
      ["POST", "undo-change/", { change_id: ids.job }],
    ];
    for (const [method, action, body] of requests) {
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const { status } = await fetch(urlOf(front, data.id, action), init);
      expect([method, action, status]).toEqual([method, action, name === "Prism" ? 422 : 428]);
    }
  });

  it("B3: an event and an accepted quote need the job's tag, and give the job a new one", async () => {
    const { client } = clientOf(front);
    const made = await newJob(client);
    const ofJob = { path: { job_id: made.data.id } };
    const noted = unwrap(
      await jobJobsEventsCreate(client, { ...ofJob, body: { description: "Called" }, ifMatch: made }),
    );
    const accepted = unwrap(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: noted }));
    const read = unwrap(await jobJobsRetrieve(clientOf(front).client, ofJob));
    expect(new Set([made.etag, noted.etag, accepted.etag]).size).toBe(3);
    expect(read).toMatchObject({ etag: accepted.etag, data: { status: "approved" } });
  });

  it("B4: one job's tag is refused for another before anything is sent, and survives what is read in between", async () => {
    const { client, seen } = clientOf(front);
    const [first, second] = [await newJob(client), await newJob(client, "Staircase")];
    unwrap(await jobJobsRetrieve(client, { path: { job_id: second.data.id } }));
    const sent = seen.length;
    const mixed = { path: { job_id: second.data.id }, body: { name: "Mixed up" }, ifMatch: first };
    await expect(jobJobsPartialUpdate(client, mixed)).rejects.toMatchObject({ code: "other-resource" });
    expect(seen).toHaveLength(sent);
    expect(client.tagOf("Job", first.data.id)).toBe(first.etag);
  });

  it("B5, B17: the tag is renewed from GET, PUT, PATCH and POST, and forgotten with DELETE", async () => {
    const { client, seen } = clientOf(front);
    const made = await newJob(client);
    const ofJob = { path: { job_id: made.data.id } };
    const renewed = <T extends { etag: string | null }>(result: T): T => {
      expect(result.etag).toMatch(/^"\w+"$/);
      expect(client.tagOf("Job", made.data.id)).toBe(result.etag);
      return result;
    };
    const read = renewed(unwrap(await jobJobsRetrieve(client, ofJob)));
    const patched = renewed(
      unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { notes: "Hot" }, ifMatch: read })),
    );
    const body = { name: "Boiler 2", client_id: ids.client };
    const put = renewed(unwrap(await jobJobsUpdate(client, { ...ofJob, body, ifMatch: patched })));
    const noted = renewed(
      unwrap(await jobJobsEventsCreate(client, { ...ofJob, body: { description: "Called" }, ifMatch: put })),
    );
    const accepted = renewed(unwrap(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: noted })));
    const events = unwrap(await jobJobsEventsList(client, ofJob)).data;
    const change_id = events.find(({ can_undo }) => can_undo)!.id;
    const undone = renewed(
      unwrap(await jobJobsUndoChangeCreate(client, { ...ofJob, body: { change_id }, ifMatch: accepted })),
    );
    unwrap(await jobJobsDestroy(client, { ...ofJob, ifMatch: undone }));
    expect(client.tagOf("Job", made.data.id)).toBeUndefined();
    const tags = [read, patched, put, noted, accepted, undone].map(({ etag }) => etag);
    expect(seen.map(({ ifMatch }) => ifMatch).filter(Boolean)).toEqual(tags);
    expect(new Set(tags).size).toBe(6);
  });

  it("B6: the caller's own If-None-Match gets `not-modified`, without a body", async () => {
    const { client, seen } = clientOf(front);
    const { data, etag } = await newJob(client);
    const asked = await jobJobsRetrieve(client, { path: { job_id: data.id }, ifNoneMatch: etag! });
    expect(asked).toMatchObject({ kind: "not-modified", status: 304 });
    expect(seen.at(-1)).toMatchObject({ ifNoneMatch: etag, body: "" });
  });

  it("B7, B10: after a 412 the job is reloaded, texts are merged, and the change is saved with the new tag", async () => {
    const [mine, theirs] = [clientOf(front).client, clientOf(front).client];
    const { data } = await newJob(mine);
    const ofJob = { path: { job_id: data.id } };
    const [base, read] = [unwrap(await jobJobsRetrieve(mine, ofJob)), unwrap(await jobJobsRetrieve(theirs, ofJob))];
    unwrap(await jobJobsPartialUpdate(theirs, { ...ofJob, body: { notes: "Bring a ladder." }, ifMatch: read }));
    const edited: Job = { ...base.data, order_number: "PO-7", notes: "Bring a torch." };
    const change = { ...ofJob, body: patchBody(base.data, edited), ifMatch: base };
    const refused = await jobJobsPartialUpdate(mine, change);
    if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
    expect(refused.error).toMatchObject({ job_id: data.id, checksum_mismatch: false });
    const latest = unwrap(await refused.reload());
    expect(latest).toMatchObject({ revalidated: false, data: { notes: "Bring a ladder." } });
    const options = { readOnly: jobFields.readOnly, text: mergeText };
    const { value, conflicts } = merge3(base.data, edited, latest.data, options);
    // Both wrote into the notes: that is shown, and the user decides. The rest is merged.
    expect(conflicts).toMatchObject([{ path: ["notes"], mine: "Bring a torch.", theirs: "Bring a ladder." }]);
    const decided = { ...value, notes: "Bring a ladder and a torch." };
    const again = { ...ofJob, body: patchBody(latest.data, decided, options), ifMatch: latest };
    const saved = unwrap(await jobJobsPartialUpdate(mine, again));
    expect(saved.data).toMatchObject({ notes: "Bring a ladder and a torch.", order_number: "PO-7" });
  });

  it("B9: a change without a known tag fails before it is sent, and says: load the job first", async () => {
    const { client, seen } = clientOf(front);
    const change = { path: { job_id: ids.job }, body: { name: "Blind" }, ifMatch: undefined as never };
    const error = await jobJobsPartialUpdate(client, change).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(/job_jobs_retrieve|[Ll]oad/);
    expect(seen).toHaveLength(0);
  });

  it("B11, B16: three clicks on `add event` are one event, and the button knows when one is under way", async () => {
    const { client, seen } = clientOf(front, { lanes: lanes() });
    const made = await newJob(client);
    const ofJob = { path: { job_id: made.data.id } };
    const counts: number[] = [];
    const end = subscribe(client, () => counts.push(pending(client, "Job", made.data.id)));
    const click = { ...ofJob, body: { description: "Called" }, ifMatch: made };
    const clicks = await Promise.all([1, 2, 3].map(() => jobJobsEventsCreate(client, click)));
    end();
    expect(clicks.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok"]);
    expect(seen.filter(({ path }) => path.endsWith("/events/"))).toHaveLength(1);
    expect(unwrap(await jobJobsEventsList(client, ofJob)).data).toHaveLength(1);
    expect(counts).toEqual([1, 0]);
  });

  it("B12: 400, 404 and 409 are errors, typed by the document; 412 is not mistaken for one", async () => {
    const { client } = clientOf(front);
    const made = await newJob(client);
    const ofJob = { path: { job_id: made.data.id } };
    const nameless = await jobJobsPartialUpdate(client, { ...ofJob, body: { name: "" }, ifMatch: made });
    expect(nameless).toMatchObject({ kind: "error", status: 400, error: { details: { name: [expect.any(String)] } } });
    const absent = await jobJobsRetrieve(client, { path: { job_id: "00000000-0000-4000-8000-00000000dead" } });
    expect(absent).toMatchObject({ kind: "error", status: 404, error: { error: "There is no such record." } });
    const accepted = unwrap(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: made }));
    expect(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: accepted })).toMatchObject({
      kind: "error",
      status: 409,
    });
  });

  it("B15: of two tabs the second is refused, reloads and succeeds", async () => {
    const [a, b] = [clientOf(front).client, clientOf(front).client];
    const ofJob = { path: { job_id: (await newJob(a)).data.id } };
    const [readA, readB] = [unwrap(await jobJobsRetrieve(a, ofJob)), unwrap(await jobJobsRetrieve(b, ofJob))];
    unwrap(await jobJobsPartialUpdate(a, { ...ofJob, body: { notes: "A" }, ifMatch: readA }));
    const refused = await jobJobsPartialUpdate(b, { ...ofJob, body: { order_number: "B" }, ifMatch: readB });
    if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
    const latest = unwrap(await refused.reload());
    const saved = unwrap(await jobJobsPartialUpdate(b, { ...ofJob, body: { order_number: "B" }, ifMatch: latest }));
    expect(saved.data).toMatchObject({ notes: "A", order_number: "B" });
  });

  it("a delivery needs the tag of the purchase order that its body names, and renews it", async () => {
    const { client } = clientOf(front);
    const lines = [{ description: "Steel", quantity: "5.00" }];
    const po_id = unwrap(await purchasingPurchaseOrdersCreate(client, { body: { lines } })).data.id;
    const read = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id } }));
    const change = { path: { po_id }, body: { status: "submitted" as const }, ifMatch: read };
    const submitted = unwrap(await purchasingPurchaseOrdersPartialUpdate(client, change));
    const allocations = { [submitted.data.lines![0]!.id]: [{ job_id: null, quantity: "2.00" }] };
    const body = { purchase_order_id: po_id, allocations };
    const stale = await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: read });
    expect(stale.kind).toBe("precondition-failed");
    const received = unwrap(await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: submitted }));
    expect(received).toMatchObject({ status: 201, data: { status: "partially_received" } });
    expect(client.tagOf("PurchaseOrder", po_id)).toBe(received.etag);
  });

  it("a job is created, and its first tag serves at once", async () => {
    const { client } = clientOf(front);
    const made = await newJob(client);
    const saved = await jobJobsPartialUpdate(client, {
      path: { job_id: made.data.id },
      body: { notes: "x" },
      ifMatch: made,
    });
    expect(saved).toMatchObject({ kind: "ok", status: 200 });
  });
});

describe("tags that gzip made weak", { tags: ["django"] }, () => {
  let front: Front;
  beforeAll(async () => void (front = await startFront("django with gzip")));
  afterAll(() => front?.stop());

  it("without X-Resource-Version are refused, and the message says that they are weak; `strip` makes them pass", async () => {
    const asReceived = clientOf(front, { versionHeaders: ["ETag"] });
    const ofJob = { path: { job_id: (await newJob(asReceived.client)).data.id } };
    const read = unwrap(await jobJobsRetrieve(asReceived.client, ofJob));
    expect(read.etag).toMatch(/^W\/"/);
    const refused = await jobJobsPartialUpdate(asReceived.client, { ...ofJob, body: { notes: "x" }, ifMatch: read });
    expect(refused).toMatchObject({ kind: "precondition-failed", message: expect.stringContaining("weak") as unknown });
    const stripping = clientOf(front, { versionHeaders: ["ETag"], weakTags: "strip" }).client;
    expect(await jobJobsPartialUpdate(stripping, { ...ofJob, body: { notes: "x" }, ifMatch: read })).toMatchObject({
      kind: "ok",
    });
  });
});

describe("B13: across origins", { tags: ["django"] }, () => {
  const origin = "http://localhost:5173";
  const asked = { origin, "access-control-request-method": "PATCH", "access-control-request-headers": "if-match" };

  it.each([
    ["off", null, null],
    ["noexpose", origin, null],
    ["full", origin, expect.stringContaining("ETag")],
  ] as const)("cors-headers %s: what a page may send and see", async (cors, allowed, exposed) => {
    const django = await startDjango({ cors });
    const url = `${django.origin}/api/job/jobs/${ids.job}/`;
    const preflight = await fetch(url, { method: "OPTIONS", headers: asked });
    expect(preflight.headers.get("access-control-allow-origin")).toBe(allowed);
    if (allowed !== null)
      expect(preflight.headers.get("access-control-allow-headers")).toMatch(/if-match.*if-none-match/);
    const headers = { origin, authorization: `Bearer ${django.token}` };
    const read = await fetch(url, { headers });
    expect(read.headers.get("access-control-expose-headers")).toEqual(exposed);
    // The 412 too: a page that may not see it would take it for a broken network.
    const stale = await fetch(url, { method: "DELETE", headers: { ...headers, "if-match": '"x"' } });
    expect([stale.status, stale.headers.get("access-control-allow-origin")]).toEqual([412, allowed]);
    await django.stop();
  });
});
