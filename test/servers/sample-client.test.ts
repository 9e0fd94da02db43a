import {
  type Client,
  type ClientOptions,
  isEntityTag,
  PreconditionFailedError,
  unwrap,
  UsageError,
  validateBodies,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  createClient,
  type Job,
  jobJobsAcceptQuoteCreate,
  jobJobsBasicInfoRetrieve,
  jobJobsCreate,
  jobJobsDestroy,
  jobJobsEventsCreate,
  jobJobsEventsList,
  jobJobsHeaderRetrieve,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsUndoChangeCreate,
  jobJobsUpdate,
  payerMappingsPartialUpdate,
  payerMappingsRetrieve,
  peopleDestroy,
  peoplePartialUpdate,
  peopleRetrieve,
  peopleUpdate,
  purchasingDeliveryReceiptsCreate,
  purchasingPurchaseOrdersRetrieve,
  uploadsCreate,
  uploadsList,
  uploadsRetrieve,
} from "../../generated/index.js";
import { validation } from "../../generated/validation.js";
import { ids } from "./records.js";
import { type Modes, type RecordsServer, startRecordsServer } from "./records-server.js";

/* The generated client of the sample, over real HTTP. Titles name the requirements of field-systems.md. */

const ofJob = { path: { job_id: ids.job } };
const ofPerson = { path: { id: ids.person } };

/** A server, and a client of it that holds every body against the document. */
async function start(
  modes: Modes = {},
  options: ClientOptions = {},
): Promise<{ server: RecordsServer; client: Client }> {
  const server = await startRecordsServer(modes);
  return { server, client: createClient({ baseUrl: server.url, validate: validateBodies(validation), ...options }) };
}

const conditions = (server: RecordsServer): (string | undefined)[] =>
  server.seen.map(({ headers }) => headers["if-match"]);

describe("a planning application", () => {
  it.each(["optional", "redirect"] as const)(
    "A5: remembers the tag of each person read; paths with and without a trailing slash are one (%s)",
    async (trailingSlash) => {
      let slash = true;
      const { server, client } = await start(
        { trailingSlash },
        { onRequest: (request) => void (slash || (request.url = request.url.replace(/\/$/, ""))) },
      );
      expect(client.tagOf("Person", ids.person)).toBeUndefined();
      const withSlash = unwrap(await peopleRetrieve(client, ofPerson));
      expect(client.tagOf("Person", ids.person)).toBe(withSlash.etag);
      slash = false;
      const without = unwrap(await peopleRetrieve(client, ofPerson));
      expect(without).toMatchObject({ etag: withSlash.etag, resource: withSlash.resource });
      expect(
        await peoplePartialUpdate(client, { ...ofPerson, body: { location: "Leeds" }, ifMatch: withSlash }),
      ).toMatchObject({ kind: "ok" });
      expect(server.seen.at(-1)!.headers["if-match"]).toBe(withSlash.etag);
    },
  );

  it.each(["", "/", "//"])("A5: a base URL ends in as many slashes as it likes: %j", async (end) => {
    const { server } = await start();
    expect(await peopleRetrieve(createClient({ baseUrl: server.url + end }), ofPerson)).toMatchObject({ kind: "ok" });
    expect(server.seen[0]!.path).toBe(`/api/people/${ids.person}/`);
  });

  it("A6: sends If-Match with PATCH, PUT and DELETE of a person, though this server would not demand it", async () => {
    const { server, client } = await start();
    const read = unwrap(await peopleRetrieve(client, ofPerson));
    const patched = unwrap(
      await peoplePartialUpdate(client, { ...ofPerson, body: { location: "Leeds" }, ifMatch: read }),
    );
    const put = unwrap(await peopleUpdate(client, { ...ofPerson, body: { name: "Ada L." }, ifMatch: patched }));
    const gone = unwrap(await peopleDestroy(client, { ...ofPerson, ifMatch: put }));
    expect(conditions(server)).toEqual([undefined, read.etag, patched.etag, put.etag]);
    expect([gone.status, server.records.people.size]).toEqual([204, 0]);
  });

  it("A7: a 412 tells the user to refresh, and is a typed error on which an optimistic update is rolled back", async () => {
    const { client } = await start();
    const read = unwrap(await peopleRetrieve(client, ofPerson));
    unwrap(await peoplePartialUpdate(client, { ...ofPerson, body: { location: "York" }, ifMatch: read }));
    // What a cache of views does: show the new state at once, take it back when the change did not come through.
    const view = { shown: read.data };
    const save = async (): Promise<void> => {
      const before = view.shown;
      view.shown = { ...before, location: "Leeds" };
      try {
        unwrap(await peoplePartialUpdate(client, { ...ofPerson, body: { location: "Leeds" }, ifMatch: read }));
      } catch (error) {
        if (error instanceof PreconditionFailedError) view.shown = before;
        throw error;
      }
    };
    const error = await save().catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(PreconditionFailedError);
    expect(error).toMatchObject({
      status: 412,
      result: {
        kind: "precondition-failed",
        sent: read.etag,
        // The server's own reason comes first.
        message: expect.stringMatching(/^The job was changed by somebody else\. .*Reload the record/) as string,
      },
    });
    expect(error!.message).toMatch(/^The job was changed by somebody else\. /);
    expect(view.shown).toBe(read.data);
  });
});

describe("a job application", () => {
  it("B4: keeps tags by job, and never lets that of one job serve for another", async () => {
    const { server, client } = await start();
    const first = unwrap(await jobJobsRetrieve(client, ofJob));
    const second = unwrap(await jobJobsRetrieve(client, { path: { job_id: ids.otherJob } }));
    expect([client.tagOf("Job", ids.job), client.tagOf("Job", ids.otherJob)]).toEqual([first.etag, second.etag]);
    expect(first.etag).not.toBe(second.etag);
    const wrong = jobJobsPartialUpdate(client, {
      path: { job_id: ids.otherJob },
      body: { name: "Mixed up" },
      ifMatch: first,
    });
    await expect(wrong).rejects.toMatchObject({ name: "UsageError", code: "other-resource" });
    expect(server.seen, "nothing was sent").toHaveLength(2);
    expect(client.tagOf("Job", ids.job), "and the tag survives whatever was read in between").toBe(first.etag);
  });

  it("B4: header, basic info and events of a job represent it: what any of them yields is the job's tag", async () => {
    const { client } = await start();
    for (const read of [jobJobsHeaderRetrieve, jobJobsBasicInfoRetrieve, jobJobsEventsList]) {
      const part = unwrap(await read(client, ofJob));
      expect(part.resource).toEqual({ name: "Job", key: ids.job });
      expect(
        await jobJobsEventsCreate(client, { ...ofJob, body: { description: "Called" }, ifMatch: part }),
      ).toMatchObject({ kind: "ok", status: 201 });
    }
  });

  it("B5: every successful GET, PUT, PATCH, POST and DELETE renews the tag", async () => {
    const { server, client } = await start();
    const known = (): string | undefined => client.tagOf("Job", ids.job);
    const current = (): string => `"job:${ids.job}:${server.records.jobs.get(ids.job)!.version}"`;
    const renewed = <T>(result: T): T => {
      expect(known()).toBe(current());
      return result;
    };
    const read = renewed(unwrap(await jobJobsRetrieve(client, ofJob)));
    const patched = renewed(
      unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { notes: "Hot" }, ifMatch: read })),
    );
    const put = renewed(
      unwrap(
        await jobJobsUpdate(client, { ...ofJob, body: { name: "Boiler 2", client_id: ids.client }, ifMatch: patched }),
      ),
    );
    const noted = renewed(
      unwrap(await jobJobsEventsCreate(client, { ...ofJob, body: { description: "Called" }, ifMatch: put })),
    );
    const accepted = renewed(unwrap(await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: noted })));
    const change_id = server.records.jobs.get(ids.job)!.events[0]!.id;
    const undone = renewed(
      unwrap(await jobJobsUndoChangeCreate(client, { ...ofJob, body: { change_id }, ifMatch: accepted })),
    );
    server.changeJob(ids.job, { notes: "by somebody else" });
    const again = renewed(unwrap(await jobJobsRetrieve(client, ofJob)));
    expect(await jobJobsPartialUpdate(client, { ...ofJob, body: {}, ifMatch: undone })).toMatchObject({
      kind: "precondition-failed",
    });
    unwrap(await jobJobsDestroy(client, { ...ofJob, ifMatch: again }));
    expect(known()).toBeUndefined();
  });

  it("B6: what was read is asked for with If-None-Match; a 304 has no body and gives the same object", async () => {
    const { server, client } = await start();
    const first = unwrap(await jobJobsRetrieve(client, ofJob));
    const second = unwrap(await jobJobsRetrieve(client, ofJob));
    expect(second.data).toBe(first.data);
    expect(second.revalidated).toBe(true);
    expect(server.seen[1]).toMatchObject({ headers: { "if-none-match": first.etag }, status: 304, bytes: 0 });
  });

  it("B9: a change without a known tag fails before sending, and says: load the job first", async () => {
    const { server, client } = await start({ noTagOnWrite: "200" });
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    const saved = unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { notes: "Hot" }, ifMatch: read }));
    expect(saved.etag).toBeNull();
    const error = await jobJobsDestroy(client, { ...ofJob, ifMatch: saved }).catch(
      (thrown: unknown) => thrown as UsageError,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      code: "no-entity-tag",
      message: expect.stringMatching(/^job_jobs_destroy: .*load the record first/) as unknown,
    });
    expect(server.seen).toHaveLength(2);
  });

  it("creates a job, whose first tag serves at once", async () => {
    const { client } = await start();
    const created = unwrap(await jobJobsCreate(client, { body: { name: "Gate", client_id: ids.client } }));
    expect(created).toMatchObject({
      status: 201,
      resource: { name: "Job", key: created.data.id },
      etag: `"job:${created.data.id}:1"`,
    });
    const saved = await jobJobsPartialUpdate(client, {
      path: { job_id: created.data.id },
      body: { priority: 4 },
      ifMatch: created,
    });
    expect(saved).toMatchObject({ kind: "ok", data: { name: "Gate", priority: 4 } });
  });

  it("books a delivery in with the tag of the purchase order that the body names", async () => {
    const { server, client } = await start();
    const order = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path: { po_id: ids.order } }));
    const body = {
      purchase_order_id: ids.order,
      allocations: { [ids.orderLine]: [{ job_id: null, quantity: "5.00" }] },
    };
    const booked = unwrap(await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: order }));
    expect(server.seen[1]!.headers["if-match"]).toBe(order.etag);
    expect(booked).toMatchObject({ status: 201, resource: order.resource, etag: `"po:${ids.order}:2"` });
    const twice = await purchasingDeliveryReceiptsCreate(client, { body, ifMatch: order });
    if (twice.kind !== "precondition-failed") throw new Error(twice.kind);
    expect(unwrap(await twice.reload()).data.status).toBe("partially_received");
    const other = purchasingDeliveryReceiptsCreate(client, {
      body: { ...body, purchase_order_id: ids.client },
      ifMatch: order,
    });
    await expect(other).rejects.toMatchObject({ code: "other-resource" });
  });

  it("reads, edits, meets another user's change, reloads, applies the edit again and saves", async () => {
    const { server, client } = await start();
    const edit = (job: Job): { notes: string } => ({ notes: `${job.notes ?? ""} Ring the bell.`.trim() });
    const form = unwrap(await jobJobsRetrieve(client, ofJob));
    server.changeJob(ids.job, { notes: "Side door." });
    const refused = await jobJobsPartialUpdate(client, { ...ofJob, body: edit(form.data), ifMatch: form });
    if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
    expect(refused.error).toMatchObject({ error: "The job was changed by somebody else.", checksum_mismatch: false });
    const latest = unwrap(await refused.reload());
    expect(latest.data.notes).toBe("Side door.");
    const saved = unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: edit(latest.data), ifMatch: latest }));
    expect(saved.data).toMatchObject({ notes: "Side door. Ring the bell." });
    expect(server.records.jobs.get(ids.job)!.data.notes).toBe("Side door. Ring the bell.");
  });
});

describe("an analytics application", () => {
  it("C4: what did not change is not downloaded again", async () => {
    const { server, client } = await start();
    const first = unwrap(await uploadsList(client));
    const second = unwrap(await uploadsList(client));
    const single = unwrap(await uploadsRetrieve(client, { path: { id: ids.upload } }));
    expect([second.data, single.data.id]).toEqual([first.data, ids.upload]);
    expect(second.data).toBe(first.data);
    expect(server.seen.map(({ status, bytes }) => [status, bytes > 0])).toEqual([
      [200, true],
      [304, false],
      [200, true],
    ]);
  });

  it("C5: a tag that is there for caching turns no state change into a conditional one", async () => {
    const { server, client } = await start();
    const mapping = unwrap(await payerMappingsRetrieve(client, { path: { id: ids.payer } }));
    expect(isEntityTag(mapping.etag!)).toBe(true);
    unwrap(await uploadsList(client));
    unwrap(await payerMappingsPartialUpdate(client, { path: { id: ids.payer }, body: { normalized_name: "Acme" } }));
    unwrap(await uploadsCreate(client, { body: { file: new File(["payer,cpt\n"], "june.csv") } }));
    expect(server.seen.slice(2).map(({ status }) => status)).toEqual([200, 201]);
    expect(conditions(server)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("C8: after a change the stored tag does not match, and a 200 brings the new body", async () => {
    const { server, client } = await start();
    const first = unwrap(await uploadsList(client));
    unwrap(await uploadsCreate(client, { body: { file: new File(["payer,cpt\n"], "june.csv") } }));
    const second = unwrap(await uploadsList(client));
    expect(server.seen[2]).toMatchObject({ headers: { "if-none-match": first.etag }, status: 200 });
    expect(second.data.map(({ filename }) => filename)).toEqual(["claims.csv", "june.csv"]);
    expect(second).toMatchObject({ revalidated: false });
    expect(second.etag).not.toBe(first.etag);
  });
});
