/** What is typed while the network is cut, in pages that are closed and opened again. */
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./field.js";
import { mockPage, shows } from "./mock-page.js";

describe.for(["indexed-db", "web"])("an outbox on a shelf of %s, in Chromium", { tags: ["chromium"] }, (shelf) => {
  const suite = mockPage("./outbox-page.ts", "Outbox");

  async function newContext(): Promise<BrowserContext> {
    const context = await suite.browser.newContext();
    onTestFinished(() => context.close());
    return context;
  }
  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${suite.origin}/#${suite.jobs[0]},${shelf}`);
    return page;
  }
  const isSaved = (fields: object) => eventually(async () => expect(await suite.saved()).toMatchObject(fields));

  it("typed offline, saved when the network is back", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean", waiting: "" });
    await context.setOffline(true);
    await page.locator("#name").fill("typed in a tunnel");
    await shows(page, { waiting: "job unknown" });
    await context.setOffline(false);
    await isSaved({ name: "typed in a tunnel" });
    await shows(page, { status: "clean", waiting: "", errors: "" });
    expect((await suite.saved()).name).toBe("typed in a tunnel");
  });

  it("typed offline, the page closed and opened again: saved, with what others changed meanwhile", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#name").fill("typed in a tunnel");
    await shows(page, { waiting: "job unknown" });
    await page.close();
    suite.mock.edit("Job", suite.jobs[0], { notes: "somebody else's" });
    await context.setOffline(false);
    const again = await open(context);
    await isSaved({ name: "typed in a tunnel", notes: "somebody else's" });
    await shows(again, { waiting: "", status: "clean", errors: "" });
    expect(await again.locator("#name").inputValue()).toBe("typed in a tunnel");
  });

  it("what clashes comes back as a conflict, and is saved once it is decided", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#name").fill("mine");
    await shows(page, { waiting: "job unknown" });
    await page.close();
    suite.mock.edit("Job", suite.jobs[0], { name: "theirs" });
    await context.setOffline(false);
    const again = await open(context);
    await shows(again, { waiting: "job conflict", status: "conflict" });
    expect((await suite.saved()).name).toBe("theirs");
    await again.locator("#mine").click();
    await isSaved({ name: "mine" });
    await shows(again, { waiting: "", status: "clean", errors: "" });
  });

  it("a record that was created offline is created once the network is back, by the next page", async () => {
    const jobs = () => suite.mock.keys("/api/job/jobs/{job_id}/").length;
    const before = jobs();
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#create").click();
    await shows(page, { waiting: "newJob waiting", errors: "" });
    await page.close();
    await context.setOffline(false);
    const again = await open(context);
    await shows(again, { waiting: "", status: "clean", errors: "" });
    expect(jobs()).toBe(before + 1);
  });

  it("what one tab leaves is taken over by the other one", async () => {
    const context = await newContext();
    const first = await open(context);
    const second = await open(context);
    await shows(first, { status: "clean" });
    await shows(second, { status: "clean" });
    await context.setOffline(true);
    await first.locator("#name").fill("first tab");
    await shows(first, { waiting: "job unknown" });
    // What the other tab has is listed there.
    await shows(second, { waiting: "" });
    await second.locator("#create").click();
    await shows(second, { waiting: "newJob waiting" });
    await second.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await first.close();
    await shows(second, { waiting: "job unknown, newJob waiting" });
    await context.setOffline(false);
    await shows(second, { waiting: "", errors: "" });
    expect((await suite.saved()).name).toBe("first tab");
  });
});
