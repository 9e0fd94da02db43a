import {
  acrossTabs,
  type Client,
  type ClientOptions,
  edit,
  lanes,
  merge3,
  patchBody,
  pending,
  resendOnce,
  resolve,
  subscribe,
  unwrap,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import {
  createClient,
  jobFields,
  jobJobsAcceptQuoteCreate,
  jobJobsEventsCreate,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
} from "../../generated/index.js";
import { ids } from "./records.js";
import { type Modes, type RecordsServer, startRecordsServer } from "./records-server.js";

/* What issue after issue of the field is about: people, and answers, that cross each other. Over real HTTP. */

const ofJob = { path: { job_id: ids.job } };

async function start(
  modes: Modes = {},
  options: ClientOptions = {},
): Promise<{ server: RecordsServer; client: Client }> {
  const server = await startRecordsServer(modes);
  const recover = resendOnce({ sleep: async () => {} });
  return { server, client: createClient({ baseUrl: server.url, lanes: lanes(), recover, ...options }) };
}

const changes = (server: RecordsServer): unknown[] =>
  server.seen.filter(({ method }) => method !== "GET").map(({ method, status }) => [method, status]);

describe("a job-management application", () => {
  it("B7: after a 412 the job is reloaded, the user merges, and saves with the new tag", async () => {
    const { server, client } = await start();
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    server.changeJob(ids.job, { description: "what the other one wrote" });
    const mine = { ...read.data, order_number: "PO-7" };
    const saved = await jobJobsPartialUpdate(client, { ...ofJob, body: patchBody(read.data, mine), ifMatch: read });
    if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
    const now = unwrap(await saved.reload());
    const { value, conflicts } = merge3(read.data, mine, now.data, { readOnly: jobFields.readOnly });
    expect(conflicts).toEqual([]);
    const body = patchBody(now.data, value, { readOnly: jobFields.readOnly });
    expect(body).toEqual({ order_number: "PO-7" });
    const again = unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body, ifMatch: now }));
    expect(again.data).toMatchObject({ order_number: "PO-7", description: "what the other one wrote" });
  });

  it("B3, B16: adding an event rapidly makes one event; accepting the quote waits for it and needs the tag it made", async () => {
    const { server, client } = await start();
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    const request = { ...ofJob, body: { description: "called the customer" }, ifMatch: read };
    const clicks = await Promise.all([1, 2, 3].map(() => jobJobsEventsCreate(client, request)));
    expect(clicks.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok"]);
    expect(changes(server)).toEqual([["POST", 201]]);
    // An action is never sent with a tag that its caller did not see.
    const stale = await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: read });
    expect(stale.kind).toBe("precondition-failed");
    const accepted = await jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: unwrap(clicks[0]!) });
    expect(accepted.kind).toBe("ok");
  });

  it("B11: a button is disabled while a change is in flight", async () => {
    const { client } = await start();
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    const counts: number[] = [];
    const end = subscribe(client, () => counts.push(pending(client, "Job", ids.job)));
    const saving = jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "1" }, ifMatch: read });
    const other = jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "2" }, ifMatch: read });
    expect([(await saving).kind, (await other).kind]).toEqual(["ok", "ok"]);
    end();
    expect(counts).toEqual([1, 2, 1, 0]);
  });

  it("autosave: PATCHes that hold the first tag follow our own writes, and stop at somebody else's", async () => {
    const { server, client } = await start();
    const form = unwrap(await jobJobsRetrieve(client, ofJob));
    for (const order_number of ["1", "12", "123"])
      unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { order_number }, ifMatch: form }));
    server.changeJob(ids.job, { description: "what the other one wrote" });
    const next = await jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "1234" }, ifMatch: form });
    expect(next.kind).toBe("precondition-failed");
  });
});

describe("an answer that got lost", () => {
  it.each<Modes>([{ dropAfterCommit: true }, { badGatewayAfterCommit: true }])(
    "the change was made (%o): who believes fields is told so, and it is made once",
    async (modes) => {
      const { server, client } = await start({}, { recover: resendOnce({ sleep: async () => {}, believe: "fields" }) });
      const read = unwrap(await jobJobsRetrieve(client, ofJob));
      Object.assign(server.modes, modes);
      const saving = jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "PO-8" }, ifMatch: read });
      const saved = unwrap(await saving);
      expect(saved).toMatchObject({ status: 200, verified: true, data: { order_number: "PO-8" } });
      expect(server.records.jobs.get(ids.job)!.version).toBe(2);
      Object.assign(server.modes, { dropAfterCommit: false, badGatewayAfterCommit: false });
      const next = await jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "PO-9" }, ifMatch: saved });
      expect(next.kind).toBe("ok");
    },
  );

  it.each<Modes>([{ dropAfterCommit: true }, { badGatewayAfterCommit: true }])(
    "the change was made (%o): without a write token the record holds it, and nothing is acknowledged",
    async (modes) => {
      const { server, client } = await start();
      const read = unwrap(await jobJobsRetrieve(client, ofJob));
      Object.assign(server.modes, modes);
      const saved = await jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "PO-8" }, ifMatch: read });
      expect(saved).toMatchObject({ kind: "ambiguous", holdsChange: true });
      expect(server.records.jobs.get(ids.job)!.version).toBe(2);
    },
  );

  it("an event whose answer got lost stays ambiguous: it is neither made twice nor called a change by somebody else", async () => {
    const { server, client } = await start();
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    server.modes.dropAfterCommit = true;
    const saved = await jobJobsEventsCreate(client, { ...ofJob, body: { description: "once" }, ifMatch: read });
    if (saved.kind !== "ambiguous") throw new Error(saved.kind);
    server.modes.dropAfterCommit = false;
    expect((await resolve(saved)).kind).toBe("ambiguous");
    const { events } = server.records.jobs.get(ids.job)!;
    expect(events.filter((event) => JSON.stringify(event).includes("once"))).toHaveLength(1);
  });
});

describe("edit", () => {
  it("twenty people append a line to one text at the same time, and none is lost", async () => {
    const { server, client } = await start();
    const people = Array.from({ length: 20 }, () => createClient({ baseUrl: server.url }));
    const quick = { sleep: async () => {}, attempts: 50, readOnly: jobFields.readOnly };
    const results = await Promise.all(
      people.map((person, index) =>
        edit(
          person,
          jobJobsRetrieve,
          jobJobsPartialUpdate,
          ofJob,
          ({ notes }) => ({ notes: `${notes ?? ""}\n${index};` }),
          quick,
        ),
      ),
    );
    expect(results.map(({ kind }) => kind)).toEqual(people.map(() => "ok"));
    const { notes } = unwrap(await jobJobsRetrieve(client, ofJob)).data;
    expect(
      notes!
        .match(/\d+;/g)!
        .map(Number.parseFloat)
        .sort((a, b) => a - b),
    ).toEqual(people.map((_, index) => index));
  });
});

describe("two tabs", () => {
  it("what one tab saves the other one hears of, and its stale form is refused until it reloads", async () => {
    const { server, client } = await start();
    const other = createClient({ baseUrl: server.url, lanes: lanes() });
    const heard: unknown[] = [];
    const name = "tabs of the records server";
    const ends = [
      acrossTabs(client, { name, locks: null }),
      acrossTabs(other, { name, locks: null, onChange: ({ key }) => heard.push(key) }),
    ];
    try {
      const form = unwrap(await jobJobsRetrieve(other, ofJob));
      const read = unwrap(await jobJobsRetrieve(client, ofJob));
      unwrap(await jobJobsPartialUpdate(client, { ...ofJob, body: { order_number: "A" }, ifMatch: read }));
      for (let round = 0; round < 100 && heard.length === 0; round++)
        await new Promise((later) => void setTimeout(later, 10));
      expect(heard).toEqual([ids.job]);
      expect(other.tagOf("Job", ids.job)).toBeUndefined();
      const saved = await jobJobsPartialUpdate(other, { ...ofJob, body: { order_number: "B" }, ifMatch: form });
      if (saved.kind !== "precondition-failed") throw new Error(saved.kind);
      const now = unwrap(await saved.reload());
      expect(now.data.order_number).toBe("A");
      unwrap(await jobJobsPartialUpdate(other, { ...ofJob, body: { order_number: "B" }, ifMatch: now }));
    } finally {
      for (const end of ends) end();
    }
  });
});
