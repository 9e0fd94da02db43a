/** Two tabs of one browser, with its own BroadcastChannel and Web Locks. */
import type { JSHandle, Page } from "playwright-core";
import { type Client, unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobJobsRetrieve } from "../../generated/index.js";
import { eventually, type Field, startField } from "./field.js";

declare const sample: typeof import("./page.js");

describe("two tabs, in Chromium", { tags: ["chromium", "django"] }, () => {
  let field: Field;
  beforeAll(async () => void (field = await startField()));
  afterAll(() => field?.stop());

  /** A tab that has read the job, and hears of the others if `together`. */
  async function tabWith(page: Page, id: string, together: boolean) {
    return page.evaluateHandle(
      async ([access, job_id, across]) => {
        const path = { job_id };
        const client = sample.createClient({ ...access, lanes: sample.lanes() });
        const heard: object[] = [];
        if (across) sample.acrossTabs(client, { onChange: ({ name, key }, tag) => heard.push({ name, key, tag }) });
        const job = await sample.jobJobsRetrieve(client, { path });
        if (job.kind !== "ok") throw new Error(job.message);
        const save = (notes: string, ifMatch = job) =>
          sample.jobJobsPartialUpdate(client, { path, body: { notes }, ifMatch });
        return { client, job, path, heard, save };
      },
      [field.access, id, together] as const,
    );
  }

  /** Two tabs that share caches and storage, on the same job. */
  async function twoTabs(together: boolean) {
    const id = await field.newJob();
    const context = await field.newContext();
    const one = await tabWith(await field.open(context), id, together);
    const two = await tabWith(await field.open(context), id, together);
    return { id, one, two };
  }

  const waiting = (tab: JSHandle<{ client: Client }>): Promise<number> =>
    tab.evaluate(({ client }) => sample.pending(client));

  it("B15: one tab changes the job; the other gets 412, reloads, and succeeds", async () => {
    const { id, one, two } = await twoTabs(false);
    expect(await one.evaluate(async ({ save }) => (await save("From one")).kind)).toBe("ok");
    const seen = await two.evaluate(async ({ save, job }) => {
      const refused = await save("From two");
      if (refused.kind !== "precondition-failed") throw new Error(refused.kind);
      const now = await refused.reload();
      if (now.kind !== "ok") throw new Error(now.message);
      const { message, status } = refused;
      const again = await save("From two", now as typeof job);
      return { message, status, notes: now.data.notes, again: again.kind };
    });
    // The server's own reason comes first.
    const message = expect.stringMatching(/^Somebody else changed this record since it was loaded\. /) as string;
    expect(seen).toEqual({ message, status: 412, notes: "From one", again: "ok" });
    expect(unwrap(await jobJobsRetrieve(field.elsewhere, { path: { job_id: id } })).data.notes).toBe("From two");
  });

  it("B15: across tabs the other one is told before it tries; the form that it holds is still refused", async () => {
    const { id, one, two } = await twoTabs(true);
    const tag = await one.evaluate(async ({ save }) => {
      const saved = await save("From one");
      return saved.kind === "ok" ? saved.etag : saved.message;
    });
    await eventually(async () => {
      expect(await two.evaluate(({ heard }) => heard)).toEqual([{ name: "Job", key: id, tag }]);
    });
    expect(await one.evaluate(({ heard }) => heard)).toEqual([]);
    expect(await two.evaluate(({ client, path }) => client.tagOf("Job", path.job_id) ?? null)).toBeNull();
    expect(await two.evaluate(async ({ save }) => (await save("From two")).kind)).toBe("precondition-failed");
  });

  it("lanes hold across tabs: the second tab's change leaves when the first one's is answered", async () => {
    const { id, one, two } = await twoTabs(true);
    const before = field.relay.arrived("PATCH");
    const release = field.relay.hold("PATCH");
    const first = one.evaluate(async ({ save }) => (await save("From one")).kind);
    await eventually(() => expect(field.relay.arrived("PATCH")).toBe(before + 1));
    const second = two.evaluate(async ({ save }) => (await save("From two")).kind);
    await eventually(async () => expect(await waiting(two)).toBe(1));
    const lane = `ifmatch Job/${id}`;
    // The browser itself says who holds the lane, and that the other one stands in line.
    await eventually(async () => {
      const { held, pending } = await two.evaluate(() => navigator.locks.query());
      expect([held, pending].map((locks) => locks?.map(({ name }) => name))).toEqual([[lane], [lane]]);
    });
    expect(field.relay.arrived("PATCH")).toBe(before + 1);
    release();
    expect([await first, await second]).toEqual(["ok", "precondition-failed"]);
    const changes = field.relay.passed.filter(({ method, path }) => method === "PATCH" && path.includes(id));
    expect(changes.map(({ status }) => status)).toEqual([200, 412]);
  });

  it("without Web Locks both leave at once: the control", async () => {
    const { two, one } = await twoTabs(false);
    const before = field.relay.arrived("PATCH");
    const release = field.relay.hold("PATCH");
    const saved = [one, two].map((tab) => tab.evaluate(async ({ save }) => (await save("At once")).kind));
    await eventually(() => expect(field.relay.arrived("PATCH")).toBe(before + 2));
    release();
    expect((await Promise.all(saved)).sort()).toEqual(["ok", "precondition-failed"]);
  });
});
