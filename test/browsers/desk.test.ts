/** The example: two people, one record, a bad network. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Job, PurchaseOrder } from "../../generated/index.js";
import { desk } from "./desk.js";
import { eventually } from "./field.js";

describe("the job desk, in Chromium", { tags: ["chromium"] }, () => {
  const suite = desk();

  const read = async (path: string): Promise<unknown> => (await suite.mock.fetch(`http://desk/api/${path}/`)).json();
  const onServer = async (id: string): Promise<Job> => (await read(`job/jobs/${id}`)) as Job;
  const isSaved = (id: string, fields: Partial<Job>): Promise<void> =>
    eventually(async () => expect(await onServer(id)).toMatchObject(fields));
  const trouble = async (page: Page, act: () => Promise<void>): Promise<void> => {
    await page.getByText("Trouble").click();
    await act();
    await page.getByText("Trouble").click();
  };
  const network = (page: Page, isOn: boolean): Promise<void> =>
    trouble(page, () => page.getByLabel("Switch the network off").setChecked(!isOn));

  it("its first load is under 120 kB, gzipped, without the devtools", () => {
    const { firstLoad, files } = suite.sizes;
    console.log(`job desk: first load ${(firstLoad / 1000).toFixed(1)} kB gzip`);
    expect(firstLoad).toBeLessThan(120_000);
    expect(firstLoad).toBeGreaterThan(60_000);
    expect(Object.keys(files).some((name) => name.startsWith("devtools"))).toBe(true);
  });

  it("what one types the other sees, and edits of different fields are both saved", async () => {
    const id = suite.job(0);
    const [ada, grace] = await Promise.all(["Ada", "Grace"].map((name) => suite.person(name, `#/jobs/${id}`)));
    await network(ada!, false);
    await ada!.getByLabel("Order number").fill("PO-1");
    await grace!.getByLabel("Name", { exact: true }).fill("Balustrade, south stairs");
    await isSaved(id, { name: "Balustrade, south stairs" });
    await network(ada!, true);
    await isSaved(id, { name: "Balustrade, south stairs", order_number: "PO-1" });
    await eventually(async () => {
      expect(await ada!.getByLabel("Name", { exact: true }).inputValue()).toBe("Balustrade, south stairs");
      expect(await grace!.getByLabel("Order number").inputValue()).toBe("PO-1");
    });
  });

  it("where both changed the same, it is asked: mine, theirs, both", async () => {
    const id = suite.job(1);
    const [ada, grace] = await Promise.all(["Ada", "Grace"].map((name) => suite.person(name, `#/jobs/${id}`)));
    const before = (await onServer(id)).notes!;
    await network(ada!, false);
    for (const [page, who] of [
      [ada!, "Ada"],
      [grace!, "Grace"],
    ] as const) {
      await page.getByLabel("Name", { exact: true }).fill(`Named by ${who}`);
      await page.getByLabel("Order number").fill(`PO of ${who}`);
      await page.getByLabel("Notes").fill(before.replace("RAL 7016", `the colour of ${who}`));
    }
    await isSaved(id, { name: "Named by Grace", order_number: "PO of Grace" });
    await network(ada!, true);
    const banner = ada!.getByRole("region", { name: "Changed by somebody else" });
    await banner.getByText("Grace changed this job while you were typing.").waitFor();
    expect(await banner.innerText()).toContain("Roof brackets → Named by Grace");
    await banner.getByRole("button", { name: "Decide 3 conflicts" }).click();
    const place = (name: string) => ada!.getByRole("dialog").getByRole("region", { name });
    await place("Notes").getByText("Mine: Powder coat in the colour of Ada.").waitFor();
    await place("Notes").getByRole("button", { name: "Take both" }).click();
    await place("Name").getByRole("button", { name: "Take mine" }).click();
    await place("Order number").getByRole("button", { name: "Take Grace's" }).click();
    const line = (who: string): string => `Powder coat in the colour of ${who}.`;
    const notes = before.replace("Powder coat in RAL 7016.", `${line("Grace")}\n${line("Ada")}`);
    await isSaved(id, { name: "Named by Ada", order_number: "PO of Grace", notes });
    await eventually(async () => expect(await banner.count()).toBe(0));
  });

  it("who waits with a refused edit is told what others changed, and decides when to see it", async () => {
    const id = suite.job(2);
    const [ada, grace] = await Promise.all(["Ada", "Grace"].map((name) => suite.person(name, `#/jobs/${id}`)));
    await ada!.getByLabel("Fabrication").fill("many");
    await ada!.getByText("The server refused this:").waitFor();
    await grace!.getByLabel("Status").selectOption("approved");
    const banner = ada!.getByRole("region", { name: "Changed by somebody else" });
    await banner.getByText("Status: Awaiting approval → Approved").waitFor();
    expect(await ada!.getByLabel("Status").inputValue()).toBe("awaiting_approval");
    await banner.getByRole("button", { name: "Show it with my edits" }).click();
    await eventually(async () => expect(await ada!.getByLabel("Status").inputValue()).toBe("approved"));
    expect(await ada!.getByLabel("Fabrication").inputValue()).toBe("many");
  });

  it("what was typed without a network is saved by the next page", async () => {
    const id = suite.job(3);
    const ada = await suite.person("Ada", `#/jobs/${id}`);
    await network(ada, false);
    await ada.getByLabel("Notes").fill("Typed in a tunnel");
    await ada.getByText("Not saved yet:").waitFor();
    expect((await onServer(id)).notes).not.toBe("Typed in a tunnel");
    await ada.reload();
    await isSaved(id, { notes: "Typed in a tunnel" });
  });

  it("a lost answer and an ended session cost nothing, and the log says what was done about them", async () => {
    const id = suite.job(4);
    const ada = await suite.person("Ada", `#/jobs/${id}`);
    await ada.getByRole("button", { name: "Requests" }).click();
    const log = ada.getByRole("region", { name: "Request log" });
    await ada.getByLabel("Notes").waitFor();
    await trouble(ada, () => ada.getByRole("button", { name: "Lose the answer to the next change" }).click());
    await ada.getByLabel("Notes").fill("Made once");
    await log.getByText("Sent again: attempt 2.").waitFor();
    await log.getByText(/^Read back: /).waitFor();
    await ada.getByText("All saved.").waitFor();
    await isSaved(id, { notes: "Made once" });
    expect(await ada.getByRole("region", { name: "Changed by somebody else" }).count()).toBe(0);
    await trouble(ada, () => ada.getByRole("button", { name: "Let my session end" }).click());
    await log.getByText("The credentials were not accepted.").first().waitFor();
    await ada.getByLabel("Notes").fill("Made again");
    await isSaved(id, { notes: "Made again" });
    await eventually(async () => expect(await log.innerText()).toMatch(/[1-9]\d* answered by 304/));
  });

  it("a quote is accepted as it was seen, a note is written, a file is attached", async () => {
    const id = suite.job(5);
    const ada = await suite.person("Ada", `#/jobs/${id}`);
    await ada.getByRole("button", { name: "Accept quote" }).click();
    await ada.getByText(/^Accepted /).waitFor();
    await eventually(async () => expect(await ada.getByLabel("Status").inputValue()).toBe("approved"));
    await ada.getByLabel("Note", { exact: true }).fill("Called the client");
    await ada.getByRole("button", { name: "Add" }).click();
    await ada.getByRole("listitem").getByText("Called the client").waitFor();
    const file = { name: "sketch.png", mimeType: "image/png", buffer: Buffer.alloc(40_000) };
    await ada.getByLabel("Attach a file").setInputFiles(file);
    await ada.getByText("sketch.png 40 kB").waitFor();
    expect(await onServer(id)).toMatchObject({ status: "approved", files: [{ filename: "sketch.png", size: 40_000 }] });
  });

  it("the same delivery is booked in once", async () => {
    const id = suite.order(0);
    const [ada, grace] = await Promise.all(["Ada", "Grace"].map((name) => suite.person(name, `#/orders/${id}`)));
    for (const page of [ada!, grace!]) await page.getByRole("button", { name: "Receive a delivery" }).click();
    await grace!.getByRole("button", { name: "Book in" }).click();
    await grace!.getByRole("heading", { name: "Fully received" }).waitFor();
    await ada!.getByText("Somebody else changed this order meanwhile.").waitFor();
    await ada!.getByRole("button", { name: "Book in" }).click();
    await eventually(async () => expect(await ada!.getByRole("alert").last().innerText()).not.toBe(""));
    const order = (await read(`purchasing/purchase-orders/${id}`)) as PurchaseOrder;
    expect(order.lines!.map(({ received_quantity }) => Number(received_quantity))).toEqual([12, 4]);
  });

  it("the list goes on where it is scrolled to", async () => {
    const ada = await suite.person("Ada", "#/jobs/");
    const rows = ada.getByRole("region", { name: "Jobs" }).getByRole("link");
    await rows.first().waitFor();
    expect(await rows.count()).toBe(20);
    for (const count of [40, 60]) {
      await rows.last().scrollIntoViewIfNeeded();
      await eventually(async () => expect(await rows.count()).toBe(count));
    }
    await eventually(async () => expect(await ada.getByRole("button", { name: "More jobs" }).count()).toBe(0));
  });

  it("is used by keyboard alone: a job is found, opened and edited", async () => {
    const ada = await suite.person("Ada", "#/jobs/");
    const jobs = ada.getByRole("region", { name: "Jobs" });
    await jobs.getByText("60 jobs").waitFor();
    await ada.getByRole("searchbox", { name: "Search" }).focus();
    await ada.keyboard.type("sliding");
    await eventually(async () => expect(await jobs.getByRole("link").first().innerText()).toMatch(/^Gate, sliding\n/));
    await ada.keyboard.press("Tab");
    await ada.keyboard.press("Enter");
    await ada.getByRole("heading", { name: "Gate, sliding" }).waitFor();
    const id = (await ada.evaluate(() => location.hash)).split("/")[2]!;
    const focused = () => document.activeElement?.closest("label")?.firstChild?.textContent;
    for (let steps = 0; steps < 100 && (await ada.evaluate(focused)) !== "Order number"; steps++)
      await ada.keyboard.press("Tab");
    await ada.keyboard.type("7");
    await eventually(async () => expect((await onServer(id)).order_number).toMatch(/7/));
    await ada.getByText("All saved.").waitFor();
  });
});
