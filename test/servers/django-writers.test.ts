import { edit, unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  jobFields,
  jobJobsAcceptQuoteCreate,
  jobJobsDestroy,
  jobJobsEventsCreate,
  jobJobsEventsList,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  jobJobsUpdate,
  peoplePartialUpdate,
  peopleRetrieve,
  purchasingDeliveryReceiptsCreate,
  purchasingPurchaseOrdersRetrieve,
} from "../../generated/index.js";
import { ids } from "./django.js";
import {
  clientOf,
  describeBehind,
  type Front,
  fronts,
  newJob,
  newPerson,
  type Recorded,
  startFront,
} from "./fronts.js";

/* Twenty people at once, each with a client of their own: one of them wins, and nobody is lost. */

const writers = 20;

const withoutPrism = fronts.filter((name) => name !== "Prism");

describeBehind("twenty writers", withoutPrism, (name) => {
  let front: Front;
  beforeAll(async () => void (front = await startFront(name)));
  afterAll(() => front?.stop());

  /** All write at once. Exactly one succeeds, and all others are told that somebody else was first. */
  async function expectOneWinner(
    write: (writer: Recorded, index: number) => Promise<{ kind: string }>,
  ): Promise<number> {
    const people = Array.from({ length: writers }, () => clientOf(front));
    const results = await Promise.all(people.map(write));
    const won = results.flatMap(({ kind }, index) => (kind === "ok" ? [index] : []));
    expect(won, front.django.errors()).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === "precondition-failed")).toHaveLength(writers - 1);
    const statuses = people.flatMap(({ seen }) => seen.map(({ status }) => status));
    expect(statuses.filter((status) => status === 412)).toHaveLength(writers - 1);
    return won[0]!;
  }

  it("B2: PATCH of a job: one winner, whose text is there", async () => {
    const made = await newJob(clientOf(front).client);
    const ofJob = { path: { job_id: made.data.id } };
    const won = await expectOneWinner(({ client }, index) =>
      jobJobsPartialUpdate(client, { ...ofJob, body: { notes: `writer ${index}` }, ifMatch: made }),
    );
    const { data } = unwrap(await jobJobsRetrieve(clientOf(front).client, ofJob));
    expect(data.notes).toBe(`writer ${won}`);
  });

  it("B2: PUT of a job", async () => {
    const made = await newJob(clientOf(front).client);
    const body = { name: "Put", client_id: ids.client };
    await expectOneWinner(({ client }) =>
      jobJobsUpdate(client, { path: { job_id: made.data.id }, body, ifMatch: made }),
    );
  });

  it("B2, B3: POST of an event: one event", async () => {
    const made = await newJob(clientOf(front).client);
    const ofJob = { path: { job_id: made.data.id } };
    const body = (index: number): { description: string } => ({ description: `Called by ${index}` });
    const won = await expectOneWinner(({ client }, index) =>
      jobJobsEventsCreate(client, { ...ofJob, body: body(index), ifMatch: made }),
    );
    const events = unwrap(await jobJobsEventsList(clientOf(front).client, ofJob)).data;
    expect(events.map(({ description }) => description)).toEqual([body(won).description]);
  });

  it("B2, B3: POST of accept-quote, and DELETE", async () => {
    const made = await newJob(clientOf(front).client);
    const ofJob = { path: { job_id: made.data.id } };
    await expectOneWinner(({ client }) => jobJobsAcceptQuoteCreate(client, { ...ofJob, ifMatch: made }));
    const { client } = clientOf(front);
    const read = unwrap(await jobJobsRetrieve(client, ofJob));
    unwrap(await jobJobsDestroy(client, { ...ofJob, ifMatch: read }));
  });

  it("A2: PATCH of a person", async () => {
    const { client } = clientOf(front);
    const path = { id: (await newPerson(client)).id };
    const read = unwrap(await peopleRetrieve(client, { path }));
    await expectOneWinner((writer, index) =>
      peoplePartialUpdate(writer.client, { path, body: { location: `${index}` }, ifMatch: read }),
    );
  });

  it("a delivery against a purchase order: received once", async () => {
    const path = { po_id: ids.order };
    const { client } = clientOf(front);
    const read = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path }));
    const allocations = { [ids.orderLine]: [{ job_id: null, quantity: "1.00" }] };
    const body = { purchase_order_id: ids.order, allocations };
    await expectOneWinner((writer) => purchasingDeliveryReceiptsCreate(writer.client, { body, ifMatch: read }));
    const { data } = unwrap(await purchasingPurchaseOrdersRetrieve(client, { path }));
    expect(data.lines![0]).toMatchObject({ received_quantity: "1.00" });
  });

  it("twenty that read again and try again all get through, and no line is lost", async () => {
    const made = await newJob(clientOf(front).client);
    const ofJob = { path: { job_id: made.data.id } };
    const people = Array.from({ length: writers }, () => clientOf(front).client);
    const results = await Promise.all(
      people.map((client, index) =>
        edit(
          client,
          jobJobsRetrieve,
          jobJobsPartialUpdate,
          ofJob,
          // Django trims what ends in a line break.
          ({ notes }) => ({ notes: `${notes ?? ""}\nwriter ${index}` }),
          { sleep: async () => {}, attempts: 100, readOnly: jobFields.readOnly },
        ),
      ),
    );
    expect(results.map(({ kind }) => kind)).toEqual(Array(writers).fill("ok"));
    const { notes } = unwrap(await jobJobsRetrieve(clientOf(front).client, ofJob)).data;
    expect(notes!.trim().split("\n").toSorted()).toEqual(
      Array.from({ length: writers }, (_, index) => `writer ${index}`).toSorted(),
    );
  });
});
