/** A button that adds an event to a job, clicked faster than the server answers. */
import type { Page } from "playwright-core";
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobJobsEventsList } from "../../generated/index.js";
import { eventually, type Field, startField } from "./field.js";

declare const sample: typeof import("./page.js");

describe("rapid clicks, in Chromium", { tags: ["chromium", "django"] }, () => {
  let field: Field;
  beforeAll(async () => void (field = await startField()));
  afterAll(() => field?.stop());

  /** A page with a job's button; `guarded`: the button is disabled while a change of the job is pending. */
  async function pageWithButton(id: string, { lanes = true, guarded = false } = {}): Promise<Page> {
    const page = await field.open();
    await page.evaluate(
      async ([access, job_id, inLanes, disables]) => {
        const path = { job_id };
        const client = sample.createClient({ ...access, ...(inLanes && { lanes: sample.lanes() }) });
        const job = await sample.jobJobsRetrieve(client, { path });
        if (job.kind !== "ok") throw new Error(job.message);
        document.body.innerHTML = `<button>Add event</button><ol></ol>`;
        const button = document.querySelector("button")!;
        button.addEventListener("click", async () => {
          const body = { description: "Called the client" };
          const added = await sample.jobJobsEventsCreate(client, { path, body, ifMatch: job });
          document
            .querySelector("ol")!
            .append(Object.assign(document.createElement("li"), { textContent: added.kind }));
        });
        if (disables)
          sample.subscribe(client, () => void (button.disabled = sample.pending(client, "Job", job_id) > 0));
      },
      [field.access, id, lanes, guarded] as const,
    );
    return page;
  }

  const outcomes = (page: Page): Promise<string[]> => page.locator("li").allTextContents();

  /** The events of this description that the server has, and the answers to what was sent. */
  async function made(id: string): Promise<{ readonly events: number; readonly statuses: readonly number[] }> {
    const { data } = unwrap(await jobJobsEventsList(field.elsewhere, { path: { job_id: id } }));
    const sent = field.relay.passed.filter(({ method, path }) => method === "POST" && path.includes(id));
    return {
      events: data.filter(({ description }) => description === "Called the client").length,
      statuses: sent.map(({ status }) => status),
    };
  }

  it("B16: five clicks on `Add event` are one event, and each click hears that it was made", async () => {
    const id = await field.newJob();
    const page = await pageWithButton(id);
    const release = field.relay.hold("POST");
    for (let click = 0; click < 5; click++) await page.getByRole("button").click();
    release();
    await eventually(async () => expect(await outcomes(page)).toEqual(Array(5).fill("ok")));
    expect(await made(id)).toEqual({ events: 1, statuses: [201] });
  });

  it("B16: the control: without lanes each click is sent, and the server refuses all but one", async () => {
    const id = await field.newJob();
    const page = await pageWithButton(id, { lanes: false });
    const release = field.relay.hold("POST");
    for (let click = 0; click < 5; click++) await page.getByRole("button").click();
    release();
    await eventually(async () => expect(await outcomes(page)).toHaveLength(5));
    const { events, statuses } = await made(id);
    expect([events, statuses.length, statuses.filter((status) => status === 201).length]).toEqual([1, 5, 1]);
  });

  it("B11: the button is disabled while its change is under way, and a click on it does nothing", async () => {
    const id = await field.newJob();
    const page = await pageWithButton(id, { guarded: true });
    const button = page.getByRole("button");
    const arrived = field.relay.arrived("POST");
    const release = field.relay.hold("POST");
    await button.click();
    await eventually(() => expect(field.relay.arrived("POST")).toBe(arrived + 1));
    expect(await button.isDisabled()).toBe(true);
    await button.click({ force: true });
    release();
    await eventually(async () => expect(await button.isEnabled()).toBe(true));
    await eventually(async () => expect(await outcomes(page)).toEqual(["ok"]));
    expect(await made(id)).toEqual({ events: 1, statuses: [201] });
  });
});
